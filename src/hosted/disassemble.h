/* SPDX-License-Identifier: MIT */
/* The instructions around where a crash was. */
#ifndef KNELL_HOSTED_DISASSEMBLE_H
#define KNELL_HOSTED_DISASSEMBLE_H

#include "crash/elf.h"
#include "hosted/session.h"

/*
 * Fills record->instructions around the PC of `frame`, which the signal hit.
 * `elf` is the file of its module, or one that is not opened.
 */
void knell_disassemble(struct knell_session *session,
	const struct knell_frame *frame, const struct knell_elf *elf);

#endif
