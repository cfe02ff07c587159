/* SPDX-License-Identifier: MIT */
/* abort(), and what libc and the language said before it. */
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/symbol.h"

enum {
	MESSAGE_MAX = 1024,
	/* Frames from raise to who called the function that complains. */
	COMPLAINT_MAX = 16,
};

/*
 * __abort_msg of glibc points to { unsigned size; char msg[]; }, for the sake
 * of core files. Source: glibc, assert/__abort_msg.c, include/stdlib.h.
 */
static bool read_message(
	struct knell_inquiry *inquiry, struct knell_image *image, char *text)
{
	struct knell_symbol symbol;
	uint64_t at;

	if (!knell_elf_find_name(&image->elf, "__abort_msg", &symbol) ||
		!knell_target_read_word(
			inquiry->target, symbol.address + image->bias, &at) ||
		!at)
		return false;
	return knell_target_read_text(
		       inquiry->target, at + 4, text, MESSAGE_MAX) > 0;
}

/* Only libc has it, in a library or in a static program. */
static bool may_be_libc(const struct knell_image *image, size_t index)
{
	const char *path = image->module->path;

	return image->elf.image.data &&
	       (!index || (path && knell_text_starts(
					   knell_text_basename(path), "libc")));
}

static bool find_message(struct knell_inquiry *inquiry)
{
	char text[MESSAGE_MAX];
	struct knell_modules *modules = inquiry->modules;

	for (size_t i = 0; i < modules->count; i++) {
		struct knell_image *image = &modules->images[i];

		if (!may_be_libc(image, i) ||
			!read_message(inquiry, image, text))
			continue;
		size_t length = knell_text_length(text);

		while (length &&
			(text[length - 1] == '\n' || text[length - 1] == ' '))
			text[--length] = '\0';
		inquiry->cause->abort_message =
			knell_inquiry_keep(inquiry, text);
		return length > 0;
	}
	return false;
}

static enum knell_cause_kind find_kind(const char *message)
{
	static const struct {
		const char *part;
		enum knell_cause_kind kind;
	} kinds[] = {
		{ "Assertion `", KNELL_CAUSE_ASSERTION },
		{ "stack smashing", KNELL_CAUSE_STACK_SMASHING },
		{ "buffer overflow", KNELL_CAUSE_BUFFER_OVERFLOW },
		{ "free()", KNELL_CAUSE_HEAP },
		{ "malloc", KNELL_CAUSE_HEAP },
		{ "realloc()", KNELL_CAUSE_HEAP },
		{ "munmap_chunk()", KNELL_CAUSE_HEAP },
		{ "mremap_chunk()", KNELL_CAUSE_HEAP },
		{ "double free", KNELL_CAUSE_HEAP },
		{ "corrupted ", KNELL_CAUSE_HEAP },
		{ "invalid fastbin", KNELL_CAUSE_HEAP },
	};

	for (size_t i = 0; i < KNELL_COUNT(kinds); i++)
		if (knell_text_contains(message, kinds[i].part))
			return kinds[i].kind;
	return KNELL_CAUSE_ABORT;
}

/* The functions of libc through which a program comes to its complaints. */
static bool is_complainant(const struct knell_inquiry *inquiry, uint32_t frame)
{
	static const char *const functions[] = { "free", "cfree", "malloc",
		"realloc", "calloc", "memalign", "aligned_alloc", "__libc_free",
		"__libc_malloc", "__libc_realloc", "__libc_calloc",
		"__libc_memalign", "__fortify_fail", "__chk_fail" };
	const struct knell_frame *at = knell_inquiry_frame(inquiry, frame);

	for (size_t i = 0; i < KNELL_COUNT(functions); i++)
		if (knell_inquiry_is_in(inquiry, frame, functions[i]))
			return true;
	/* __memcpy_chk and the like */
	return at && at->function && knell_text_ends(at->function, "_chk");
}

/*
 * Who called libc: what is outside of its module, or where that is part of a
 * static program, after the last of its functions that are known for it.
 */
