/* SPDX-License-Identifier: MIT */
/* Lines of JSON: {"tid":7,"call":"kill","arguments":[7,10],"result":0}. */
#include "abi/errno.h"
#include "base/buffer.h"
#include "base/text.h"
#include "cmd/exercise/log.h"
#include "report/json_reader.h"

enum { MEMBER_MAX = 32 };

struct place {
	struct exercise_logged *call;
	size_t used;
};

static size_t room(const struct place *place)
{
	return EXERCISE_LOG_TEXT_MAX - place->used;
}

static int take_text(
	struct knell_json *json, struct place *place, const char **ret_text)
{
	char *text = place->call->text + place->used;
	size_t length = 0;
	int error = -E2BIG;

	if (room(place) > 1)
		error = knell_json_string(json, text, room(place) - 1, &length);
	if (error)
		return error;
	text[length] = '\0';
	place->used += length + 1;
	*ret_text = text;
	return 0;
}

static int take_number(
	struct knell_json *json, struct place *place, const char **ret_text)
{
	struct knell_buffer out = { .data = place->call->text + place->used,
		.size = room(place),
		.fd = -1 };
	uint64_t magnitude;
	bool negative;
	int error = knell_json_integer(json, &negative, &magnitude);

	if (error)
		return error;
	if (out.size < 24)
		return -E2BIG;
	if (negative)
		knell_put_char(&out, '-');
	knell_put_decimal(&out, magnitude);
	*ret_text = knell_buffer_text(&out);
	place->used += out.used + 1;
	return 0;
}

/* A number or a text; what else there is counts as not told. */
static int take_value(
	struct knell_json *json, struct place *place, const char **ret_text)
{
	int c = knell_json_peek(json);

	*ret_text = NULL;
	if (c == '"')
		return take_text(json, place, ret_text);
	if (c == '-' || (c >= '0' && c <= '9'))
		return take_number(json, place, ret_text);
	return knell_json_skip(json);
}

static int take_arguments(struct knell_json *json, struct place *place)
{
	struct exercise_logged *call = place->call;
	bool first = true;
	int more;

	if (knell_json_peek(json) != '[')
		return knell_json_skip(json);
	knell_json_take(json, '[');
	call->has_arguments = true;
	while ((more = knell_json_next(json, ']', &first)) > 0) {
		const char *text;
		int error = take_value(json, place, &text);

		if (error)
			return error;
		if (call->count < EXERCISE_LOG_ARGUMENTS_MAX)
			call->arguments[call->count++] = text;
	}
	return more;
}

static int take_tid(struct knell_json *json, int64_t *ret_tid)
{
	uint64_t magnitude;
	bool negative;

	if (knell_json_take_word(json, "null"))
		return 0;
	int error = knell_json_integer(json, &negative, &magnitude);

	if (!error && !negative && magnitude <= INT64_MAX)
		*ret_tid = (int64_t)magnitude;
	return error;
}

static int take_call_name(struct knell_json *json, struct exercise_logged *call)
{
	size_t length;
	int error = knell_json_string(
		json, call->name, EXERCISE_LOG_NAME_MAX - 1, &length);

	/* None of those that count has so long a name. */
	if (!error)
		call->name[length] = '\0';
	return error;
}

static int take_member(struct knell_json *json, struct place *place)
{
	char name[MEMBER_MAX];
	size_t length = 0;
	int error = knell_json_string(json, name, MEMBER_MAX - 1, &length);

	if (error && error != -E2BIG)
		return error;
	name[error ? 0 : length] = '\0';
	if (knell_json_take(json, ':'))
		return -EINVAL;
	if (knell_text_equal(name, "call"))
		return take_call_name(json, place->call);
	if (knell_text_equal(name, "arguments"))
		return take_arguments(json, place);
	if (knell_text_equal(name, "result"))
		return take_value(json, place, &place->call->result);
	if (knell_text_equal(name, "tid"))
		return take_tid(json, &place->call->tid);
	return knell_json_skip(json);
}

enum exercise_line exercise_log_json(
	const char *line, size_t size, struct exercise_logged *ret_call)
{
	struct knell_json json = { .text = line, .size = size };
	struct place place = { .call = ret_call };
	bool first = true;
	int more;

	ret_call->tid = 0;
	ret_call->name[0] = '\0';
	ret_call->has_arguments = false;
	ret_call->count = 0;
	ret_call->result = NULL;
	if (knell_json_peek(&json) < 0)
		return LINE_OTHER;
	if (knell_json_take(&json, '{'))
		return LINE_WRONG;
	while ((more = knell_json_next(&json, '}', &first)) > 0) {
		int error = take_member(&json, &place);

		/* Longer than any that counts. */
		if (error == -E2BIG)
			return LINE_OTHER;
		if (error)
			return LINE_WRONG;
	}
	if (more < 0 || knell_json_peek(&json) >= 0)
		return LINE_WRONG;
	return ret_call->name[0] ? LINE_CALL : LINE_OTHER;
}
