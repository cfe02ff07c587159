/* SPDX-License-Identifier: MIT */
/* From a raw siginfo of any machine to what it tells. */
#ifndef KNELL_CRASH_SIGINFO_H
#define KNELL_CRASH_SIGINFO_H

#include "crash/module.h"
#include "crash/target.h"

/*
 * Decodes 128 bytes in the layout of a machine with words of `word_bytes`.
 * Which fields count is told by signal and code; the sender's command and user
 * are looked up as they are now.
 */
void knell_siginfo_decode(struct knell_target *target,
	struct knell_arena *arena, const uint8_t info[128], uint8_t word_bytes,
	struct knell_signal_facts *ret_facts);
/* Could these bytes be one? A signal frame's may never have been filled in. */
bool knell_siginfo_plausible(const uint8_t info[128]);
/* Did the process that crashed send it, to itself? */
bool knell_siginfo_is_own(const struct knell_modules *modules,
	const struct knell_signal_facts *facts);
/*
 * Was what looks like a fault queued, by the thread for itself? `registers` are
 * those that it had then. If so it gets a sender, and loses its address.
 */
void knell_siginfo_doubt(const struct knell_modules *modules,
	const struct knell_registers *registers,
	struct knell_signal_facts *facts);
/* Only the number is known. */
void knell_siginfo_number(struct knell_arena *arena, int32_t number,
	struct knell_signal_facts *ret_facts);
/*
 * The name of a user in the target's /etc/passwd; NULL: not found.
 */
char *knell_user_name(
	struct knell_target *target, struct knell_arena *arena, uint32_t uid);

#endif
