/* SPDX-License-Identifier: MIT */
/* The command line of knell-report. */
#include "hosted/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/options.h"
#include "base/text.h"

enum { EXIT_USAGE = 2 };

enum {
	OPTION_FORMAT,
	OPTION_COLOR,
	OPTION_COLUMNS,
	OPTION_TIME_LIMIT,
	OPTION_MODULE_FD,
	OPTION_HELP,
	OPTION_VERSION,
};

static const struct knell_option table[] = {
	[OPTION_FORMAT] = { "format", 'f', "FORMAT" },
	[OPTION_COLOR] = { "color", 0, "WHEN" },
	[OPTION_COLUMNS] = { "columns", 0, "N" },
	[OPTION_TIME_LIMIT] = { "time-limit", 0, "SECONDS" },
	[OPTION_MODULE_FD] = { "module-fd", 0, "INDEX:FD" },
	[OPTION_HELP] = { "help", 'h', NULL },
	[OPTION_VERSION] = { "version", 'V', NULL },
};

static const char usage[] =
	"usage: knell-report [OPTIONS] [FILE]\n"
	"\n"
	"Shows the record of a crash that knell has stored in FILE, or that "
	"comes on\n"
	"standard input, with all that debug information tells: lines, "
	"inlined calls,\n"
	"source, instructions, names as people write them. knell starts it by "
	"itself.\n"
	"\n"
	"  -f, --format FORMAT       text (the default) or json\n"
	"      --color WHEN          auto (the default), always or never\n"
	"      --columns N           how wide lines may be (80)\n"
	"      --time-limit SECONDS  do without what is not there by then\n"
	"      --module-fd INDEX:FD  module INDEX of the record is open as "
	"FD\n"
	"  -h, --help                this text\n"
	"  -V, --version             which knell-report this is\n"
	"\n"
	"DEBUGINFOD_URLS  servers that are asked for missing debug "
	"information\n";

static int complain(const char *text, const char *detail)
{
	fprintf(stderr, "knell-report: %s%s%s%s\n", text, detail ? " '" : "",
		detail ? detail : "", detail ? "'" : "");
	return EXIT_USAGE;
}

static bool read_number(const char **cursor, uint32_t *ret_number)
{
	uint64_t number;

	if (!knell_text_decimal(cursor, &number) || number > INT32_MAX)
		return false;
	*ret_number = (uint32_t)number;
	return true;
}

static int take_number(const char *value, const char *what, uint32_t *ret)
{
	const char *cursor = value;

	if (read_number(&cursor, ret) && !*cursor)
		return 0;
	return complain(what, value);
}

static int take_module(struct knell_report_options *options, const char *value)
{
	const char *cursor = value;
	uint32_t module, fd;

	if (!read_number(&cursor, &module) || *cursor++ != ':' ||
		!read_number(&cursor, &fd) || *cursor)
		return complain("--module-fd takes two numbers, not", value);
	/* What is too much is opened by its name. */
	if (options->fd_count < KNELL_MODULE_FDS_MAX)
		options->fds[options->fd_count++] =
			(struct knell_module_fd){ module, (int)fd };
	return 0;
}

static int take_format(struct knell_report_options *options, const char *value)
{
	options->json = !strcmp(value, "json");
	if (options->json || !strcmp(value, "text"))
		return 0;
	return complain("--format takes text or json, not", value);
}

static bool terminal_has_color(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(1) && !(no_color && *no_color) &&
	       !(term && !strcmp(term, "dumb"));
}

static int take_color(struct knell_report_options *options, const char *value)
{
	if (!strcmp(value, "auto"))
		options->color = terminal_has_color();
	else if (!strcmp(value, "always") || !strcmp(value, "never"))
		options->color = *value == 'a';
	else
		return complain(
			"--color takes auto, always or never, not", value);
	return 0;
}

static int take_option(
	struct knell_report_options *options, int row, const char *value)
{
	switch (row) {
	case OPTION_FORMAT: return take_format(options, value);
	case OPTION_COLOR: return take_color(options, value);
	case OPTION_COLUMNS:
		return take_number(value, "--columns takes a number, not",
			&options->columns);
	case OPTION_TIME_LIMIT:
		return take_number(value, "--time-limit takes seconds, not",
			&options->time_limit_s);
	case OPTION_MODULE_FD: return take_module(options, value);
	case KNELL_OPTIONS_NO_VALUE:
		return complain("a value is missing after", value);
	case KNELL_OPTIONS_NEEDLESS_VALUE:
		return complain("no value goes with", value);
	default: return complain("no such option (--help lists them):", value);
	}
}

static int print(const char *text)
{
	return fputs(text, stdout) < 0 || fflush(stdout) ? EXIT_FAILURE : 0;
}

static int take_operands(
	struct knell_report_options *options, int count, char *const operands[])
{
	if (count > 1)
		return complain("one file at a time, not also", operands[1]);
	if (!count && isatty(0))
		return complain("a file to read is missing", NULL);
	if (count && strcmp(operands[0], "-"))
		options->input = operands[0];
	return 0;
}

bool knell_options_parse(struct knell_report_options *options, int argc,
	char **argv, int *ret_status)
{
	struct knell_options walk = { .table = table,
		.count = sizeof(table) / sizeof(*table),
		.argv = argv,
		.argc = argc,
		.next = 1 };
	int row;

	take_color(options, "auto");
	while ((row = knell_options_next(&walk)) != KNELL_OPTIONS_END) {
		if (row == OPTION_HELP)
			*ret_status = print(usage);
		else if (row == OPTION_VERSION)
			*ret_status = print("knell-report " KNELL_VERSION "\n");
		else
			*ret_status = take_option(options, row, walk.value);
		if (*ret_status || row == OPTION_HELP || row == OPTION_VERSION)
			return false;
	}
	*ret_status =
		take_operands(options, argc - walk.next, argv + walk.next);
	return !*ret_status;
}
