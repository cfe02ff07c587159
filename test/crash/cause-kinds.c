/* SPDX-License-Identifier: MIT */
/* The kinds of causes differ, and the schema tells of each what it means. */
#include <ctype.h>
#include <stdlib.h>

#include "crash/cause.h"
#include "lib/test.h"

static char *read_schema(void)
{
	FILE *file = fopen("doc/record.schema.json", "r");
	char *text = NULL;
	size_t size = 0;

	CHECK(file);
	CHECK(getdelim(&text, &size, '\0', file) > 0);
	fclose(file);
	return text;
}

int main(void)
{
	const char *schema = read_schema();

	for (unsigned i = 0; i < KNELL_CAUSE_KINDS; i++) {
		const struct knell_cause_word *row = &knell_cause_words[i];
		char text[256];

		for (unsigned k = 0; k < i; k++)
			CHECK(strcmp(row->word, knell_cause_words[k].word));
		for (const char *c = row->word; *c; c++)
			CHECK(islower((unsigned char)*c) || *c == '-');
		snprintf(text, sizeof(text), "%s: %s", row->word, row->meaning);
		if (!strstr(schema, text)) {
			dprintf(2, "the schema has no \"%s\"\n", text);
			return 1;
		}
	}
	return test_end();
}
