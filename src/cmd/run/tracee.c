/* SPDX-License-Identifier: MIT */
/* The threads that are traced: open addressing, linear probing. */
#include "cmd/run/tracee.h"

#include "sys/file.h"

enum { FIRST_CAPACITY = 64 };

static size_t home_slot(size_t capacity, int32_t tid)
{
	return (uint32_t)tid * 2654435761u & (capacity - 1);
}

static struct knell_tracee *probe(
	struct knell_tracee *slots, size_t capacity, int32_t tid)
{
	size_t at = home_slot(capacity, tid);

	while (slots[at].tid && slots[at].tid != tid)
		at = (at + 1) & (capacity - 1);
	return &slots[at];
}

struct knell_tracee *knell_tracee_find(
	const struct knell_tracees *tracees, int32_t tid)
{
	if (!tracees->capacity)
		return NULL;
	struct knell_tracee *slot =
		probe(tracees->slots, tracees->capacity, tid);

	return slot->tid ? slot : NULL;
}

static bool grow(struct knell_tracees *tracees)
{
	size_t capacity =
		tracees->capacity ? tracees->capacity * 2 : FIRST_CAPACITY;
	long memory = sys_mmap(NULL, capacity * sizeof(struct knell_tracee),
		K_PROT_READ | K_PROT_WRITE, K_MAP_PRIVATE | K_MAP_ANONYMOUS, -1,
		0);

	if (sys_mmap_failed(memory))
		return false;
	struct knell_tracee *slots = (struct knell_tracee *)memory;

	for (size_t i = 0; i < tracees->capacity; i++)
		if (tracees->slots[i].tid)
			*probe(slots, capacity, tracees->slots[i].tid) =
				tracees->slots[i];
	if (tracees->slots)
		sys_munmap(tracees->slots,
			tracees->capacity * sizeof(struct knell_tracee));
	tracees->slots = slots;
	tracees->capacity = capacity;
	return true;
}

struct knell_tracee *knell_tracee_add(
	struct knell_tracees *tracees, int32_t tid, int32_t tgid)
{
	/* Never more than half full, so that probing ends soon. */
	if (tracees->count * 2 >= tracees->capacity && !grow(tracees))
		return NULL;
	struct knell_tracee *slot =
		probe(tracees->slots, tracees->capacity, tid);

	if (!slot->tid) {
		*slot = (struct knell_tracee){ .tid = tid };
		tracees->count++;
	}
	slot->tgid = tgid;
	return slot;
}

/* Closes the gap, so that no probe ends before what it looks for. */
void knell_tracee_remove(struct knell_tracees *tracees, int32_t tid)
{
	struct knell_tracee *slot = knell_tracee_find(tracees, tid);

	if (!slot)
		return;
	size_t mask = tracees->capacity - 1;
	size_t gap = (size_t)(slot - tracees->slots);
	size_t at = gap;

	tracees->slots[gap].tid = 0;
	tracees->count--;
	for (;;) {
		at = (at + 1) & mask;
		if (!tracees->slots[at].tid)
			return;
		size_t home =
			home_slot(tracees->capacity, tracees->slots[at].tid);

		if (((at - home) & mask) < ((at - gap) & mask))
			continue;
		tracees->slots[gap] = tracees->slots[at];
		tracees->slots[at].tid = 0;
		gap = at;
	}
}
