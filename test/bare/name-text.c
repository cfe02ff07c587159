/* SPDX-License-Identifier: MIT */
/* Signals, si_code values and flags: to text, from text, and what is none. */
#include <limits.h>

#include "abi/errno.h"
#include "abi/signal.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell/action.h"
#include "knell/name.h"
#include "knell/number.h"
#include "knell/stack.h"
#include "test/bare/bare.h"

static const struct {
	int signal;
	const char *name;
} signals[] = {
#define SIGNAL(name, action, words) { KNELL_SIG##name, "SIG" #name },
#include "abi/signal.def"
#undef SIGNAL
};

static void check_signals(void)
{
	char room[KNELL_NAME_BYTES];

	for (size_t i = 0; i < KNELL_COUNT(signals); i++) {
		int signal = signals[i].signal;

		CHECK_TEXT(knell_signal_name(signal, room), signals[i].name);
		CHECK_EQUAL(knell_signal_from_name(signals[i].name), signal);
		CHECK(knell_signal_describe(signal) != NULL);
	}
	for (int signal = 1; signal <= K_NSIG; signal++) {
		const char *name = knell_signal_name(signal, room);

		CHECK_EQUAL(knell_signal_from_name(name), signal);
		CHECK_EQUAL(knell_signal_from_name(name + 3), signal);
		CHECK(knell_signal_default(signal) >= 0);
	}
	/* 31 on every machine: none has a gap below the real-time ones. */
	CHECK_EQUAL(KNELL_COUNT(signals), 31);
	CHECK_EQUAL(knell_signal_from_name("CLD"), KNELL_SIGCHLD);
	CHECK_EQUAL(knell_signal_from_name("SIGPOLL"), KNELL_SIGIO);
	CHECK_EQUAL(knell_signal_from_name("IOT"), KNELL_SIGABRT);
	CHECK_EQUAL(knell_signal_from_name("RT+3"), 37);
	CHECK_EQUAL(knell_signal_from_name("RTMAX-1"), KNELL_SIGRTMAX - 1);
	CHECK_EQUAL(knell_signal_from_name("TERMINATE"), -EINVAL);
	CHECK_EQUAL(knell_signal_from_name(""), -EINVAL);
	CHECK_EQUAL(knell_signal_from_name(NULL), -EFAULT);
	CHECK_EQUAL(knell_signal_default(K_NSIG + 1), -EINVAL);
	CHECK_TEXT(knell_signal_describe(K_NSIG + 1), NULL);
	CHECK_TEXT(knell_signal_name(INT_MIN, room), "SIG-2147483648");
}

