/* SPDX-License-Identifier: MIT */
/*
 * A floating-point or vector register of the interrupted code lies in the part
 * of the frame that the walk says, at its place there; and what is written
 * there the code goes on with. On x86, so for the FPU's control word, unless
 * the walk says that it is not read.
 */
#include "base/load.h"
#include "base/text.h"
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

#define PATTERN 0x0123456789abcdefU
#define CHANGED 0xfedcba9876543210U

static volatile int handled;
static const uint64_t pattern = PATTERN;
static uint64_t read_back;

/* A function that returns may clear registers (-fzero-call-used-regs). */
#define INLINE static inline __attribute__((always_inline))

/*
 * The part, the number of the register, and how to set it and to read it.
 */
#if defined(__x86_64__) || defined(__i386__)
#define PART   "xmm_space"
#define NUMBER 7
#define STRIDE 16
INLINE void set_register(void)
{
	__asm__ volatile("movq %0, %%xmm7" : : "m"(pattern));
}
INLINE void get_register(void)
{
	__asm__ volatile("movq %%xmm7, %0" : "=m"(read_back));
}
#elif defined(__aarch64__)
#define PART   "vregs"
#define NUMBER 8
#define STRIDE 16
INLINE void set_register(void)
{
	__asm__ volatile("fmov d8, %0" : : "r"(pattern));
}
INLINE void get_register(void)
{
	__asm__ volatile("fmov %0, d8" : "=r"(read_back));
}
#elif defined(__arm__)
#define PART   "fpregs"
#define NUMBER 8
#define STRIDE 8
INLINE void set_register(void)
{
	__asm__ volatile("vldr d8, [%0]" : : "r"(&pattern), "m"(pattern));
}
INLINE void get_register(void)
{
	__asm__ volatile("vstr d8, [%0]" : : "r"(&read_back) : "memory");
}
#elif defined(__riscv)
#define PART   "f"
#define NUMBER 8
#define STRIDE 8
INLINE void set_register(void)
{
	__asm__ volatile("fmv.d.x fs0, %0" : : "r"(pattern));
}
INLINE void get_register(void)
{
	__asm__ volatile("fmv.x.d %0, fs0" : "=r"(read_back));
}
#elif defined(__loongarch__)
/* Of FPU, LSX or LASX, whichever there is. */
#define PART   "regs"
#define NUMBER 24
#define STRIDE (part.size_bytes / 32)
INLINE void set_register(void)
{
	__asm__ volatile("movgr2fr.d $f24, %0" : : "r"(pattern));
}
INLINE void get_register(void)
{
	__asm__ volatile("movfr2gr.d %0, $f24" : "=r"(read_back));
}
#elif defined(__powerpc64__)
#define PART   "fp_regs"
#define NUMBER 14
#define STRIDE 8
INLINE void set_register(void)
{
	__asm__ volatile("lfd 14, 0(%0)" : : "b"(&pattern), "m"(pattern));
}
INLINE void get_register(void)
{
	__asm__ volatile("stfd 14, 0(%0)" : : "b"(&read_back) : "memory");
}
#elif defined(__s390x__)
#define PART   "fprs"
#define NUMBER 8
#define STRIDE 8
INLINE void set_register(void)
{
	__asm__ volatile("ld %%f8, %0" : : "Q"(pattern));
}
INLINE void get_register(void)
{
	__asm__ volatile("std %%f8, %0" : "=Q"(read_back));
}
#elif defined(__mips__)
#define PART   "sc_fpregs"
#define NUMBER 24
#define STRIDE 8
INLINE void set_register(void)
{
	__asm__ volatile("dmtc1 %0, $f24" : : "r"(pattern));
}
INLINE void get_register(void)
{
	__asm__ volatile("dmfc1 %0, $f24" : "=r"(read_back));
}
#endif

static void on_signal(int signal, struct knell_info *info, void *context)
{
	struct knell_frame_walk walk;
	struct knell_frame_part part;
	unsigned found = 0;

	CHECK_EQUAL(signal, KNELL_SIGUSR1);
	CHECK_EQUAL(knell_frame_begin(&walk, info, context), 0);
	while (knell_frame_next(&walk, &part) == 1) {
		if (!knell_text_equal(part.name, PART))
			continue;
		uint8_t *at =
			(uint8_t *)(uintptr_t)part.address + NUMBER * STRIDE;

		CHECK_EQUAL(part.kind, KNELL_PART_BYTES);
		CHECK_EQUAL(part.use, KNELL_PART_RESTORED);
		CHECK(part.size_bytes >= (NUMBER + 1) * STRIDE);
		CHECK_EQUAL(knell_load64(at), PATTERN);
		*(uint64_t *)at = CHANGED;
		found++;
	}
	CHECK_EQUAL(found, 1);
	handled++;
}

static void check_state(void)
{
	struct knell_action action = { .info_handler = on_signal,
		.flags = KNELL_ACTION_SIGINFO };
	int self = (int)sys_getpid();

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	set_register();
	long error = sys_tgkill(self, self, KNELL_SIGUSR1);

	get_register();
	CHECK_EQUAL(error, 0);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(read_back, CHANGED);
}

#if defined(__x86_64__) || defined(__i386__)
#define ROUNDS_TO_NEAREST 0x37f
#define ROUNDS_DOWN       0x77f

static volatile enum knell_frame_use control_use;

static void on_control(int signal, struct knell_info *info, void *context)
{
	struct knell_frame_walk walk;
	struct knell_frame_part part;

	CHECK_EQUAL(signal, KNELL_SIGUSR1);
	CHECK_EQUAL(knell_frame_begin(&walk, info, context), 0);
	while (knell_frame_next(&walk, &part) == 1) {
		if (!knell_text_equal(part.name, "cwd"))
			continue;
		CHECK_EQUAL(part.size_bytes, 2);
		*(uint16_t *)(uintptr_t)part.address = ROUNDS_DOWN;
		control_use = part.use;
	}
	handled++;
}

/* In frames of 32 bits there are two of them, of which one counts. */
static void check_control(void)
{
	struct knell_action action = { .info_handler = on_control,
		.flags = KNELL_ACTION_SIGINFO };
	int self = (int)sys_getpid();
	uint16_t word = ROUNDS_TO_NEAREST;

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	handled = 0;
	__asm__ volatile("fldcw %0" : : "m"(word));
	CHECK_EQUAL(knell_send_thread(self, self, KNELL_SIGUSR1), 0);
	__asm__ volatile("fnstcw %0" : "=m"(word));
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(word == ROUNDS_DOWN, control_use == KNELL_PART_RESTORED);
}
#else
static void check_control(void)
{
}
#endif

const struct test_case test_cases[] = {
	{ "state", check_state },
	{ "control", check_control },
	{ NULL, NULL },
};
