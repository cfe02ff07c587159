/* SPDX-License-Identifier: MIT */
/* The options of `knell frame`. */
#include "abi/errno.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/text.h"
#include "cmd/frame/frame.h"
#include "knell/action.h"
#include "knell/name.h"
#include "knell/number.h"

const char frame_usage[] =
	"usage: knell frame [OPTIONS]\n"
	"\n"
	"Takes a signal in a child process and draws the signal frame that the "
	"kernel\n"
	"made for its handler: each part with its offset, size and value, and "
	"what the\n"
	"kernel does with it when the handler has returned.\n"
	"\n"
	"  -s, --signal SIGNAL     which signal (default USR1)\n"
	"      --how WAY           raise (the default), kill, queue or fault\n"
	"      --altstack          the handler runs on an alternate stack\n"
	"      --flags FLAGS       of the action: SA_NODEFER|SA_RESTART and the "
	"like\n"
	"      --mask SET          block these signals beforehand: 'INT TERM'\n"
	"  -a, --all               every register on a line, every byte of long "
	"parts\n"
	"      --nested            two frames, one in the handler of the other\n"
	"      --return            the way back, step by step\n"
	"      --without-restorer  what happens when the action has none\n"
	"      --framed-restorer   what happens when it is a compiled function\n"
	"      --svg FILE          draw it into FILE; - is standard output\n"
	"      --json              the frame as one JSON object\n"
	"      --color WHEN        auto (the default), always or never\n"
	"  -h, --help              this text\n"
	"\n"
	"Exit status: 0 when it was shown, 1 when it could not be.\n";

enum option {
	OPTION_SIGNAL,
	OPTION_HOW,
	OPTION_ALTSTACK,
	OPTION_FLAGS,
	OPTION_MASK,
	OPTION_ALL,
	OPTION_NESTED,
	OPTION_RETURN,
	OPTION_WITHOUT,
	OPTION_FRAMED,
	OPTION_SVG,
	OPTION_JSON,
	OPTION_COLOR,
	OPTION_HELP,
};

static const struct knell_option table[] = {
	[OPTION_SIGNAL] = { "signal", 's', "SIGNAL" },
	[OPTION_HOW] = { "how", 0, "WAY" },
	[OPTION_ALTSTACK] = { "altstack", 0, NULL },
	[OPTION_FLAGS] = { "flags", 0, "FLAGS" },
	[OPTION_MASK] = { "mask", 0, "SET" },
	[OPTION_ALL] = { "all", 'a', NULL },
	[OPTION_NESTED] = { "nested", 0, NULL },
	[OPTION_RETURN] = { "return", 0, NULL },
	[OPTION_WITHOUT] = { "without-restorer", 0, NULL },
	[OPTION_FRAMED] = { "framed-restorer", 0, NULL },
	[OPTION_SVG] = { "svg", 0, "FILE" },
	[OPTION_JSON] = { "json", 0, NULL },
	[OPTION_COLOR] = { "color", 0, "WHEN" },
	[OPTION_HELP] = { "help", 'h', NULL },
};

static int complain(const char *text, const char *detail)
{
	knell_complain(text, detail, 0);
	return KNELL_EXIT_USAGE;
}

static int take_signal(struct frame_request *request, const char *word)
{
	int signal = knell_signal_from_name(word);

	if (signal < 1)
		return complain("no such signal:", word);
	if (signal == KNELL_SIGKILL || signal == KNELL_SIGSTOP)
		return complain("no handler can be set for", word);
	request->signal = signal;
	return 0;
}

static int take_how(struct frame_request *request, const char *word)
{
	static const char *const ways[] = { "raise", "kill", "queue", "fault" };

	for (size_t i = 0; i < KNELL_COUNT(ways); i++) {
		if (!knell_text_equal(word, ways[i]))
			continue;
		request->how = (enum frame_how)i;
		return 0;
	}
	return complain("--how takes raise, kill, queue or fault, not", word);
}

