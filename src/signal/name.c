/* SPDX-License-Identifier: MIT */
/* Names and meanings of signals and of si_code values. */
#include "knell/name.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell/number.h"

/* The public numbers are those of the tables. */
#define SAME(name) _Static_assert((int)KNELL_##name == K_##name, #name)

#define CODE(signal, value, name, words) SAME(name);
#define ANY(value, name, words)          SAME(name);
#include "abi/code.def"
#undef CODE
#undef ANY

struct signal_row {
	const char *name;
	enum knell_default action;
	const char *words;
};

static const struct signal_row signals[] = {
#define SIGNAL(name, action, words) \
	[K_SIG##name] = { "SIG" #name, KNELL_DEFAULT_##action, words },
#include "abi/signal.def"
#undef SIGNAL
};

/* One more name each for the same number. Source: signal(7). */
static const struct {
	const char *name;
	int signal;
} aliases[] = {
	{ "SIGIOT", K_SIGABRT },
	{ "SIGCLD", K_SIGCHLD },
	{ "SIGPOLL", K_SIGIO },
};

struct code_row {
	/* 0: of any signal. */
	int signal;
	int code;
	const char *name, *words;
};

static const struct code_row codes[] = {
#define CODE(signal, value, name, words) { K_SIG##signal, value, #name, words },
#define ANY(value, name, words)          { 0, value, #name, words },
#include "abi/code.def"
#undef CODE
#undef ANY
};

static bool is_signal(int signal)
{
	return signal >= 1 && signal <= K_NSIG;
}

static bool has_row(int signal)
{
	return signal >= 1 && signal < (int)KNELL_COUNT(signals) &&
	       signals[signal].name;
}

const char *knell_signal_name(int signal, char ret_name[KNELL_NAME_BYTES])
{
	struct knell_buffer out = {
		.data = ret_name, .size = KNELL_NAME_BYTES, .fd = -1
	};

	if (has_row(signal))
		return signals[signal].name;
	if (signal == K_SIGRTMAX)
		return "SIGRTMAX";
	knell_put_text(&out, "SIG");
	if (signal < KNELL_SIGRTMIN || signal > K_SIGRTMAX) {
		knell_put_signed(&out, signal);
	} else {
		knell_put_text(&out, "RTMIN");
		if (signal > KNELL_SIGRTMIN) {
			knell_put_char(&out, '+');
			knell_put_signed(&out, signal - KNELL_SIGRTMIN);
		}
	}
	return knell_buffer_text(&out);
}

/* "RTMIN", "RT+3", "RTMAX-1"; 0: it is none of these. */
static int find_real_time(const char *name)
{
	int base = KNELL_SIGRTMIN, sign = 1;
	uint64_t distance = 0;

	if (!knell_text_starts(name, "RT"))
		return 0;
	name += 2;
	if (knell_text_starts(name, "MIN")) {
		name += 3;
	} else if (knell_text_starts(name, "MAX")) {
		name += 3;
		base = K_SIGRTMAX;
		sign = -1;
	} else if (*name != '+') {
		return 0;
	}
	if (*name == (sign > 0 ? '+' : '-')) {
		name++;
		if (!knell_text_decimal(&name, &distance))
			return 0;
	}
	if (*name || distance > K_SIGRTMAX - KNELL_SIGRTMIN)
		return 0;
	return base + sign * (int)distance;
}

static int find_standard(const char *name)
{
	for (size_t i = 1; i < KNELL_COUNT(signals); i++)
		if (has_row((int)i) &&
			knell_text_equal(signals[i].name + 3, name))
			return (int)i;
	for (size_t i = 0; i < KNELL_COUNT(aliases); i++)
		if (knell_text_equal(aliases[i].name + 3, name))
			return aliases[i].signal;
	return 0;
}

int knell_signal_from_name(const char *name)
{
	const char *digits;
	uint64_t number;
	int signal;

	if (!name)
		return -EFAULT;
	if (knell_text_starts(name, "SIG"))
		name += 3;
	digits = name;
	if (knell_text_decimal(&digits, &number))
		signal = !*digits && number <= K_NSIG ? (int)number : 0;
	else
		signal = find_standard(name);
	if (!signal)
		signal = find_real_time(name);
	return signal ? signal : -EINVAL;
}

const char *knell_signal_describe(int signal)
{
	if (has_row(signal))
		return signals[signal].words;
	return is_signal(signal) ? "real-time signal" : NULL;
}

int knell_signal_default(int signal)
{
	if (has_row(signal))
		return signals[signal].action;
	return is_signal(signal) ? KNELL_DEFAULT_TERMINATE : -EINVAL;
}

static const struct code_row *find_row(int signal, int code)
{
	for (size_t i = 0; i < KNELL_COUNT(codes); i++)
		if (codes[i].code == code && codes[i].signal == signal)
			return &codes[i];
	return NULL;
}

static bool has_own_codes(int signal)
{
	/* Each family begins at 1. */
	return find_row(signal, 1) != NULL;
}

static const struct code_row *find_code(int signal, int code)
{
	const struct code_row *row = find_row(0, code);

	if (!row)
		row = find_row(has_own_codes(signal) ? signal : K_SIGIO, code);
	return row;
}

const char *knell_code_name(int signal, int code)
{
	const struct code_row *row = find_code(signal, code);

	return row ? row->name : NULL;
}

const char *knell_code_describe(int signal, int code)
{
	const struct code_row *row = find_code(signal, code);

	return row ? row->words : NULL;
}

int knell_code_from_name(const char *name, int *ret_signal, int *ret_code)
{
	if (!name || !ret_signal || !ret_code)
		return -EFAULT;
	for (size_t i = 0; i < KNELL_COUNT(codes); i++) {
		if (!knell_text_equal(codes[i].name, name))
			continue;
		*ret_signal = codes[i].signal;
		*ret_code = codes[i].code;
		return 0;
	}
	return -EINVAL;
}
