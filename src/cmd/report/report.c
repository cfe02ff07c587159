/* SPDX-License-Identifier: MIT */
/* `knell report`: renders stored records again. */
#include "abi/errno.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/report/input.h"
#include "cmd/report/output.h"
#include "crash/capture.h"
#include "crash/core.h"
#include "fault/region.h"
#include "report/json_reader.h"
#include "sys/file.h"

enum {
	OPTION_FORMAT,
	OPTION_COLOR,
	OPTION_OUTPUT,
	OPTION_SYSROOT,
	OPTION_HELP,
};
enum {
	ARENA_MOST = KNELL_INPUT_TEXT_MAX,
	ARENA_LEAST = 1 << 20,
	REGIONS_MAX = 256
};

static const struct knell_option option_table[] = {
	[OPTION_FORMAT] = { "format", 'f', "FORMAT" },
	[OPTION_COLOR] = { "color", 0, "WHEN" },
	[OPTION_OUTPUT] = { "output", 'o', "FILE" },
	[OPTION_SYSROOT] = { "sysroot", 0, "DIR" },
	[OPTION_HELP] = { "help", 'h', NULL },
};

struct request {
	const struct knell_invocation *invocation;
	const char *input;
	const char *sysroot; /* NULL: our own root directory */
	struct knell_report_output output;
};

static int complain_usage(const char *text, const char *detail)
{
	knell_complain(text, detail, 0);
	return KNELL_EXIT_USAGE;
}

static int take_option(struct request *request, int row, const char *value)
{
	switch (row) {
	case OPTION_FORMAT:
		request->output.json = knell_text_equal(value, "json");
		if (request->output.json || knell_text_equal(value, "text"))
			return 0;
		return complain_usage(
			"--format takes text or json, not", value);
	case OPTION_COLOR:
		if (knell_color_parse(value, &request->output.color))
			return 0;
		return complain_usage(
			"--color takes auto, always or never, not", value);
	case OPTION_OUTPUT: request->output.path = value; return 0;
	case OPTION_SYSROOT: request->sysroot = value; return 0;
	case OPTION_HELP: return KNELL_SHOW_USAGE;
	default: return knell_complain_option("report", row, value);
	}
}

static int take_arguments(struct request *request)
{
	struct knell_options options = {
		.table = option_table,
		.count = KNELL_COUNT(option_table),
		.argv = request->invocation->argv,
		.argc = request->invocation->argc,
		.next = 1,
	};
	int row;

	while ((row = knell_options_next(&options)) != KNELL_OPTIONS_END) {
		int status = take_option(request, row, options.value);

		if (status)
			return status;
	}
	if (options.next == options.argc)
		return complain_usage("report needs a file to read", NULL);
	request->input = options.argv[options.next];
	if (options.next + 1 < options.argc)
		return complain_usage("report takes one file, not also",
			options.argv[options.next + 1]);
	return 0;
}

/* Address space only: what is not used costs nothing. */
static bool open_arena(struct knell_arena *arena)
{
	for (size_t size = ARENA_MOST; size >= ARENA_LEAST; size /= 2) {
		long at = sys_mmap(NULL, size, K_PROT_READ | K_PROT_WRITE,
			K_MAP_PRIVATE | K_MAP_ANONYMOUS | K_MAP_NORESERVE, -1,
			0);

		if (sys_mmap_failed(at))
			continue;
		*arena = (struct knell_arena){ .data = (char *)at,
			.size = size };
		return true;
	}
	return false;
}

static bool is_blank(const char *text, size_t size)
{
	struct knell_json json = { .text = text, .size = size };

	return knell_json_peek(&json) < 0;
}

/* The text could not be read on at `offset`. */
static int complain_record(const struct request *request, const char *text,
	size_t size, size_t offset, int error)
{
	char words[64];
	struct knell_buffer line = KNELL_BUFFER(words);

	if (error != -EINVAL) {
		knell_complain(
			"cannot read the record in", request->input, error);
		return KNELL_EXIT_USAGE;
	}
	if (is_blank(text, size)) {
		knell_put_text(&line, "no crash record: there is nothing in");
	} else {
		knell_put_text(&line,
			offset == size ? "the crash record ends early, at byte "
				       : "no crash record: wrong at byte ");
		knell_put_decimal(&line, offset);
		knell_put_text(&line, " of");
	}
	knell_complain(knell_buffer_text(&line), request->input, 0);
	return KNELL_EXIT_USAGE;
}

