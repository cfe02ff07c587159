/* SPDX-License-Identifier: MIT */
/* Command-line options: -a, -avalue, -a value, --name, --name=value. */
#include "base/options.h"

#include "base/text.h"

static int find_name(
	const struct knell_options *options, const char *name, size_t length)
{
	for (size_t i = 0; i < options->count; i++) {
		const char *row = options->table[i].name;

		if (knell_text_length(row) == length &&
			knell_text_starts(name, row))
			return (int)i;
	}
	return KNELL_OPTIONS_UNKNOWN;
}

static int find_letter(const struct knell_options *options, char letter)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->table[i].letter == letter)
			return (int)i;
	return KNELL_OPTIONS_UNKNOWN;
}

static int take_value(struct knell_options *options, int row)
{
	if (options->next >= options->argc) {
		options->value = options->argv[options->next - 1];
		return KNELL_OPTIONS_NO_VALUE;
	}
	options->value = options->argv[options->next++];
	return row;
}

static int take_long(struct knell_options *options, const char *argument)
{
	const char *name = argument + 2;
	const char *equals = knell_text_find(name, '=');
	size_t length =
		equals ? (size_t)(equals - name) : knell_text_length(name);
	int row = find_name(options, name, length);

	options->value = argument;
	if (row < 0)
		return row;
	if (!options->table[row].value)
		return equals ? KNELL_OPTIONS_NEEDLESS_VALUE : row;
	if (!equals)
		return take_value(options, row);
	options->value = equals + 1;
	return row;
}

static int take_letter(struct knell_options *options)
{
	int row = find_letter(options, *options->cluster++);
	const char *rest = options->cluster;

	if (!*rest)
		options->cluster = NULL;
	options->value = options->argv[options->next - 1];
	if (row < 0 || !options->table[row].value)
		return row;
	options->cluster = NULL;
	if (!*rest)
		return take_value(options, row);
	options->value = rest;
	return row;
}

int knell_options_next(struct knell_options *options)
{
	if (options->cluster)
		return take_letter(options);
	if (options->next >= options->argc)
		return KNELL_OPTIONS_END;

	const char *argument = options->argv[options->next];

	if (argument[0] != '-' || !argument[1])
		return KNELL_OPTIONS_END;
	options->next++;
	if (argument[1] != '-') {
		options->cluster = argument + 1;
		return take_letter(options);
	}
	if (!argument[2])
		return KNELL_OPTIONS_END;
	return take_long(options, argument);
}
