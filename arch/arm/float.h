/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point. Source:
 * Arm ARM, FPSCR. The flags: conditions, saturation, exceptions.
 */
#define FLOAT_READ    "vmrs %0, fpscr"
#define FLOAT_WRITE   "vmsr fpscr, %0"
#define FLOAT_CONTROL 0x07ffff60UL
#include "arch/float.h"
