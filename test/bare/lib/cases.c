/* SPDX-License-Identifier: MIT */
/* Runs the cases of a test without a libc, and tells what fails. */
#include "base/buffer.h"
#include "base/text.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"

struct knell_start test_start;

static void put_place(struct knell_buffer *out, const char *file, int line)
{
	knell_put_text(out, file);
	knell_put_char(out, ':');
	knell_put_signed(out, line);
	knell_put_text(out, ": ");
}

/* In one write: children and threads may fail at the same time. */
static _Noreturn void end_failed(struct knell_buffer *out)
{
	knell_put_char(out, '\n');
	sys_write(2, out->data, out->used);
	sys_exit_group(1);
}

void test_fail(const char *file, int line, const char *text)
{
	char data[512];
	struct knell_buffer out = KNELL_BUFFER(data);

	put_place(&out, file, line);
	knell_put_text(&out, text);
	end_failed(&out);
}

static void put_number(struct knell_buffer *out, int64_t value)
{
	knell_put_signed(out, value);
	knell_put_text(out, " (0x");
	knell_put_hex(out, (uint64_t)value, 1);
	knell_put_char(out, ')');
}

void test_fail_equal(const char *file, int line, const char *text,
	int64_t actual, int64_t expected)
{
	char data[512];
	struct knell_buffer out = KNELL_BUFFER(data);

	put_place(&out, file, line);
	knell_put_text(&out, text);
	knell_put_text(&out, " is ");
	put_number(&out, actual);
	knell_put_text(&out, ", not ");
	put_number(&out, expected);
	end_failed(&out);
}

static void put_quoted(struct knell_buffer *out, const char *text)
{
	knell_put_text(out, "\n  \"");
	knell_put_text(out, text ? text : "(null)");
	knell_put_text(out, "\"\n");
}

void test_fail_text(const char *file, int line, const char *text,
	const char *actual, const char *expected)
{
	char data[1024];
	struct knell_buffer out = KNELL_BUFFER(data);

	put_place(&out, file, line);
	knell_put_text(&out, text);
	knell_put_text(&out, " is");
	put_quoted(&out, actual);
	knell_put_text(&out, "not");
	put_quoted(&out, expected);
	end_failed(&out);
}

bool test_same_text(const char *a, const char *b)
{
	return a && b ? knell_text_equal(a, b) : a == b;
}

void test_skip(const char *reason)
{
	char data[512];
	struct knell_buffer out = KNELL_BUFFER(data);

	knell_put_text(&out, "skipped: ");
	knell_put_text(&out, reason);
	knell_put_char(&out, '\n');
	sys_write(1, out.data, out.used);
	sys_exit_group(TEST_SKIPPED);
}

static void put_end(struct knell_buffer *out, int status)
{
	if (k_wait_signaled(status)) {
		knell_put_text(out, "died of signal ");
		knell_put_signed(out, test_death(status));
	} else {
		knell_put_text(out, "ended with status ");
		knell_put_signed(out, k_wait_code(status));
	}
}

static void tell_failed(const char *name, int status)
{
	char data[512];
	struct knell_buffer out = KNELL_BUFFER(data);

	knell_put_text(&out, "FAIL ");
	knell_put_text(&out, name);
	knell_put_text(&out, ": ");
	put_end(&out, status);
	knell_put_char(&out, '\n');
	sys_write(2, out.data, out.used);
}

static bool is_known(const char *name)
{
	for (const struct test_case *row = test_cases; row->name; row++)
		if (knell_text_equal(row->name, name))
			return true;
	return false;
}

/* What is left out has a '-' before it; one alone tells what all are. */
static bool is_wanted(const char *name)
{
	bool only = false;

	for (int i = 1; i < test_start.argc; i++) {
		const char *word = test_start.argv[i];

		if (knell_text_equal(word + (*word == '-'), name))
			return *word != '-';
		only |= *word != '-';
	}
	return !only;
}

static void run_case(void *argument)
{
	((const struct test_case *)argument)->run();
}

static int run_cases(void)
{
	bool failed = false, skipped = false;

	for (int i = 1; i < test_start.argc; i++)
		if (!is_known(test_start.argv[i] +
			      (test_start.argv[i][0] == '-')))
			test_fail(test_start.argv[i], 0, "no such case");
	for (const struct test_case *row = test_cases; row->name; row++) {
		if (!is_wanted(row->name))
			continue;
		int status = test_run(run_case, (void *)(uintptr_t)row);

		if (status == TEST_EXITED(TEST_SKIPPED)) {
			skipped = true;
		} else if (status) {
			tell_failed(row->name, status);
			failed = true;
		}
	}
	return failed ? 1 : skipped ? TEST_SKIPPED : 0;
}

int knell_main(const struct knell_start *start)
{
	test_start = *start;
	return run_cases();
}
