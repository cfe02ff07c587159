/* SPDX-License-Identifier: MIT */
/*
 * Lines as strace writes them: with or without the thread, times, what was
 * interrupted by another thread's. Source: strace(1).
 */
#include "base/memory.h"
#include "base/text.h"
#include "cmd/exercise/log.h"

/* More than all the flags of any argument need. */
enum { REMARK_MAX = 1024 };

/* What is left of a line. */
struct rest {
	const char *at, *end;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z');
}

static void skip_blanks(struct rest *rest)
{
	while (rest->at < rest->end && (*rest->at == ' ' || *rest->at == '\t'))
		rest->at++;
}

static bool take(struct rest *rest, const char *text)
{
	size_t length = knell_text_length(text);

	if ((size_t)(rest->end - rest->at) < length ||
		knell_memory_compare(rest->at, text, length) != 0)
		return false;
	rest->at += length;
	return true;
}

static int64_t take_number(struct rest *rest)
{
	int64_t value = 0;

	for (; rest->at < rest->end && is_digit(*rest->at); rest->at++)
		if (value < 1000000000)
			value = value * 10 + (*rest->at - '0');
	return value;
}

static bool skip_past(struct rest *rest, char c)
{
	const char *at = rest->at;

	while (at < rest->end && *at != c)
		at++;
	if (at == rest->end)
		return false;
	rest->at = at + 1;
	return true;
}

/* A whole number that begins the line is the thread; others are times. */
static void take_numbers(struct rest *rest, int64_t *ret_tid, bool is_first)
{
	int64_t value = take_number(rest);
	bool is_time = false;

	while (rest->at < rest->end &&
		(is_digit(*rest->at) || *rest->at == ':' || *rest->at == '.')) {
		is_time = true;
		rest->at++;
	}
	if (is_first && !is_time) {
		*ret_tid = value;
		/* Its name, as -Y adds. */
		if (take(rest, "<"))
			skip_past(rest, '>');
	}
}

/* What stands before the call. */
static int64_t take_prefix(struct rest *rest)
{
	int64_t tid = 0;

	for (bool is_first = true;; is_first = false) {
		skip_blanks(rest);
		if (take(rest, "[pid")) {
			skip_blanks(rest);
			tid = take_number(rest);
			if (!skip_past(rest, ']'))
				return tid;
		} else if (rest->at < rest->end && is_digit(*rest->at)) {
			take_numbers(rest, &tid, is_first);
		} else if (take(rest, "(+")) {
			/* A relative time. */
			if (!skip_past(rest, ')'))
				return tid;
		} else if (take(rest, "[")) {
			/* A number or an address. */
			if (!skip_past(rest, ']'))
				return tid;
		} else {
			return tid;
		}
	}
}

static bool take_name(struct rest *rest, char name[EXERCISE_LOG_NAME_MAX])
{
	size_t length = 0;

	while (rest->at < rest->end && is_word(*rest->at) &&
		length < EXERCISE_LOG_NAME_MAX - 1)
		name[length++] = *rest->at++;
	name[length] = '\0';
	return length && !is_digit(name[0]);
}

/* Past a text in quotes, with what is escaped in it. */
static void skip_text(struct rest *rest)
{
	for (rest->at++; rest->at < rest->end && *rest->at != '"'; rest->at++)
		if (*rest->at == '\\' && rest->end - rest->at > 1)
			rest->at++;
}

/* To the comma or the bracket that ends an argument; brackets in it, which
 * texts and what stands in <> for a descriptor may have, are passed over. */
static bool skip_argument(struct rest *rest)
{
	unsigned depth = 0;

	for (; rest->at < rest->end; rest->at++) {
		char c = *rest->at;

		if (!depth && (c == ',' || c == ')'))
			return true;
		if (c == '"')
			skip_text(rest);
		else if (c == '(' || c == '[' || c == '{')
			depth++;
		else if (depth && (c == ')' || c == ']' || c == '}'))
			depth--;
		if (rest->at == rest->end)
			return false;
	}
	return false;
}

