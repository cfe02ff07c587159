/* SPDX-License-Identifier: MIT */
/* The places in knell_call_unless: arch/<arch>/call.S. */
#ifndef KNELL_SIGNAL_CALL_H
#define KNELL_SIGNAL_CALL_H

/* From here on, */
extern const char knell_call_begin[];
/* up to this, the system call, code may still be sent */
extern const char knell_call_instruction[];
/* to here, where it returns -EINTR. */
extern const char knell_call_left[];

#endif
