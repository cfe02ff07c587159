/* SPDX-License-Identifier: MIT */
/* The list of runtimes that a program describes to those who look at it. */
#include "knell/runtime.h"

#include <stdbool.h>

#include "abi/errno.h"
#include "base/memory.h"

/* Programs of the other width read it by the same sums. */
enum { WORD = sizeof(long), PLACE = 16 + WORD, FLAGS = 8 + 11 * WORD };

#define HOLDS_AT(type, member, offset) \
	_Static_assert(offsetof(struct type, member) == (offset), #member)
#define HAS_SIZE(type, size) \
	_Static_assert(sizeof(struct type) == (size), #type)

HAS_SIZE(knell_runtimes, 8 + WORD);
HAS_SIZE(knell_runtime_range, 2 * WORD);
HAS_SIZE(knell_runtime_place, PLACE);
HOLDS_AT(knell_runtime_place, offset, 16);
HAS_SIZE(knell_runtime_saved, 16);
HAS_SIZE(knell_runtime_names, 32 + 2 * WORD);
HOLDS_AT(knell_runtime_names, flags, 2 * WORD);
HAS_SIZE(knell_runtime, FLAGS + 16 + 13 * PLACE);
HOLDS_AT(knell_runtime, next, 8);
HOLDS_AT(knell_runtime, flags, FLAGS);
HOLDS_AT(knell_runtime, entry, FLAGS + 16);
HOLDS_AT(knell_runtime, instruction, FLAGS + 16 + 2 * PLACE);
HOLDS_AT(knell_runtime, control_low, FLAGS + 16 + 8 * PLACE);

static int check_list(const struct knell_runtimes *list)
{
	if (!list)
		return -EFAULT;
	return knell_memory_compare(
		       list->magic, KNELL_RUNTIMES_MAGIC, sizeof(list->magic))
		       ? -EINVAL
		       : 0;
}

int knell_runtime_add(
	struct knell_runtimes *list, struct knell_runtime *runtime)
{
	int error = check_list(list);

	if (error || !runtime)
		return error ? error : -EFAULT;
	if (runtime->version != KNELL_RUNTIME_VERSION ||
		runtime->size_bytes != sizeof(*runtime))
		return -EINVAL;
	runtime->next = __atomic_load_n(&list->first, __ATOMIC_RELAXED);
	/* Released: whoever finds it sees all of it. */
	while (!__atomic_compare_exchange_n(&list->first, &runtime->next,
		runtime, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
	return 0;
}

int knell_runtime_remove(
	struct knell_runtimes *list, struct knell_runtime *runtime)
{
	int error = check_list(list);
	struct knell_runtime *first = runtime;

	if (error || !runtime)
		return error ? error : -EFAULT;
	if (__atomic_compare_exchange_n(&list->first, &first, runtime->next,
		    false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE))
		return 0;
	/* Others are added before the first only: what follows it stays. */
	for (struct knell_runtime *at = first; at; at = at->next)
		if (at->next == runtime) {
			__atomic_store_n(
				&at->next, runtime->next, __ATOMIC_RELEASE);
			return 0;
		}
	return -ENOENT;
}
