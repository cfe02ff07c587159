/* SPDX-License-Identifier: MIT */
/* The cause of a death, in facts and in one sentence. */
#include "crash/cause.h"

#include "abi/signal.h"
#include "base/load.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"

enum { SENTENCE_MAX = 2048 };

const char *knell_inquiry_function(
	const struct knell_inquiry *inquiry, uint32_t frame)
{
	const struct knell_record *record = inquiry->record;

	if (!record->thread_count || frame >= record->threads[0].frame_count)
		return NULL;
	return record->threads[0].frames[frame].function;
}

char *knell_inquiry_keep(struct knell_inquiry *inquiry, const char *text)
{
	return knell_arena_copy_text(
		inquiry->modules->arena, text, knell_text_length(text));
}

bool knell_inquiry_value(
	const struct knell_inquiry *inquiry, uint64_t *ret_value)
{
	const struct knell_operation *operation = &inquiry->operation;
	uint8_t bytes[8] = { 0 };

	*ret_value = operation->value;
	if (!operation->in_memory)
		return operation->size > 0;
	if (knell_target_read(inquiry->target, operation->value, bytes,
		    operation->size) != operation->size)
		return false;
	*ret_value = knell_load64(bytes);
	return true;
}

void knell_inquiry_set_address(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	static const char *const words[] = { NULL, "read", "write", "execute" };
	struct knell_cause *cause = inquiry->cause;
	char text[256];
	struct knell_buffer out = KNELL_BUFFER(text);

	cause->has_address = true;
	cause->address = address;
	if (words[access])
		cause->access = knell_inquiry_keep(inquiry, words[access]);
	knell_place_put(&out, inquiry->modules, address);
	cause->place = knell_inquiry_keep(inquiry, knell_buffer_text(&out));
}

static void put(struct knell_inquiry *inquiry, const char *text)
{
	knell_put_text(inquiry->out, text);
}

/* INT_MIN / -1 traps as a division by zero does. */
static void explain_division(struct knell_inquiry *inquiry)
{
	uint64_t divisor = 0;
	bool known = inquiry->operation.kind == KNELL_OPERATION_DIVIDE &&
		     knell_inquiry_value(inquiry, &divisor);

	if (known && divisor) {
		inquiry->cause->kind =
			knell_inquiry_keep(inquiry, "divide-overflow");
		put(inquiry, "Integer division whose result does not fit, as "
			     "of the least integer by -1.");
		return;
	}
	inquiry->cause->kind = knell_inquiry_keep(inquiry, "divide-by-zero");
	put(inquiry, known ? "Integer division by zero."
			   : "Integer division by zero, or one whose result "
			     "does not fit.");
}

static void explain_arithmetic(struct knell_inquiry *inquiry)
{
	const char *words;

	switch (inquiry->cause->signal.code) {
	case K_FPE_INTDIV: explain_division(inquiry); return;
	case K_FPE_INTOVF: words = "Integer overflow."; break;
	case K_FPE_FLTDIV: words = "Floating-point division by zero."; break;
	case K_FPE_FLTOVF: words = "Floating-point overflow."; break;
	case K_FPE_FLTUND: words = "Floating-point underflow."; break;
	case K_FPE_FLTRES: words = "Inexact floating-point result."; break;
	case K_FPE_FLTINV: words = "Invalid floating-point operation."; break;
	default: words = "Arithmetic error."; break;
	}
	inquiry->cause->kind = knell_inquiry_keep(inquiry, "floating-point");
	put(inquiry, words);
}

static void explain_illegal(struct knell_inquiry *inquiry)
{
	if (knell_cause_jump(inquiry))
		return;
	if (inquiry->operation.kind == KNELL_OPERATION_TRAP) {
		inquiry->cause->kind = knell_inquiry_keep(inquiry, "trap");
		put(inquiry, "The program stopped itself with a trap "
			     "instruction, as compilers put where code must "
			     "never come.");
		return;
	}
	inquiry->cause->kind =
		knell_inquiry_keep(inquiry, "illegal-instruction");
	put(inquiry, "An instruction that this processor does not have or "
		     "does not allow.");
}

