/* SPDX-License-Identifier: MIT */
/* What signal contexts tell besides registers. */
#ifndef KNELL_ARCH_AARCH64_MACHINE_CONTEXT_H
#define KNELL_ARCH_AARCH64_MACHINE_CONTEXT_H

#include "arch/machine.h"

unsigned knell_aarch64_state(const uint8_t *context);
enum knell_access knell_aarch64_access(const uint8_t *context);

#endif
