/* SPDX-License-Identifier: MIT */
/* The control bits of floating point. Source: Arm ARM, FPCR. */
#define FLOAT_READ    "mrs %0, fpcr"
#define FLOAT_WRITE   "msr fpcr, %0"
#define FLOAT_CONTROL ~0UL
#include "arch/float.h"