static void explain_trap(struct knell_inquiry *inquiry)
{
	inquiry->cause->kind = knell_inquiry_keep(inquiry, "breakpoint");
	switch (inquiry->cause->signal.code) {
	case K_TRAP_TRACE:
		put(inquiry, "A single-step trap, and no debugger to take it.");
		break;
	case K_TRAP_HWBKPT:
		put(inquiry, "A hardware breakpoint or watchpoint, and no "
			     "debugger to take it.");
		break;
	default:
		put(inquiry, "A breakpoint instruction, and no debugger to "
			     "take it.");
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

	if (number >= machine->call_count)
		return;
	facts->has_call = true;
	facts->call_number = (int32_t)number;
	if (machine->calls[number])
		facts->call_name =
			knell_inquiry_keep(inquiry, machine->calls[number]);
}

static void explain_call(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;

	find_call(inquiry);
	inquiry->cause->kind = knell_inquiry_keep(inquiry, "bad-syscall");
	if (!facts->has_call) {
		put(inquiry, "A system call that a seccomp filter forbids.");
		return;
	}
	put(inquiry, "The system call ");
	if (facts->call_name) {
		put(inquiry, facts->call_name);
		put(inquiry, " (");
	}
	knell_put_signed(inquiry->out, facts->call_number);
	if (facts->call_name)
		put(inquiry, ")");
	put(inquiry, ", which a seccomp filter forbids.");
}

static void explain(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	bool sent = facts->has_info && facts->code <= 0;

	if (facts->number == K_SIGABRT) {
		knell_cause_abort(inquiry);
		return;
	}
	if (sent) {
		knell_cause_sent(inquiry);
		return;
	}
	switch (facts->number) {
	case K_SIGSEGV:
	case K_SIGBUS: knell_cause_memory(inquiry); return;
	case K_SIGFPE: explain_arithmetic(inquiry); return;
	case K_SIGILL: explain_illegal(inquiry); return;
	case K_SIGTRAP: explain_trap(inquiry); return;
	case K_SIGSYS: explain_call(inquiry); return;
	default: knell_cause_sent(inquiry); return;
	}
}

/* What a handler had to do with it. */
static void explain_handler(struct knell_inquiry *inquiry)
{
	const struct knell_cause *cause = inquiry->cause;
	const struct knell_signal_facts *last = &cause->final_signal;

	if (cause->in_handler) {
		put(inquiry, " The program's handler for ");
		put(inquiry, cause->signal.name);
		put(inquiry, " then ended it by ");
		put(inquiry, last->name);
		put(inquiry, ".");
		return;
	}
	if (!cause->handling)
		return;
	put(inquiry, " This happened in the program's handler for ");
	put(inquiry, cause->handling);
	put(inquiry, ".");
}

static void look(struct knell_inquiry *inquiry)
{
	const struct knell_machine *machine = inquiry->machine;
	const struct knell_bytes_at *bytes = &inquiry->record->code;

	if (!inquiry->registers)
		return;
	inquiry->pc = inquiry->registers->value[machine->pc];
	inquiry->sp = inquiry->registers->value[machine->sp];
	if (bytes->data && inquiry->pc >= bytes->address &&
		inquiry->pc - bytes->address < bytes->size) {
		inquiry->code = bytes->data + (inquiry->pc - bytes->address);
		inquiry->code_size =
			bytes->size - (size_t)(inquiry->pc - bytes->address);
	}
	if (inquiry->code && machine->operands)
		inquiry->operand_count =
			machine->operands(inquiry->code, inquiry->code_size,
				inquiry->registers, inquiry->operands);
	if (inquiry->code && machine->operation)
		machine->operation(inquiry->code, inquiry->code_size,
			inquiry->registers, &inquiry->operation);
}

void knell_cause_find(struct knell_modules *modules,
	const struct knell_registers *registers, struct knell_record *record)
{
	char text[SENTENCE_MAX];
	struct knell_buffer out = KNELL_BUFFER(text);
	struct knell_inquiry inquiry = {
		.modules = modules,
		.target = modules->target,
		.machine = modules->target->machine,
		.record = record,
		.cause = &record->cause,
		.registers = registers,
		.out = &out,
	};

	look(&inquiry);
	explain(&inquiry);
	explain_handler(&inquiry);
	if (out.used)
		record->cause.sentence =
			knell_inquiry_keep(&inquiry, knell_buffer_text(&out));
}