static int take_flags(struct frame_request *request, const char *word)
{
	const unsigned long allowed =
		KNELL_ACTION_NODEFER | KNELL_ACTION_RESTART |
		KNELL_ACTION_RESETHAND | KNELL_ACTION_ONSTACK |
		KNELL_ACTION_SIGINFO;
	unsigned long flags;

	if (knell_action_flags_parse(word, &flags) || flags & ~allowed)
		return complain("--flags takes SA_NODEFER, SA_RESTART, "
				"SA_RESETHAND and SA_ONSTACK, with | between "
				"them, not",
			word);
	request->flags |= flags;
	return 0;
}

static int take_show(struct frame_request *request, enum frame_show show)
{
	if (request->show != FRAME_SHOW_LAYOUT && request->show != show)
		return complain("--return, --without-restorer and "
				"--framed-restorer are shown one at a time",
			NULL);
	request->show = show;
	return 0;
}

static int apply(struct frame_request *request, int row, const char *value)
{
	switch (row) {
	case OPTION_SIGNAL: return take_signal(request, value);
	case OPTION_HOW: return take_how(request, value);
	case OPTION_ALTSTACK: request->flags |= KNELL_ACTION_ONSTACK; return 0;
	case OPTION_FLAGS: return take_flags(request, value);
	case OPTION_MASK:
		if (knell_set_parse(value, &request->mask))
			return complain("no set of signals:", value);
		return 0;
	case OPTION_ALL: request->all = true; return 0;
	case OPTION_NESTED: request->nested = true; return 0;
	case OPTION_RETURN: return take_show(request, FRAME_SHOW_RETURN);
	case OPTION_WITHOUT: return take_show(request, FRAME_SHOW_WITHOUT);
	case OPTION_FRAMED: return take_show(request, FRAME_SHOW_FRAMED);
	case OPTION_SVG:
		if (!*value)
			return complain("--svg takes a file's name", NULL);
		request->svg = value;
		return 0;
	case OPTION_JSON: request->json = true; return 0;
	case OPTION_COLOR:
		if (knell_color_parse(value, &request->color))
			return 0;
		return complain(
			"--color takes auto, always or never, not", value);
	case OPTION_HELP: return KNELL_SHOW_USAGE;
	default: return knell_complain_option("frame", row, value);
	}
}

/* What does not go together. */
static int check(struct frame_request *request, bool signal_given)
{
	if (request->how == FRAME_FAULT && !signal_given)
		request->signal = KNELL_SIGSEGV;
	if (request->how == FRAME_FAULT && request->signal != KNELL_SIGSEGV)
		return complain("the fault here is SIGSEGV, no other", NULL);
	if (knell_set_has(&request->mask, KNELL_SIGKILL) == 1 ||
		knell_set_has(&request->mask, KNELL_SIGSTOP) == 1)
		return complain(
			"the kernel lets no mask have KILL or STOP", NULL);
	if (knell_set_has(&request->mask, request->signal) == 1 ||
		(request->nested && knell_set_has(&request->mask,
					    frame_inner_signal(request)) == 1))
		return complain(
			"--mask blocks the signal that is to be taken", NULL);
	if (knell_output_is_stdout(request->svg) && request->json)
		return complain(
			"--svg - leaves no standard output for --json", NULL);
	if (request->show != FRAME_SHOW_LAYOUT &&
		(request->nested || request->svg || request->json))
		return complain("--nested, --svg and --json show a frame, not "
				"what becomes of it",
			NULL);
	if (request->all && (request->show != FRAME_SHOW_LAYOUT ||
				    request->svg || request->json))
		return complain(
			"--all is for a frame that is shown as text", NULL);
	return 0;
}

int frame_parse(struct frame_request *request)
{
	struct knell_options walk = {
		.table = table,
		.count = KNELL_COUNT(table),
		.argv = request->invocation->argv,
		.argc = request->invocation->argc,
		.next = 1,
	};
	bool signal_given = false;
	int row;

	request->signal = KNELL_SIGUSR1;
	while ((row = knell_options_next(&walk)) != KNELL_OPTIONS_END) {
		int status = apply(request, row, walk.value);

		signal_given |= row == OPTION_SIGNAL;
		if (status)
			return status;
	}
	if (walk.next < walk.argc)
		return complain(
			"frame takes no arguments, not", walk.argv[walk.next]);
	return check(request, signal_given);
}
