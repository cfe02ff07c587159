/* SPDX-License-Identifier: MIT */
/* i386 as data. */
#include "arch/machine.h"
#include "arch/x86.h"

const struct knell_machine knell_machine_i386 = {
	.name = "i386",
	.elf_machine = 3,
	.word_bytes = 4,
	.plt_slot = knell_i386_plt_slot,
};
