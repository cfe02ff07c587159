/* SPDX-License-Identifier: MIT */
/*
 * Names of si_code values: all that the kernel's header defines, and none that
 * it does not.
 */
#include <limits.h>
#include <signal.h>
#include <string.h>

#include "knell/name.h"
#include "knell/number.h"
#include "test/lib/test.h"

#define HEADER "/usr/include/asm-generic/siginfo.h"

static const struct {
	const char *prefix;
	int signal;
} families[] = {
	{ "SI_", SIGUSR1 },
	{ "ILL_", SIGILL },
	{ "FPE_", SIGFPE },
	{ "SEGV_", SIGSEGV },
	{ "BUS_", SIGBUS },
	{ "TRAP_", SIGTRAP },
	{ "CLD_", SIGCHLD },
	{ "POLL_", SIGIO },
	{ "SYS_", SIGSYS },
};

/* Not codes, though they begin like them. */
static int is_other(const char *name)
{
	return !strcmp(name, "SI_MAX_SIZE") ||
	       !strcmp(name, "TRAP_PERF_FLAG_ASYNC");
}

static int check_definition(const char *name, int value)
{
	for (unsigned i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		if (strncmp(name, families[i].prefix,
			    strlen(families[i].prefix)) ||
			is_other(name))
			continue;
		CHECK_TEXT(knell_code_name(families[i].signal, value), name);
		CHECK(knell_code_describe(families[i].signal, value) != NULL);
		return 1;
	}
	return 0;
}

static void check_header(void)
{
	FILE *file = fopen(HEADER, "r");
	char line[256], name[64];
	int value, checked = 0;

	CHECK(file != NULL);
	while (fgets(line, sizeof(line), file))
		/* "# define" occurs, for ia64 and the rest. */
		if (sscanf(line, "#%*[ ]define %63[A-Z0-9_] %i", name,
			    &value) == 2 ||
			sscanf(line, "#define %63[A-Z0-9_] %i", name, &value) ==
				2)
			checked += check_definition(name, value);
	fclose(file);
	/* As many as Linux 6.1 has; fewer: the reading above went wrong. */
	CHECK(checked >= 58);
}

int main(void)
{
	check_header();
	/* From Linux 6.6: later than the header of Debian 12. */
	CHECK_TEXT(knell_code_name(SIGSEGV, 10), "SEGV_CPERR");
	/* The same value means what the signal says. */
	CHECK_TEXT(knell_code_name(SIGSEGV, 1), "SEGV_MAPERR");
	CHECK_TEXT(knell_code_name(SIGBUS, 1), "BUS_ADRALN");
	CHECK_TEXT(knell_code_name(40, 1), "POLL_IN");
	CHECK_TEXT(knell_code_name(SIGSEGV, KNELL_SI_KERNEL), "SI_KERNEL");
	CHECK_TEXT(knell_code_name(SIGBUS, KNELL_SI_TKILL), "SI_TKILL");
	CHECK_TEXT(knell_code_describe(SIGFPE, KNELL_FPE_INTDIV),
		"integer division by zero");
	CHECK(knell_code_name(SIGSEGV, 11) == NULL);
	CHECK(knell_code_name(SIGSEGV, -8) == NULL);
	CHECK(knell_code_name(SIGSYS, 3) == NULL);
	CHECK(knell_code_name(SIGSEGV, INT_MAX) == NULL);
	CHECK(knell_code_describe(SIGSEGV, INT_MIN) == NULL);
	return 0;
}
