/* SPDX-License-Identifier: MIT */
/* The words and options of `knell watch`. */
#include "cmd/watch/watch_options.h"

#include <knell/name.h>
#include <knell/number.h>

#include "base/memory.h"
#include "base/options.h"
#include "base/text.h"

const char knell_watch_usage[] =
	"usage: knell watch [noraise] [do_segfault] [container] [OPTIONS]\n"
	"       knell watch --all [OPTIONS]\n"
	"\n"
	"Shows what happens after a signal handler, by doing it: the main "
	"thread says\n"
	"hello five times, meanwhile a second thread sends the process a "
	"SIGSEGV, and\n"
	"the handler restores the earlier action and raises the signal "
	"again.\n"
	"\n"
	"  noraise               the handler just returns\n"
	"  do_segfault           the second thread truly faults instead\n"
	"  container             all this as PID 1 of a PID namespace\n"
	"\n"
	"      --signal NAME     this signal instead of SEGV\n"
	"      --how HOW         send it by kill (the default), tgkill, "
	"sigqueue, pidfd\n"
	"      --reraise HOW     what the handler does once the action is "
	"restored:\n"
	"                        raise (the default for what was sent), kill, "
	"requeue,\n"
	"                        return (the default for a fault), fault\n"
	"      --interval TIME   seconds between hellos, 1 by default\n"
	"      --limit COUNT     end a loop of faults after this many, 10 by "
	"default\n"
	"      --trace           show the system calls and deliveries that "
	"matter\n"
	"      --svg FILE        draw them as a sequence diagram; - is standard "
	"output\n"
	"      --json            write one JSON document and nothing else\n"
	"      --all             do all combinations, and show the table of "
	"outcomes\n"
	"      --color WHEN      auto (the default), always or never\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 when what happened was seen and has an explanation; 1 "
	"when not,\n"
	"or when it could not be done; 2 for a wrong command line.\n";

enum option {
	OPTION_SIGNAL,
	OPTION_HOW,
	OPTION_RERAISE,
	OPTION_INTERVAL,
	OPTION_LIMIT,
	OPTION_TRACE,
	OPTION_SVG,
	OPTION_JSON,
	OPTION_ALL,
	OPTION_COLOR,
	OPTION_HELP,
};

static const struct knell_option table[] = {
	[OPTION_SIGNAL] = { "signal", 0, "NAME" },
	[OPTION_HOW] = { "how", 0, "HOW" },
	[OPTION_RERAISE] = { "reraise", 0, "HOW" },
	[OPTION_INTERVAL] = { "interval", 0, "TIME" },
	[OPTION_LIMIT] = { "limit", 0, "COUNT" },
	[OPTION_TRACE] = { "trace", 0, NULL },
	[OPTION_SVG] = { "svg", 0, "FILE" },
	[OPTION_JSON] = { "json", 0, NULL },
	[OPTION_ALL] = { "all", 0, NULL },
	[OPTION_COLOR] = { "color", 0, "WHEN" },
	[OPTION_HELP] = { "help", 'h', NULL },
};

/* The three words, after the options in what has been seen. */
enum word {
	WORD_NORAISE = KNELL_COUNT(table),
	WORD_DO_SEGFAULT,
	WORD_CONTAINER,
	WORDS_END,
};

static const char *const words[] = { "noraise", "do_segfault", "container" };

static const char *const hows[KNELL_WATCH_HOWS + 1] = { "kill", "tgkill",
	"sigqueue", "pidfd", "fault" };
static const char *const reraises[KNELL_WATCH_RERAISES + 1] = { "kill", "raise",
	"requeue", "return", "fault", "noraise" };

struct parse {
	struct knell_watch_plan plan;
	bool seen[WORDS_END];
};

const char *knell_watch_how_name(enum knell_watch_how how)
{
	return hows[how];
}

