/* SPDX-License-Identifier: MIT */
/* i386 as data. */
#include "arch/machine.h"

const struct knell_machine knell_machine_i386 = {
	.name = "i386",
	.elf_machine = 3,
	.word_bytes = 4,
};
