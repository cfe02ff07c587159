/* SPDX-License-Identifier: MIT */
/*
 * Typed system calls, written once for all architectures. Each returns what
 * the kernel returns: a result, or -Exxx. Structs are in src/abi/.
 */
#ifndef KNELL_SYS_SYS_H
#define KNELL_SYS_SYS_H

#include <stddef.h>
#include <stdint.h>

#include "syscall.h"

#define KNELL_CALL6(name, a, b, c, d, e, f)                                    \
	knell_syscall6(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), \
		(long)(e), (long)(f))
#define KNELL_CALL5(name, a, b, c, d, e) KNELL_CALL6(name, a, b, c, d, e, 0)
#define KNELL_CALL4(name, a, b, c, d)    KNELL_CALL6(name, a, b, c, d, 0, 0)
#define KNELL_CALL3(name, a, b, c)       KNELL_CALL6(name, a, b, c, 0, 0, 0)
#define KNELL_CALL2(name, a, b)          KNELL_CALL6(name, a, b, 0, 0, 0, 0)
#define KNELL_CALL1(name, a)             KNELL_CALL6(name, a, 0, 0, 0, 0, 0)
#define KNELL_CALL0(name)                KNELL_CALL6(name, 0, 0, 0, 0, 0, 0)

#endif
