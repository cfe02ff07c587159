/* SPDX-License-Identifier: MIT */
/* Names of signals: complete, as the C library spells them, and back. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>

#include "knell/name.h"
#include "test/lib/test.h"

static void check_standard(int signal)
{
	char expected[32], buffer[KNELL_NAME_BYTES];
	const char *name = knell_signal_name(signal, buffer);

	/* glibc has the older of the two names. */
	sprintf(expected, "SIG%s",
		signal == SIGIO ? "IO" : sigabbrev_np(signal));
	CHECK_TEXT(name, expected);
	CHECK_EQUAL(knell_signal_from_name(name), signal);
	CHECK_EQUAL(knell_signal_from_name(name + 3), signal);
	CHECK(knell_signal_describe(signal) != NULL);
	CHECK(knell_signal_default(signal) >= 0);
}

static void check_real_time(int signal)
{
	char expected[32], buffer[KNELL_NAME_BYTES];
	const char *name = knell_signal_name(signal, buffer);

	if (signal < SIGRTMIN)
		sprintf(expected, "SIG%d", signal);
	else if (signal == SIGRTMAX)
		sprintf(expected, "SIGRTMAX");
	else if (signal == SIGRTMIN)
		sprintf(expected, "SIGRTMIN");
	else
		sprintf(expected, "SIGRTMIN+%d", signal - SIGRTMIN);
	CHECK_TEXT(name, expected);
	CHECK_EQUAL(knell_signal_default(signal), KNELL_DEFAULT_TERMINATE);
	CHECK_TEXT(knell_signal_describe(signal), "real-time signal");
	CHECK_EQUAL(knell_signal_from_name(name), signal);
	CHECK_EQUAL(knell_signal_from_name(name + 3), signal);
	if (signal < SIGRTMIN)
		return;
	sprintf(expected, "RT+%d", signal - SIGRTMIN);
	CHECK_EQUAL(knell_signal_from_name(expected), signal);
	sprintf(expected, "SIGRTMAX-%d", SIGRTMAX - signal);
	CHECK_EQUAL(knell_signal_from_name(expected), signal);
}

static void check_no_signals(void)
{
	static const int numbers[] = { INT_MIN, -1, 0, 65, INT_MAX };
	static const char *const names[] = { "", "SIG", "0", "65", "-1", "1x",
		" 1", "99999999999999999999", "FOO", "SIGSIGTERM", "TERMX",
		"term", "RT", "RT+", "RT+31", "RT-1", "RTMIN-1", "RTMAX+1",
		"RTMAX-31", "RTMIN+", "RTMIN+1x", "RTMIN+99999999999999999999",
		"SIG65", "SIG0", "SIG31x" };

	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		char expected[32], buffer[KNELL_NAME_BYTES];

		sprintf(expected, "SIG%d", numbers[i]);
		CHECK_TEXT(knell_signal_name(numbers[i], buffer), expected);
		CHECK(knell_signal_describe(numbers[i]) == NULL);
		CHECK_EQUAL(knell_signal_default(numbers[i]), -EINVAL);
	}
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CHECK_EQUAL(knell_signal_from_name(names[i]), -EINVAL);
}

int main(void)
{
	CHECK_EQUAL(SIGRTMIN, 34);
	for (int signal = 1; signal < 32; signal++)
		check_standard(signal);
	for (int signal = 32; signal <= 64; signal++)
		check_real_time(signal);
	for (int signal = 1; signal <= 64; signal++) {
		char number[8];

		sprintf(number, "%d", signal);
		CHECK_EQUAL(knell_signal_from_name(number), signal);
	}
	CHECK_EQUAL(knell_signal_from_name("IOT"), SIGABRT);
	CHECK_EQUAL(knell_signal_from_name("SIGCLD"), SIGCHLD);
	CHECK_EQUAL(knell_signal_from_name("SIGPOLL"), SIGIO);
	check_no_signals();
	return 0;
}
