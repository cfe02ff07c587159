/* SPDX-License-Identifier: MIT */
/* libknell: Linux signals on bare system calls. Includes all its headers. */
#ifndef KNELL_H
#define KNELL_H

#include <knell/name.h>

#endif