const char *knell_watch_reraise_name(enum knell_watch_reraise reraise)
{
	return reraises[reraise];
}

bool knell_watch_can_fault(int signal)
{
	return signal == KNELL_SIGSEGV || signal == KNELL_SIGBUS;
}

static int complain(const char *text, const char *detail)
{
	knell_complain(text, detail, 0);
	return KNELL_EXIT_USAGE;
}

static int find(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (knell_text_equal(names[i], name))
			return i;
	return -1;
}

static int parse_signal(struct knell_watch_plan *plan, const char *name)
{
	plan->signal = knell_signal_from_name(name);
	if (plan->signal < 0)
		return complain("--signal takes a signal's name, not", name);
	if (plan->signal == KNELL_SIGKILL || plan->signal == KNELL_SIGSTOP)
		return complain("no handler can be set for", name);
	return 0;
}

/* Seconds with up to nine decimals, from a millisecond to an hour. */
static int parse_interval(struct knell_watch_plan *plan, const char *text)
{
	const uint64_t second = 1000000000;
	const char *at = text;
	uint64_t whole = 0, scale = second, fraction = 0;
	bool any = knell_text_decimal(&at, &whole);

	if (*at == '.') {
		at++;
		any = any || (*at >= '0' && *at <= '9');
		while (*at >= '0' && *at <= '9' && scale > 1) {
			scale /= 10;
			fraction += (uint64_t)(*at++ - '0') * scale;
		}
	}
	if (!any || *at || whole > 3600)
		whole = fraction = 0;
	plan->interval_ns = whole * second + fraction;
	if (plan->interval_ns >= second / 1000 &&
		plan->interval_ns <= 3600 * second)
		return 0;
	return complain(
		"--interval takes seconds, from 0.001 to 3600, not", text);
}

static int parse_limit(struct knell_watch_plan *plan, const char *text)
{
	const char *at = text;
	uint64_t limit;

	if (!knell_text_decimal(&at, &limit) || *at || !limit ||
		limit > 1000000000)
		return complain(
			"--limit takes a number, from 1 to 1000000000, not",
			text);
	plan->limit = (uint32_t)limit;
	return 0;
}

static int parse_name(const char *const *names, int count, const char *name,
	const char *complaint, unsigned *ret_index)
{
	int index = find(names, count, name);

	if (index < 0)
		return complain(complaint, name);
	*ret_index = (unsigned)index;
	return 0;
}

static int parse_svg(struct knell_watch_plan *plan, const char *path)
{
	if (!*path)
		return complain("--svg takes a file's name", NULL);
	plan->svg = path;
	return 0;
}

static int apply(struct knell_watch_plan *plan, int row, const char *value)
{
	switch (row) {
	case OPTION_SIGNAL: return parse_signal(plan, value);
	case OPTION_HOW:
		return parse_name(hows, KNELL_WATCH_HOWS, value,
			"--how takes kill, tgkill, sigqueue or pidfd, not",
			&plan->how);
	case OPTION_RERAISE:
		return parse_name(reraises, KNELL_WATCH_RERAISES, value,
			"--reraise takes kill, raise, requeue, return or "
			"fault, not",
			&plan->reraise);
	case OPTION_INTERVAL: return parse_interval(plan, value);
	case OPTION_LIMIT: return parse_limit(plan, value);
	case OPTION_TRACE: plan->trace = true; return 0;
	case OPTION_SVG: return parse_svg(plan, value);
	case OPTION_JSON: plan->json = true; return 0;
	case OPTION_ALL: plan->all = true; return 0;
	case OPTION_COLOR:
		if (knell_color_parse(value, &plan->color))
			return 0;
		return complain(
			"--color takes auto, always or never, not", value);
	case OPTION_HELP: return KNELL_SHOW_USAGE;
	default: return knell_complain_option("watch", row, value);
	}
}

