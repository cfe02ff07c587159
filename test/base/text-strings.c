/* SPDX-License-Identifier: MIT */
/* Strings against their counterparts in the C library, every pair of a few. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "test/lib/test.h"

static const char *const texts[] = { "", "/", "a", "ab", "abc", "b", "bc", "c",
	"aab", "abab", "/usr/lib/libc.so.6", "libc.so.6", "usr/", "//", "\xff",
	"a\xff", "A" };

static bool ends(const char *text, const char *suffix)
{
	size_t length = strlen(text), tail = strlen(suffix);

	return length >= tail && !strcmp(text + length - tail, suffix);
}

int main(void)
{
	for (size_t i = 0; i < KNELL_COUNT(texts); i++) {
		/* Of the right size, for a sanitizer to see a read too far. */
		char *a = strdup(texts[i]);

		CHECK_EQUAL(knell_text_length(a), strlen(a));
		CHECK_TEXT(knell_text_basename(a), basename(a));
		for (const char *c = "/abc\xff."; *c; c++) {
			CHECK(knell_text_find(a, *c) == strchr(a, *c));
			CHECK(knell_text_last(a, *c) == strrchr(a, *c));
		}
		for (size_t j = 0; j < KNELL_COUNT(texts); j++) {
			char *b = strdup(texts[j]);

			CHECK_EQUAL(knell_text_equal(a, b), !strcmp(a, b));
			CHECK_EQUAL(knell_text_starts(a, b),
				!strncmp(a, b, strlen(b)));
			CHECK_EQUAL(knell_text_ends(a, b), ends(a, b));
			free(b);
		}
		free(a);
	}
	return test_end();
}
