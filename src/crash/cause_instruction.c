/* SPDX-License-Identifier: MIT */
/* SIGFPE, SIGILL, SIGTRAP and SIGSYS: what an instruction did. */
#include "abi/signal.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"

/* INT_MIN / -1 traps as a division by zero does. */
static void explain_division(struct knell_inquiry *inquiry)
{
	uint64_t divisor = 0;
	bool known = inquiry->operation.kind == KNELL_OPERATION_DIVIDE &&
		     knell_inquiry_value(inquiry, &divisor);

	if (known && divisor) {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_DIVIDE_OVERFLOW);
		knell_inquiry_put(inquiry,
			"Integer division whose result does not fit, as of the "
			"least integer by -1.");
		return;
	}
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_DIVIDE_BY_ZERO);
	knell_inquiry_put(inquiry,
		known ? "Integer division by zero."
		      : "Integer division by zero, or one whose result does "
			"not fit.");
}

void knell_cause_arithmetic(struct knell_inquiry *inquiry)
{
	const char *words;

	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_FLOATING_POINT);
	switch (inquiry->cause->signal.code) {
	case K_FPE_INTDIV: explain_division(inquiry); return;
	case K_FPE_INTOVF:
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_INTEGER_OVERFLOW);
		words = "Integer overflow, which the program made a trap.";
		break;
	case K_FPE_FLTDIV: words = "Floating-point division by zero"; break;
	case K_FPE_FLTOVF: words = "Floating-point overflow"; break;
	case K_FPE_FLTUND: words = "Floating-point underflow"; break;
	case K_FPE_FLTRES: words = "Inexact floating-point result"; break;
	case K_FPE_FLTINV: words = "Invalid floating-point operation"; break;
	case K_FPE_FLTUNK: words = "Floating-point exception"; break;
	default:
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_UNKNOWN);
		words = "Arithmetic error of an unknown sort.";
		break;
	}
	knell_inquiry_put(inquiry, words);
	if (!knell_text_ends(words, "."))
		knell_inquiry_put(
			inquiry, ", which the program had enabled to trap.");
}

/*
 * What clang's -fsanitize-trap puts into ud1 and brk. Source: clang,
 * CodeGenFunction.h, LIST_SANITIZER_CHECKS.
 */
static const char *const checks[] = {
	"an addition overflowed",
	"code that __builtin_unreachable forbids was reached",
	"a control-flow integrity check failed",
	"a division overflowed or was by zero",
	"an object has another dynamic type",
	"a floating-point value does not fit in an integer",
	"a function was called through a pointer of another type",
	"an implicit conversion changed a value",
	"a builtin function was given what it must not be",
	"a cast was to a wrong Objective-C type",
	"a value was loaded that its type does not have",
	"a function ended without a value",
	"a multiplication overflowed",
	"a negation overflowed",
	"an argument is null that must not be",
	"a result is null that must not be",
	"an argument is null that must not be",
	"a result is null that must not be",
	"an index is out of bounds",
	"a pointer overflowed",
	"a shift was by too many bits or none",
	"a subtraction overflowed",
	"a pointer is null, misaligned, or to too small an object",
	"an assumed alignment is wrong",
	"the size of a variable-length array is not positive",
};

enum { BRK_CHECK = 0x5500, BRK_GCC_TRAP = 1000, BRK_CLANG_TRAP = 1 };

static void explain_stop(struct knell_inquiry *inquiry, const char *check)
{
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_TRAP);
	if (check) {
		knell_inquiry_put(inquiry,
			"A check for undefined behaviour stopped the program: ");
		knell_inquiry_put(inquiry, check);
		knell_inquiry_put(inquiry, ".");
		return;
	}
	knell_inquiry_put(inquiry,
		"The program stopped itself with a trap instruction, as "
		"compilers put where code must never come.");
}

static const char *find_check(uint32_t number)
{
	return number < KNELL_COUNT(checks) ? checks[number] : NULL;
}

void knell_cause_illegal(struct knell_inquiry *inquiry)
{
	const struct knell_operation *operation = &inquiry->operation;

	if (knell_cause_jump(inquiry) || knell_cause_stop(inquiry))
		return;
	if (operation->kind == KNELL_OPERATION_TRAP) {
		explain_stop(inquiry, operation->has_number
					      ? find_check(operation->number)
					      : NULL);
		return;
	}
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_ILLEGAL);
	knell_inquiry_put(inquiry,
		"An instruction that this processor does not have or does not "
		"allow.");
}

/* On some machines compilers' traps are breakpoints with a number. */
static bool explain_numbered(struct knell_inquiry *inquiry)
{
	const struct knell_operation *operation = &inquiry->operation;

	if (operation->kind != KNELL_OPERATION_BREAKPOINT ||
		!operation->has_number)
		return false;
	if ((operation->number & 0xff00) == BRK_CHECK)
		explain_stop(inquiry, find_check(operation->number & 0xff));
	else if (operation->number == BRK_GCC_TRAP ||
		 operation->number == BRK_CLANG_TRAP)
		explain_stop(inquiry, NULL);
	else
		return false;
	return true;
}

void knell_cause_trap(struct knell_inquiry *inquiry)
{
	if (knell_cause_stop(inquiry) || explain_numbered(inquiry))
		return;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_BREAKPOINT);
	switch (inquiry->cause->signal.code) {
	case K_TRAP_TRACE:
	case K_TRAP_BRANCH:
		knell_inquiry_put(inquiry,
			"A single-step trap, and no debugger to take it.");
		break;
	case K_TRAP_HWBKPT:
		knell_inquiry_put(inquiry,
			"A hardware breakpoint or watchpoint, and no debugger "
			"to take it.");
		break;
	case K_TRAP_PERF:
		knell_inquiry_put(inquiry,
			"A performance event that the program asked a signal "
			"for, and has no handler for.");
		break;
	default:
		knell_inquiry_put(inquiry,
			"A breakpoint instruction, and no debugger to take "
			"it.");
		break;
	}
}

/* A filter that kills at once leaves no siginfo; the registers tell. */
static void find_call(struct knell_inquiry *inquiry)
{
	struct knell_signal_facts *facts = &inquiry->cause->signal;
	const struct knell_machine *machine = inquiry->machine;

	if (facts->has_call || !inquiry->registers ||
		!knell_register_known(inquiry->registers, machine->call_number))
		return;
	uint64_t number = inquiry->registers->value[machine->call_number];

	/* -1 is what is left of none. */
	if (number > INT32_MAX)
		return;
	facts->has_call = true;
	facts->call_number = (int32_t)number;
	const char *name = knell_machine_call_name(machine, number);

	if (name)
		facts->call_name = knell_inquiry_keep(inquiry, name);
}

void knell_cause_call(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	const char *why =
		facts->has_info && facts->code == K_SYS_USER_DISPATCH
			? "which system call user dispatch passed on, with no "
			  "handler to take it."
			: "which a seccomp filter forbids.";

	find_call(inquiry);
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_BAD_SYSCALL);
	if (!facts->has_call) {
		knell_inquiry_put(inquiry, "A system call, ");
	} else if (facts->call_name) {
		knell_inquiry_put(inquiry, "The system call ");
		knell_inquiry_put(inquiry, facts->call_name);
		knell_inquiry_put(inquiry, " (");
		knell_put_signed(inquiry->out, facts->call_number);
		knell_inquiry_put(inquiry, "), ");
	} else {
		knell_inquiry_put(inquiry, "The system call number ");
		knell_put_signed(inquiry->out, facts->call_number);
		knell_inquiry_put(inquiry, ", ");
	}
	knell_inquiry_put(inquiry, why);
}
