/* SPDX-License-Identifier: MIT */
/*
 * The control bits of floating point. Source:
 * z/Architecture Principles of Operation chapter 9 (fpc).
 */
#define FLOAT_READ    "efpc %0"
#define FLOAT_WRITE   "sfpc %0"
#define FLOAT_CONTROL 0xff0000ffUL
#include "arch/float.h"
