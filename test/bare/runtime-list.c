/* SPDX-License-Identifier: MIT */
/* The list of runtimes: adding, removing, and that it is whole in between. */
#include "abi/errno.h"
#include "base/memory.h"
#include "knell/runtime.h"
#include "test/bare/bare.h"

KNELL_RUNTIMES_DEFINE;

enum { COUNT = 5 };

static struct knell_runtime runtimes[COUNT];

/* Kinds and flags: no two of one sort alike. */
static const unsigned kinds[] = { KNELL_RUNTIME_NONE, KNELL_RUNTIME_FIXED,
	KNELL_RUNTIME_REGISTER, KNELL_RUNTIME_ENTRY, KNELL_RUNTIME_LEFT,
	KNELL_RUNTIME_CALLER, KNELL_RUNTIME_WORD };
static const unsigned flags[] = { KNELL_RUNTIME_LINKED, KNELL_RUNTIME_CURRENT,
	KNELL_RUNTIME_DIRECT, KNELL_RUNTIME_INDIRECT };
static const unsigned name_flags[] = { KNELL_RUNTIME_NAMES_LINKED,
	KNELL_RUNTIME_NAMES_HERE, KNELL_RUNTIME_NAMES_BEHIND,
	KNELL_RUNTIME_NAMES_SIZED, KNELL_RUNTIME_NAMES_COUNTED,
	KNELL_RUNTIME_NAMES_POINTED };

/* The list holds those whose bits are set, the highest first. */
static void check_list(unsigned bits)
{
	const struct knell_runtime *at = knell_runtimes.first;

	for (int i = COUNT - 1; i >= 0; i--) {
		if (!(bits >> i & 1))
			continue;
		CHECK(at == &runtimes[i]);
		at = at ? at->next : NULL;
	}
	CHECK(!at);
}

static void check_order(const int *order)
{
	unsigned bits = (1U << COUNT) - 1;

	for (int i = 0; i < COUNT; i++) {
		runtimes[i] = (struct knell_runtime){
			.version = KNELL_RUNTIME_VERSION,
			.size_bytes = sizeof(runtimes[i]),
		};
		CHECK_EQUAL(
			knell_runtime_add(&knell_runtimes, &runtimes[i]), 0);
	}
	check_list(bits);
	for (int i = 0; i < COUNT; i++) {
		struct knell_runtime *runtime = &runtimes[order[i]];

		CHECK_EQUAL(knell_runtime_remove(&knell_runtimes, runtime), 0);
		CHECK_EQUAL(knell_runtime_remove(&knell_runtimes, runtime),
			-ENOENT);
		bits &= ~(1U << order[i]);
		check_list(bits);
	}
}

static void check_wrong(void)
{
	struct knell_runtimes none = { "notalis", NULL };
	struct knell_runtime wrong = { .version = KNELL_RUNTIME_VERSION + 1,
		.size_bytes = sizeof(wrong) };

	CHECK_EQUAL(knell_runtime_add(NULL, runtimes), -EFAULT);
	CHECK_EQUAL(knell_runtime_add(&knell_runtimes, NULL), -EFAULT);
	CHECK_EQUAL(knell_runtime_remove(NULL, runtimes), -EFAULT);
	CHECK_EQUAL(knell_runtime_remove(&knell_runtimes, NULL), -EFAULT);
	CHECK_EQUAL(knell_runtime_add(&none, runtimes), -EINVAL);
	CHECK_EQUAL(knell_runtime_remove(&none, runtimes), -EINVAL);
	CHECK_EQUAL(knell_runtime_add(&knell_runtimes, &wrong), -EINVAL);
	wrong.version = KNELL_RUNTIME_VERSION;
	wrong.size_bytes--;
	CHECK_EQUAL(knell_runtime_add(&knell_runtimes, &wrong), -EINVAL);
	check_list(0);
}

static void check_apart(const unsigned *values, size_t count)
{
	unsigned seen = 0;

	for (size_t i = 0; i < count; i++) {
		CHECK(!(seen & values[i]));
		seen |= values[i];
	}
}

static void check_orders(void)
{
	CHECK(!knell_memory_compare(
		knell_runtimes.magic, KNELL_RUNTIMES_MAGIC, 8));
	check_order((const int[]){ 4, 3, 2, 1, 0 });
	check_order((const int[]){ 0, 1, 2, 3, 4 });
	check_order((const int[]){ 2, 4, 0, 3, 1 });
}

static void check_constants(void)
{
	for (unsigned i = 0; i < KNELL_COUNT(kinds) - 1; i++)
		CHECK_EQUAL(kinds[i], i);
	CHECK(KNELL_RUNTIME_WORD >= KNELL_COUNT(kinds));
	check_apart(flags, KNELL_COUNT(flags));
	check_apart(name_flags, KNELL_COUNT(name_flags));
}

const struct test_case test_cases[] = {
	{ "orders", check_orders },
	{ "wrong", check_wrong },
	{ "constants", check_constants },
	{ NULL, NULL },
};
