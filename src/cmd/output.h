/* SPDX-License-Identifier: MIT */
/* Where output goes: descriptors, terminals and their width and colour. */
#ifndef KNELL_CMD_OUTPUT_H
#define KNELL_CMD_OUTPUT_H

#include "base/buffer.h"
#include "cmd/command.h"

/* A buffer that drains to a descriptor; `data` is the caller's. */
void knell_output_open(
	struct knell_buffer *out, int fd, char *data, size_t size);
/* All of it, through interruptions. Return: 0 or what write(2) returned. */
long knell_output_write(int fd, const void *data, size_t size);

/* Whether a file's name means standard output; it may be NULL. */
bool knell_output_is_stdout(const char *path);
/* Makes a file, or empties it. Return: its descriptor; -Exxx with a message. */
long knell_output_create(const char *path);

bool knell_output_is_terminal(int fd);

enum knell_color { KNELL_COLOR_AUTO, KNELL_COLOR_ALWAYS, KNELL_COLOR_NEVER };

/* auto, always or never. Return: false for another word. */
bool knell_color_parse(const char *word, enum knell_color *ret_color);
/* Whether to use colour on `fd`: NO_COLOR and TERM=dumb speak against it. */
bool knell_color_use(enum knell_color color, int fd,
	const struct knell_invocation *invocation);

#endif
