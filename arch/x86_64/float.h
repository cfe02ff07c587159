/* SPDX-License-Identifier: MIT */
/* The control bits of floating point. */
#include "arch/x86_float.h"
