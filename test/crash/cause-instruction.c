/* SPDX-License-Identifier: MIT */
/* What is said of SIGFPE, SIGILL, SIGTRAP and SIGSYS. */
#include "abi/signal.h"
#include "lib/canned-target.h"
#include "lib/test.h"

static struct canned canned;

static void begin(const struct knell_machine *machine, int32_t number,
	int32_t code, const char *bytes, size_t size)
{
	canned_open(&canned, machine);
	canned_set_fault(&canned, number, code, 0x402100);
	canned_set_code(&canned, 0x402100, bytes, size);
}

static void begin_x86(
	int32_t number, int32_t code, const char *bytes, size_t size)
{
	begin(&knell_machine_x86_64, number, code, bytes, size);
}

#define ZERO "Integer division by zero."
#define OVERFLOW                                                       \
	"Integer division whose result does not fit, as of the least " \
	"integer by -1."

static void test_division(void)
{
	/* idiv %ecx; only the lower half counts */
	begin_x86(K_SIGFPE, K_FPE_INTDIV, "\xf7\xf9", 2);
	canned_set_register(&canned, "rcx", 0xffffffff00000000);
	canned_expect(&canned, "divide-by-zero", ZERO);
	begin_x86(K_SIGFPE, K_FPE_INTDIV, "\xf7\xf9", 2);
	canned_set_register(&canned, "rcx", 0xffffffff);
	canned_expect(&canned, "divide-overflow", OVERFLOW);
	/* idiv %rcx */
	begin_x86(K_SIGFPE, K_FPE_INTDIV, "\x48\xf7\xf9", 3);
	canned_set_register(&canned, "rcx", 0xffffffff00000000);
	canned_expect(&canned, "divide-overflow", OVERFLOW);
	/* div %ch, which is byte 1 of rcx; div %bpl with REX */
	begin_x86(K_SIGFPE, K_FPE_INTDIV, "\xf6\xf5", 2);
	canned_set_register(&canned, "rcx", 0xff00ff);
	canned_expect(&canned, "divide-by-zero", ZERO);
	begin_x86(K_SIGFPE, K_FPE_INTDIV, "\x40\xf6\xf5", 3);
	canned_set_register(&canned, "rbp", 0xff00);
	canned_expect(&canned, "divide-by-zero", ZERO);
	/* divw 4(%rsi), the word being 0 or not */
	begin_x86(K_SIGFPE, K_FPE_INTDIV, "\x66\xf7\x76\x04", 4);
	canned_set_register(&canned, "rsi", 0x900000);
	canned_set_word(&canned, 0x900004, 0xffff0000);
	canned_expect(&canned, "divide-by-zero", ZERO);
	begin_x86(K_SIGFPE, K_FPE_INTDIV, "\x66\xf7\x76\x04", 4);
	canned_set_register(&canned, "rsi", 0x900000);
	canned_set_word(&canned, 0x900004, 1);
	canned_expect(&canned, "divide-overflow", OVERFLOW);
	/* The divisor cannot be read. */
	begin_x86(K_SIGFPE, K_FPE_INTDIV, "\xf7\x36", 2);
	canned_set_register(&canned, "rsi", 0x900000);
	canned_expect(&canned, "divide-by-zero",
		"Integer division by zero, or one whose result does not fit.");
}

static void test_floating_point(void)
{
	begin_x86(K_SIGFPE, K_FPE_FLTDIV, "\x90", 1);
	canned_expect(&canned, "floating-point",
		"Floating-point division by zero, which the program had "
		"enabled to trap.");
	begin_x86(K_SIGFPE, K_FPE_INTOVF, "\xce", 1);
	canned_expect(&canned, "integer-overflow",
		"Integer overflow, which the program made a trap.");
	begin_x86(K_SIGFPE, 77, "\x90", 1);
	canned_expect(
		&canned, "unknown", "Arithmetic error of an unknown sort.");
}

#define STOPPED                                                             \
	"The program stopped itself with a trap instruction, as compilers " \
	"put where code must never come."

