/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point. Source:
 * LoongArch manual volume 1 section 3.1.2 (fcsr0).
 */
#define FLOAT_READ    "movfcsr2gr %0, $fcsr0"
#define FLOAT_WRITE   "movgr2fcsr $fcsr0, %0"
#define FLOAT_CONTROL 0x31fUL
#include "arch/float.h"
