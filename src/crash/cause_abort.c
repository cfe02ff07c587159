/* SPDX-License-Identifier: MIT */
/* abort(), and what libc and the language said before it. */
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/symbol.h"

enum { MESSAGE_MAX = 1024 };

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

static bool contains(const char *text, const char *part)
{
	for (; *text; text++)
		if (knell_text_starts(text, part))
			return true;
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
		if (contains(message, kinds[i].part))
			return kinds[i].kind;
	return KNELL_CAUSE_ABORT;
}

/* The number of the first frame in a function; UINT32_MAX: none. */
static uint32_t find_function(
	const struct knell_inquiry *inquiry, const char *function)
{
	uint32_t count = inquiry->thread ? inquiry->thread->frame_count : 0;

	for (uint32_t i = inquiry->frame; i < count; i++)
		if (knell_inquiry_is_in(inquiry, i, function))
			return i;
	return UINT32_MAX;
}

/* The first frame that is not in the module of frame `from`. */
static uint32_t find_outside(const struct knell_inquiry *inquiry, uint32_t from)
{
	const struct knell_frame *inside = knell_inquiry_frame(inquiry, from);
	const struct knell_frame *frame;

	while (inside && (frame = knell_inquiry_frame(inquiry, ++from)))
		if (frame->module != inside->module)
			return from;
	return UINT32_MAX;
}

static void put_in(struct knell_inquiry *inquiry, uint32_t frame)
{
	if (!knell_inquiry_frame(inquiry, frame))
		return;
	knell_inquiry_put(inquiry, ", in ");
	knell_inquiry_put_frame(inquiry, frame);
}

/* An assertion's message tells the place, other ones do not. */
static void explain_message(struct knell_inquiry *inquiry)
{
	const char *message = inquiry->cause->abort_message;
	enum knell_cause_kind kind = find_kind(message);
	uint32_t stack = find_function(inquiry, "__stack_chk_fail");

	knell_inquiry_set_kind(inquiry, kind);
	knell_inquiry_put(inquiry, "The program aborted");
	if (kind == KNELL_CAUSE_STACK_SMASHING && stack != UINT32_MAX)
		put_in(inquiry, stack + 1);
	else if (kind != KNELL_CAUSE_ASSERTION)
		put_in(inquiry, find_outside(inquiry, inquiry->frame));
	knell_inquiry_put(inquiry, ": ");
	knell_put_printable(inquiry->out, message);
	if (!knell_text_ends(message, "."))
		knell_inquiry_put(inquiry, ".");
}

/* std::terminate, mangled and not. */
static bool is_terminated(const struct knell_inquiry *inquiry)
{
	return find_function(inquiry, "_ZSt9terminatev") != UINT32_MAX ||
	       find_function(inquiry, "std::terminate") != UINT32_MAX;
}

static bool explain_exception(struct knell_inquiry *inquiry)
{
	uint32_t thrown = find_function(inquiry, "__cxa_throw");

	if (thrown == UINT32_MAX)
		thrown = find_function(inquiry, "__cxa_rethrow");
	if (thrown == UINT32_MAX && !is_terminated(inquiry))
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_EXCEPTION);
	if (thrown == UINT32_MAX) {
		knell_inquiry_put(inquiry,
			"The program aborted: C++'s std::terminate was "
			"called.");
		return true;
	}
	knell_inquiry_put(
		inquiry, "The program aborted: nothing caught a C++ exception");
	knell_cause_put_exception(inquiry, thrown);
	if (knell_inquiry_frame(inquiry, thrown + 1)) {
		knell_inquiry_put(inquiry, ", thrown in ");
		knell_inquiry_put_frame(inquiry, thrown + 1);
	}
	knell_inquiry_put(inquiry, ".");
	return true;
}

/* The outermost frame of the panic's machinery, whose caller panicked. */
static bool explain_panic(struct knell_inquiry *inquiry)
{
	uint32_t count = inquiry->thread ? inquiry->thread->frame_count : 0;
	uint32_t last = UINT32_MAX;

	for (uint32_t i = inquiry->frame; i < count; i++) {
		const struct knell_frame *frame =
			knell_inquiry_frame(inquiry, i);
		const char *name = frame ? frame->function : NULL;

		if (name && (contains(name, "9panicking") ||
				    contains(name, "::panicking::") ||
				    contains(name, "rust_panic")))
			last = i;
	}
	if (last == UINT32_MAX)
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_PANIC);
	knell_inquiry_put(inquiry, "The program aborted: a Rust panic");
	put_in(inquiry, last + 1);
	knell_inquiry_put(inquiry, ".");
	return true;
}

static bool explain_go(struct knell_inquiry *inquiry)
{
	if (find_function(inquiry, "runtime.dieFromSignal") == UINT32_MAX &&
		find_function(inquiry, "runtime.raise") == UINT32_MAX)
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_GO_RUNTIME);
	knell_inquiry_put(inquiry, "The Go runtime ended the program.");
	return true;
}

void knell_cause_abort(struct knell_inquiry *inquiry)
{
	if (find_message(inquiry)) {
		explain_message(inquiry);
		return;
	}
	if (explain_exception(inquiry) || explain_panic(inquiry) ||
		explain_go(inquiry))
		return;
	uint32_t abort = find_function(inquiry, "abort");

	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_ABORT);
	if (abort == UINT32_MAX) {
		knell_inquiry_put(inquiry, "The program raised SIGABRT itself");
	} else {
		knell_inquiry_put(inquiry, "The program called abort");
		put_in(inquiry, abort + 1);
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
		put_in(inquiry, inquiry->frame + 1);
		knell_inquiry_put(inquiry, ".");
		return true;
	}
	return false;
}
