/* SPDX-License-Identifier: MIT */
/* The options of `knell exercise`. */
#include "cmd/exercise/options.h"

#include "base/memory.h"
#include "base/options.h"
#include "base/text.h"

const char exercise_usage[] =
	"usage: knell exercise [OPTIONS]\n"
	"\n"
	"Makes every system call about signals on itself, checks what each "
	"gives, and\n"
	"leaves all as it was. No other process is touched.\n"
	"\n"
	"      --only GROUPS    only these, with commas between them; or all\n"
	"      --list           which groups there are, and what is in them\n"
	"      --repeat N       N times\n"
	"      --rate N         at most N times a second, of those of --repeat\n"
	"      --threads N      in N threads, up to 14\n"
	"      --expect FORMAT  run nothing, print what a tracer must see: "
	"json\n"
	"      --verify FILE    run nothing, compare a tracer's log with that: "
	"strace's,\n"
	"                       or JSON lines; - is standard input\n"
	"  -h, --help           this text\n"
	"\n"
	"Exit status: 0 when all was as expected, 1 when not, 2 for a wrong "
	"command\n"
	"line, or a file that is no log.\n";

enum option {
	OPTION_ONLY,
	OPTION_LIST,
	OPTION_REPEAT,
	OPTION_RATE,
	OPTION_THREADS,
	OPTION_EXPECT,
	OPTION_VERIFY,
	OPTION_HELP,
};

static const struct knell_option table[] = {
	[OPTION_ONLY] = { "only", 0, "GROUPS" },
	[OPTION_LIST] = { "list", 0, NULL },
	[OPTION_REPEAT] = { "repeat", 0, "N" },
	[OPTION_RATE] = { "rate", 0, "N" },
	[OPTION_THREADS] = { "threads", 0, "N" },
	[OPTION_EXPECT] = { "expect", 0, "FORMAT" },
	[OPTION_VERIFY] = { "verify", 0, "FILE" },
	[OPTION_HELP] = { "help", 'h', NULL },
};

static int complain_usage(const char *text, const char *detail)
{
	knell_complain(text, detail, 0);
	return KNELL_EXIT_USAGE;
}

static int find_group(const char *name, size_t length)
{
	for (int i = 0; i < EXERCISE_GROUPS_CHOSEN; i++)
		if (knell_text_length(exercise_groups[i].name) == length &&
			knell_text_starts(name, exercise_groups[i].name))
			return i;
	return -1;
}

static int add_groups(struct exercise_options *options, const char *names)
{
	if (knell_text_equal(names, "all")) {
		options->plan.groups |= exercise_groups_known();
		return 0;
	}
	for (const char *at = names;; at++) {
		const char *comma = knell_text_find(at, ',');
		size_t length =
			comma ? (size_t)(comma - at) : knell_text_length(at);
		int group = find_group(at, length);

		if (group < 0)
			return complain_usage("--only takes groups of --list, "
					      "with commas between, not",
				names);
		if (!exercise_group_exists((enum exercise_group_id)group))
			return complain_usage(
				"this machine has no system call for",
				exercise_groups[group].name);
		options->plan.groups |= 1u << group;
		if (!comma)
			return 0;
		at = comma;
	}
}

static int parse_number(
	const char *text, uint32_t max, const char *complaint, uint32_t *ret)
{
	const char *at = text;
	uint64_t value;

	if (!knell_text_decimal(&at, &value) || *at || !value || value > max)
		return complain_usage(complaint, text);
	*ret = (uint32_t)value;
	return 0;
}

static int apply(struct exercise_options *options, int row, const char *value)
{
	struct exercise_plan *plan = &options->plan;
	const uint32_t billion = 1000000000;

	switch (row) {
	case OPTION_ONLY: return add_groups(options, value);
	case OPTION_LIST: options->list = true; return 0;
	case OPTION_REPEAT:
		return parse_number(value, billion,
			"--repeat takes a number from 1 to 1000000000, not",
			&plan->repeats);
	case OPTION_RATE:
		return parse_number(value, billion,
			"--rate takes a number from 1 to 1000000000, not",
			&plan->rate);
	case OPTION_THREADS:
		return parse_number(value, EXERCISE_THREADS_MAX,
			"--threads takes a number from 1 to 14, not",
			&plan->threads);
	case OPTION_EXPECT:
		options->expect = true;
		return knell_text_equal(value, "json")
			       ? 0
			       : complain_usage(
					 "--expect takes json, not", value);
	case OPTION_VERIFY:
		if (options->verify)
			return complain_usage("--verify takes one log, not "
					      "also",
				value);
		options->verify = value;
		return 0;
	case OPTION_HELP: return KNELL_SHOW_USAGE;
	default: return knell_complain_option("exercise", row, value);
	}
}

/* What would do nothing. `given` has a bit for each row of the table. */
static int check_together(unsigned given)
{
	static const struct {
		uint8_t option, other;
	} apart[] = {
		{ OPTION_LIST, OPTION_EXPECT },
		{ OPTION_LIST, OPTION_VERIFY },
		{ OPTION_LIST, OPTION_REPEAT },
		{ OPTION_LIST, OPTION_RATE },
		{ OPTION_LIST, OPTION_THREADS },
		{ OPTION_EXPECT, OPTION_VERIFY },
		{ OPTION_EXPECT, OPTION_RATE },
		{ OPTION_VERIFY, OPTION_RATE },
	};
	char text[64];
	struct knell_buffer out = KNELL_BUFFER(text);

	for (unsigned i = 0; i < KNELL_COUNT(apart); i++) {
		if (!(given & 1u << apart[i].option) ||
			!(given & 1u << apart[i].other))
			continue;
		knell_put_text(&out, "--");
		knell_put_text(&out, table[apart[i].option].name);
		knell_put_text(&out, " does not go with --");
		knell_put_text(&out, table[apart[i].other].name);
		return complain_usage(knell_buffer_text(&out), NULL);
	}
	if (given & 1u << OPTION_RATE && !(given & 1u << OPTION_REPEAT))
		return complain_usage(
			"--rate is for what --repeat repeats", NULL);
	return 0;
}

int exercise_parse(const struct knell_invocation *invocation,
	struct exercise_options *ret_options)
{
	struct knell_options walk = {
		.table = table,
		.count = KNELL_COUNT(table),
		.argv = invocation->argv,
		.argc = invocation->argc,
		.next = 1,
	};
	unsigned given = 0;
	int row;

	*ret_options = (struct exercise_options){ .plan = { .repeats = 1,
							  .threads = 1 } };
	while ((row = knell_options_next(&walk)) != KNELL_OPTIONS_END) {
		int status = apply(ret_options, row, walk.value);

		if (status)
			return status;
		given |= 1u << row;
	}
	if (walk.next < walk.argc)
		return complain_usage("exercise takes options only, not",
			walk.argv[walk.next]);
	/* Of a list, all. */
	if (!ret_options->plan.groups)
		ret_options->plan.groups =
			ret_options->list ? UINT32_MAX
					  : exercise_groups_known() &
						    EXERCISE_GROUPS_USUAL;
	return check_together(given);
}