static int take(struct parse *parse, int row, const char *value)
{
	int status = row < (int)KNELL_COUNT(table)
			     ? apply(&parse->plan, row, value)
			     : 0;

	if (status)
		return status;
	if (parse->seen[row])
		return complain("this is given twice:",
			row < (int)KNELL_COUNT(table)
				? table[row].name
				: words[row - WORD_NORAISE]);
	parse->seen[row] = true;
	return 0;
}

static int take_word(struct parse *parse, const char *word)
{
	int index = find(words, KNELL_COUNT(words), word);

	if (index < 0)
		return complain("watch takes noraise, do_segfault and "
				"container, not",
			word);
	return take(parse, WORD_NORAISE + index, NULL);
}

struct conflict {
	int one, other; /* in `seen` */
	const char *text;
};

static const struct conflict conflicts[] = {
	{ WORD_NORAISE, OPTION_RERAISE,
		"noraise and --reraise exclude each other" },
	{ WORD_DO_SEGFAULT, OPTION_HOW,
		"do_segfault and --how exclude each other: a fault is not "
		"sent" },
	{ OPTION_ALL, WORD_NORAISE, "--all takes all words by itself" },
	{ OPTION_ALL, WORD_DO_SEGFAULT, "--all takes all words by itself" },
	{ OPTION_ALL, WORD_CONTAINER, "--all takes all words by itself" },
	{ OPTION_ALL, OPTION_HOW, "--all takes every --how by itself" },
	{ OPTION_ALL, OPTION_RERAISE, "--all takes every --reraise by itself" },
	{ OPTION_ALL, OPTION_TRACE, "--all and --trace exclude each other" },
	{ OPTION_ALL, OPTION_SVG, "--all and --svg exclude each other" },
};

static int settle(struct parse *parse)
{
	struct knell_watch_plan *plan = &parse->plan;

	for (size_t i = 0; i < KNELL_COUNT(conflicts); i++)
		if (parse->seen[conflicts[i].one] &&
			parse->seen[conflicts[i].other])
			return complain(conflicts[i].text, NULL);
	if (knell_output_is_stdout(plan->svg) && (plan->trace || plan->json))
		return complain("--svg - leaves no standard output for --trace "
				"or --json",
			NULL);
	plan->container = parse->seen[WORD_CONTAINER];
	if (parse->seen[WORD_DO_SEGFAULT]) {
		if (!knell_watch_can_fault(plan->signal))
			return complain("do_segfault faults with SIGSEGV or "
					"SIGBUS, no other signal",
				NULL);
		plan->how = KNELL_WATCH_TRUE_FAULT;
	}
	if (parse->seen[WORD_NORAISE])
		plan->reraise = KNELL_WATCH_NORAISE;
	else if (!parse->seen[OPTION_RERAISE])
		plan->reraise = plan->how == KNELL_WATCH_TRUE_FAULT
					? KNELL_WATCH_RERAISE_RETURN
					: KNELL_WATCH_RERAISE_RAISE;
	if (plan->all && !parse->seen[OPTION_INTERVAL])
		plan->interval_ns = 20000000;
	return 0;
}

int knell_watch_parse(const struct knell_invocation *invocation,
	struct knell_watch_plan *ret_plan)
{
	struct parse parse = { .plan = { .signal = KNELL_SIGSEGV,
				       .interval_ns = 1000000000,
				       .limit = 10 } };
	struct knell_options walk = { .table = table,
		.count = KNELL_COUNT(table),
		.argv = invocation->argv,
		.argc = invocation->argc,
		.next = 1 };
	int status = 0;

	while (!status) {
		int row = knell_options_next(&walk);

		if (row != KNELL_OPTIONS_END)
			status = take(&parse, row, walk.value);
		else if (walk.next < walk.argc)
			status = take_word(&parse, walk.argv[walk.next++]);
		else
			break;
	}
	if (!status)
		status = settle(&parse);
	*ret_plan = parse.plan;
	return status;
}
