/* SPDX-License-Identifier: MIT */
/* Names for the frames of a record, and for what its words point at. */
#include "crash/symbol.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/symbol_perf.h"

/*
 * The addresses to be named, each once, in rising order: those of an image
 * stand side by side. They lie at the far end of the arena until the names,
 * which stay, are written.
 */
struct naming {
	struct knell_modules *modules;
	size_t arena_size;
	uint64_t *addresses;
	struct knell_lookup *lookups;
	char **texts;
	size_t count;
	bool want_data;
};

static void sift_down(uint64_t *heap, size_t at, size_t count)
{
	uint64_t value = heap[at];

	for (size_t child; (child = 2 * at + 1) < count; at = child) {
		if (child + 1 < count && heap[child] < heap[child + 1])
			child++;
		if (heap[child] <= value)
			break;
		heap[at] = heap[child];
	}
	heap[at] = value;
}

/* Heap sort: no recursion, no memory, no bad case. Drops duplicates.
 * Return: how many are left. */
static size_t sort_unique(uint64_t *values, size_t count)
{
	size_t kept = 0;

	for (size_t i = count / 2; i-- > 0;)
		sift_down(values, i, count);
	for (size_t left = count; left > 1; left--) {
		uint64_t highest = values[0];

		values[0] = values[left - 1];
		values[left - 1] = highest;
		sift_down(values, 0, left - 1);
	}
	for (size_t i = 0; i < count; i++)
		if (!kept || values[i] != values[kept - 1])
			values[kept++] = values[i];
	return kept;
}

/* Zeroed, from the far end; NULL when there is no room. */
static void *take_scratch(struct knell_arena *arena, size_t count, size_t size)
{
	size_t room = arena->size - arena->used;
	size_t total;

	/* Up to 15 bytes more, to be aligned. */
	if (__builtin_mul_overflow(count, size, &total) || room < 15 ||
		total > room - 15) {
		arena->exhausted = true;
		return NULL;
	}
	size_t at = arena->size - total;

	at -= ((uintptr_t)arena->data + at) & 15;
	arena->size = at;
	return knell_memory_fill(arena->data + at, 0, total);
}

static bool begin(
	struct naming *naming, struct knell_modules *modules, size_t addresses)
{
	struct knell_arena *arena = modules->arena;

	*naming = (struct naming){
		.modules = modules,
		.arena_size = arena->size,
	};
	naming->addresses =
		take_scratch(arena, addresses, sizeof(*naming->addresses));
	return naming->addresses;
}

static void end(struct naming *naming)
{
	naming->modules->arena->size = naming->arena_size;
}

/* The name as the table has it, without a version; "puts@plt". */
static char *copy_name(
	struct knell_arena *arena, const struct knell_symbol *symbol)
{
	const char *version = knell_text_find(symbol->name, '@');
	size_t length = version && version > symbol->name
				? (size_t)(version - symbol->name)
				: knell_text_length(symbol->name);
	char *text = knell_arena_take(arena, length + sizeof("@plt"));

	if (!text)
		return NULL;
	knell_memory_copy(text, symbol->name, length);
	if (symbol->plt)
		knell_memory_copy(text + length, "@plt", 4);
	return text;
}

/* Addresses in one function, side by side, share its text. */
static void copy_names(struct naming *naming, size_t first, size_t count)
{
	const struct knell_symbol *last = NULL;

	for (size_t i = first; i < first + count; i++) {
		const struct knell_symbol *symbol = &naming->lookups[i].symbol;

		if (!naming->lookups[i].settled)
			continue;
		if (last && last->address == symbol->address &&
			last->name == symbol->name)
			naming->texts[i] = naming->texts[i - 1];
		else
			naming->texts[i] =
				copy_name(naming->modules->arena, symbol);
		last = symbol;
	}
}

/* A separate debug file knows all, the image's own what strip left of it. */
static void name_in_image(struct naming *naming, struct knell_image *image,
	size_t first, size_t count)
{
	struct knell_lookup *lookups = naming->lookups + first;
	const struct knell_elf *debug =
		knell_image_find_debug(naming->modules, image);

	if (!image->elf.image.data)
		return;
	for (size_t i = 0; i < count; i++)
		lookups[i].address = naming->addresses[first + i] - image->bias;
	/* Prelink moves a program after its symbols were split off. */
	if (debug)
		knell_elf_name_by_tables(debug, image->elf.base - debug->base,
			lookups, count, naming->want_data);
	knell_elf_name(&image->elf, lookups, count, naming->want_data);
	copy_names(naming, first, count);
	for (size_t i = 0; i < count; i++) {
		lookups[i].address += image->bias;
		lookups[i].symbol.address += image->bias;
	}
}

/* Gives each of the first `count` addresses its text, where it has one. */
static bool name_addresses(struct naming *naming, size_t count)
{
	struct knell_arena *arena = naming->modules->arena;

	naming->count = count = sort_unique(naming->addresses, count);
	naming->lookups = take_scratch(arena, count, sizeof(*naming->lookups));
	naming->texts = take_scratch(arena, count, sizeof(*naming->texts));
	if (!naming->lookups || !naming->texts)
		return false;
	for (size_t i = 0, next; i < count; i = next) {
		struct knell_image *image = knell_modules_find(
			naming->modules, naming->addresses[i]);

		next = i + 1;
		naming->lookups[i].address = naming->addresses[i];
		while (image && next < count &&
			naming->addresses[next] < image->end)
			next++;
		if (image)
			name_in_image(naming, image, i, next - i);
	}
	if (naming->modules->runtimes)
		knell_runtimes_name(naming->modules->runtimes, naming->lookups,
			naming->texts, count);
	return true;
}

