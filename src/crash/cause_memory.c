/* SPDX-License-Identifier: MIT */
/* Memory that may not be accessed: SIGSEGV and SIGBUS from the processor. */
#include "abi/signal.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"

enum {
	/* An access is at most this wide; a string instruction may have got
	 * this much further than the registers say. */
	OPERAND_MAX = 64,
	/* A frame may be this large, and its first access this far below. */
	STACK_STEP_MAX = 1 << 20,
};

static void put(struct knell_inquiry *inquiry, const char *text)
{
	knell_put_text(inquiry->out, text);
}

static void set_kind(struct knell_inquiry *inquiry, const char *kind)
{
	inquiry->cause->kind = knell_inquiry_keep(inquiry, kind);
}

/* Which operand the address belongs to tells what was done there. */
static enum knell_access find_access(
	const struct knell_inquiry *inquiry, uint64_t address)
{
	for (unsigned i = 0; i < inquiry->operand_count; i++)
		if (address - inquiry->operands[i].address < OPERAND_MAX)
			return inquiry->operands[i].access;
	/* A page fault names the first byte of the second page. */
	return KNELL_ACCESS_UNKNOWN;
}

static void put_access(struct knell_inquiry *inquiry, enum knell_access access)
{
	static const char *const words[] = { "Access to", "Read from",
		"Write to", "Execution at" };

	put(inquiry, words[access]);
}

/* "f called itself", "f and g called each other": what the folds tell. */
static void put_recursion(
	struct knell_inquiry *inquiry, const struct knell_thread *thread)
{
	const struct knell_fold *fold = NULL;

	for (uint32_t i = 0; i < thread->fold_count; i++)
		if (!fold || thread->folds[i].times > fold->times)
			fold = &thread->folds[i];
	if (!fold || fold->first + fold->length > thread->frame_count) {
		put(inquiry, "too many calls, or too large variables, filled ");
		return;
	}
	const char *first = knell_inquiry_function(inquiry, fold->first);
	const char *second = knell_inquiry_function(inquiry, fold->first + 1);

	knell_put_printable(inquiry->out, first ? first : "a function");
	if (fold->length == 1) {
		put(inquiry, " called itself ");
	} else if (fold->length == 2) {
		put(inquiry, " and ");
		knell_put_printable(inquiry->out, second ? second : "another");
		put(inquiry, " called each other ");
	} else {
		put(inquiry, " called itself through ");
		knell_put_decimal(inquiry->out, fold->length - 1);
		put(inquiry, " others ");
	}
	knell_put_decimal(inquiry->out, fold->times);
	put(inquiry, " times and filled ");
}

static bool explain_overflow(struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_record *record = inquiry->record;

	if (!record->thread_count || !inquiry->registers)
		return false;
	const struct knell_thread *thread = &record->threads[0];
	const struct knell_map *map = knell_map_find(record, address);

	/* On an alternate stack it is that one which is full, or neither. */
	if (!thread->stack_end || address >= thread->stack_start ||
		thread->stack_start - address > STACK_STEP_MAX ||
		(map && map->permissions[1] == 'w'))
		return false;
	if (inquiry->sp >= thread->stack_end ||
		inquiry->sp > address + STACK_STEP_MAX)
		return false;
	set_kind(inquiry, "stack-overflow");
	put(inquiry, "Stack overflow: ");
	put_recursion(inquiry, thread);
	put(inquiry, "the stack");
	if (record->thread_count > 1) {
		put(inquiry, " of thread ");
		knell_put_decimal(inquiry->out, (uint64_t)thread->tid);
	}
	put(inquiry, ", all ");
	knell_place_put_size(
		inquiry->out, thread->stack_end - thread->stack_start);
	put(inquiry, " of it.");
	return true;
}

static void explain_null(struct knell_inquiry *inquiry, uint64_t address)
{
	set_kind(inquiry, "null-pointer");
	put(inquiry, " address ");
	knell_put_address(inquiry->out, address);
	put(inquiry, ": ");
	knell_place_put(inquiry->out, inquiry->modules, address);
	put(inquiry, ".");
}