static uint32_t find_caller(const struct knell_inquiry *inquiry)
{
	const struct knell_frame *inside =
		knell_inquiry_frame(inquiry, inquiry->frame);
	const struct knell_frame *frame;
	uint32_t last = UINT32_MAX;

	for (uint32_t i = inquiry->frame + 1; inside; i++) {
		frame = knell_inquiry_frame(inquiry, i);
		if (!frame || i - inquiry->frame > COMPLAINT_MAX)
			break;
		if (is_complainant(inquiry, i))
			last = i + 1;
		if (frame->module != inside->module)
			return i;
	}
	return last;
}

/* An assertion's message tells the place, other ones do not. */
static void explain_message(struct knell_inquiry *inquiry)
{
	const char *message = inquiry->cause->abort_message;
	enum knell_cause_kind kind = find_kind(message);
	uint32_t stack = knell_inquiry_find(inquiry, "__stack_chk_fail");

	knell_inquiry_set_kind(inquiry, kind);
	knell_inquiry_put(inquiry, "The program aborted");
	if (kind == KNELL_CAUSE_STACK_SMASHING && stack != UINT32_MAX)
		knell_inquiry_put_in(inquiry, stack + 1);
	else if (kind != KNELL_CAUSE_ASSERTION)
		knell_inquiry_put_in(inquiry, find_caller(inquiry));
	knell_inquiry_put(inquiry, ": ");
	knell_put_printable(inquiry->out, message);
	if (!knell_text_ends(message, "."))
		knell_inquiry_put(inquiry, ".");
}

void knell_cause_abort(struct knell_inquiry *inquiry)
{
	if (find_message(inquiry)) {
		explain_message(inquiry);
		return;
	}
	if (knell_cause_language(inquiry))
		return;
	uint32_t abort = knell_inquiry_find(inquiry, "abort");

	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_ABORT);
	if (abort == UINT32_MAX) {
		knell_inquiry_put(inquiry, "The program raised SIGABRT itself");
	} else {
		knell_inquiry_put(inquiry, "The program called abort");
		knell_inquiry_put_in(
			inquiry, knell_cause_skip_rust(inquiry, abort + 1));
	}
	knell_inquiry_put(inquiry, ".");
}

/*
 * abort ends with such an instruction where its signal does not kill, as for
 * PID 1; musl's and other allocators and stack protectors know no other way.
 */
bool knell_cause_stop(struct knell_inquiry *inquiry)
{
	static const struct {
		const char *function;
		enum knell_cause_kind kind;
		const char *words;
	} rows[] = {
		{ "__stack_chk_fail", KNELL_CAUSE_STACK_SMASHING,
			"The program stopped itself: the stack protector found "
			"the stack damaged" },
		{ "free", KNELL_CAUSE_HEAP, NULL },
		{ "__libc_free", KNELL_CAUSE_HEAP, NULL },
		{ "malloc", KNELL_CAUSE_HEAP, NULL },
		{ "__libc_malloc_impl", KNELL_CAUSE_HEAP, NULL },
		{ "realloc", KNELL_CAUSE_HEAP, NULL },
		{ "__libc_realloc", KNELL_CAUSE_HEAP, NULL },
		{ "get_meta", KNELL_CAUSE_HEAP, NULL },
	};
	enum knell_operation_kind kind = inquiry->operation.kind;

	if (kind != KNELL_OPERATION_PRIVILEGED &&
		kind != KNELL_OPERATION_TRAP &&
		kind != KNELL_OPERATION_BREAKPOINT)
		return false;
	if (knell_inquiry_is_in(inquiry, inquiry->frame, "abort")) {
		knell_cause_abort(inquiry);
		return true;
	}
	for (size_t i = 0; i < KNELL_COUNT(rows); i++) {
		if (!knell_inquiry_is_in(
			    inquiry, inquiry->frame, rows[i].function))
			continue;
		knell_inquiry_set_kind(inquiry, rows[i].kind);
		knell_inquiry_put(inquiry,
			rows[i].words
				? rows[i].words
				: "The program stopped itself: the allocator "
				  "found the heap damaged or misused");
		knell_inquiry_put_in(inquiry, inquiry->frame + 1);
		knell_inquiry_put(inquiry, ".");
		return true;
	}
	return false;
}
