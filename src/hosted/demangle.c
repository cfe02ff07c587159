/* SPDX-License-Identifier: MIT */
/* Names of C++ and Rust as people write them, by libiberty. */
#include "hosted/demangle.h"

#include <libiberty/demangle.h>
#include <setjmp.h>
#include <string.h>

#include "base/buffer.h"

enum {
	/* libiberty recurses into a name and allocates on the stack by its
	 * length, up to the square of it; main makes room for this much. */
	NAME_MAX = 4096,
	/* A short name can say "that type again" to any length. */
	RESULT_MAX = 16384,
	TEXT_MAX = 65536,
};

struct result {
	struct knell_buffer out;
	jmp_buf too_long;
};

/* libiberty's callback version holds nothing that a jump would lose. */
static void take_piece(const char *piece, size_t size, void *opaque)
{
	struct result *result = opaque;

	knell_put_bytes(&result->out, piece, size);
	if (result->out.truncated)
		longjmp(result->too_long, 1);
}

static bool demangle(const char *name, int options, struct result *result)
{
	const int flags = options | DMGL_ANSI | DMGL_RET_DROP;

	if (setjmp(result->too_long))
		return false;
	/* Rust's old names look like C++, with a hash at the end. */
	if (rust_demangle_callback(name, flags, take_piece, result))
		return true;
	result->out.used = 0;
	/* The limit of recursion refuses C++ names from 1024 bytes on. Those of
	 * Rust need it: they can refer to themselves. */
	return cplus_demangle_v3_callback(
		name, flags | DMGL_NO_RECURSE_LIMIT, take_piece, result);
}

static bool looks_mangled(const char *name)
{
	return !strncmp(name, "_Z", 2) || !strncmp(name, "_R", 2) ||
	       !strncmp(name, "_GLOBAL__", 9);
}

/* The first `length` bytes of `name`; with `options` 0 no parameters. */
static char *demangle_part(struct knell_session *session, const char *name,
	size_t length, int options)
{
	char part[NAME_MAX], text[RESULT_MAX];
	struct result result = { .out = KNELL_BUFFER(text) };

	if (!looks_mangled(name) || length >= NAME_MAX)
		return NULL;
	memcpy(part, name, length);
	part[length] = '\0';
	if (!demangle(part, options, &result) || !result.out.used)
		return NULL;
	/* What follows a name is kept: "@plt", a symbol's version. */
	if (options)
		knell_put_text(&result.out, name + length);
	return knell_session_copy(session, knell_buffer_text(&result.out));
}

char *knell_demangle(struct knell_session *session, const char *name)
{
	return demangle_part(session, name, strcspn(name, "@"), DMGL_PARAMS);
}

char *knell_demangle_briefly(struct knell_session *session, const char *name)
{
	return demangle_part(session, name, strlen(name), 0);
}

static bool is_name_character(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '$';
}

static size_t measure_name(const char *text)
{
	size_t length = 0;

	while (is_name_character(text[length]))
		length++;
	/* The end of a sentence. */
	while (length && text[length - 1] == '.')
		length--;
	return length;
}

/* The same text with the names in it as people write them, without
 * parameters, so that a sentence stays one. */
static char *demangle_words(struct knell_session *session, char *text)
{
	char made[RESULT_MAX];
	struct knell_buffer out = KNELL_BUFFER(made);
	bool changed = false;
	const char *at = text;

	if (!text || (!strstr(text, "_Z") && !strstr(text, "_R")) ||
		strlen(text) > TEXT_MAX)
		return text;
	while (*at) {
		size_t length = measure_name(at);
		char *name =
			length ? demangle_part(session, at, length, 0) : NULL;

		changed |= name != NULL;
		if (name)
			knell_put_text(&out, name);
		else
			knell_put_bytes(&out, at, length ? length : 1);
		at += length ? length : 1;
	}
	if (!changed || out.truncated)
		return text;
	char *copy = knell_session_copy(session, knell_buffer_text(&out));

	return copy ? copy : text;
}

static void demangle_frame(
	struct knell_session *session, struct knell_frame *frame)
{
	char *name = frame->function ? knell_demangle(session, frame->function)
				     : NULL;

	if (!name)
		return;
	frame->symbol = frame->function;
	frame->function = name;
}

static void demangle_thread(
	struct knell_session *session, struct knell_thread *thread)
{
	for (uint32_t i = 0; i < thread->frame_count; i++)
		demangle_frame(session, &thread->frames[i]);
	for (uint32_t i = 0; i < thread->register_count; i++)
		thread->registers[i].points_at =
			demangle_words(session, thread->registers[i].points_at);
}

void knell_demangle_record(struct knell_session *session)
{
	struct knell_record *record = session->record;
	struct knell_cause *cause = &record->cause;

	for (uint32_t i = 0; i < record->thread_count; i++)
		demangle_thread(session, &record->threads[i]);
	for (uint32_t i = 0; i < record->stack_word_count; i++)
		record->stack_words[i].points_at = demangle_words(
			session, record->stack_words[i].points_at);
	cause->sentence = demangle_words(session, cause->sentence);
	cause->place = demangle_words(session, cause->place);
}
