/* SPDX-License-Identifier: MIT */
/* What arch/<arch>/jump.S calls, when a place holds more than registers. */
#ifndef KNELL_SIGNAL_JUMP_H
#define KNELL_SIGNAL_JUMP_H

#include "knell/jump.h"

/* What knell_jump_save ends with, its registers being saved. */
int knell_jump_save_more(struct knell_jump *point);
/* Runs on the stack that is jumped to. */
void knell_jump_restore_more(const struct knell_jump *point);

#endif
