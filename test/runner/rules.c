/* SPDX-License-Identifier: MIT */
/* How each test should end, from test/ends and test/skips. */
#include "test/runner/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_S = 120, SIGNAL_LAST = 64, STATUS_NONE = -1 };

/* A table that is not there is empty. */
static char *read_table(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

/* What follows `name` in its line, a copy; false: it has none. */
static bool find_row(const char *table, const char *name, char row[80])
{
	size_t length = strlen(name);

	while (table && *table) {
		const char *rest = table + length;

		if (!strncmp(table, name, length) && *rest == ' ') {
			rest += strspn(rest, " ");
			snprintf(row, 80, "%.*s", (int)strcspn(rest, "\n"),
				rest);
			return true;
		}
		table += strcspn(table, "\n");
		table += *table == '\n';
	}
	return false;
}

static int signal_number(const char *name)
{
	for (int number = 1; number <= SIGNAL_LAST; number++) {
		const char *known = sigabbrev_np(number);

		if (known && !strcmp(name, known))
			return number;
	}
	return STATUS_NONE;
}

void rules_read(struct rules *rules)
{
	rules->ends = read_table("test/ends");
	rules->skips = read_table("test/skips");
}

void rules_free(struct rules *rules)
{
	free(rules->ends);
	free(rules->skips);
}

int rules_status(const struct rules *rules, const char *name)
{
	char row[80], word[16] = "";
	int status;

	if (!find_row(rules->ends, name, row))
		return 0;
	if (sscanf(row, "exit %d", &status) == 1)
		return status << 8;
	if (sscanf(row, "signal %15[A-Z0-9]", word) == 1)
		return signal_number(word);
	return STATUS_NONE;
}

int rules_limit_s(const struct rules *rules, const char *name)
{
	char row[80];
	int limit = LIMIT_S;

	if (find_row(rules->ends, name, row) && strstr(row, "limit "))
		sscanf(strstr(row, "limit "), "limit %d", &limit);
	return limit;
}

bool rules_allow_skip(const struct rules *rules, const char *name)
{
	char row[80];

	return find_row(rules->skips, name, row);
}
