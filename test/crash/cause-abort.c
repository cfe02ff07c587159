/* SPDX-License-Identifier: MIT */
/* What is said of aborts, by the frames that led there. The messages of glibc
 * and C++ exceptions are tested by real programs. */
#include "abi/signal.h"
#include "lib/canned-target.h"
#include "lib/test.h"

enum { LIBC = 0, PROGRAM = 1 };

static struct canned canned;

static void begin(void)
{
	struct knell_signal_facts *facts = &canned.record.cause.signal;

	canned_open(&canned, &knell_machine_x86_64);
	canned_set_signal(&canned, K_SIGABRT, K_SI_TKILL);
	facts->has_sender = true;
	facts->sender_pid = 5;
	canned_set_code(&canned, 0x7f3000001000, "\x90", 1);
	canned_add_frame(&canned, 0x7f3000001000,
		canned_text(&canned, "__pthread_kill_implementation"),
		KNELL_FRAME_REGISTERS);
	canned_add_frame(&canned, 0x7f3000002000, canned_text(&canned, "raise"),
		KNELL_FRAME_CFI);
}

static void add(int where, const char *function)
{
	canned_add_frame(&canned, where == LIBC ? 0x7f3000003000 : 0x402100,
		function ? canned_text(&canned, function) : NULL,
		KNELL_FRAME_CFI);
}

static void test_plain(void)
{
	begin();
	add(LIBC, "abort");
	add(PROGRAM, "give_up");
	canned_expect(
		&canned, "abort", "The program called abort, in give_up.");
	begin();
	add(LIBC, "abort");
	add(PROGRAM, NULL);
	canned_expect(
		&canned, "abort", "The program called abort, in prog+0x2100.");
	begin();
	add(LIBC, "abort");
	canned_expect(&canned, "abort", "The program called abort.");
	/* A name that only begins alike. */
	begin();
	add(PROGRAM, "abort_handler");
	canned_expect(&canned, "abort", "The program raised SIGABRT itself.");
}

static void test_cxx(void)
{
	begin();
	add(LIBC, "abort");
	add(LIBC, "_ZSt9terminatev");
	add(LIBC, "__cxa_throw");
	add(PROGRAM, "take(int)");
	canned_expect(&canned, "uncaught-exception",
		"The program aborted: nothing caught a C++ exception, thrown "
		"in take(int).");
	/* Thrown by a function of the library's own; the name has no file. */
	begin();
	add(LIBC, "abort");
	add(LIBC, "__cxa_throw");
	add(LIBC, "_ZSt20__throw_out_of_rangePKc");
	add(PROGRAM, "_ZNKSt6vectorIiSaIiEE2atEm");
	add(PROGRAM, "_ZN4shop4takeEv");
	canned_expect(&canned, "uncaught-exception",
		"The program aborted: nothing caught a C++ exception, thrown "
		"in _ZN4shop4takeEv.");
	/* The first function of a thread, inlined. */
	begin();
	add(LIBC, "abort");
	add(LIBC, "__cxa_throw");
	add(PROGRAM, "_ZNSt6thread6_StateE");
	add(LIBC, "start_thread");
	canned_expect(&canned, "uncaught-exception",
		"The program aborted: nothing caught a C++ exception, thrown "
		"in _ZNSt6thread6_StateE.");
	begin();
	add(LIBC, "abort");
	add(LIBC, "_ZSt9terminatev");
	add(LIBC, "__cxa_pure_virtual");
	add(PROGRAM, "_ZN1A1gEv");
	canned_expect(&canned, "pure-virtual-call",
		"The program aborted: a pure virtual function was called, in "
		"_ZN1A1gEv.");
	begin();
	add(LIBC, "abort");
	add(LIBC, "std::terminate()");
	canned_expect(&canned, "uncaught-exception",
		"The program aborted: C++'s std::terminate was called.");
}

static void test_rust_and_go(void)
{
	begin();
	add(LIBC, "abort");
	add(PROGRAM, "_ZN3std9panicking20rust_panic_with_hook17h0E");
	add(PROGRAM, "_ZN4core9panicking9panic_fmt17h0123456789abcdefE");
	add(PROGRAM, "_ZN4shop4take17h0123456789abcdefE");
	canned_expect(&canned, "panic",
		"The program aborted: a Rust panic, in "
		"_ZN4shop4take17h0123456789abcdefE.");
	/* Through a function of Rust's own; names of both manglings. */
	begin();
	add(LIBC, "abort");
	add(PROGRAM, "_RNvNtCs123_3std9panicking15panic_with_hook");
	add(PROGRAM, "_RNvNtCsabc_4core6option13unwrap_failed");
	add(PROGRAM, "_RINvCs0_4shop4takeNtNtCsabc_4core6option6OptionE");
	canned_expect(&canned, "panic",
		"The program aborted: a Rust panic, in "
		"_RINvCs0_4shop4takeNtNtCsabc_4core6option6OptionE.");
	begin();
	add(LIBC, "abort");
	add(PROGRAM, "std::process::abort");
	add(PROGRAM, "shop::main");
	canned_expect(
		&canned, "abort", "The program called abort, in shop::main.");
	begin();
	add(PROGRAM, "runtime.raise.abi0");
	add(PROGRAM, "runtime.dieFromSignal");
	canned_expect(
		&canned, "go-runtime", "The Go runtime ended the program.");
}

/* As cores have them that lost their siginfo. */
static void test_number_alone(void)
{
	begin();
	canned.record.cause.signal.has_info = false;
	canned.record.cause.signal.has_sender = false;
	add(LIBC, "abort");
	add(PROGRAM, "give_up");
	canned_expect(
		&canned, "abort", "The program called abort, in give_up.");
}

/* Who a guess alone would name is not named. */
static void test_guesses(void)
{
	begin();
	add(LIBC, "abort");
	add(PROGRAM, "perhaps");
	canned.frames[3].how = KNELL_FRAME_SCAN;
	canned_expect(&canned, "abort", "The program called abort.");
}

int main(void)
{
	test_plain();
	test_cxx();
	test_rust_and_go();
	test_number_alone();
	test_guesses();
	return test_end();
}