/* Where a remark that begins here ends: names beside numbers, as -X verbose
 * has them, ids elsewhere, as --decode-pids adds. */
static const char *past_remark(const char *from, const char *end)
{
	if (end - from < 4 || from[0] != '/' || from[1] != '*')
		return from;
	if (end - from > REMARK_MAX)
		end = from + REMARK_MAX;
	for (const char *at = from + 2; end - at >= 2; at++)
		if (at[0] == '*' && at[1] == '/')
			return at + 2;
	return from;
}

/* Without remarks; texts and paths may have what looks like one. */
static size_t copy(char *to, size_t size, const char *from, const char *end)
{
	bool is_text = false;
	size_t used = 0;

	while (from < end && used < size) {
		const char *past = is_text ? from : past_remark(from, end);

		if (past > from) {
			from = past;
			if (used && to[used - 1] == ' ')
				used--;
			continue;
		}
		is_text ^= *from == '"' && !(used && to[used - 1] == '\\');
		to[used++] = *from++;
	}
	return used;
}

/* A copy into the call, without blanks around it; what is too long is cut. */
static const char *keep(struct exercise_logged *call, size_t *used,
	const char *from, const char *end)
{
	size_t room = EXERCISE_LOG_TEXT_MAX - *used;
	char *text = call->text + *used;

	if (!room)
		return NULL;
	while (from < end && *from == ' ')
		from++;
	while (end > from && end[-1] == ' ')
		end--;
	size_t length = copy(text, room - 1, from, end);

	text[length] = '\0';
	*used += length + 1;
	return text;
}

/* "a, b) = result", the rest of the line. */
static bool take_call(struct rest *rest, struct exercise_logged *call)
{
	size_t used = 0;

	call->count = 0;
	call->has_arguments = true;
	for (;;) {
		const char *from = rest->at;

		if (!skip_argument(rest))
			return false;
		bool is_empty = rest->at == from && *rest->at == ')';

		if (!is_empty && call->count < EXERCISE_LOG_ARGUMENTS_MAX)
			call->arguments[call->count++] =
				keep(call, &used, from, rest->at);
		if (*rest->at++ == ')')
			break;
	}
	skip_blanks(rest);
	if (!take(rest, "="))
		return false;
	call->result = keep(call, &used, rest->at, rest->end);
	return call->result && *call->result;
}

static bool ends_unfinished(struct rest *rest)
{
	static const char mark[] = "<unfinished ...>";
	const size_t length = sizeof(mark) - 1;

	while (rest->end > rest->at && rest->end[-1] == ' ')
		rest->end--;
	if ((size_t)(rest->end - rest->at) < length ||
		knell_memory_compare(rest->end - length, mark, length) != 0)
		return false;
	rest->end -= length;
	return true;
}

enum exercise_line exercise_log_strace(const char *line, size_t size,
	struct exercise_logged *ret_call, const char **ret_part,
	size_t *ret_part_size)
{
	struct rest rest = { line, line + size };

	ret_call->tid = take_prefix(&rest);
	if (take(&rest, "<... ")) {
		if (!take_name(&rest, ret_call->name) ||
			!take(&rest, " resumed>"))
			return LINE_OTHER;
		*ret_part = rest.at;
		*ret_part_size = (size_t)(rest.end - rest.at);
		return LINE_REST;
	}
	if (take(&rest, "--- SIG"))
		return LINE_SIGNAL;
	*ret_part = rest.at;
	if (!take_name(&rest, ret_call->name) || !take(&rest, "("))
		return LINE_OTHER;
	if (ends_unfinished(&rest)) {
		*ret_part_size = (size_t)(rest.end - *ret_part);
		return LINE_BEGIN;
	}
	return take_call(&rest, ret_call) ? LINE_CALL : LINE_WRONG;
}