static const char *find_right(enum knell_access access)
{
	switch (access) {
	case KNELL_ACCESS_READ: return "which may not be read: ";
	case KNELL_ACCESS_WRITE: return "which may not be written: ";
	case KNELL_ACCESS_EXECUTE: return "which may not be executed: ";
	default: return "which does not allow it: ";
	}
}

static void explain_segment(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	enum knell_place place = knell_place_of(inquiry->modules, address);

	put_access(inquiry, access);
	if (place == KNELL_PLACE_NULL) {
		explain_null(inquiry, address);
		return;
	}
	put(inquiry, " ");
	knell_put_address(inquiry->out, address);
	put(inquiry, ", ");
	if (place == KNELL_PLACE_GAP) {
		set_kind(inquiry, "not-mapped");
		put(inquiry, "which is not mapped: ");
	} else if (place == KNELL_PLACE_MAPPED) {
		set_kind(inquiry, "not-permitted");
		put(inquiry, find_right(access));
	} else if (place == KNELL_PLACE_NONCANONICAL) {
		set_kind(inquiry, "non-canonical");
		put(inquiry, "a non-canonical address: ");
	} else {
		set_kind(inquiry, "not-mapped");
		put(inquiry, "which is ");
	}
	knell_place_put(inquiry->out, inquiry->modules, address);
	put(inquiry, ".");
}

static void explain_code(struct knell_inquiry *inquiry)
{
	switch (inquiry->cause->signal.code) {
	case K_SEGV_PKUERR:
		set_kind(inquiry, "protection-key");
		put(inquiry, " A memory protection key forbids it.");
		return;
	case K_SEGV_MTEAERR:
	case K_SEGV_MTESERR:
		set_kind(inquiry, "memory-tag");
		put(inquiry, " The memory's tag is not the pointer's.");
		return;
	default: return;
	}
}

static void explain_bus(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	const struct knell_map *map = knell_map_find(inquiry->record, address);

	if (inquiry->cause->signal.code == K_BUS_ADRALN) {
		set_kind(inquiry, "misaligned");
		put_access(inquiry, access);
		put(inquiry, " ");
		knell_put_address(inquiry->out, address);
		put(inquiry, ", which is not aligned as it must be.");
		return;
	}
	if (inquiry->cause->signal.code != K_BUS_ADRERR) {
		set_kind(inquiry, "memory-error");
		put(inquiry, "The hardware reported a memory error at ");
		knell_put_address(inquiry->out, address);
		put(inquiry, ": ");
		knell_place_put(inquiry->out, inquiry->modules, address);
		put(inquiry, ".");
		return;
	}
	set_kind(inquiry, "past-end-of-file");
	put_access(inquiry, access);
	put(inquiry, " ");
	knell_put_address(inquiry->out, address);
	put(inquiry, ", ");
	knell_place_put_size(
		inquiry->out, map ? address - map->start + map->offset : 0);
	put(inquiry, " into ");
	knell_put_printable(
		inquiry->out, map && map->name ? map->name : "a mapping");
	put(inquiry, ": the file is shorter than its mapping, or could not "
		     "be read.");
}

void knell_cause_memory(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;

	if (facts->code == K_SEGV_CPERR && facts->number == K_SIGSEGV) {
		set_kind(inquiry, "control-protection");
		put(inquiry, "A return or jump that the shadow stack or "
			     "branch tracking does not allow.");
		return;
	}
	if (knell_cause_jump(inquiry))
		return;
	if (!facts->has_address) {
		knell_cause_protection(inquiry);
		return;
	}
	enum knell_access access = find_access(inquiry, facts->address);

	knell_inquiry_set_address(inquiry, facts->address, access);
	if (facts->number == K_SIGBUS) {
		explain_bus(inquiry, facts->address, access);
		return;
	}
	if (explain_overflow(inquiry, facts->address))
		return;
	explain_segment(inquiry, facts->address, access);
	explain_code(inquiry);
}
