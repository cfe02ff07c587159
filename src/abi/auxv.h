/* SPDX-License-Identifier: MIT */
/* Auxiliary vector types. Source: include/uapi/linux/auxvec.h. */
#ifndef KNELL_ABI_AUXV_H
#define KNELL_ABI_AUXV_H

enum {
	K_AT_NULL = 0,
	K_AT_PHDR = 3,
	K_AT_PHNUM = 5,
	K_AT_PAGESZ = 6,
	K_AT_ENTRY = 9,
	K_AT_RANDOM = 25,
	K_AT_EXECFN = 31,
	K_AT_SYSINFO_EHDR = 33,
	K_AT_MINSIGSTKSZ = 51,
};

#endif
