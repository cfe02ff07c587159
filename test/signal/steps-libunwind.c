/* SPDX-License-Identifier: MIT */
/*
 * libunwind unwinds from each instruction of libknell's assembly. It is a
 * program of its own: libunwind replaces functions of libgcc.
 */
#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include "test/signal/steps.h"

/* In no register of these programs. */
#define UNKNOWN 0xdeadbeefdeadbeef

static unsigned steps_unwind(
	struct steps_frame frames[STEPS_FRAMES], uint64_t whole_pc)
{
	unw_context_t context;
	unw_cursor_t cursor;
	unsigned count = 0;

	CHECK_EQUAL(unw_getcontext(&context), 0);
	CHECK_EQUAL(unw_init_local(&cursor, &context), 0);
	do {
		uint64_t *value = frames[count++].value;
		unw_word_t word;

		CHECK_EQUAL(unw_get_reg(&cursor, UNW_REG_IP, &word), 0);
		unsigned rows = word == whole_pc ? ALL_ROWS : KEPT_ROWS;

		/* Its numbers are those of DWARF. */
		for (int row = 0; row < ROWS; row++) {
			if (!(rows >> row & 1))
				continue;
			value[row] = unw_get_reg(&cursor, row, &word) ? UNKNOWN
								      : word;
		}
	} while (count < STEPS_FRAMES && unw_step(&cursor) > 0);
	return count;
}

int main(void)
{
	step_all();
	return 0;
}
