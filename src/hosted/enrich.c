/* SPDX-License-Identifier: MIT */
/* All that is added to a record: lines, calls, names, source, instructions. */
#include "hosted/enrich.h"

#include <unistd.h>

#include "hosted/chain.h"
#include "hosted/debug_file.h"
#include "hosted/demangle.h"
#include "hosted/disassemble.h"
#include "hosted/location.h"
#include "hosted/module_file.h"
#include "hosted/source.h"
#include "report/text.h"

/* A name from the symbol tables of the file, its debug file and its
 * .gnu_debugdata, for what the debug information does not know. */
static void add_symbol(
	struct knell_debug_file *file, struct knell_location *location)
{
	GElf_Off offset;
	GElf_Sym symbol;
	const char *name = dwfl_module_addrinfo(file->handle,
		location->address + file->base, &offset, &symbol, NULL, NULL,
		NULL);

	if (!name || !*name)
		return;
	if (!location->call_count) {
		location->calls = knell_arena_take(
			file->session->arena, sizeof(*location->calls));
		location->call_count = location->calls ? 1 : 0;
	}
	if (!location->call_count)
		return;
	struct knell_call *call = &location->calls[location->call_count - 1];

	call->function = knell_session_copy(file->session, name);
	location->function_offset = offset;
}

static void look_up(struct knell_debug_file *file,
	struct knell_location *location, bool loaded)
{
	if (loaded)
		knell_chain_find(file->session, &file->units,
			location->address + file->base - file->bias, location);
	if (!location->nameless)
		return;
	if (!location->call_count ||
		!location->calls[location->call_count - 1].function)
		add_symbol(file, location);
}

static void look_up_module(struct knell_session *session,
	struct knell_location *rows, size_t count)
{
	static const char *const late[] = {
		"some lines are missing: no time was left for them", NULL
	};
	struct knell_debug_file file;

	if (!knell_session_left_ns(session)) {
		knell_session_note(session, late);
		return;
	}
	if (!knell_debug_file_open(&file, session, rows->module))
		return;
	bool loaded = knell_debug_file_load(&file);

	for (size_t i = 0; i < count; i++) {
		if (!knell_session_left_ns(session)) {
			knell_session_note(session, late);
			break;
		}
		look_up(&file, &rows[i], loaded);
	}
	knell_debug_file_close(&file);
}

static bool is_in_thread(const struct knell_thread *thread, uint32_t module)
{
	for (uint32_t i = 0; thread && i < thread->frame_count; i++)
		if (thread->frames[i].module == (int32_t)module)
			return true;
	return false;
}

/* Module by module, those of the crashed thread first. */
static void look_up_all(
	struct knell_session *session, const struct knell_locations *locations)
{
	const struct knell_thread *crashed =
		knell_record_crashed(session->record);
	struct knell_location *rows = locations->rows;

	for (int pass = 0; pass < 2; pass++) {
		size_t end;

		for (size_t i = 0; i < locations->count; i = end) {
			uint32_t module = rows[i].module;

			for (end = i; end < locations->count; end++)
				if (rows[end].module != module)
					break;
			if (is_in_thread(crashed, module) == (pass == 0))
				look_up_module(session, &rows[i], end - i);
		}
	}
}

static void add_instructions(struct knell_session *session)
{
	const struct knell_frame *frame = knell_record_hit(session->record);
	const struct knell_thread *thread =
		knell_record_crashed(session->record);
	struct knell_elf elf = { .wide = false };
	const char *reason;
	int fd = -1;

	if (!frame || session->record->instruction_count)
		return;
	/* The function that was called; the others are inlined into it. */
	while (frame->how == KNELL_FRAME_INLINE &&
		frame + 1 < thread->frames + thread->frame_count)
		frame++;
	if (frame->module >= 0 &&
		(uint32_t)frame->module < session->record->module_count)
		fd = knell_module_map(
			session, (uint32_t)frame->module, &elf, &reason);
	knell_disassemble(session, frame, &elf);
	if (fd < 0)
		return;
	knell_elf_close(&elf);
	close(fd);
}

void knell_enrich(struct knell_session *session)
{
	struct knell_locations locations;

	if (knell_locations_collect(session, &locations)) {
		look_up_all(session, &locations);
		knell_locations_expand(session, &locations);
	}
	knell_demangle_record(session);
	knell_source_add(session);
	add_instructions(session);
}
