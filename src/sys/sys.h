/* SPDX-License-Identifier: MIT */
/*
 * Typed system calls, written once for all architectures. Each returns what
 * the kernel returns: a result, or -Exxx. Structs are in src/abi/.
 */
#ifndef KNELL_SYS_SYS_H
#define KNELL_SYS_SYS_H

#include <stddef.h>
#include <stdint.h>

#include "abi.h"
#include "syscall.h"

/* SYS_read and so on; -1 where the machine has none of the name. */
enum {
#define CALL(name, ...) SYS_##name = K_CALL_NUMBER(__VA_ARGS__),
#include "arch/calls.def"
#undef CALL
};

/* Does not compile where there is none. */
#define KNELL_CALL_NUMBER(name) \
	(SYS_##name + 0 * sizeof(char[SYS_##name < 0 ? -1 : 1]))
#define KNELL_CALL6(name, a, b, c, d, e, f)                           \
	knell_syscall6(KNELL_CALL_NUMBER(name), (long)(a), (long)(b), \
		(long)(c), (long)(d), (long)(e), (long)(f))
#define KNELL_CALL5(name, a, b, c, d, e) KNELL_CALL6(name, a, b, c, d, e, 0)
#define KNELL_CALL4(name, a, b, c, d)    KNELL_CALL6(name, a, b, c, d, 0, 0)
#define KNELL_CALL3(name, a, b, c)       KNELL_CALL6(name, a, b, c, 0, 0, 0)
#define KNELL_CALL2(name, a, b)          KNELL_CALL6(name, a, b, 0, 0, 0, 0)
#define KNELL_CALL1(name, a)             KNELL_CALL6(name, a, 0, 0, 0, 0, 0)
#define KNELL_CALL0(name)                KNELL_CALL6(name, 0, 0, 0, 0, 0, 0)

#endif
