/* SPDX-License-Identifier: MIT */
/* Modules and the memory map. */
#include "base/text.h"
#include "report/text.h"

/* Where what follows a range begins: as addresses of 48 bits need it. */
enum { AFTER_RANGE = 29 };

static void put_range(struct knell_page *page, uint64_t start, uint64_t end)
{
	knell_page_pad(page, 2);
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_hex(page, start);
	knell_page_text(page, "-");
	knell_page_hex(page, end);
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_gap(page, AFTER_RANGE);
}

static void put_count(
	struct knell_page *page, const char *title, uint32_t count)
{
	knell_page_heading(page, title);
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_text(page, " (");
	knell_page_decimal(page, count);
	knell_page_text(page, ")");
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
}

static void put_module_fact(
	struct knell_page *page, const char *label, const char *value)
{
	knell_page_pad(page, 6);
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_text(page, label);
	knell_page_wrap(page, value, 8);
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
}

static void put_modules(
	struct knell_page *page, const struct knell_record *record)
{
	if (!record->module_count)
		return;
	put_count(page, "Modules", record->module_count);
	for (uint32_t i = 0; i < record->module_count; i++) {
		const struct knell_module *module = &record->modules[i];

		put_range(page, module->start, module->end);
		knell_page_text(
			page, module->path ? module->path : "(without a name)");
		knell_page_line(page);
		if (module->build_id)
			put_module_fact(page, "build ID ", module->build_id);
		if (module->debug_file)
			put_module_fact(
				page, "symbols from ", module->debug_file);
		if (module->deleted)
			put_module_fact(page, "", "the file was deleted");
		if (module->mismatch)
			put_module_fact(page, "",
				"the file is not the one that runs: "
				"its symbols are not used");
	}
}

/* Flush with the others on the right. */
static void put_size(struct knell_page *page, uint64_t bytes)
{
	struct knell_page measure = { .columns = UINT32_MAX };

	knell_text_size(&measure, bytes);
	knell_page_gap(page,
		measure.column < 10 ? AFTER_RANGE + 14 - measure.column : 0);
	knell_text_size(page, bytes);
}

static void put_map(struct knell_page *page, const struct knell_map *map)
{
	put_range(page, map->start, map->end);
	knell_page_text(page, map->permissions);
	put_size(page, map->end - map->start);
	if (map->name) {
		knell_page_gap(page, AFTER_RANGE + 16);
		knell_page_text(page, map->name);
	}
	knell_page_line(page);
}

static bool is_alike(const struct knell_map *a, const struct knell_map *b)
{
	return !a->name && !b->name && a->end - a->start == b->end - b->start &&
	       knell_text_equal(a->permissions, b->permissions);
}

/* How many times a pair of maps without a name stands here, one after the
 * other: the stacks of threads, each with its guard page. */
static uint32_t count_pairs(const struct knell_record *record, uint32_t first)
{
	const struct knell_map *maps = record->maps;
	uint32_t end = first;

	while (end + 1 < record->map_count &&
		is_alike(&maps[first], &maps[end]) &&
		is_alike(&maps[first + 1], &maps[end + 1]) &&
		maps[end].end == maps[end + 1].start &&
		(end == first || maps[end - 1].end == maps[end].start))
		end += 2;
	return (end - first) / 2;
}

static void put_pairs(
	struct knell_page *page, const struct knell_map *maps, uint32_t pairs)
{
	put_range(page, maps[0].start, maps[2 * pairs - 1].end);
	knell_page_decimal(page, pairs);
	knell_page_text(page, " times");
	for (uint32_t i = 0; i < 2; i++) {
		knell_page_text(page, i ? ", " : " ");
		knell_page_text(page, maps[i].permissions);
		knell_page_text(page, " ");
		knell_text_size(page, maps[i].end - maps[i].start);
	}
	knell_page_line(page);
}

static void put_maps(struct knell_page *page, const struct knell_record *record)
{
	enum { PAIRS_MIN = 3 };

	if (!record->map_count)
		return;
	put_count(page, "Memory map", record->map_count);
	for (uint32_t i = 0; i < record->map_count; i++) {
		uint32_t pairs = count_pairs(record, i);

		if (pairs < PAIRS_MIN) {
			put_map(page, &record->maps[i]);
			continue;
		}
		put_pairs(page, &record->maps[i], pairs);
		i += 2 * pairs - 1;
	}
}

void knell_text_memory(
	struct knell_page *page, const struct knell_record *record)
{
	put_modules(page, record);
	put_maps(page, record);
}
