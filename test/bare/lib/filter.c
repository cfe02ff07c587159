/* SPDX-License-Identifier: MIT */
/* System calls that fail as a test wants it: seccomp filters. */
#include "abi/errno.h"
#include "base/memory.h"
#include "sys/process.h"
#include "test/bare/bare.h"

/* include/uapi/linux/filter.h: struct sock_filter, struct sock_fprog */
struct instruction {
	uint16_t code;
	uint8_t if_true, if_false;
	uint32_t value;
};
struct program {
	uint16_t count;
	const struct instruction *instructions;
};

/* include/uapi/linux/bpf_common.h, seccomp.h, prctl.h */
enum {
	LOAD_WORD = 0x20,
	JUMP_EQUAL = 0x15,
	RETURN = 0x06,
	PR_SET_SECCOMP = 22,
	PR_SET_NO_NEW_PRIVS = 38,
	SECCOMP_MODE_FILTER = 2,
};

static void filter(long number, uint32_t verdict)
{
	/* The number of the call comes first in struct seccomp_data. */
	const struct instruction instructions[] = {
		{ LOAD_WORD, 0, 0, 0 }, { JUMP_EQUAL, 0, 1, (uint32_t)number },
		{ RETURN, 0, 0, verdict },
		{ RETURN, 0, 0, 0x7fff0000 }, /* SECCOMP_RET_ALLOW */
	};
	const struct program program = { KNELL_COUNT(instructions),
		instructions };

	KNELL_CALL5(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (KNELL_CALL5(prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0,
		    0) < 0)
		TEST_SKIP("the kernel has no filters of system calls");
}

void test_refuse_call(long number, int error)
{
	/* SECCOMP_RET_ERRNO */
	filter(number, 0x00050000 | (uint32_t)-error);
}

void test_deadly_call(long number)
{
	/* SECCOMP_RET_KILL_PROCESS */
	filter(number, 0x80000000);
}
