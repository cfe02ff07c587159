/* SPDX-License-Identifier: MIT */
/* Numbers in text: their ends, their limits, and what is none. */
#include <stdint.h>

#include "base/memory.h"
#include "base/text.h"
#include "test/lib/test.h"

static const struct {
	const char *text;
	bool hex, ok;
	uint64_t value;
	const char *rest;
} rows[] = {
	{ "0", false, true, 0, "" },
	{ "007x", false, true, 7, "x" },
	{ "9:", false, true, 9, ":" },
	{ "18446744073709551615", false, true, UINT64_MAX, "" },
	{ "00000000000000000000000018446744073709551615", false, true,
		UINT64_MAX, "" },
	{ "18446744073709551616", false, false, 0, NULL },
	{ "18446744073709551620", false, false, 0, NULL },
	{ "36893488147419103232", false, false, 0, NULL },
	{ "99999999999999999999", false, false, 0, NULL },
	{ "184467440737095516150", false, false, 0, NULL },
	{ "", false, false, 0, NULL },
	{ " 1", false, false, 0, NULL },
	{ "-1", false, false, 0, NULL },
	{ "+1", false, false, 0, NULL },
	{ "a", false, false, 0, NULL },
	{ "/", false, false, 0, NULL },
	{ ":", false, false, 0, NULL },
	{ "\xff", false, false, 0, NULL },
	{ "0", true, true, 0, "" },
	{ "aF09-", true, true, 0xaf09, "-" },
	{ "7ffdc0de000g", true, true, 0x7ffdc0de000, "g" },
	{ "ffffffffffffffff", true, true, UINT64_MAX, "" },
	{ "0000ffffffffffffffff ", true, true, UINT64_MAX, " " },
	{ "10000000000000000", true, false, 0, NULL },
	{ "fffffffffffffffff", true, false, 0, NULL },
	{ "0x1", true, true, 0, "x1" },
	{ "G", true, false, 0, NULL },
	{ ":", true, false, 0, NULL },
	{ "/", true, false, 0, NULL },
	{ "@", true, false, 0, NULL },
	{ "`", true, false, 0, NULL },
	{ "", true, false, 0, NULL },
};

int main(void)
{
	for (size_t i = 0; i < KNELL_COUNT(rows); i++) {
		const char *cursor = rows[i].text;
		uint64_t value = 0x5555;
		bool ok = rows[i].hex ? knell_text_hex(&cursor, &value)
				      : knell_text_decimal(&cursor, &value);

		if (ok != rows[i].ok)
			dprintf(2, "\"%s\":\n", rows[i].text);
		CHECK_EQUAL(ok, rows[i].ok);
		/* A refusal leaves both arguments as they were. */
		CHECK_EQUAL(value, ok ? rows[i].value : 0x5555);
		CHECK_TEXT(cursor, ok ? rows[i].rest : rows[i].text);
	}
	return test_end();
}
