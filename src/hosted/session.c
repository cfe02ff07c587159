/* SPDX-License-Identifier: MIT */
/* One record that is being added to, and the bounds that this is done in. */
#include "hosted/session.h"

#include <string.h>

#include "base/buffer.h"
#include "sys/time.h"

enum { NOTE_BYTES = 1024 };

uint64_t knell_session_left_ns(const struct knell_session *session)
{
	uint64_t now = knell_clock_ns(K_CLOCK_MONOTONIC);

	if (!session->deadline_ns)
		return UINT64_MAX;
	return now < session->deadline_ns ? session->deadline_ns - now : 0;
}

char *knell_session_copy(struct knell_session *session, const char *text)
{
	if (!text)
		return NULL;
	return knell_arena_copy_text(session->arena, text, strlen(text));
}

static bool is_noted(const struct knell_record *record, const char *text)
{
	for (uint32_t i = 0; i < record->note_count; i++)
		if (record->notes[i] && !strcmp(record->notes[i], text))
			return true;
	return false;
}

void knell_session_note(
	struct knell_session *session, const char *const words[])
{
	struct knell_record *record = session->record;
	char text[NOTE_BYTES];
	struct knell_buffer out = KNELL_BUFFER(text);

	for (; *words; words++)
		knell_put_text(&out, *words);
	if (is_noted(record, knell_buffer_text(&out)))
		return;
	char *note = knell_session_copy(session, text);
	char **notes = knell_arena_take_array(
		session->arena, (size_t)record->note_count + 1, sizeof(*notes));

	if (!note || !notes)
		return;
	if (record->note_count)
		memcpy(notes, record->notes,
			record->note_count * sizeof(*notes));
	notes[record->note_count++] = note;
	record->notes = notes;
}
