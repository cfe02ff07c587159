/* SPDX-License-Identifier: MIT */
/* The text of the source around where a crash was. */
#include "hosted/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/text.h"

enum {
	FRAMES_MAX = 3,
	/* Lines before and after. */
	AROUND = 3,
	/* Of a line, in bytes. */
	TEXT_MAX = 400,
	/* No source text is larger, and lines further down are not looked for.
	 */
	FILE_MAX = 32 << 20,
};

/* Names in debug information are anybody's: no device, no pipe is opened. */
static FILE *open_source(const char *path)
{
	struct stat stat;
	int fd = -1;

	if (*path == '/')
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	if (!fstat(fd, &stat) && S_ISREG(stat.st_mode) &&
		stat.st_size <= FILE_MAX)
		return fdopen(fd, "r");
	close(fd);
	return NULL;
}

/* Up to the end of the line. False: there was no line. */
static bool read_line(FILE *file, char text[TEXT_MAX + 1])
{
	size_t length = 0;
	int c = getc_unlocked(file);

	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getc_unlocked(file))
		if (length < TEXT_MAX && c)
			text[length++] = (char)c;
	if (length && text[length - 1] == '\r')
		length--;
	text[length] = '\0';
	return true;
}

static void read_lines(
	struct knell_session *session, FILE *file, struct knell_frame *frame)
{
	char text[TEXT_MAX + 1];
	uint32_t first = frame->line > AROUND ? frame->line - AROUND : 1;
	struct knell_source_line *lines = knell_arena_take_array(
		session->arena, 2 * AROUND + 1, sizeof(*lines));
	uint32_t count = 0;

	for (uint32_t number = 1; lines && read_line(file, text); number++) {
		if (number < first)
			continue;
		lines[count++] = (struct knell_source_line){ number,
			knell_session_copy(session, text) };
		if (number - first == 2 * AROUND ||
			number == frame->line + AROUND)
			break;
	}
	/* A file that ends before the line is not the one. */
	if (count && lines[count - 1].number >= frame->line) {
		frame->source = lines;
		frame->source_count = count;
	}
}

static bool add_source(struct knell_session *session, struct knell_frame *frame)
{
	FILE *file;

	if (frame->source_count)
		return true;
	file = frame->file && frame->line ? open_source(frame->file) : NULL;
	if (!file)
		return false;
	read_lines(session, file, frame);
	fclose(file);
	return frame->source_count;
}

void knell_source_add(struct knell_session *session)
{
	struct knell_record *record = session->record;
	const struct knell_thread *thread = knell_record_crashed(record);
	const struct knell_frame *hit = knell_record_hit(record);
	uint32_t left = FRAMES_MAX;

	if (!hit)
		return;
	for (uint32_t i = (uint32_t)(hit - thread->frames);
		i < thread->frame_count && left; i++)
		left -= add_source(session, &thread->frames[i]);
}