static void test_traps(void)
{
	begin_x86(K_SIGILL, K_ILL_ILLOPN, "\x0f\x0b", 2);
	canned_expect(&canned, "trap", STOPPED);
	/* ud1l 18(%eax), %eax: clang's check of an index */
	begin_x86(K_SIGILL, K_ILL_ILLOPN, "\x67\x0f\xb9\x40\x12", 5);
	canned_expect(&canned, "trap",
		"A check for undefined behaviour stopped the program: an index "
		"is out of bounds.");
	begin_x86(K_SIGILL, K_ILL_ILLOPN, "\x67\x0f\xb9\x40\x70", 5);
	canned_expect(&canned, "trap", STOPPED);
	begin_x86(K_SIGILL, K_ILL_ILLOPN, "\x06", 1);
	canned_expect(&canned, "illegal-instruction",
		"An instruction that this processor does not have or does not "
		"allow.");
	/* brk #0x5500: an addition; brk #1000, gcc's; brk #0; udf #0 */
	begin(&knell_machine_aarch64, K_SIGTRAP, K_TRAP_BRKPT,
		"\x00\xa0\x2a\xd4", 4);
	canned_expect(&canned, "trap",
		"A check for undefined behaviour stopped the program: an "
		"addition overflowed.");
	begin(&knell_machine_aarch64, K_SIGTRAP, K_TRAP_BRKPT,
		"\x00\x7d\x20\xd4", 4);
	canned_expect(&canned, "trap", STOPPED);
	begin(&knell_machine_aarch64, K_SIGTRAP, K_TRAP_BRKPT,
		"\x00\x00\x20\xd4", 4);
	canned_expect(&canned, "breakpoint",
		"A breakpoint instruction, and no debugger to take it.");
	begin(&knell_machine_aarch64, K_SIGILL, K_ILL_ILLOPC,
		"\x00\x00\x00\x00", 4);
	canned_expect(&canned, "trap", STOPPED);
}

static void test_breakpoints(void)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_signal(&canned, K_SIGTRAP, K_SI_KERNEL);
	canned_set_code(&canned, 0x402101, "\x90", 1);
	canned_expect(&canned, "breakpoint",
		"A breakpoint instruction, and no debugger to take it.");
	begin_x86(K_SIGTRAP, K_TRAP_TRACE, "\x90", 1);
	canned_expect(&canned, "breakpoint",
		"A single-step trap, and no debugger to take it.");
	begin_x86(K_SIGTRAP, K_TRAP_HWBKPT, "\x90", 1);
	canned_expect(&canned, "breakpoint",
		"A hardware breakpoint or watchpoint, and no debugger to take "
		"it.");
}

static void test_calls(void)
{
	struct knell_signal_facts *facts = &canned.record.cause.signal;

	begin_x86(K_SIGSYS, K_SYS_SECCOMP, "\x90", 1);
	facts->has_call = true;
	facts->call_number = 101;
	facts->call_name = canned_text(&canned, "ptrace");
	canned_expect(&canned, "bad-syscall",
		"The system call ptrace (101), which a seccomp filter forbids.");
	begin_x86(K_SIGSYS, K_SYS_SECCOMP, "\x90", 1);
	facts->has_call = true;
	facts->call_number = 9999;
	canned_expect(&canned, "bad-syscall",
		"The system call number 9999, which a seccomp filter forbids.");
	begin_x86(K_SIGSYS, K_SYS_USER_DISPATCH, "\x90", 1);
	facts->has_call = true;
	facts->call_number = 0;
	facts->call_name = canned_text(&canned, "read");
	canned_expect(&canned, "bad-syscall",
		"The system call read (0), which system call user dispatch "
		"passed on, with no handler to take it.");
	/* Killed at once: no siginfo, but the registers. */
	canned_open(&canned, &knell_machine_x86_64);
	facts->number = K_SIGSYS;
	facts->name = canned_text(&canned, "SIGSYS");
	canned_set_code(&canned, 0x402100, "\x90", 1);
	canned_set_register(&canned, "orig_rax", 110);
	canned_expect(&canned, "bad-syscall",
		"The system call getppid (110), which a seccomp filter "
		"forbids.");
	CHECK_TEXT(facts->call_name, "getppid");
	canned_open(&canned, &knell_machine_x86_64);
	facts->number = K_SIGSYS;
	facts->name = canned_text(&canned, "SIGSYS");
	canned_expect(&canned, "bad-syscall",
		"A system call, which a seccomp filter forbids.");
}

int main(void)
{
	test_division();
	test_floating_point();
	test_traps();
	test_breakpoints();
	test_calls();
	return test_end();
}
