/* SPDX-License-Identifier: MIT */
/* File mappings that outlive their file. */
#include "fault/region.h"
#include "abi/errno.h"
#include "abi/file.h"
#include "abi/signal.h"
#include "knell/send.h"
#include "signal/auxv.h"
#include "sys/file.h"
#include "sys/process.h"

/*
 * The library's only variable: a handler is told nothing but the signal, and
 * the action of SIGBUS is as global as this.
 */
static struct knell_region_table *table_in_use;

static struct knell_region_table *find_table(void)
{
	return __atomic_load_n(&table_in_use, __ATOMIC_ACQUIRE);
}

static struct knell_region *find_region(
	struct knell_region_table *table, uintptr_t address)
{
	for (size_t i = 0; i < table->slot_count; i++) {
		struct knell_region *region = &table->slots[i];
		uintptr_t begin =
			__atomic_load_n(&region->begin, __ATOMIC_ACQUIRE);

		if (begin && address >= begin && address < region->end)
			return region;
	}
	return NULL;
}

/* Puts a page of zeros where the file has none. */
static bool fill_page(struct knell_region_table *table, uintptr_t address)
{
	struct knell_region *region = find_region(table, address);
	uintptr_t page = address - address % table->page_bytes;

	if (!region ||
		sys_mmap_failed(sys_mmap((void *)page, table->page_bytes,
			K_PROT_READ,
			K_MAP_PRIVATE | K_MAP_ANONYMOUS | K_MAP_FIXED, -1, 0)))
		return false;
	region->cut = true;
	return true;
}

static bool is_handler(const struct knell_action *action)
{
	return action->handler != KNELL_ACTION_DEFAULT &&
	       action->handler != KNELL_ACTION_IGNORE;
}

/*
 * Dies of the very signal. It is blocked here and comes as the handler
 * returns, with the first siginfo and registers. As PID 1 the kernel drops it,
 * but not the fault that comes when the instruction is run again.
 */
static void die_again(struct knell_info *info)
{
	knell_action_default(K_SIGBUS, NULL);
	knell_send_info_thread(
		(int)sys_getpid(), (int)sys_gettid(), K_SIGBUS, info);
}

/* Mask, stack and restart are the kernel's work: see knell_region_install. */
static void pass_on(struct knell_region_table *table, int signal,
	struct knell_info *info, void *context)
{
	struct knell_action earlier = table->earlier;

	if (!is_handler(&earlier)) {
		/* A fault kills even when it is ignored. */
		if (earlier.handler == KNELL_ACTION_DEFAULT ||
			(info->code > 0 && info->code != K_BUS_MCEERR_AO))
			die_again(info);
		return;
	}
	if (earlier.flags & KNELL_ACTION_RESETHAND)
		table->earlier.handler = KNELL_ACTION_DEFAULT;
	if (earlier.flags & KNELL_ACTION_SIGINFO)
		earlier.info_handler(signal, info, context);
	else
		earlier.handler(signal);
}

static void handle_bus(int signal, struct knell_info *info, void *context)
{
	struct knell_region_table *table = find_table();

	/* What came while the table was being taken out of use. */
	if (!table)
		return;
	if (info->code != K_BUS_ADRERR ||
		!fill_page(table, (uintptr_t)info->fault.address))
		pass_on(table, signal, info, context);
}

int knell_region_install(struct knell_region_table *table)
{
	const unsigned long kept = KNELL_ACTION_ONSTACK | KNELL_ACTION_RESTART |
				   KNELL_ACTION_NODEFER;
	struct knell_action action = { 0 };

	if (find_table())
		return -EBUSY;
	table->page_bytes = knell_frame_facts().page_bytes;
	knell_action_get(K_SIGBUS, &table->earlier);
	/* The kernel does for an earlier handler what its action asks for. */
	if (is_handler(&table->earlier)) {
		action.mask = table->earlier.mask;
		action.flags = table->earlier.flags & kept;
	} else {
		action.flags = KNELL_ACTION_ONSTACK;
	}
	action.flags |= KNELL_ACTION_SIGINFO;
	action.info_handler = handle_bus;
	__atomic_store_n(&table_in_use, table, __ATOMIC_RELEASE);
	return knell_action_set(K_SIGBUS, &action, NULL);
}

int knell_region_restore(void)
{
	struct knell_region_table *table = find_table();
	struct knell_action now;
	int error;

	if (!table)
		return -ENOENT;
	knell_action_get(K_SIGBUS, &now);
	if (now.info_handler != handle_bus)
		return -EBUSY;
	error = knell_action_restore(K_SIGBUS, &table->earlier);
	if (!error)
		__atomic_store_n(&table_in_use, NULL, __ATOMIC_RELEASE);
	return error;
}

int knell_region_add(const void *begin, size_t size)
{
	struct knell_region_table *table = find_table();
	uintptr_t start = (uintptr_t)begin;

	if (!table)
		return -ENOENT;
	if (!start || !size || start + size < start)
		return -EINVAL;
	for (size_t i = 0; i < table->slot_count; i++) {
		struct knell_region *region = &table->slots[i];
		uintptr_t unused = 0;

		/* An end of 0 keeps the handler away meanwhile. */
		if (!__atomic_compare_exchange_n(&region->begin, &unused, start,
			    false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			continue;
		region->cut = false;
		__atomic_store_n(&region->end, start + size, __ATOMIC_RELEASE);
		return 0;
	}
	return -ENOSPC;
}

int knell_region_remove(const void *begin)
{
	struct knell_region_table *table = find_table();
	struct knell_region *region;
	bool cut;

	region = table ? find_region(table, (uintptr_t)begin) : NULL;
	if (!region || region->begin != (uintptr_t)begin)
		return -ENOENT;
	cut = region->cut;
	region->end = 0;
	__atomic_store_n(&region->begin, 0, __ATOMIC_RELEASE);
	return cut;
}

bool knell_region_is_cut(const void *begin)
{
	struct knell_region_table *table = find_table();
	struct knell_region *region =
		table ? find_region(table, (uintptr_t)begin) : NULL;

	return region && region->cut;
}
