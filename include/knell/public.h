/* SPDX-License-Identifier: MIT */
/* What every public header of libknell begins with. */
#ifndef KNELL_PUBLIC_H
#define KNELL_PUBLIC_H

/* Marks what libknell.so exports. */
#define KNELL_PUBLIC __attribute__((visibility("default")))

/* What compilers must know of jumps. */
#define KNELL_TWICE    __attribute__((returns_twice))
#define KNELL_NORETURN __attribute__((noreturn))

#endif
