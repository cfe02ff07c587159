/* SPDX-License-Identifier: MIT */
/* Shortening the long names that C++ and Rust give to functions. */
#ifndef KNELL_REPORT_NAME_H
#define KNELL_REPORT_NAME_H

#include <stddef.h>
#include <stdint.h>

/* Room that a shortened name needs at most. */
enum { KNELL_NAME_BYTES = 1024 };

/*
 * The name itself where it fits `columns`. Else what is nested deepest in
 * its angle brackets and parentheses gives way to a "…" first, so that what
 * tells functions apart stays: "std::vector<…>::push_back(…)". If that is
 * not enough the middle goes. Return: `name` or `scratch`.
 */
const char *knell_name_fit(
	const char *name, uint32_t columns, char scratch[KNELL_NAME_BYTES]);

#endif
