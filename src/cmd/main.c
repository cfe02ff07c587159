/* SPDX-License-Identifier: MIT */
/* The command: a table of subcommands. */
#include "base/memory.h"
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/first_process.h"
#include "cmd/output.h"

static int help(const struct knell_invocation *invocation);

static const struct knell_command knell_command_help = {
	.name = "help",
	.summary = "what knell does, or how one command is used",
	.usage = "usage: knell help [COMMAND]\n",
	.run = help,
};

static const struct knell_command *const commands[] = {
	&knell_command_run,
	&knell_command_report,
	&knell_command_watch,
	&knell_command_exercise,
	&knell_command_frame,
	&knell_command_help,
};

static const struct knell_command *find_command(const char *name)
{
	for (size_t i = 0; i < KNELL_COUNT(commands); i++)
		if (knell_text_equal(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static void put_overview(struct knell_buffer *out)
{
	knell_put_text(out,
		"usage: knell COMMAND [OPTIONS] [ARGUMENTS]\n"
		"\n"
		"knell tells why a program died, and lets it die as it would "
		"have.\n"
		"\n");
	for (size_t i = 0; i < KNELL_COUNT(commands); i++) {
		size_t length = knell_text_length(commands[i]->name);

		knell_put_text(out, "  ");
		knell_put_text(out, commands[i]->name);
		knell_put_repeat(out, ' ', 10 - length);
		knell_put_text(out, commands[i]->summary);
		knell_put_char(out, '\n');
	}
	knell_put_text(out,
		"\n"
		"  -h, --help     this text; after COMMAND, how that is used\n"
		"  -V, --version  which knell this is\n"
		"\n"
		"A first try:  knell run PROGRAM ARGUMENTS\n");
}

static int print(int fd, void (*put)(struct knell_buffer *, const char *),
	const char *detail)
{
	char text[2048];
	struct knell_buffer out;

	knell_output_open(&out, fd, text, sizeof(text));
	put(&out, detail);
	int error = knell_buffer_finish(&out);

	if (error >= 0)
		return 0;
	if (fd == 1)
		knell_complain("cannot write", "standard output", error);
	return KNELL_EXIT_FAILED;
}

static void put_help(struct knell_buffer *out, const char *name)
{
	if (name)
		knell_put_text(out, find_command(name)->usage);
	else
		put_overview(out);
}

static void put_version(struct knell_buffer *out, const char *version)
{
	knell_put_text(out, "knell ");
	knell_put_text(out, version);
	knell_put_char(out, '\n');
}

static int complain_unknown(const char *name)
{
	knell_complain("no such command (knell help lists them):", name, 0);
	return KNELL_EXIT_USAGE;
}

static bool is_help(const char *argument)
{
	return knell_text_equal(argument, "--help") ||
	       knell_text_equal(argument, "-h");
}

static int help(const struct knell_invocation *invocation)
{
	const char *name = invocation->argc > 1 ? invocation->argv[1] : NULL;

	if (name && is_help(name))
		return KNELL_SHOW_USAGE;
	if (invocation->argc > 2) {
		knell_complain("help takes one command, not also",
			invocation->argv[2], 0);
		return KNELL_EXIT_USAGE;
	}
	if (name && !find_command(name))
		return complain_unknown(name);
	return print(1, put_help, name);
}

static int dispatch(struct knell_invocation *invocation)
{
	if (invocation->argc < 2) {
		print(2, put_help, NULL);
		return KNELL_EXIT_USAGE;
	}
	invocation->argc--;
	invocation->argv++;

	const char *name = invocation->argv[0];
	const struct knell_command *command = find_command(name);

	if (is_help(name))
		return print(1, put_help, NULL);
	if (knell_text_equal(name, "--version") || knell_text_equal(name, "-V"))
		return print(1, put_version, KNELL_VERSION);
	if (!command)
		return complain_unknown(name);
	/* That one takes every signal itself. */
	if (command != &knell_command_run)
		knell_first_process_begin();
	int status = command->run(invocation);

	return status == KNELL_SHOW_USAGE ? print(1, put_help, name) : status;
}

int knell_main(const struct knell_start *start)
{
	struct knell_invocation invocation = {
		.argc = start->argc,
		.argv = start->argv,
		.start = start,
	};

	return dispatch(&invocation);
}
