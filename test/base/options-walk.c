/* SPDX-License-Identifier: MIT */
/* Command lines and what the walk along their options says of them. */
#include "base/memory.h"
#include "base/options.h"
#include "test/lib/test.h"

static const struct knell_option table[] = {
	{ "output", 'o', "FILE" },
	{ "quiet", 'q', NULL },
	{ "out", 0, NULL },
	{ "color", 0, "WHEN" },
};

/* What it finds, as words: "row=value", an error's name, "|operand". */
static void walk(char **argv, int argc, char *text)
{
	struct knell_options options = { .table = table,
		.count = KNELL_COUNT(table),
		.argv = argv,
		.argc = argc };

	for (;;) {
		int row = knell_options_next(&options);

		if (row == KNELL_OPTIONS_END)
			break;
		const char *what = row == KNELL_OPTIONS_UNKNOWN    ? "unknown"
				   : row == KNELL_OPTIONS_NO_VALUE ? "lacking"
				   : row == KNELL_OPTIONS_NEEDLESS_VALUE
					   ? "needless"
					   : table[row].name;
		text += sprintf(text, "%s", what);
		if (row < 0 || table[row].value)
			text += sprintf(text, "=%s", options.value);
		text += sprintf(text, " ");
	}
	CHECK(options.next <= argc);
	while (options.next < argc)
		text += sprintf(text, "|%s", argv[options.next++]);
	*text = '\0';
}

static const struct {
	const char *words[6];
	const char *found;
} rows[] = {
	{ { NULL }, "" },
	{ { "prog", "-q" }, "|prog|-q" },
	{ { "-q", "prog", "-q" }, "quiet |prog|-q" },
	{ { "-q", "--", "-q" }, "quiet |-q" },
	{ { "--" }, "" },
	{ { "-", "-q" }, "|-|-q" },
	{ { "", "-q" }, "||-q" },
	{ { "-ofile", "-o", "file" }, "output=file output=file " },
	{ { "-o", "-q", "-q" }, "output=-q quiet " },
	{ { "-o", "--", "x" }, "output=-- |x" },
	{ { "-qqo", "x" }, "quiet quiet output=x " },
	{ { "-qofile" }, "quiet output=file " },
	{ { "-o=x" }, "output==x " },
	{ { "-qo" }, "quiet lacking=-qo " },
	{ { "-o" }, "lacking=-o " },
	{ { "-o", "" }, "output= " },
	{ { "--output=x", "--output", "y" }, "output=x output=y " },
	{ { "--output=", "--output=a=b" }, "output= output=a=b " },
	{ { "--output" }, "lacking=--output " },
	{ { "--quiet=x", "-q" }, "needless=--quiet=x quiet " },
	{ { "--quiet=" }, "needless=--quiet= " },
	/* No abbreviations: `out` is a name of its own. */
	{ { "--out", "--outp", "--outputs" },
		"out unknown=--outp unknown=--outputs " },
	{ { "--=x" }, "unknown=--=x " },
	{ { "-z", "-q" }, "unknown=-z quiet " },
	/* A letter that is unknown does not hide the rest of its cluster. */
	{ { "-zq" }, "unknown=-zq quiet " },
	{ { "--color", "always", "x" }, "color=always |x" },
};

int main(void)
{
	for (size_t i = 0; i < KNELL_COUNT(rows); i++) {
		char *argv[KNELL_COUNT(rows[i].words) + 1] = { NULL };
		char text[256];
		int argc = 0;

		for (; rows[i].words[argc]; argc++)
			argv[argc] = (char *)(uintptr_t)rows[i].words[argc];
		walk(argv, argc, text);
		CHECK_TEXT(text, rows[i].found);
	}
	return test_end();
}
