/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point. Source:
 * RISC-V unprivileged manual, frm. Exceptions do not trap.
 */
#define FLOAT_READ    "frrm %0"
#define FLOAT_WRITE   "fsrm %0"
#define FLOAT_CONTROL 7UL
#include "arch/float.h"
