/* SPDX-License-Identifier: MIT */
/* From the bytes of a siginfo, in either layout, to the facts of a record. */
#include "crash/siginfo.h"

#include "abi/signal.h"
#include "lib/test.h"

static uint8_t info[128];
static char memory[8192];
static struct knell_signal_facts facts;

static void put(size_t at, uint64_t value, size_t size)
{
	memcpy(info + at, &value, size);
}

/* Nothing that is not put there is 0: what is read from it shows. */
static void begin(int32_t number, int32_t code)
{
	memset(info, 0xa5, sizeof(info));
	put(0, (uint32_t)number, 4);
	put(4, 0, 4);
	put(8, (uint32_t)code, 4);
}

static void decode(uint8_t word)
{
	static const struct knell_target_kind kind = { .name = "canned" };
	struct knell_target target = { .kind = &kind,
		.machine = word == 8 ? &knell_machine_x86_64
				     : &knell_machine_i386 };
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };

	knell_siginfo_decode(&target, &arena, info, word, &facts);
	CHECK(facts.has_info);
}

/* All that is told is the signal and its code, and what `what` says. */
static void expect(const char *name, const char *code, const char *what)
{
	CHECK_TEXT(facts.name, name);
	CHECK_TEXT(facts.code_name, code);
	CHECK_EQUAL(facts.has_address, strchr(what, 'a') != NULL);
	CHECK_EQUAL(facts.has_sender, strchr(what, 's') != NULL);
	CHECK_EQUAL(facts.has_value, strchr(what, 'v') != NULL);
	CHECK_EQUAL(facts.has_call, strchr(what, 'c') != NULL);
	if (!facts.has_address)
		CHECK_EQUAL(facts.address, 0);
	if (!facts.has_value)
		CHECK_EQUAL(facts.value, 0);
	if (!facts.has_sender)
		CHECK_EQUAL(facts.sender_pid, 0);
	CHECK(!facts.sender_command && !facts.sender_user);
}

static size_t start_of(uint8_t word)
{
	return word == 8 ? 16 : 12;
}

static void test_senders(uint8_t word)
{
	static const struct {
		int32_t code;
		const char *name, *what;
	} rows[] = {
		{ K_SI_USER, "SI_USER", "s" },
		{ K_SI_TKILL, "SI_TKILL", "s" },
		{ K_SI_QUEUE, "SI_QUEUE", "sv" },
		{ K_SI_MESGQ, "SI_MESGQ", "sv" },
	};
	uint64_t value = word == 8 ? 0x8877665544332211 : 0x84332211;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(K_SIGTERM, rows[i].code);
		put(start_of(word), 1234567, 4);
		put(start_of(word) + 4, 0xfffffffe, 4);
		put(start_of(word) + 8, value, word);
		decode(word);
		expect("SIGTERM", rows[i].name, rows[i].what);
		CHECK_EQUAL(facts.sender_pid, 1234567);
		CHECK_EQUAL(facts.sender_uid, 0xfffffffe);
		if (facts.has_value)
			CHECK(facts.value == value);
	}
}

/* The kernel, timers, children and files: nobody sent these. */
static void test_others(uint8_t word)
{
	static const struct {
		int32_t number, code;
		const char *name, *code_name;
	} rows[] = {
		{ 34, K_SI_TIMER, "SIGRTMIN", "SI_TIMER" },
		{ 10, -4, "SIGUSR1", "SI_ASYNCIO" },
		{ 10, -5, "SIGUSR1", "SI_SIGIO" },
		{ 17, 1, "SIGCHLD", "CLD_EXITED" },
		{ 17, 6, "SIGCHLD", "CLD_CONTINUED" },
		{ 29, 1, "SIGIO", "POLL_IN" },
		{ 29, 6, "SIGIO", "POLL_HUP" },
		{ 2, K_SI_KERNEL, "SIGINT", "SI_KERNEL" },
		/* A general protection fault has no address to tell. */
		{ 11, K_SI_KERNEL, "SIGSEGV", "SI_KERNEL" },
		{ 11, 77, "SIGSEGV", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(rows[i].number, rows[i].code);
		decode(word);
		expect(rows[i].name, rows[i].code_name,
			rows[i].code == 77 ? "a" : "");
	}
}

/* What follows the address (lsb, bounds, key) must not be taken for it. */
static void test_faults(uint8_t word)
{
	static const struct {
		int32_t number, code;
		const char *name, *code_name;
	} rows[] = {
		{ 4, 2, "SIGILL", "ILL_ILLOPN" },
		{ 5, 1, "SIGTRAP", "TRAP_BRKPT" },
		{ 5, 6, "SIGTRAP", "TRAP_PERF" },
		{ 7, 2, "SIGBUS", "BUS_ADRERR" },
		{ 7, 4, "SIGBUS", "BUS_MCEERR_AR" },
		{ 8, 1, "SIGFPE", "FPE_INTDIV" },
		{ 11, 1, "SIGSEGV", "SEGV_MAPERR" },
		{ 11, 3, "SIGSEGV", "SEGV_BNDERR" },
		{ 11, 4, "SIGSEGV", "SEGV_PKUERR" },
	};
	uint64_t address = word == 8 ? 0xfedcba9876543210 : 0xf6543210;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(rows[i].number, rows[i].code);
		put(start_of(word), address, word);
		decode(word);
		expect(rows[i].name, rows[i].code_name, "a");
		CHECK(facts.address == address);
	}
}

static void test_calls(uint8_t word)
{
	begin(31, 1);
	put(start_of(word), word == 8 ? 0x7fff12345678 : 0xf7345678, word);
	put(start_of(word) + word, 20, 4);
	decode(word);
	expect("SIGSYS", "SYS_SECCOMP", "c");
	CHECK(facts.call_address ==
		(word == 8 ? 0x7fff12345678 : (uint64_t)0xf7345678));
	CHECK_EQUAL(facts.call_number, 20);
	CHECK_TEXT(facts.call_name, word == 8 ? "writev" : "getpid");
	/* No system call of this machine. */
	put(start_of(word) + word, 0xffffffff, 4);
	decode(word);
	CHECK_EQUAL(facts.call_number, -1);
	CHECK_TEXT(facts.call_name, NULL);
}

static void test_plausible(void)
{
	begin(11, 1);
	CHECK(knell_siginfo_plausible(info));
	put(4, 1, 4);
	CHECK(!knell_siginfo_plausible(info));
	begin(0, 0);
	CHECK(!knell_siginfo_plausible(info));
	begin(65, 0);
	CHECK(!knell_siginfo_plausible(info));
	begin(64, 0);
	CHECK(knell_siginfo_plausible(info));
	begin(11, 77);
	CHECK(!knell_siginfo_plausible(info));
}

int main(void)
{
	for (uint8_t word = 4; word <= 8; word += 4) {
		test_senders(word);
		test_others(word);
		test_faults(word);
		test_calls(word);
	}
	test_plausible();
	return test_end();
}
