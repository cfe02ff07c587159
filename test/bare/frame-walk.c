/* SPDX-License-Identifier: MIT */
/*
 * A walk along a frame leaves no byte out and tells none twice, keeps to its
 * groups, and meets every register, the mask and siginfo where the library
 * reads them elsewhere; on the stack and on an alternate one.
 */
#include "abi/errno.h"
#include "base/memory.h"
#include "knell.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { GROUPS_MAX = 6, PARTS_MAX = 2000 };

static volatile int handled;
static bool alternate;

struct walk {
	const struct knell_info *info;
	const void *context;
	uintptr_t first, at;
	uintptr_t ends[GROUPS_MAX];
	unsigned depth, registers, parts;
	bool has_mask, has_info, has_guide, has_red_zone;
};

static void check_register(
	struct walk *walk, const struct knell_frame_part *part)
{
	unsigned long value = 0;
	const uint8_t *bytes = part->address;

	walk->registers++;
	CHECK_EQUAL(knell_context_get(walk->context, part->name, &value), 0);
	CHECK(part->size_bytes <= sizeof(value));
	CHECK_EQUAL(knell_memory_compare(bytes, &value, part->size_bytes), 0);
	CHECK_EQUAL(part->depth, 2);
	/* The mask of psw, zero, flags and the like are not restored whole. */
	CHECK(part->use == KNELL_PART_RESTORED ||
		part->use == KNELL_PART_FILTERED ||
		part->use == KNELL_PART_UNREAD);
}

static void check_kind(struct walk *walk, const struct knell_frame_part *part)
{
	struct knell_set set;

	/* On the stack on x86 alone, and there it comes first. */
	CHECK(part->use != KNELL_PART_RETURNED ||
		(walk->parts == 1 && part->kind == KNELL_PART_POINTER));
	walk->has_guide |= part->use == KNELL_PART_CHECKED;
	switch (part->kind) {
	case KNELL_PART_GROUP:
		if (part->address == (const void *)walk->info)
			walk->has_info = true;
		break;
	case KNELL_PART_REGISTER: check_register(walk, part); break;
	case KNELL_PART_SET:
		CHECK_EQUAL(part->use, KNELL_PART_FILTERED);
		knell_context_mask(walk->context, &set);
		CHECK_EQUAL(knell_memory_compare(
				    &set, part->address, part->size_bytes),
			0);
		walk->has_mask = true;
		break;
	case KNELL_PART_RED_ZONE:
		CHECK_EQUAL(part->use, KNELL_PART_KEPT);
		CHECK_EQUAL(part->depth, 0);
		CHECK_EQUAL((uintptr_t)part->address + part->size_bytes,
			knell_context_sp(walk->context));
		walk->has_red_zone = true;
		break;
	case KNELL_PART_GAP:
		CHECK_EQUAL(part->use, KNELL_PART_UNREAD);
		CHECK(part->size_bytes > 0);
		break;
	case KNELL_PART_NUMBER: CHECK(part->size_bytes <= 8); break;
	case KNELL_PART_POINTER:
		CHECK_EQUAL(part->size_bytes, sizeof(void *));
		break;
	case KNELL_PART_BYTES: CHECK(part->size_bytes > 0); break;
	}
}

static void check_part(struct walk *walk, const struct knell_frame_part *part)
{
	uintptr_t address = (uintptr_t)part->address;
	uintptr_t end = address + part->size_bytes;

	CHECK(++walk->parts < PARTS_MAX);
	CHECK(part->name && *part->name);
	if (!walk->first)
		walk->first = walk->at = address;
	/* No byte is left out. */
	CHECK_EQUAL(address, walk->at);
	/* Groups end where their last part does. */
	while (walk->depth && walk->ends[walk->depth - 1] == address)
		walk->depth--;
	CHECK_EQUAL(part->depth, walk->depth);
	if (walk->depth)
		CHECK(end <= walk->ends[walk->depth - 1]);
	if (part->kind == KNELL_PART_GROUP) {
		CHECK(walk->depth < GROUPS_MAX);
		walk->ends[walk->depth++] = end;
	} else {
		walk->at = end;
	}
	check_kind(walk, part);
}

static unsigned count_registers(const void *context)
{
	unsigned count = 0;
	unsigned long value;
	const char *name;

	for (unsigned i = 0; (name = knell_context_register(i)); i++)
		count += knell_context_get(context, name, &value) == 0;
	return count;
}

static void on_signal(int signal, struct knell_info *info, void *context)
{
	struct walk walk = { .info = info, .context = context };
	struct knell_frame_part part;
	struct knell_frame_walk frame;
	struct knell_stack stack;
	int result;

	CHECK_EQUAL(signal, KNELL_SIGUSR1);
	CHECK_EQUAL(knell_frame_begin(&frame, info, context), 0);
	while ((result = knell_frame_next(&frame, &part)) == 1)
		check_part(&walk, &part);
	CHECK_EQUAL(result, 0);
	CHECK_EQUAL(knell_frame_next(&frame, &part), 0);
	while (walk.depth && walk.ends[walk.depth - 1] == walk.at)
		walk.depth--;
	CHECK_EQUAL(walk.depth, 0);
	CHECK(walk.has_mask && walk.has_info);
	CHECK_EQUAL(walk.registers, count_registers(context));
	/* What this function has on the stack is below the frame. */
	CHECK(walk.first > (uintptr_t)&part);
	knell_context_stack(context, &stack);
	if (alternate) {
		CHECK(!walk.has_red_zone);
		CHECK_EQUAL(walk.at, (uintptr_t)stack.base + stack.size_bytes);
	} else {
		CHECK_EQUAL(walk.at, knell_context_sp(context));
	}
	handled++;
}

static void send(unsigned long flags)
{
	struct knell_action action = { .info_handler = on_signal,
		.flags = KNELL_ACTION_SIGINFO | flags };
	int self = (int)sys_getpid();

	CHECK_EQUAL(knell_action_set(KNELL_SIGUSR1, &action, NULL), 0);
	CHECK_EQUAL(knell_send_thread(self, self, KNELL_SIGUSR1), 0);
	CHECK_EQUAL(handled, 1);
}

static void check_stack(void)
{
	send(0);
}

static void check_alternate(void)
{
	struct knell_stack stack, old;

	CHECK_EQUAL(knell_stack_begin(65536, &stack, &old), 0);
	alternate = true;
	send(KNELL_ACTION_ONSTACK);
	CHECK_EQUAL(knell_stack_end(&stack, &old), 0);
}

static void check_errors(void)
{
	struct knell_frame_walk frame;
	struct knell_frame_part part;
	struct knell_info info = { .signal = 0 };
	char context[64] = { 0 };

	CHECK_EQUAL(knell_frame_begin(NULL, &info, context), -EFAULT);
	CHECK_EQUAL(knell_frame_begin(&frame, NULL, context), -EFAULT);
	CHECK_EQUAL(knell_frame_begin(&frame, &info, NULL), -EFAULT);
	CHECK_EQUAL(knell_frame_begin(&frame, &info, &info), -EINVAL);
	CHECK_EQUAL(knell_frame_next(NULL, &part), -EFAULT);
	CHECK_EQUAL(knell_frame_next(&frame, NULL), -EFAULT);
}

const struct test_case test_cases[] = {
	{ "stack", check_stack },
	{ "alternate", check_alternate },
	{ "errors", check_errors },
	{ NULL, NULL },
};
