/* SPDX-License-Identifier: MIT */
/* Values as tracers write them: numbers, names, structs. */
#include "cmd/exercise/read.h"

#include "base/memory.h"
#include "base/text.h"
#include "knell/name.h"
#include "knell/number.h"

/* To strace, SIGRTMIN is the kernel's. */
enum { KERNEL_SIGRTMIN = 32, NAME_MAX_ = 32 };

bool exercise_read_number(const char *text, int64_t *ret_value)
{
	bool negative = *text == '-';
	uint64_t value = 0;
	bool is_hex;

	text += negative;
	is_hex = knell_text_starts(text, "0x");
	text += is_hex ? 2 : 0;
	if (!(is_hex ? knell_text_hex : knell_text_decimal)(&text, &value))
		return false;
	*ret_value = (int64_t)(negative ? 0 - value : value);
	return true;
}

static bool is_name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
	       c == '+' || c == '-';
}

int exercise_read_signal(const char *text)
{
	char name[NAME_MAX_];
	size_t length = 0;
	int64_t number;

	if (exercise_read_number(text, &number))
		return number >= 0 && number <= KNELL_SIGRTMAX ? (int)number
							       : -1;
	while (length < sizeof(name) - 1 && is_name_char(text[length])) {
		name[length] = text[length];
		length++;
	}
	name[length] = '\0';
	const char *at = name + (knell_text_starts(name, "SIG") ? 3 : 0);

	if (knell_text_equal(at, "RTMIN"))
		return KERNEL_SIGRTMIN;
	if (!knell_text_starts(at, "RT_"))
		return knell_signal_from_name(name);
	if (!exercise_read_number(at + 3, &number) || number < 0 ||
		number > KNELL_SIGRTMAX - KERNEL_SIGRTMIN)
		return -1;
	return KERNEL_SIGRTMIN + (int)number;
}

bool exercise_read_set(const char *text, struct knell_set *ret_set)
{
	bool inverts = *text == '~';
	struct knell_set set;

	text += inverts;
	if (*text++ != '[')
		return false;
	knell_set_empty(&set);
	while (*text && *text != ']') {
		int signal = exercise_read_signal(text);

		if (signal < 1 || knell_set_add(&set, signal))
			return false;
		while (is_name_char(*text))
			text++;
		while (*text == ' ' || *text == ',')
			text++;
	}
	if (*text != ']')
		return false;
	if (inverts) {
		knell_set_fill_all(ret_set);
		knell_set_subtract(ret_set, &set);
	} else {
		*ret_set = set;
	}
	return true;
}

/* Where the value ends: at a comma or bracket of the struct it is in. */
static size_t value_length(const char *text)
{
	unsigned depth = 0;
	size_t length = 0;

	for (; text[length]; length++) {
		char c = text[length];

		if (!depth && (c == ',' || c == '}'))
			break;
		if (c == '{' || c == '[')
			depth++;
		else if (depth && (c == '}' || c == ']'))
			depth--;
	}
	return length;
}

bool exercise_read_member(
	const char *text, const char *name, char *ret_value, size_t size)
{
	size_t length = knell_text_length(name);

	for (; *text; text++) {
		if (*text != '{' && *text != ' ')
			continue;
		if (!knell_text_starts(text + 1, name) ||
			text[1 + length] != '=')
			continue;
		text += length + 2;
		length = value_length(text);
		if (length >= size)
			return false;
		knell_memory_copy(ret_value, text, length);
		ret_value[length] = '\0';
		return true;
	}
	return false;
}

/* One of the parts of `names`, or what follows a _ in it. */
static bool is_part(const char *text, size_t length, const char *names)
{
	for (const char *at = names; *at; at++) {
		bool begins = at == names || at[-1] == '|' || at[-1] == '_';
		size_t i = 0;

		while (begins && i < length && at[i] == text[i])
			i++;
		if (begins && length && i == length && (!at[i] || at[i] == '|'))
			return true;
	}
	return false;
}

static unsigned count_parts(const char *text)
{
	unsigned count = 1;

	for (; *text; text++)
		count += *text == '|';
	return count;
}

bool exercise_is_name(const char *text, const char *name)
{
	if (count_parts(text) != count_parts(name))
		return false;
	for (const char *at = text;; at++) {
		const char *bar = knell_text_find(at, '|');
		size_t length =
			bar ? (size_t)(bar - at) : knell_text_length(at);

		if (!is_part(at, length, name))
			return false;
		if (!bar)
			return true;
		at = bar;
	}
}