static size_t find_address(
	const uint64_t *addresses, size_t count, uint64_t address)
{
	size_t low = 0, high = count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (addresses[middle] <= address)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* A return address may be the first of the next function. */
static uint64_t frame_address(const struct knell_frame *frame)
{
	return frame->pc - (frame->exact ? 0 : 1);
}

static void place_frame(
	struct knell_modules *modules, struct knell_frame *frame)
{
	const struct knell_image *image =
		knell_modules_find(modules, frame_address(frame));

	if (modules->runtimes) {
		const struct knell_runtime_told *told = knell_runtimes_find_any(
			modules->runtimes, frame_address(frame));

		frame->runtime = told ? told->name : NULL;
	}
	if (!image)
		return;
	frame->module = (int32_t)(image - modules->images);
	frame->module_offset = frame->pc - image->bias;
}

static void name_frame(const struct naming *naming, struct knell_frame *frame)
{
	size_t index = find_address(
		naming->addresses, naming->count, frame_address(frame));

	if (!naming->texts[index])
		return;
	frame->function = naming->texts[index];
	frame->function_offset =
		frame->pc - naming->lookups[index].symbol.address;
}

static size_t gather_addresses(
	const struct knell_record *record, uint64_t *addresses)
{
	size_t count = 0;

	for (uint32_t t = 0; t < record->thread_count; t++) {
		const struct knell_thread *thread = record->threads + t;

		for (uint32_t f = 0; f < thread->frame_count; f++, count++)
			if (addresses)
				addresses[count] =
					frame_address(thread->frames + f);
	}
	return count;
}

void knell_symbols_name_frames(struct knell_modules *modules)
{
	struct knell_record *record = modules->record;
	size_t count = gather_addresses(record, NULL);
	struct naming naming;
	bool named = begin(&naming, modules, count);

	if (named) {
		gather_addresses(record, naming.addresses);
		named = name_addresses(&naming, count);
	}
	if (named)
		knell_perf_name(
			modules, naming.lookups, naming.texts, naming.count);
	for (uint32_t t = 0; t < record->thread_count; t++) {
		struct knell_thread *thread = record->threads + t;

		for (uint32_t f = 0; f < thread->frame_count; f++) {
			place_frame(modules, thread->frames + f);
			if (named)
				name_frame(&naming, thread->frames + f);
		}
	}
	end(&naming);
}

/* Where a name belongs to: a module, or what the program describes. */
static const char *find_owner(const struct knell_modules *modules,
	const struct knell_image *image, uint64_t address, bool named)
{
	const struct knell_runtime_told *told;

	if (image && image->module->path)
		return knell_text_basename(image->module->path);
	told = named && modules->runtimes
		       ? knell_runtimes_find_any(modules->runtimes, address)
		       : NULL;
	return told ? told->name : NULL;
}

/* "name+0x12 in module", "module+0x123" */
static char *describe(struct naming *naming, uint64_t address)
{
	const struct knell_image *image =
		knell_modules_find(naming->modules, address);
	size_t index = find_address(naming->addresses, naming->count, address);
	const char *name = naming->texts[index];
	uint64_t offset = address - naming->lookups[index].symbol.address;

	const char *module = find_owner(naming->modules, image, address, name);

	if (!module)
		return NULL;
	size_t room = knell_text_length(module) +
		      (name ? knell_text_length(name) : 0) +
		      sizeof("+0x0123456789abcdef in ");
	char *text = knell_arena_take(naming->modules->arena, room);
	struct knell_buffer out = { .data = text, .size = room, .fd = -1 };

	if (!text)
		return NULL;
	if (!name)
		offset = address - image->bias;
	knell_put_text(&out, name ? name : module);
	if (offset || !name) {
		knell_put_char(&out, '+');
		knell_put_address(&out, offset);
	}
	if (name) {
		knell_put_text(&out, " in ");
		knell_put_text(&out, module);
	}
	knell_buffer_text(&out);
	return text;
}

static void describe_all(struct knell_modules *modules,
	const uint64_t *addresses, size_t count, char **ret_texts)
{
	struct naming naming;
	bool named = begin(&naming, modules, count);

	naming.want_data = true;
	if (named && count)
		knell_memory_copy(naming.addresses, addresses,
			count * sizeof(*addresses));
	named = named && name_addresses(&naming, count);
	for (size_t i = 0; i < count; i++)
		ret_texts[i] = named ? describe(&naming, addresses[i]) : NULL;
	end(&naming);
}

void knell_symbols_prepare(
	struct knell_modules *modules, const uint64_t *addresses, size_t count)
{
	struct knell_arena *arena = modules->arena;
	uint64_t *sorted =
		knell_arena_take_array(arena, count, sizeof(*sorted));
	char **texts = knell_arena_take_array(arena, count, sizeof(*texts));

	modules->described_count = 0;
	if (!count || !sorted || !texts)
		return;
	knell_memory_copy(sorted, addresses, count * sizeof(*sorted));
	count = sort_unique(sorted, count);
	describe_all(modules, sorted, count, texts);
	modules->described = sorted;
	modules->descriptions = texts;
	modules->described_count = count;
}

char *knell_symbols_describe(struct knell_modules *modules, uint64_t address)
{
	size_t index = find_address(
		modules->described, modules->described_count, address);
	char *text;

	if (index < modules->described_count &&
		modules->described[index] == address)
		return modules->descriptions[index];
	describe_all(modules, &address, 1, &text);
	return text;
}
