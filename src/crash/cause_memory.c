/* SPDX-License-Identifier: MIT */
/* Memory that may not be accessed: SIGSEGV and SIGBUS from the processor. */
#include "abi/signal.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"
#include "sys/file.h"

enum {
	/* An operand of unknown size is at most so wide, but for the states
	 * that xsave and its kin store. */
	OPERAND_MAX = 64,
	PAGE = 4096,
};

/* The operand that the fault lies in; NULL: none that is known. */
static const struct knell_operand *find_operand(
	const struct knell_inquiry *inquiry, uint64_t address)
{
	for (unsigned i = 0; i < inquiry->operand_count; i++) {
		const struct knell_operand *operand = &inquiry->operands[i];
		uint64_t size = operand->size ? operand->size : OPERAND_MAX;

		if (address - operand->address < size)
			return operand;
	}
	return NULL;
}

/* By the instruction; else a mapping that may be read leaves one way. */
static enum knell_access find_access(
	const struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_operand *operand = find_operand(inquiry, address);
	const struct knell_map *map = knell_map_find(inquiry->record, address);

	if (operand)
		return operand->access;
	if (inquiry->cause->signal.number == K_SIGSEGV &&
		inquiry->cause->signal.code == K_SEGV_ACCERR && map &&
		map->permissions[0] == 'r' && map->permissions[1] != 'w')
		return KNELL_ACCESS_WRITE;
	return KNELL_ACCESS_UNKNOWN;
}

static void put_access(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	static const char *const words[] = { "Access to ", "Read from ",
		"Write to ", "Execution at " };

	knell_inquiry_put(inquiry, words[access]);
	knell_put_address(inquiry->out, address);
}

/* Which register had the null pointer, if one had it. */
static void put_null_register(struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_operand *operand = find_operand(inquiry, address);

	if (!operand || operand->base == KNELL_NO_REGISTER ||
		operand->base == inquiry->machine->pc ||
		inquiry->registers->value[operand->base])
		return;
	knell_inquiry_put(inquiry, " in ");
	knell_inquiry_put(
		inquiry, inquiry->machine->registers[operand->base].name);
}

static void explain_null(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_NULL_POINTER);
	knell_inquiry_put(
		inquiry, access == KNELL_ACCESS_READ    ? "Read from address "
			 : access == KNELL_ACCESS_WRITE ? "Write to address "
							: "Access to address ");
	knell_put_address(inquiry->out, address);
	knell_inquiry_put(inquiry, ": ");
	knell_inquiry_put(inquiry, inquiry->cause->place);
	put_null_register(inquiry, address);
	knell_inquiry_put(inquiry, ".");
}

static void explain_mapped(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	const struct knell_map *map = knell_map_find(inquiry->record, address);
	/* There the code is MAPERR in any case: all of it is the kernel's, but
	 * it lists vsyscall as a mapping. */
	bool is_upper = inquiry->machine->word_bytes == 8 && address >> 63;
	bool allowed = access == KNELL_ACCESS_READ ? map->permissions[0] == 'r'
		       : access == KNELL_ACCESS_WRITE
			       ? map->permissions[1] == 'w'
			       : false;

	knell_inquiry_set_kind(
		inquiry, knell_place_is_guard(inquiry->modules, map)
				 ? KNELL_CAUSE_GUARD_PAGE
				 : KNELL_CAUSE_NOT_PERMITTED);
	if (inquiry->cause->signal.code == K_SEGV_MAPERR && !is_upper) {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_NOT_MAPPED);
		knell_inquiry_put(
			inquiry, ", which was not mapped then and has become ");
	} else if (allowed) {
		knell_inquiry_put(inquiry,
			", which was not permitted then and is by now: ");
	} else {
		knell_inquiry_put(
			inquiry, access == KNELL_ACCESS_READ
					 ? ", which may not be read: "
				 : access == KNELL_ACCESS_WRITE
					 ? ", which may not be written: "
					 : ", which does not allow it: ");
	}
	knell_inquiry_put(inquiry, inquiry->cause->place);
	knell_inquiry_put(inquiry, ".");
}

/* Codes that say more than "not mapped" and "not permitted". */
static bool explain_code(struct knell_inquiry *inquiry)
{
	enum knell_cause_kind kind;
	const char *words;

	switch (inquiry->cause->signal.code) {
	case K_SEGV_PKUERR:
		kind = KNELL_CAUSE_PROTECTION_KEY;
		words = ", which a memory protection key forbids: ";
		break;
	case K_SEGV_MTEAERR:
	case K_SEGV_MTESERR:
		kind = KNELL_CAUSE_MEMORY_TAG;
		words = ", whose memory has another tag than the pointer: ";
		break;
	case K_SEGV_BNDERR:
		kind = KNELL_CAUSE_BOUNDS;
		words = ", outside of the bounds that were set for it: ";
		break;
	default: return false;
	}
	knell_inquiry_set_kind(inquiry, kind);
	knell_inquiry_put(inquiry, words);
	knell_inquiry_put(inquiry, inquiry->cause->place);
	knell_inquiry_put(inquiry, ".");
	return true;
}

static void explain_segment(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	enum knell_place place = knell_place_of(inquiry->modules, address);

	if (place == KNELL_PLACE_NULL) {
		explain_null(inquiry, address, access);
		return;
	}
	put_access(inquiry, address, access);
	if (explain_code(inquiry))
		return;
	if (place == KNELL_PLACE_MAPPED) {
		explain_mapped(inquiry, address, access);
		return;
	}
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_NOT_MAPPED);
	knell_inquiry_put(inquiry, place == KNELL_PLACE_GAP
					   ? ", which is not mapped: "
					   : ", which is ");
	knell_inquiry_put(inquiry, inquiry->cause->place);
	knell_inquiry_put(inquiry, ".");
	knell_inquiry_put_text_of(inquiry, address);
}

