/* SPDX-License-Identifier: MIT */
/* What each knell_put_ writes, and what becomes of it when room is short. */
#include <stdint.h>

#include "abi/errno.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "test/lib/test.h"

static void put_all(struct knell_buffer *out)
{
	knell_put_text(out, "text ");
	knell_put_text(out, NULL);
	knell_put_char(out, ' ');
	knell_put_decimal(out, 0);
	knell_put_repeat(out, '-', 3);
	knell_put_repeat(out, '+', 0);
	knell_put_decimal(out, UINT64_MAX);
	knell_put_char(out, ' ');
	knell_put_signed(out, INT64_MIN);
	knell_put_char(out, ' ');
	knell_put_signed(out, -1);
	knell_put_char(out, ' ');
	knell_put_signed(out, INT64_MAX);
	knell_put_char(out, ' ');
	knell_put_hex(out, 0xab, 0);
	knell_put_char(out, ' ');
	knell_put_hex(out, 0, 1);
	knell_put_char(out, ' ');
	knell_put_hex(out, 0xabc, 8);
	knell_put_char(out, ' ');
	knell_put_hex(out, 1, 99);
	knell_put_char(out, ' ');
	knell_put_address(out, 0);
	knell_put_char(out, ' ');
	knell_put_address(out, UINT64_MAX);
	knell_put_bytes(out, ".\n", 2);
}

static const char all[] =
	"text unknown 0---18446744073709551615 -9223372036854775808 -1 "
	"9223372036854775807 ab 0 00000abc 0000000000000001 0x0 "
	"0xffffffffffffffff.\n";

/* Every size from nothing to enough: a beginning of the whole, no more. */
static void check_short(size_t size)
{
	char data[sizeof(all) + 1], expected[sizeof(all)] = "";
	struct knell_buffer out = { .data = data, .size = size, .fd = -1 };
	size_t kept = size < sizeof(all) - 1 ? size : sizeof(all) - 1;
	size_t shown = kept < size || !size ? kept : size - 1;

	memset(data, '#', sizeof(data));
	put_all(&out);
	CHECK_EQUAL(out.used, kept);
	CHECK_EQUAL(out.truncated, size < sizeof(all) - 1);
	CHECK_EQUAL(memcmp(data, all, kept), 0);
	CHECK_EQUAL(data[size], '#');
	memcpy(expected, all, shown);
	CHECK_TEXT(knell_buffer_text(&out), expected);
	CHECK_EQUAL(data[size], '#');
	CHECK_EQUAL(knell_buffer_finish(&out), 0);
}

static char drained[sizeof(all)];
static size_t drained_size, drains, drains_until_error;

static int drain(struct knell_buffer *out)
{
	if (drains++ == drains_until_error)
		return -ENOSPC;
	CHECK(drained_size + out->used < sizeof(drained));
	memcpy(drained + drained_size, out->data, out->used);
	drained_size += out->used;
	out->used = 0;
	return 0;
}

static void put_drained(struct knell_buffer *out, size_t until_error)
{
	memset(drained, 0, sizeof(drained));
	drained_size = drains = 0;
	drains_until_error = until_error;
	put_all(out);
}

static void check_drained(size_t size)
{
	char data[sizeof(all)];
	struct knell_buffer out = {
		.data = data, .size = size, .fd = -1, .drain = drain
	};

	put_drained(&out, SIZE_MAX);
	CHECK_EQUAL(knell_buffer_finish(&out), 0);
	CHECK_TEXT(drained, all);
	CHECK(!out.truncated);
	/* Nothing is left, so nothing is drained twice. */
	CHECK_EQUAL(knell_buffer_finish(&out), 0);
	CHECK_EQUAL(drained_size, sizeof(all) - 1);
}

/* The first error is kept, and nothing is drained after it. */
static void check_error(size_t until_error)
{
	char data[8];
	struct knell_buffer out = KNELL_BUFFER(data);

	out.drain = drain;
	put_drained(&out, until_error);
	CHECK_EQUAL(out.error, -ENOSPC);
	CHECK(out.truncated);
	CHECK_EQUAL(knell_buffer_finish(&out), -ENOSPC);
	CHECK_EQUAL(drains, until_error + 1);
	CHECK_EQUAL(drained_size, 8 * until_error);
	CHECK_EQUAL(memcmp(drained, all, drained_size), 0);
}

int main(void)
{
	for (size_t size = 0; size <= sizeof(all); size++)
		check_short(size);
	for (size_t size = 1; size <= sizeof(all); size++)
		check_drained(size);
	for (size_t until_error = 0; until_error < 4; until_error++)
		check_error(until_error);
	return test_end();
}
