/* SPDX-License-Identifier: MIT */
/*
 * What a walk says of the way back is so: whatever lies in the parts that
 * nobody reads, the interrupted code goes on as before; and where all must be 0
 * and is not, it does not.
 */
#include "base/text.h"
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { PARTS_MAX = 2000 };

static struct knell_frame_part parts[PARTS_MAX];
static unsigned count;
static volatile int handled;

static void collect(const struct knell_info *info, const void *context)
{
	struct knell_frame_walk walk;

	CHECK_EQUAL(knell_frame_begin(&walk, info, context), 0);
	count = 0;
	while (knell_frame_next(&walk, &parts[count]) == 1)
		CHECK(++count < PARTS_MAX);
	CHECK(count > 0);
}

static void fill(const struct knell_frame_part *part)
{
	volatile uint8_t *at = (uint8_t *)(uintptr_t)part->address;

	for (size_t i = 0; i < part->size_bytes; i++)
		at[i] = 0xff;
}

/* Below siginfo and the context the handler's own call may lie. */
static void fill_unread(int signal, struct knell_info *info, void *context)
{
	uintptr_t first = (uintptr_t)info;

	CHECK_EQUAL(signal, KNELL_SIGUSR1);
	if ((uintptr_t)context < first)
		first = (uintptr_t)context;
	collect(info, context);
	for (unsigned i = 0; i < count; i++)
		if (parts[i].use == KNELL_PART_UNREAD &&
			parts[i].kind != KNELL_PART_GROUP &&
			(uintptr_t)parts[i].address >= first)
			fill(&parts[i]);
	handled++;
}

static void take(void (*handler)(int, struct knell_info *, void *))
{
	struct knell_action action = { .info_handler = handler,
		.flags = KNELL_ACTION_SIGINFO };
	int self = (int)sys_getpid();

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_thread(self, self, KNELL_SIGUSR1), 0);
}

/* The control word of the FPU, of which some frames hold two. */
static unsigned read_control(void)
{
#if defined(__x86_64__) || defined(__i386__)
	uint16_t control;

	__asm__ volatile("fnstcw %0" : "=m"(control));
	return control;
#else
	return 0;
#endif
}

static void check_unread(void)
{
	unsigned control = read_control();
	struct knell_set before, after;
	struct knell_stack stack;

	CHECK_EQUAL(knell_mask_get(&before), 0);
	take(fill_unread);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(read_control(), control);
	CHECK_EQUAL(knell_mask_get(&after), 0);
	CHECK(knell_set_equal(&before, &after));
	CHECK_EQUAL(knell_stack_get(&stack), 0);
	CHECK_EQUAL(stack.flags, KNELL_STACK_DISABLE);
}

/* On x86 alone, where it is not qemu-user that reads the frame. */
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

/* Which of the parts with zeros is to get a byte. */
static unsigned spoilt;

static bool is_zeros(const struct knell_frame_part *part)
{
	return part->use == KNELL_PART_CHECKED && part->note &&
	       knell_text_equal(part->note, "not 0: SIGSEGV");
}

static void spoil_zeros(int signal, struct knell_info *info, void *context)
{
	unsigned at = 0;

	CHECK_EQUAL(signal, KNELL_SIGUSR1);
	collect(info, context);
	for (unsigned i = 0; i < count; i++) {
		const struct knell_frame_part *part = &parts[i];
		volatile uint8_t *bytes = (uint8_t *)(uintptr_t)part->address;

		if (is_zeros(part) && at++ == spoilt) {
			bytes[part->size_bytes - 1] = 1;
			return;
		}
	}
	/* There are no more. */
	sys_exit_group(TEST_SKIPPED);
}

static void spoil(void *unused)
{
	(void)unused;
	take(spoil_zeros);
	sys_exit_group(0);
}

static void check_zeros(void)
{
	unsigned a, b, c, d;

	for (spoilt = 0;; spoilt++) {
		int status = -1, child = test_fork(spoil, NULL);

		CHECK_EQUAL(sys_wait4(child, &status, 0, NULL), child);
		if (status == TEST_SKIPPED << 8)
			break;
		CHECK_EQUAL(status & 0x7f, KNELL_SIGSEGV);
	}
	__cpuid(1, a, b, c, d);
	CHECK(spoilt || !(c & bit_OSXSAVE));
}
#endif

const struct test_case test_cases[] = {
	{ "unread", check_unread },
#if defined(__x86_64__) || defined(__i386__)
	{ "zeros", check_zeros },
#endif
	{ NULL, NULL },
};