/* The size of the file that is mapped. False: it cannot be asked. */
static bool find_file_size(struct knell_inquiry *inquiry,
	const struct knell_map *map, uint64_t *ret_size)
{
	struct knell_target *target = inquiry->target;
	struct k_statx facts;
	int fd = target->kind->open_map ? target->kind->open_map(target, map)
					: -1;

	if (fd < 0)
		return false;
	long error =
		sys_statx(fd, "", K_AT_EMPTY_PATH, K_STATX_BASIC_STATS, &facts);

	sys_close(fd);
	*ret_size = facts.size;
	return error >= 0;
}

static void explain_file(struct knell_inquiry *inquiry,
	const struct knell_map *map, uint64_t offset)
{
	uint64_t size;

	knell_inquiry_put(inquiry, ", ");
	knell_place_put_size(inquiry->out, offset);
	knell_inquiry_put(inquiry, " into ");
	knell_put_printable(inquiry->out, map->name);
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_PAST_END);
	if (!find_file_size(inquiry, map, &size)) {
		knell_inquiry_put(inquiry, ": the file is shorter than its "
					   "mapping, or could not be read.");
	} else if (offset / PAGE * PAGE >= size) {
		knell_inquiry_put(
			inquiry, ": the file is shorter than its mapping, ");
		knell_place_put_size(inquiry->out, size);
		knell_inquiry_put(inquiry, ".");
	} else {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_NO_MEMORY);
		knell_inquiry_put(inquiry,
			": the file is long enough, but the page could not be "
			"read, or there was no room for it.");
	}
}

static void explain_bus(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access)
{
	const struct knell_map *map = knell_map_find(inquiry->record, address);
	int32_t code = inquiry->cause->signal.code;

	if (code == K_BUS_MCEERR_AR || code == K_BUS_MCEERR_AO ||
		code == K_BUS_OBJERR) {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_MEMORY_ERROR);
		knell_inquiry_put(
			inquiry, "The hardware reported a memory error at ");
		knell_put_address(inquiry->out, address);
		knell_inquiry_put(inquiry, ": ");
		knell_inquiry_put(inquiry, inquiry->cause->place);
		knell_inquiry_put(inquiry, ".");
		return;
	}
	put_access(inquiry, address, access);
	if (code == K_BUS_ADRALN) {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_MISALIGNED);
		knell_inquiry_put(
			inquiry, ", which is not aligned as it must be.");
	} else if (map && map->name && map->name[0] == '/') {
		explain_file(inquiry, map, address - map->start + map->offset);
	} else {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_NO_MEMORY);
		knell_inquiry_put(inquiry,
			", for which the kernel could not provide a page: ");
		knell_inquiry_put(inquiry, inquiry->cause->place);
		knell_inquiry_put(inquiry, ".");
	}
}

static bool is_forbidden(const struct knell_inquiry *inquiry,
	const struct knell_operand *operand)
{
	const struct knell_map *map =
		knell_map_find(inquiry->record, operand->address);

	if (!map)
		return true;
	return operand->access == KNELL_ACCESS_WRITE
		       ? map->permissions[1] == '-'
		       : map->permissions[0] == '-';
}

static bool is_misaligned(const struct knell_inquiry *inquiry,
	const struct knell_operand *operand)
{
	(void)inquiry;
	return operand->size && operand->address % operand->size;
}

static bool find_operand_that(const struct knell_inquiry *inquiry,
	bool (*is_it)(const struct knell_inquiry *inquiry,
		const struct knell_operand *operand),
	uint64_t *ret_address)
{
	for (unsigned i = 0; i < inquiry->operand_count; i++) {
		*ret_address = inquiry->operands[i].address;
		if (is_it(inquiry, &inquiry->operands[i]))
			return true;
	}
	return false;
}

/*
 * Without a siginfo, as in the cores of qemu-user, the instruction tells; so
 * it does where x86 checks alignment: the kernel gives 0, which is aligned.
 * Source: Linux, arch/x86/kernel/traps.c, exc_alignment_check.
 */
static bool find_address(
	const struct knell_inquiry *inquiry, uint64_t *ret_address)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;

	if (facts->number == K_SIGBUS && facts->code == K_BUS_ADRALN &&
		!facts->address)
		return find_operand_that(inquiry, is_misaligned, ret_address);
	*ret_address = facts->address;
	if (facts->has_address || facts->has_info)
		return facts->has_address;
	return find_operand_that(inquiry, is_forbidden, ret_address);
}

void knell_cause_memory(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	uint64_t address;

	if (facts->code == K_SEGV_CPERR && facts->number == K_SIGSEGV) {
		knell_inquiry_set_kind(inquiry, KNELL_CAUSE_CONTROL_PROTECTION);
		knell_inquiry_put(inquiry,
			"A return or jump that the shadow stack or branch "
			"tracking does not allow.");
		return;
	}
	if (knell_cause_return(inquiry) || knell_cause_jump(inquiry))
		return;
	if (!find_address(inquiry, &address)) {
		/* Neither the kernel nor an instruction known here tells. */
		if (facts->has_info || inquiry->decoder->operands)
			knell_cause_protection(inquiry);
		else
			knell_inquiry_put(inquiry,
				"Access to memory that the program may not "
				"access; the core does not tell its address.");
		return;
	}
	enum knell_access access = find_access(inquiry, address);

	knell_inquiry_set_address(inquiry, address, access);
	if (facts->number == K_SIGBUS)
		explain_bus(inquiry, address, access);
	else if (!knell_cause_stack(inquiry, address))
		explain_segment(inquiry, address, access);
}
