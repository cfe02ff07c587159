/* SPDX-License-Identifier: MIT */
/* Sets of signals as text. */
#include "abi/errno.h"
#include "abi/signal.h"
#include "base/buffer.h"
#include "base/text.h"
#include "knell/name.h"
#include "knell/set.h"

static void put_signal(struct knell_buffer *out, int signal)
{
	char room[KNELL_NAME_BYTES];

	/* Shorter than its name. */
	if (signal > KNELL_SIGRTMIN && signal < K_SIGRTMAX) {
		knell_put_text(out, "RT+");
		knell_put_signed(out, signal - KNELL_SIGRTMIN);
		return;
	}
	knell_put_text(out, knell_signal_name(signal, room) + 3);
}

const char *knell_set_format(
	const struct knell_set *set, char ret_text[KNELL_SET_TEXT_BYTES])
{
	struct knell_buffer out = {
		.data = ret_text, .size = KNELL_SET_TEXT_BYTES, .fd = -1
	};
	int signal = 0;

	knell_put_char(&out, '{');
	while ((signal = knell_set_next(set, signal))) {
		if (out.used > 1)
			knell_put_char(&out, ' ');
		put_signal(&out, signal);
	}
	knell_put_char(&out, '}');
	return knell_buffer_text(&out);
}

/* Reads a word and moves *cursor past it. Return: the signal; -EINVAL. */
static int take_signal(const char **cursor)
{
	char word[KNELL_NAME_BYTES];
	size_t length = 0;
	const char *at = *cursor;

	for (; *at && *at != ' ' && *at != '}'; at++) {
		/* Longer than any. */
		if (length == sizeof(word) - 1)
			return -EINVAL;
		word[length++] = *at;
	}
	word[length] = 0;
	*cursor = at;
	return knell_signal_from_name(word);
}

static const char *skip_blanks(const char *text)
{
	while (*text == ' ')
		text++;
	return text;
}

int knell_set_parse(const char *text, struct knell_set *ret_set)
{
	struct knell_set set = { { 0 } };
	char end = 0;

	if (!text || !ret_set)
		return -EFAULT;
	text = skip_blanks(text);
	if (*text == '{') {
		text = skip_blanks(text + 1);
		end = '}';
	}
	while (*text && *text != end) {
		int signal = take_signal(&text);

		if (signal < 0)
			return signal;
		knell_set_add(&set, signal);
		text = skip_blanks(text);
	}
	if (*text != end || (end && *skip_blanks(text + 1)))
		return -EINVAL;
	*ret_set = set;
	return 0;
}
