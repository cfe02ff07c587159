/* SPDX-License-Identifier: MIT */
/* PLT entries of aarch64: for its struct knell_machine. */
#ifndef KNELL_ARCH_AARCH64_MACHINE_PLT_H
#define KNELL_ARCH_AARCH64_MACHINE_PLT_H

#include "arch/machine.h"

unsigned knell_aarch64_plt_slot(const uint8_t *code, size_t size,
	uint64_t address, uint64_t got, uint64_t *ret_slot);

#endif
