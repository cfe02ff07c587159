/* SPDX-License-Identifier: MIT */
/* What is said of signals that no fault made. */
#include "abi/signal.h"
#include "lib/canned-target.h"
#include "lib/test.h"

static struct canned canned;

static void begin(int32_t number, int32_t code)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_signal(&canned, number, code);
}

static void begin_sent(int32_t number, int32_t code, int32_t pid)
{
	struct knell_signal_facts *facts = &canned.record.cause.signal;

	begin(number, code);
	facts->has_sender = true;
	facts->sender_pid = pid;
	facts->sender_uid = 0;
}

static void test_senders(void)
{
	struct knell_signal_facts *facts = &canned.record.cause.signal;

	begin_sent(K_SIGTERM, K_SI_USER, 45);
	facts->sender_command = canned_text(&canned, "systemd");
	facts->sender_user = canned_text(&canned, "root");
	canned_expect(&canned, "sent",
		"SIGTERM was sent by process 45 (systemd, user root, uid 0).");
	begin_sent(K_SIGTERM, K_SI_USER, 45);
	canned_expect(
		&canned, "sent", "SIGTERM was sent by process 45 (uid 0).");
	begin_sent(K_SIGTERM, K_SI_USER, 45);
	facts->sender_command = canned_text(&canned, "\033[31mred");
	canned_expect(&canned, "sent",
		"SIGTERM was sent by process 45 (\\x1b[31mred, uid 0).");
	begin_sent(K_SIGTERM, K_SI_USER, 0);
	canned_expect(&canned, "sent",
		"SIGTERM was sent from outside the program's PID namespace.");
	/* A fault's number alone makes no fault. */
	begin_sent(K_SIGSEGV, K_SI_USER, 45);
	canned_expect(
		&canned, "sent", "SIGSEGV was sent by process 45 (uid 0).");
	begin_sent(K_SIGABRT, K_SI_USER, 45);
	canned_expect(
		&canned, "sent", "SIGABRT was sent by process 45 (uid 0).");
	begin_sent(36, K_SI_QUEUE, 45);
	canned_expect(
		&canned, "sent", "SIGRTMIN+2 was sent by process 45 (uid 0).");
}

/* As the cores tell that gdb writes of what it has stopped. */
static void test_alive(void)
{
	begin(K_SIGSTOP, K_SI_KERNEL);
	canned_expect(&canned, "alive",
		"The program was alive when this core was written: SIGSTOP "
		"does not kill.");
	begin_sent(K_SIGCHLD, K_SI_USER, 45);
	canned_expect(&canned, "alive",
		"The program was alive when this core was written: SIGCHLD "
		"does not kill.");
	canned_open(&canned, &knell_machine_x86_64);
	canned_expect(&canned, "alive",
		"The program was alive when this core was written.");
}

static void test_self(void)
{
	begin_sent(K_SIGTERM, K_SI_TKILL, 5);
	canned_expect(&canned, "raised",
		"The program sent SIGTERM to itself, by tgkill, as raise "
		"does.");
	begin_sent(K_SIGTERM, K_SI_USER, 5);
	canned_expect(&canned, "raised",
		"The program sent SIGTERM to itself, by kill.");
	begin_sent(K_SIGTERM, K_SI_QUEUE, 5);
	canned_expect(&canned, "raised", "The program sent SIGTERM to itself.");
	/* Senders are numbered as the program's own PID namespace does. */
	begin_sent(K_SIGTERM, K_SI_USER, 2);
	canned.target.inner_pid = 2;
	canned_expect(&canned, "raised",
		"The program sent SIGTERM to itself, by kill.");
	begin_sent(K_SIGTERM, K_SI_USER, 5);
	canned.target.inner_pid = 2;
	canned_expect(
		&canned, "sent", "SIGTERM was sent by process 5 (uid 0).");
}

static void test_limits(void)
{
	begin(K_SIGXCPU, K_SI_KERNEL);
	canned_expect(&canned, "limit",
		"The limit of processor time was used up: 2 seconds.");
	begin(K_SIGXCPU, K_SI_KERNEL);
	canned.record.limit_count = 0;
	canned_expect(
		&canned, "limit", "The limit of processor time was used up.");
	begin_sent(K_SIGXFSZ, K_SI_USER, 5);
	canned_expect(&canned, "limit",
		"Write beyond the limit for a file's size: 1 MiB.");
	begin_sent(K_SIGXFSZ, K_SI_USER, 45);
	canned_expect(
		&canned, "sent", "SIGXFSZ was sent by process 45 (uid 0).");
}

static void test_pipe(void)
{
	begin_sent(K_SIGPIPE, K_SI_USER, 5);
	canned_expect(&canned, "broken-pipe",
		"Write to a pipe or socket that nobody reads any more.");
	begin_sent(K_SIGPIPE, K_SI_USER, 5);
	canned_set_code(&canned, 0x402100, "\x90", 1);
	canned_set_register(&canned, "rax", (uint64_t)-32);
	canned_set_register(&canned, "rdi", 1);
	canned_expect(&canned, "broken-pipe",
		"Write to a pipe or socket that nobody reads any more (file "
		"descriptor 1).");
}

static void test_events(void)
{
	begin(K_SIGINT, K_SI_KERNEL);
	canned_expect(&canned, "terminal",
		"SIGINT came from the terminal: the interrupt key, which is "
		"Ctrl-C.");
	begin(K_SIGHUP, K_SI_KERNEL);
	canned_expect(&canned, "terminal",
		"SIGHUP came from the terminal, which hung up.");
	begin(K_SIGALRM, K_SI_KERNEL);
	canned_expect(&canned, "timer",
		"SIGALRM came from the program's own alarm clock, for which "
		"it has no handler.");
	begin(K_SIGUSR1, K_SI_TIMER);
	canned_expect(&canned, "timer",
		"SIGUSR1 killed the program: a timer expired.");
	begin(K_SIGIO, K_POLL_IN);
	canned_expect(&canned, "kernel",
		"SIGIO killed the program: input is available.");
	begin(K_SIGUSR1, -99);
	canned_expect(&canned, "sent", "SIGUSR1 killed the program.");
}

static void test_unknown(void)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned.record.cause.signal.number = K_SIGKILL;
	canned.record.cause.signal.name = canned_text(&canned, "SIGKILL");
	canned_expect(&canned, "unknown", "SIGKILL killed the program.");
}

static void test_handlers(void)
{
	begin_sent(K_SIGTERM, K_SI_USER, 45);
	canned.record.cause.handling = canned_text(&canned, "SIGUSR1");
	canned_expect(&canned, "sent",
		"SIGTERM was sent by process 45 (uid 0). This happened in the "
		"program's handler for SIGUSR1.");
	begin(K_SIGINT, K_SI_KERNEL);
	canned.record.cause.in_handler = true;
	canned.record.cause.final_signal.number = K_SIGABRT;
	canned.record.cause.final_signal.name = canned_text(&canned, "SIGABRT");
	canned_expect(&canned, "terminal",
		"SIGINT came from the terminal: the interrupt key, which is "
		"Ctrl-C. The program's handler for SIGINT then ended it by "
		"SIGABRT.");
}

int main(void)
{
	test_senders();
	test_alive();
	test_self();
	test_limits();
	test_pipe();
	test_events();
	test_unknown();
	test_handlers();
	return test_end();
}
