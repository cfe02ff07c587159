/* SPDX-License-Identifier: MIT */
/* The sections of the report for people. Each writes whole lines. */
#ifndef KNELL_REPORT_TEXT_H
#define KNELL_REPORT_TEXT_H

#include "crash/record.h"
#include "report/page.h"

/* At the top values begin in this column, and a command has this many lines;
 * a longer one is told whole further down. */
enum { KNELL_TEXT_HEAD_COLUMN = 15, KNELL_TEXT_COMMAND_LINES = 3 };

/* The cause, and the few facts that identify the crash. */
void knell_text_head(
	struct knell_page *page, const struct knell_record *record);

struct knell_text_stack_options {
	/* Columns for a function's name before it is shortened. */
	uint32_t name_columns;
	/* The signal whose handler a signal frame belongs to; or NULL. */
	const char *signal;
};

void knell_text_stack(struct knell_page *page,
	const struct knell_record *record, const struct knell_thread *thread,
	const struct knell_text_stack_options *options);
/* Where a frame is: file:line, or module+offset. */
void knell_text_location(struct knell_page *page,
	const struct knell_record *record, const struct knell_frame *frame);
/* What is missing from the stack, and how to get it. */
void knell_text_advice(struct knell_page *page,
	const struct knell_record *record, const struct knell_thread *thread);

/* Source lines, instructions or bytes, registers, words of the stack. */
void knell_text_code(
	struct knell_page *page, const struct knell_record *record);
/* The other threads, those with the same stack together. */
void knell_text_threads(
	struct knell_page *page, const struct knell_record *record);
/* Modules and the memory map. */
void knell_text_memory(
	struct knell_page *page, const struct knell_record *record);
/* The process, its limits and the system. */
void knell_text_process(
	struct knell_page *page, const struct knell_record *record);

/* The thread that crashed; NULL: none is in the record. */
const struct knell_thread *knell_record_crashed(
	const struct knell_record *record);
/*
 * The frame the signal hit: the innermost, or with a handler in between the
 * one that the signal interrupted. NULL: none is in the record.
 */
const struct knell_frame *knell_record_hit(const struct knell_record *record);
/* Is it where a signal came in? Of calls inlined there, the innermost is. */
bool knell_frame_is_interrupted(
	const struct knell_thread *thread, uint32_t index);
/* NULL: in none. */
const struct knell_module *knell_record_module(
	const struct knell_record *record, const struct knell_frame *frame);
/* Is it the program itself, not one of its libraries? */
bool knell_record_is_program(
	const struct knell_record *record, const struct knell_module *module);

/* `thread "name"`, or with no name its number alone. */
void knell_text_thread(
	struct knell_page *page, const struct knell_thread *thread);
/*
 * Words as a shell would need them, quoted where that matters, on `lines_max`
 * lines. A word stays whole, but for that. Return: whether any was left out.
 */
bool knell_text_command(struct knell_page *page, char *const *words,
	uint32_t count, uint32_t lines_max);
/* 4.5 MiB, 12.5 s, 2024-11-21 04:53:20 UTC */
void knell_text_size(struct knell_page *page, uint64_t bytes);
void knell_text_duration(struct knell_page *page, uint64_t ns);
void knell_text_date(struct knell_page *page, uint64_t ns);

/* Indented by two, a name, and what follows begins at column `column`. */
void knell_text_label(
	struct knell_page *page, const char *label, uint32_t column);

#endif
