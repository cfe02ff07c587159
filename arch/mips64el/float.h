/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point. Source:
 * MIPS64 manual volume I section 5.6.4 (fcsr).
 */
#define FLOAT_READ    "cfc1 %0, $31"
#define FLOAT_WRITE   "ctc1 %0, $31"
#define FLOAT_CONTROL 0x01600f83UL
/* What has just happened would trap here. */
#define FLOAT_CLEARED 0x3f000UL
#include "arch/float.h"
