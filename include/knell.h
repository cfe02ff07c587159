/* SPDX-License-Identifier: MIT */
/* libknell: Linux signals on bare system calls. Includes all its headers. */
#ifndef KNELL_H
#define KNELL_H

#include <knell/action.h>
#include <knell/bind.h>
#include <knell/call.h>
#include <knell/context.h>
#include <knell/defer.h>
#include <knell/fd.h>
#include <knell/frame.h>
#include <knell/info.h>
#include <knell/jump.h>
#include <knell/mask.h>
#include <knell/name.h>
#include <knell/number.h>
#include <knell/return.h>
#include <knell/runtime.h>
#include <knell/send.h>
#include <knell/set.h>
#include <knell/stack.h>
#include <knell/start.h>
#include <knell/thread.h>
#include <knell/wait.h>

#endif
