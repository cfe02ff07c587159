/* SPDX-License-Identifier: MIT */
/*
 * A return in user space brings back all registers, and can itself be
 * interrupted by a signal at any instruction.
 */
#include "abi/process.h"
#include "abi/signal.h"
#include "arch/machine.h"
#include "base/memory.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"
#include "test/bare/lib/exchange.h"
#include "test/bare/lib/trap.h"

static volatile int handled;

static void allow(int signal, void (*handler)(int, struct knell_info *, void *))
{
	struct knell_action action = { .info_handler = handler,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_NODEFER };

	CHECK_EQUAL(knell_return_allow(&action), 0);
	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

static void pass_trap(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	(void)info;
	handled++;
	knell_context_set_pc(
		context, knell_context_pc(context) + TEST_TRAP_BYTES);
	if (handled % 2)
		knell_context_set_argument(context, 1, 77);
	else
		knell_context_set_result(context, 88);
}

/* What a handler changes in the context arrives. */
static void run_changes(void)
{
	allow(KNELL_SIGILL, pass_trap);
	allow(KNELL_SIGTRAP, pass_trap);
	for (int i = 2; i <= 200; i += 2) {
		CHECK_EQUAL(test_trap(1, 2, 3, 4), 88);
		CHECK_EQUAL(handled, i);
	}
}

#ifdef __x86_64__
uint64_t test_components;
struct test_image test_image_in, test_image_out;
struct test_registers test_in, test_out;
static struct test_image other_image;

enum {
	PTRACE_TRACEME = 0,
	PTRACE_SINGLESTEP = 9,
	PTRACE_SETREGSET = 0x4205,
	STEPS_MAX = 1000,
	CPUID_OSXSAVE = 1 << 27,
	/* x87, SSE, AVX, AVX-512. */
	COMPONENTS = 0xe7,
	/* In the image: x87's registers, whose padding stays 0. */
	X87 = 32,
	SSE = 160,
	SSE_END = 416,
	HEADER = 512,
	HEADER_END = 576,
};

static void cpuid(unsigned leaf, unsigned ret_registers[4])
{
	__asm__ volatile("cpuid"
			 : "=a"(ret_registers[0]), "=b"(ret_registers[1]),
			 "=c"(ret_registers[2]), "=d"(ret_registers[3])
			 : "a"(leaf), "c"(0));
}

static void save(struct test_image *ret_image)
{
	__asm__ volatile("xsave64 %0"
			 : "+m"(*ret_image)
			 : "a"((uint32_t)test_components), "d"(0));
}

static void load(const struct test_image *image)
{
	__asm__ volatile("xrstor64 %0"
			 :
			 : "m"(*image), "a"((uint32_t)test_components), "d"(0));
}

/* In one piece: a compiler may use these registers anywhere else. */
static void reload(const struct test_image *image, struct test_image *ret_image)
{
	__asm__ volatile("xrstor64 %1\n\txsave64 %0"
			 : "+m"(*ret_image)
			 : "m"(*image), "a"((uint32_t)test_components), "d"(0));
}

static uint8_t next_byte(void)
{
	static uint64_t state = 88172645463325252;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint8_t)(state >> 32);
}

/* Different values in all registers; none that would not be stored again. */
static void make_image(struct test_image *ret_image, size_t size)
{
	uint32_t *mxcsr = (uint32_t *)(ret_image->bytes + 24);
	uint16_t *control = (uint16_t *)ret_image->bytes;

	save(ret_image);
	for (size_t i = X87; i < size; i++)
		if (i < SSE ? i % 16 < 10 : i < SSE_END || i >= HEADER_END)
			ret_image->bytes[i] = next_byte();
	/* Rounding down and up, flags raised, exceptions masked. */
	*control = 0x77f;
	*mxcsr = 0x5fbf;
	/* All x87 registers are in use; all components are. */
	ret_image->bytes[4] = 0xff;
	*(uint64_t *)(ret_image->bytes + HEADER) = test_components;
}

/* False: the processor or the kernel has no xsave. */
static bool prepare(void)
{
	unsigned registers[4], low, high;

	cpuid(1, registers);
	if (!(registers[2] & CPUID_OSXSAVE))
		return false;
	__asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	test_components = low & COMPONENTS;
	cpuid(13, registers);
	size_t size = registers[1] < sizeof(test_image_in)
			      ? registers[1]
			      : sizeof(test_image_in);

	make_image(&other_image, size);
	make_image(&test_image_in, size);
	/* Loaded and stored, unused bytes are what they stay. */
	reload(&test_image_in, &test_image_out);
	test_image_in = test_image_out;
	for (size_t i = 0; i < sizeof(test_in); i++)
		((uint8_t *)&test_in)[i] = next_byte();
	/* CF, PF, AF, SF, OF; without IF, which is always set. */
	test_in.flags = 0x895 | 0x202;
	return true;
}

static void check_out(void)
{
	for (int i = 0; i < 15; i++)
		CHECK_EQUAL(test_out.general[i], test_in.general[i]);
	for (int i = 0; i < 16; i++)
		CHECK_EQUAL(test_out.red_zone[i], test_in.red_zone[i]);
	CHECK_EQUAL(test_out.flags, test_in.flags);
	for (size_t i = 0; i < sizeof(test_image_in) / 8; i++)
		CHECK_EQUAL(((uint64_t *)&test_image_out)[i],
			((uint64_t *)&test_image_in)[i]);
}

