/* SPDX-License-Identifier: MIT */
/* Flags of actions and of alternate stacks as text. */
#include "abi/errno.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell/action.h"
#include "knell/name.h"
#include "knell/stack.h"

struct flag_row {
	const char *name;
	unsigned long flag;
};

struct flag_table {
	const struct flag_row *rows;
	size_t count;
	/* The numbers that are allowed. */
	unsigned long most;
};

#define ROW(name)                                \
	{                                        \
		"SA_" #name, KNELL_ACTION_##name \
	}
static const struct flag_row action_rows[] = {
	ROW(NOCLDSTOP),
	ROW(NOCLDWAIT),
	ROW(SIGINFO),
	ROW(UNSUPPORTED),
	ROW(EXPOSE_TAGBITS),
	ROW(RESTORER),
	ROW(ONSTACK),
	ROW(RESTART),
	ROW(NODEFER),
	ROW(RESETHAND),
};
#undef ROW

#define ROW(name)                               \
	{                                       \
		"SS_" #name, KNELL_STACK_##name \
	}
static const struct flag_row stack_rows[] = {
	ROW(ONSTACK),
	ROW(DISABLE),
	ROW(AUTODISARM),
};
#undef ROW

static const struct flag_table action_table = { action_rows,
	KNELL_COUNT(action_rows), ~0UL };
static const struct flag_table stack_table = { stack_rows,
	KNELL_COUNT(stack_rows), ~0U };

static void put_separator(struct knell_buffer *out)
{
	if (out->used)
		knell_put_char(out, '|');
}

static const char *format_flags(const struct flag_table *table,
	unsigned long flags, char ret_text[KNELL_FLAGS_TEXT_BYTES])
{
	struct knell_buffer out = {
		.data = ret_text, .size = KNELL_FLAGS_TEXT_BYTES, .fd = -1
	};

	for (size_t i = 0; i < table->count; i++) {
		if (!(flags & table->rows[i].flag))
			continue;
		put_separator(&out);
		knell_put_text(&out, table->rows[i].name);
		flags &= ~table->rows[i].flag;
	}
	if (flags) {
		put_separator(&out);
		knell_put_address(&out, flags);
	}
	if (!out.used)
		knell_put_char(&out, '0');
	return knell_buffer_text(&out);
}

/* Moves *cursor past a number. */
static bool take_number(const char **cursor, uint64_t *ret_value)
{
	const char *at = *cursor;

	if (!knell_text_starts(at, "0x"))
		return knell_text_decimal(cursor, ret_value);
	at += 2;
	if (!knell_text_hex(&at, ret_value))
		return false;
	*cursor = at;
	return true;
}

/* Moves *cursor past a name, which ends there or at a |. */
static bool take_name(const struct flag_table *table, const char **cursor,
	uint64_t *ret_value)
{
	for (size_t i = 0; i < table->count; i++) {
		const char *name = table->rows[i].name;
		const char *end = *cursor + knell_text_length(name);

		if (!knell_text_starts(*cursor, name) || (*end && *end != '|'))
			continue;
		*cursor = end;
		*ret_value = table->rows[i].flag;
		return true;
	}
	return false;
}

static int parse_flags(const struct flag_table *table, const char *text,
	unsigned long *ret_flags)
{
	unsigned long flags = 0;

	for (;;) {
		uint64_t value;

		if (!take_name(table, &text, &value) &&
			!take_number(&text, &value))
			return -EINVAL;
		if (value > table->most)
			return -EINVAL;
		flags |= (unsigned long)value;
		if (!*text)
			break;
		if (*text++ != '|')
			return -EINVAL;
	}
	*ret_flags = flags;
	return 0;
}

const char *knell_action_flags_format(
	unsigned long flags, char ret_text[KNELL_FLAGS_TEXT_BYTES])
{
	return format_flags(&action_table, flags, ret_text);
}

int knell_action_flags_parse(const char *text, unsigned long *ret_flags)
{
	if (!text || !ret_flags)
		return -EFAULT;
	return parse_flags(&action_table, text, ret_flags);
}

const char *knell_stack_flags_format(
	unsigned flags, char ret_text[KNELL_FLAGS_TEXT_BYTES])
{
	return format_flags(&stack_table, flags, ret_text);
}

int knell_stack_flags_parse(const char *text, unsigned *ret_flags)
{
	unsigned long flags;
	int error;

	if (!text || !ret_flags)
		return -EFAULT;
	error = parse_flags(&stack_table, text, &flags);
	if (!error)
		*ret_flags = (unsigned)flags;
	return error;
}
