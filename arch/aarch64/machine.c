/* SPDX-License-Identifier: MIT */
/* aarch64 as data. */
#include "arch/aarch64/machine_plt.h"
#include "arch/machine.h"

const struct knell_machine knell_machine_aarch64 = {
	.name = "aarch64",
	.elf_machine = 183,
	.word_bytes = 8,
	.plt_slot = knell_aarch64_plt_slot,
};
