/* SPDX-License-Identifier: MIT */
/* The options of `knell run`. */
#include "cmd/run/run_options.h"

#include "base/memory.h"
#include "base/options.h"
#include "base/text.h"

const char knell_run_usage[] =
	"usage: knell run [OPTIONS] PROGRAM [ARGUMENTS]\n"
	"\n"
	"Runs PROGRAM as it is. When a signal is about to kill it, or one of "
	"its\n"
	"children, knell tells the whole story and lets it die as it would "
	"have.\n"
	"\n"
	"  -o, --output FILE     append reports to FILE instead of standard "
	"error;\n"
	"                        %p is the pid, %e the command, %t the time in "
	"seconds\n"
	"  -f, --format FORMAT   text (the default) or json\n"
	"      --color WHEN      auto (the default), always or never\n"
	"      --env NAME        show this environment variable in reports\n"
	"  -a, --all             a report for every signal that kills, not "
	"only for\n"
	"                        those that are errors of a program\n"
	"  -q, --quiet           say nothing on standard error but knell's own "
	"errors\n"
	"      --no-follow       only the program itself, not its children\n"
	"      --init            reap orphans, as a container's first process "
	"must\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: the program's own. When a signal killed it, knell ends "
	"by the\n"
	"same signal, or as PID 1 with 128 + its number. 125: knell failed; "
	"126: the\n"
	"program could not be executed; 127: it was not found.\n";

enum option {
	OPTION_OUTPUT,
	OPTION_FORMAT,
	OPTION_COLOR,
	OPTION_ENV,
	OPTION_ALL,
	OPTION_QUIET,
	OPTION_NO_FOLLOW,
	OPTION_INIT,
	OPTION_HELP,
};

static const struct knell_option table[] = {
	[OPTION_OUTPUT] = { "output", 'o', "FILE" },
	[OPTION_FORMAT] = { "format", 'f', "FORMAT" },
	[OPTION_COLOR] = { "color", 0, "WHEN" },
	[OPTION_ENV] = { "env", 0, "NAME" },
	[OPTION_ALL] = { "all", 'a', NULL },
	[OPTION_QUIET] = { "quiet", 'q', NULL },
	[OPTION_NO_FOLLOW] = { "no-follow", 0, NULL },
	[OPTION_INIT] = { "init", 0, NULL },
	[OPTION_HELP] = { "help", 'h', NULL },
};

static int complain_usage(const char *text, const char *detail)
{
	knell_complain(text, detail, 0);
	return KNELL_EXIT_USAGE;
}

static int add_environment(struct knell_run_options *options, const char *name)
{
	for (int i = 0; i < KNELL_ENVIRONMENT_MAX; i++) {
		if (options->environment[i])
			continue;
		options->environment[i] = name;
		return 0;
	}
	return complain_usage("more than 32 times --env, the last:", name);
}

static int parse_format(struct knell_run_options *options, const char *word)
{
	options->json = knell_text_equal(word, "json");
	if (options->json || knell_text_equal(word, "text"))
		return 0;
	return complain_usage("--format takes text or json, not", word);
}

/* %p, %e, %t and %%, nothing else. */
static int parse_output(struct knell_run_options *options, const char *pattern)
{
	for (const char *at = pattern; *at; at++) {
		if (*at != '%')
			continue;
		at++;
		if (!*at || !knell_text_find("pet%", *at))
			return complain_usage("--output knows %p, %e, %t and "
					      "%%, nothing else:",
				pattern);
	}
	if (!*pattern)
		return complain_usage("--output takes a file's name", NULL);
	options->output = pattern;
	return 0;
}

static int apply(struct knell_run_options *options, int row, const char *value)
{
	switch (row) {
	case OPTION_OUTPUT: return parse_output(options, value);
	case OPTION_FORMAT: return parse_format(options, value);
	case OPTION_COLOR:
		if (knell_color_parse(value, &options->color))
			return 0;
		return complain_usage(
			"--color takes auto, always or never, not", value);
	case OPTION_ENV: return add_environment(options, value);
	case OPTION_ALL: options->all = true; return 0;
	case OPTION_QUIET: options->quiet = true; return 0;
	case OPTION_NO_FOLLOW: options->no_follow = true; return 0;
	case OPTION_INIT: options->init = true; return 0;
	case OPTION_HELP: return KNELL_SHOW_USAGE;
	default: return knell_complain_option("run", row, value);
	}
}

int knell_run_parse(struct knell_run *run)
{
	struct knell_options walk = {
		.table = table,
		.count = KNELL_COUNT(table),
		.argv = run->invocation->argv,
		.argc = run->invocation->argc,
		.next = 1,
	};
	int row;

	while ((row = knell_options_next(&walk)) != KNELL_OPTIONS_END) {
		int status = apply(&run->options, row, walk.value);

		if (status)
			return status;
	}
	if (walk.next >= walk.argc)
		return complain_usage(
			"run what? (knell help run tells how)", NULL);
	run->options.program = walk.argv + walk.next;
	return 0;
}
