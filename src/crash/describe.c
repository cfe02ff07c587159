/* SPDX-License-Identifier: MIT */
/* What an address points at, in words. */
#include "crash/describe.h"

#include "abi/auxv.h"
#include "base/text.h"
#include "crash/place.h"
#include "crash/symbol.h"

enum {
	TEXT_LEAST = 4,
	TEXT_MAX = 40,
	DESCRIPTION_MAX = 160,
};

static char *finish(struct knell_modules *modules, struct knell_buffer *out)
{
	const char *text = knell_buffer_text(out);

	return knell_arena_copy_text(
		modules->arena, text, knell_text_length(text));
}

/* Printable ASCII to its end, or more of it than is shown. */
static bool read_text(struct knell_modules *modules, uint64_t address,
	char text[TEXT_MAX + 1], bool *ret_cut)
{
	long length = knell_target_read_text(
		modules->target, address, text, TEXT_MAX + 1);

	for (long i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	*ret_cut = length == TEXT_MAX;
	return length >= TEXT_LEAST;
}

/*
 * Arguments and environment lie above AT_RANDOM's bytes, to the end of the
 * main stack. The environment is not to be shown.
 */
static bool is_environment(struct knell_modules *modules,
	const struct knell_map *map, uint64_t address)
{
	struct knell_target *target = modules->target;
	uint64_t random;

	if (!map->name || !knell_text_equal(map->name, "[stack]"))
		return false;
	return !target->kind->find_auxv(target, K_AT_RANDOM, &random) ||
	       address >= random;
}

static void put_text_at(struct knell_modules *modules, uint64_t address,
	struct knell_buffer *out)
{
	char text[TEXT_MAX + 1];
	bool cut;

	if (!read_text(modules, address, text, &cut))
		return;
	knell_put_text(out, out->used ? ": \"" : "\"");
	knell_put_text(out, text);
	knell_put_text(out, cut ? "\"…" : "\"");
}

char *knell_describe_address(struct knell_modules *modules, uint64_t value)
{
	char text[DESCRIPTION_MAX];
	struct knell_buffer out = KNELL_BUFFER(text);
	const struct knell_map *map = knell_map_find(modules->record, value);
	const char *symbol;

	if (!map)
		return NULL;
	symbol = knell_symbols_describe(modules, value);
	if (symbol)
		knell_put_text(&out, symbol);
	else
		knell_place_put_map(&out, modules, map);
	if (map->permissions[0] == 'r' && map->permissions[2] != 'x' &&
		!is_environment(modules, map, value))
		put_text_at(modules, value, &out);
	return finish(modules, &out);
}