static void use_registers(int signal, struct knell_info *info, void *context)
{
	(void)info;
	handled++;
	load(&other_image);
	/* Those that a function need not keep. */
	__asm__ volatile("mov $1, %%eax; mov $2, %%ecx; mov $3, %%r8d\n\t"
			 "mov $4, %%r9d; mov $5, %%r10d; mov $6, %%r11d"
			 :
			 :
			 : "rax", "rcx", "r8", "r9", "r10", "r11");
	if (signal == KNELL_SIGILL)
		knell_context_set_pc(
			context, (unsigned long)(uintptr_t)test_exchange_after);
}

static void run_all(void)
{
	if (!prepare())
		return;
	allow(KNELL_SIGILL, use_registers);
	for (int i = 1; i <= 1000; i++) {
		/* DF too, every other time. */
		test_in.flags ^= 0x400;
		test_exchange();
		check_out();
		CHECK_EQUAL(handled, i);
	}
}

static void be_stepped(void *unused)
{
	(void)unused;
	CHECK_EQUAL(sys_ptrace(PTRACE_TRACEME, 0, 0, NULL), 0);
	test_exchange();
	check_out();
}

/* Of NT_PRSTATUS, and where in it rip and the flags are. */
struct stopped {
	uint64_t registers[27];
};

enum { RIP = 16, FLAGS = 18, TRAP_FLAG = 0x100 };

static void exchange_registers(int request, int pid, struct stopped *stopped)
{
	struct k_iovec vector = { stopped, sizeof(*stopped) };

	CHECK_EQUAL(sys_ptrace(request, pid, K_NT_PRSTATUS, &vector), 0);
}

static const uint8_t *stopped_at(int pid)
{
	struct stopped stopped;

	exchange_registers(K_PTRACE_GETREGSET, pid, &stopped);
	return (const uint8_t *)(uintptr_t)stopped.registers[RIP];
}

/* When popfq is stepped over, the kernel takes TF for the program's own. */
static void clear_trap_flag(int pid)
{
	struct stopped stopped;

	exchange_registers(K_PTRACE_GETREGSET, pid, &stopped);
	stopped.registers[FLAGS] &= ~(uint64_t)TRAP_FLAG;
	exchange_registers(PTRACE_SETREGSET, pid, &stopped);
}

static void go_on(int request, int pid, int signal)
{
	CHECK_EQUAL(sys_ptrace(request, pid, 0, (void *)(uintptr_t)signal), 0);
}

/*
 * The child steps from the trap to where it goes on, all without a system
 * call, and gets one more signal after `count` steps. False: it got there.
 */
static bool interrupt_after(int count)
{
	int pid = test_fork(be_stepped, NULL), status;
	bool interrupted = false;

	CHECK_EQUAL(sys_wait4(pid, &status, 0, NULL), pid);
	CHECK(k_wait_stopped(status) && k_wait_code(status) == KNELL_SIGILL);
	go_on(PTRACE_SINGLESTEP, pid, KNELL_SIGILL);
	for (int i = 0; i < STEPS_MAX; i++) {
		const uint8_t *code;

		CHECK_EQUAL(sys_wait4(pid, &status, 0, NULL), pid);
		CHECK(k_wait_stopped(status));
		CHECK_EQUAL(k_wait_code(status), KNELL_SIGTRAP);
		code = stopped_at(pid);
		CHECK(code[0] != 0x0f || code[1] != 0x05);
		interrupted = i == count;
		if (interrupted || code == test_exchange_after)
			break;
		go_on(PTRACE_SINGLESTEP, pid, 0);
	}
	clear_trap_flag(pid);
	go_on(K_PTRACE_CONT, pid, interrupted ? KNELL_SIGUSR2 : 0);
	CHECK_EQUAL(test_wait(pid), 0);
	return interrupted;
}

static void run_steps(void)
{
	int count = 0;

	if (!prepare())
		return;
	allow(KNELL_SIGILL, use_registers);
	allow(KNELL_SIGUSR2, use_registers);
	while (interrupt_after(count))
		count++;
	/* The return alone has more. */
	CHECK(count > 50 && count < STEPS_MAX);
}

static void send_many(void *pid)
{
	static const int signals[] = { KNELL_SIGUSR1, KNELL_SIGUSR2,
		KNELL_SIGWINCH };

	for (;;) {
		for (int i = 0; i < 3; i++)
			if (knell_send_process(*(int *)pid, signals[i]) < 0)
				return;
		test_sleep_ms(1);
	}
}

static void run_storm(void)
{
	int self = (int)sys_getpid(), child;

	if (!prepare())
		return;
	allow(KNELL_SIGUSR1, use_registers);
	allow(KNELL_SIGUSR2, use_registers);
	allow(KNELL_SIGWINCH, use_registers);
	child = test_fork(send_many, &self);
	while (handled < 1000) {
		test_exchange_slowly();
		check_out();
	}
	CHECK_EQUAL(knell_send_process(child, KNELL_SIGKILL), 0);
	CHECK_EQUAL(test_death(test_wait(child)), KNELL_SIGKILL);
}
#endif

const struct test_case test_cases[] = {
	{ "changes", run_changes },
#ifdef __x86_64__
	{ "all", run_all },
	{ "steps", run_steps },
	{ "storm", run_storm },
#endif
	{ 0 },
};
