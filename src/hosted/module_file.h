/* SPDX-License-Identifier: MIT */
/* The file that a module of the record was loaded from. */
#ifndef KNELL_HOSTED_MODULE_FILE_H
#define KNELL_HOSTED_MODULE_FILE_H

#include "crash/elf.h"
#include "hosted/session.h"

/*
 * Maps the file that a module of the record was loaded from: the one that was
 * handed on, or the one by the module's name. One of another build is not it.
 * Return: its descriptor; or -1 with the reason, which is NULL for what never
 * had a file.
 */
int knell_module_map(const struct knell_session *session, uint32_t module,
	struct knell_elf *ret_elf, const char **ret_reason);

#endif