static const struct {
	int signal, code;
	const char *name;
} codes[] = {
#define CODE(signal, value, name, words) \
	{ KNELL_SIG##signal, KNELL_##name, #name },
#define ANY(value, name, words) { 0, KNELL_##name, #name },
#include "abi/code.def"
#undef CODE
#undef ANY
};

static void check_codes(void)
{
	int signal = 77, code = 88;

	for (size_t i = 0; i < KNELL_COUNT(codes); i++) {
		CHECK_EQUAL(
			knell_code_from_name(codes[i].name, &signal, &code), 0);
		CHECK_EQUAL(signal, codes[i].signal);
		CHECK_EQUAL(code, codes[i].code);
		if (!signal)
			signal = KNELL_SIGUSR1;
		CHECK_TEXT(knell_code_name(signal, code), codes[i].name);
		CHECK(knell_code_describe(signal, code) != NULL);
	}
	signal = 77;
	code = 88;
	CHECK_EQUAL(knell_code_from_name("SEGV_NONE", &signal, &code), -EINVAL);
	CHECK_EQUAL(knell_code_from_name("MAPERR", &signal, &code), -EINVAL);
	CHECK_EQUAL(knell_code_from_name("", &signal, &code), -EINVAL);
	CHECK_EQUAL(knell_code_from_name(NULL, &signal, &code), -EFAULT);
	CHECK_EQUAL(knell_code_from_name("SI_USER", NULL, &code), -EFAULT);
	CHECK_EQUAL(knell_code_from_name("SI_USER", &signal, NULL), -EFAULT);
	CHECK(signal == 77 && code == 88);
	CHECK_TEXT(knell_code_name(KNELL_SIGSEGV, 99), NULL);
	CHECK_TEXT(knell_code_describe(KNELL_SIGSEGV, -99), NULL);
}

#define FLAG(name)                               \
	{                                        \
		"SA_" #name, KNELL_ACTION_##name \
	}
static const struct {
	const char *name;
	unsigned long flag;
} flags[] = { FLAG(NOCLDSTOP), FLAG(NOCLDWAIT), FLAG(SIGINFO),
	FLAG(UNSUPPORTED), FLAG(EXPOSE_TAGBITS), FLAG(RESTORER), FLAG(ONSTACK),
	FLAG(RESTART), FLAG(NODEFER), FLAG(RESETHAND) };

static void check_flags_text(unsigned long set, const char *expected)
{
	char text[KNELL_FLAGS_TEXT_BYTES];
	unsigned long back = ~set;

	CHECK_TEXT(knell_action_flags_format(set, text), expected);
	CHECK_EQUAL(knell_action_flags_parse(text, &back), 0);
	CHECK_EQUAL(back, set);
}

static void check_action_flags(void)
{
	char text[KNELL_FLAGS_TEXT_BYTES];
	unsigned long back;

	for (size_t i = 0; i < KNELL_COUNT(flags); i++)
		check_flags_text(flags[i].flag, flags[i].name);
	check_flags_text(0, "0");
	check_flags_text(KNELL_ACTION_RESTART | KNELL_ACTION_SIGINFO,
		"SA_SIGINFO|SA_RESTART");
	check_flags_text(KNELL_ACTION_RESTART | 0x2000, "SA_RESTART|0x2000");
	check_flags_text(0x2000, "0x2000");
	/* All have room. */
	knell_action_flags_format(~0UL, text);
	CHECK(knell_text_starts(text, "SA_NOCLDSTOP|SA_NOCLDWAIT|SA_SIGINFO"));
	CHECK(knell_text_contains(text, "|SA_RESETHAND|0x"));
	CHECK_EQUAL(knell_action_flags_parse(text, &back), 0);
	CHECK_EQUAL(back, ~0UL);
	CHECK_EQUAL(
		knell_action_flags_parse("SA_RESTART|SA_SIGINFO", &back), 0);
	CHECK_EQUAL(back, KNELL_ACTION_RESTART | KNELL_ACTION_SIGINFO);
	CHECK_EQUAL(
		knell_action_flags_parse("1|0x10000000|SA_RESTART", &back), 0);
	CHECK_EQUAL(back, KNELL_ACTION_RESTART | KNELL_ACTION_NOCLDSTOP);
}

static void check_wrong_flags(void)
{
	static const char *const wrong[] = { "", "|", "SA_RESTART|",
		"|SA_RESTART", "SA_RESTAR", "SA_RESTARTS", "RESTART",
		"SA_RESTART SA_SIGINFO", "SA_RESTART||SA_SIGINFO", "0x", "-1",
		"0x1g", "0x10000000000000000", "SS_DISABLE", "sa_restart" };
	unsigned long back = 5;
	unsigned stack_back = 6;

	for (size_t i = 0; i < KNELL_COUNT(wrong); i++)
		CHECK_EQUAL(knell_action_flags_parse(wrong[i], &back), -EINVAL);
	CHECK_EQUAL(knell_action_flags_parse(NULL, &back), -EFAULT);
	CHECK_EQUAL(knell_action_flags_parse("0", NULL), -EFAULT);
	CHECK_EQUAL(
		knell_stack_flags_parse("SA_RESTART", &stack_back), -EINVAL);
	CHECK_EQUAL(
		knell_stack_flags_parse("0x100000000", &stack_back), -EINVAL);
	CHECK_EQUAL(knell_stack_flags_parse(NULL, &stack_back), -EFAULT);
	CHECK_EQUAL(knell_stack_flags_parse("0", NULL), -EFAULT);
	CHECK(back == 5 && stack_back == 6);
}

static void check_stack_flags(void)
{
	static const struct {
		unsigned flags;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ KNELL_STACK_ONSTACK, "SS_ONSTACK" },
		{ KNELL_STACK_DISABLE, "SS_DISABLE" },
		{ KNELL_STACK_AUTODISARM, "SS_AUTODISARM" },
		{ ~0U, "SS_ONSTACK|SS_DISABLE|SS_AUTODISARM|0x7ffffffc" },
	};
	char text[KNELL_FLAGS_TEXT_BYTES];
	unsigned back;

	for (size_t i = 0; i < KNELL_COUNT(rows); i++) {
		CHECK_TEXT(knell_stack_flags_format(rows[i].flags, text),
			rows[i].text);
		CHECK_EQUAL(knell_stack_flags_parse(text, &back), 0);
		CHECK_EQUAL(back, rows[i].flags);
	}
}

const struct test_case test_cases[] = {
	{ "signals", check_signals },
	{ "codes", check_codes },
	{ "action-flags", check_action_flags },
	{ "wrong-flags", check_wrong_flags },
	{ "stack-flags", check_stack_flags },
	{ NULL, NULL },
};