static int put_records(struct request *request, struct knell_arena *arena,
	const char *text, size_t size)
{
	size_t at = 0, used = arena->used;
	int status = 0;

	do {
		struct knell_record record;
		size_t end;
		int error = knell_report_parse(
			text + at, size - at, arena, &record, &end);

		at += end;
		status = error ? complain_record(request, text, size, at, error)
			       : knell_report_output_put(
					 &request->output, &record, NULL);
		arena->used = used;
	} while (!status && at < size);
	return status;
}

static void note_missing(struct knell_core_target *core,
	struct knell_arena *arena, struct knell_record *record)
{
	char text[80];
	struct knell_buffer note = KNELL_BUFFER(text);

	if (!core->missing)
		return;
	knell_put_text(&note, "the core file was cut short: ");
	knell_put_decimal(&note, core->missing);
	knell_put_text(&note, " bytes are missing");
	knell_record_note(record, arena, knell_buffer_text(&note));
}

static int complain_core(const struct request *request,
	const struct knell_core_target *core, int error)
{
	const char *text = core->refused;

	if (error == -ENOEXEC)
		text = "no core file, and no crash record either:";
	knell_complain(text ? text : "cannot read the core", request->input,
		text ? 0 : error);
	return KNELL_EXIT_USAGE;
}

static int put_core(struct request *request, int fd, struct knell_arena *arena)
{
	struct knell_core_target core;
	struct knell_modules modules;
	struct knell_record record;
	int error = knell_core_open(&core, fd, arena, request->sysroot);

	if (error)
		return complain_core(request, &core, error);
	/* Not every dumper writes a siginfo. */
	const struct knell_capture_options options = { .signal = core.signal };

	error = knell_capture(&core.target, &options, arena, &modules, &record);
	if (error) {
		knell_complain("cannot read the core", request->input, error);
		knell_core_close(&core);
		return KNELL_EXIT_FAILED;
	}
	note_missing(&core, arena, &record);
	int status =
		knell_report_output_put(&request->output, &record, &modules);

	knell_modules_close(&modules);
	knell_core_close(&core);
	return status;
}

static int complain_input(const struct request *request, long error)
{
	if (error == -EFBIG)
		knell_complain("too long for a crash record, or without end:",
			request->input, 0);
	else
		knell_complain("cannot read", request->input, error);
	return KNELL_EXIT_USAGE;
}

static int put_text(struct request *request, int fd, struct knell_arena *arena)
{
	char *text;
	long size = knell_input_read(fd, arena, &text);

	if (size < 0)
		return complain_input(request, size);
	return put_records(request, arena, text, (size_t)size);
}

static int put_file(struct request *request, struct knell_arena *arena)
{
	long fd = knell_input_open(request->input);

	if (fd < 0)
		return complain_input(request, fd);
	return knell_input_is_elf((int)fd) ? put_core(request, (int)fd, arena)
					   : put_text(request, (int)fd, arena);
}

static int report(const struct knell_invocation *invocation)
{
	struct request request = { .invocation = invocation,
		.output = { .invocation = invocation } };
	/* A core file that shrinks while it is read must not end us. */
	struct knell_region slots[REGIONS_MAX] = { { 0 } };
	struct knell_region_table regions = { .slots = slots,
		.slot_count = REGIONS_MAX };
	struct knell_arena arena;
	int status = take_arguments(&request);

	if (status)
		return status;
	knell_region_install(&regions);
	if (!open_arena(&arena)) {
		knell_complain("cannot read anything", NULL, -ENOMEM);
		return KNELL_EXIT_FAILED;
	}
	status = put_file(&request, &arena);
	int failed = knell_report_output_finish(&request.output);

	return failed ? failed : status;
}

const struct knell_command knell_command_report = {
	.name = "report",
	.summary = "tell the story of a core file or a stored record",
	.usage = "usage: knell report [OPTIONS] FILE\n"
		 "\n"
		 "Tells the story of a core file, of any machine that knell "
		 "knows; or shows\n"
		 "again what knell run --format json has stored in FILE, one "
		 "record or many.\n"
		 "FILE may be -, for standard input.\n"
		 "\n"
		 "  -f, --format FORMAT  text (the default) or json\n"
		 "      --color WHEN     auto (the default), always or never\n"
		 "  -o, --output FILE    write to FILE instead of standard "
		 "output\n"
		 "      --sysroot DIR    look below DIR for the files that a "
		 "core names\n"
		 "  -h, --help           this text\n"
		 "\n"
		 "Example:  knell report --color always crash.json | less -R\n",
	.run = report,
};
