/* SPDX-License-Identifier: MIT */
/* Names and meanings of signals, of si_code values, and of flags. */
#ifndef KNELL_NAME_H
#define KNELL_NAME_H

#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	/* Room for any name that knell_signal_name writes. */
	KNELL_NAME_BYTES = 16,
	/* Room for any flags that are written. */
	KNELL_FLAGS_TEXT_BYTES = 192
};

/* What the default action of a signal does to the process. */
enum knell_default {
	KNELL_DEFAULT_TERMINATE,
	/* Terminates with a core dump. */
	KNELL_DEFAULT_CORE,
	KNELL_DEFAULT_IGNORE,
	KNELL_DEFAULT_STOP,
	KNELL_DEFAULT_CONTINUE
};

/**
 * knell_signal_name - the name of a signal, as kill(1) spells it
 * @signal: its number
 * @ret_name: KNELL_NAME_BYTES of room, which the result may lie in
 *
 * Real-time signals are counted as programs see them, from the first that
 * glibc does not keep for itself: 34 is "SIGRTMIN", 35 "SIGRTMIN+1", the last
 * "SIGRTMAX". The kept ones are "SIG32" and "SIG33".
 *
 * Return: the name with "SIG"; "SIG" and the number where @signal is none.
 * Context: AS-Safe, MT-Safe.
 * Source: kill(1), signal(7), include/uapi/asm-generic/signal.h.
 */
KNELL_PUBLIC const char *knell_signal_name(
	int signal, char ret_name[KNELL_NAME_BYTES]);

/**
 * knell_signal_from_name - the number of a signal
 * @name: "TERM", "SIGTERM", "15", "SIG33", "RTMIN+3", "RT+3", "SIGRTMAX-1", in
 * capitals
 *
 * Return: the number, from 1 on; -EINVAL when @name is no signal; -EFAULT when
 * it is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: kill(1), signal(7).
 */
KNELL_PUBLIC int knell_signal_from_name(const char *name);

/**
 * knell_signal_describe - what a signal tells, in a few words
 * @signal: its number
 *
 * Return: such as "invalid memory access"; NULL when @signal is no signal.
 * Context: AS-Safe, MT-Safe.
 * Source: signal(7).
 */
KNELL_PUBLIC const char *knell_signal_describe(int signal);

/**
 * knell_signal_default - what the default action of a signal does
 * @signal: its number
 *
 * Return: one of enum knell_default; -EINVAL when @signal is no signal.
 * Context: AS-Safe, MT-Safe.
 * Source: signal(7), the kernel's include/linux/signal.h.
 */
KNELL_PUBLIC int knell_signal_default(int signal);

/**
 * knell_code_name - the name of an si_code
 * @signal: the signal that it came with, which decides what it means
 * @code: the si_code
 *
 * A signal without values of its own, such as a real-time one, has those of
 * SIGIO, which fcntl's F_SETSIG redirects.
 *
 * Return: such as "SEGV_MAPERR"; NULL when there is no name.
 * Context: AS-Safe, MT-Safe.
 * Source: include/uapi/asm-generic/siginfo.h, sigaction(2).
 */
KNELL_PUBLIC const char *knell_code_name(int signal, int code);

/**
 * knell_code_describe - what an si_code tells, in a few words
 * @signal: the signal that it came with, which decides what it means
 * @code: the si_code
 *
 * Return: such as "address not mapped"; NULL when there is no such value.
 * Context: AS-Safe, MT-Safe.
 * Source: include/uapi/asm-generic/siginfo.h, sigaction(2).
 */
KNELL_PUBLIC const char *knell_code_describe(int signal, int code);

/**
 * knell_code_from_name - the value of an si_code, and its signal
 * @name: such as "SEGV_MAPERR" or "SI_QUEUE"
 * @ret_signal: the signal that it belongs to; 0 when it may come with any
 * @ret_code: its value
 *
 * Return: 0; -EINVAL when there is no such name; -EFAULT when an argument is
 * NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: include/uapi/asm-generic/siginfo.h, sigaction(2).
 */
KNELL_PUBLIC int knell_code_from_name(
	const char *name, int *ret_signal, int *ret_code);

/**
 * knell_action_flags_format - write flags of an action as text
 * @flags: the flags
 * @ret_text: KNELL_FLAGS_TEXT_BYTES of room, which the result lies in
 *
 * Return: @ret_text: such as "SA_SIGINFO|SA_RESTART", with what has no name as
 * one number in hex at the end, "SA_RESTART|0x1000"; "0" when there are none.
 * Context: AS-Safe, MT-Safe.
 * Source: sigaction(2).
 */
KNELL_PUBLIC const char *knell_action_flags_format(
	unsigned long flags, char ret_text[KNELL_FLAGS_TEXT_BYTES]);

/**
 * knell_action_flags_parse - read flags of an action from text
 * @text: names and numbers, decimal or in hex after "0x", with | between them
 * @ret_flags: the flags
 *
 * Return: 0; -EINVAL when a part is neither, or too large; -EFAULT when an
 * argument is NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: sigaction(2).
 */
KNELL_PUBLIC int knell_action_flags_parse(
	const char *text, unsigned long *ret_flags);

/**
 * knell_stack_flags_format - write flags of an alternate stack as text
 * @flags: the flags
 * @ret_text: KNELL_FLAGS_TEXT_BYTES of room, which the result lies in
 *
 * Return: @ret_text: such as "SS_AUTODISARM", otherwise as for
 * knell_action_flags_format.
 * Context: AS-Safe, MT-Safe.
 * Source: sigaltstack(2).
 */
KNELL_PUBLIC const char *knell_stack_flags_format(
	unsigned flags, char ret_text[KNELL_FLAGS_TEXT_BYTES]);

/**
 * knell_stack_flags_parse - read flags of an alternate stack from text
 * @text: as for knell_action_flags_parse
 * @ret_flags: the flags
 *
 * Return: 0; -EINVAL and -EFAULT as for knell_action_flags_parse.
 * Context: AS-Safe, MT-Safe.
 * Source: sigaltstack(2).
 */
KNELL_PUBLIC int knell_stack_flags_parse(const char *text, unsigned *ret_flags);

#ifdef __cplusplus
}
#endif

#endif
