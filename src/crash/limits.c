/* SPDX-License-Identifier: MIT */
/* Names and units of resource limits. Source: asm-generic/resource.h. */
#include "crash/limits.h"

const struct knell_limit_name knell_limits[16] = {
	{ "cpu", "seconds" },
	{ "fsize", "bytes" },
	{ "data", "bytes" },
	{ "stack", "bytes" },
	{ "core", "bytes" },
	{ "rss", "bytes" },
	{ "nproc", "processes" },
	{ "nofile", "files" },
	{ "memlock", "bytes" },
	{ "as", "bytes" },
	{ "locks", "locks" },
	{ "sigpending", "signals" },
	{ "msgqueue", "bytes" },
	{ "nice", "nice" },
	{ "rtprio", "priority" },
	{ "rttime", "microseconds" },
};
