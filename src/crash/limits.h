/* SPDX-License-Identifier: MIT */
/* Names and units of resource limits, by number. */
#ifndef KNELL_CRASH_LIMITS_H
#define KNELL_CRASH_LIMITS_H

struct knell_limit_name {
	const char *name, *unit;
};

extern const struct knell_limit_name knell_limits[16];

#endif
