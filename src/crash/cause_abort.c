/* SPDX-License-Identifier: MIT */
/* abort(), and what libc and the language said before it. */
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/symbol.h"

enum { MESSAGE_MAX = 1024 };

static void put(struct knell_inquiry *inquiry, const char *text)
{
	knell_put_text(inquiry->out, text);
}

static void set_kind(struct knell_inquiry *inquiry, const char *kind)
{
	inquiry->cause->kind = knell_inquiry_keep(inquiry, kind);
}

/* __abort_msg of glibc points to { unsigned size; char text[]; }, which
 * include/stdlib.h there declares; gdb and apport read it as well. */
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

static bool find_message(struct knell_inquiry *inquiry)
{
	char text[MESSAGE_MAX];
	struct knell_modules *modules = inquiry->modules;

	for (size_t i = 0; i < modules->count; i++) {
		struct knell_image *image = &modules->images[i];

		if (!image->elf.image.data ||
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

/* Does a function of the stack have this in its name, mangled or not? */
static bool has_function(const struct knell_inquiry *inquiry, const char *part)
{
	const struct knell_record *record = inquiry->record;
	uint32_t count =
		record->thread_count ? record->threads[0].frame_count : 0;

	for (uint32_t i = 0; i < count; i++) {
		const char *name = knell_inquiry_function(inquiry, i);

		for (; name && *name; name++)
			if (knell_text_starts(name, part))
				return true;
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

static void explain_message(struct knell_inquiry *inquiry)
{
	const char *message = inquiry->cause->abort_message;

	set_kind(inquiry, contains(message, "Assertion `") ? "assertion"
			  : contains(message, "stack smashing")
				  ? "stack-smashing"
				  : "abort");
	put(inquiry, "The program aborted: ");
	knell_put_printable(inquiry->out, message);
	if (!knell_text_ends(message, "."))
		put(inquiry, ".");
}

void knell_cause_abort(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;

	if (facts->has_sender &&
		facts->sender_pid != inquiry->record->process.pid &&
		facts->sender_pid != inquiry->target->inner_pid) {
		knell_cause_sent(inquiry);
		return;
	}
	if (find_message(inquiry)) {
		explain_message(inquiry);
	} else if (has_function(inquiry, "_ZSt9terminatev") ||
		   has_function(inquiry, "__cxa_throw")) {
		set_kind(inquiry, "uncaught-exception");
		put(inquiry, "The program aborted: a C++ exception that "
			     "nothing catches.");
	} else if (has_function(inquiry, "rust_panic") ||
		   has_function(inquiry, "panic_abort")) {
		set_kind(inquiry, "panic");
		put(inquiry, "The program aborted: a Rust panic.");
	} else {
		set_kind(inquiry, "abort");
		put(inquiry, has_function(inquiry, "abort")
				     ? "The program called abort."
				     : "The program raised SIGABRT itself.");
	}
}
