/* SPDX-License-Identifier: MIT */
/* aarch64 as data. */
#include "arch/machine.h"

const struct knell_machine knell_machine_aarch64 = {
	.name = "aarch64",
	.elf_machine = 183,
	.word_bytes = 8,
};
