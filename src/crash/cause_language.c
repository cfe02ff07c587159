/* SPDX-License-Identifier: MIT */
/* Aborts by what languages bring with them: C++ exceptions, Rust, Go. */
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"

/* std::terminate, mangled and not. */
static bool is_terminated(const struct knell_inquiry *inquiry)
{
	return knell_inquiry_find(inquiry, "_ZSt9terminatev") != UINT32_MAX ||
	       knell_inquiry_find(inquiry, "std::terminate") != UINT32_MAX;
}

/* Mangled, the parameters left out, or as people write it. */
static bool is_cxx_library_name(const char *name)
{
	static const char *const prefixes[] = { "_ZSt", "_ZNSt", "_ZNKSt",
		"_ZNSs", "_ZNKSs", "_ZN9__gnu_cxx", "_ZNK9__gnu_cxx", "__cxa_",
		"std::", "__gnu_cxx::" };

	for (size_t i = 0; i < KNELL_COUNT(prefixes); i++)
		if (knell_text_starts(name, prefixes[i]))
			return true;
	return false;
}

/* libc as well: only a thread's first function has it for a caller. */
static bool is_cxx_library_file(const char *name)
{
	static const char *const prefixes[] = { "libstdc++.", "libc++.",
		"libc++abi.", "libc.", "ld-musl-" };

	for (size_t i = 0; i < KNELL_COUNT(prefixes); i++)
		if (knell_text_starts(name, prefixes[i]))
			return true;
	return false;
}

static bool is_cxx_library(
	const struct knell_inquiry *inquiry, const struct knell_frame *frame)
{
	const struct knell_record *record = inquiry->record;
	const char *path = frame->module >= 0 && (uint32_t)frame->module <
							 record->module_count
				   ? record->modules[frame->module].path
				   : NULL;

	return (frame->function && is_cxx_library_name(frame->function)) ||
	       (path && is_cxx_library_file(knell_text_basename(path)));
}

/*
 * The first frame from `frame` on that is not in C++'s own libraries; where
 * the program's were inlined into theirs there is none, and it is `frame`.
 */
static uint32_t skip_cxx(const struct knell_inquiry *inquiry, uint32_t frame)
{
	const struct knell_frame *at;

	for (uint32_t i = frame; (at = knell_inquiry_frame(inquiry, i)); i++)
		if (!is_cxx_library(inquiry, at))
			return i;
	return frame;
}

/* What stands in the tables of a class for a function that it lacks. */
static bool explain_pure_virtual(struct knell_inquiry *inquiry)
{
	uint32_t called = knell_inquiry_find(inquiry, "__cxa_pure_virtual");

	if (called == UINT32_MAX)
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_PURE_VIRTUAL);
	knell_inquiry_put(inquiry,
		"The program aborted: a pure virtual function was called");
	knell_inquiry_put_in(inquiry, skip_cxx(inquiry, called + 1));
	knell_inquiry_put(inquiry, ".");
	return true;
}

static bool explain_exception(struct knell_inquiry *inquiry)
{
	uint32_t thrown = knell_inquiry_find(inquiry, "__cxa_throw");

	if (thrown == UINT32_MAX)
		thrown = knell_inquiry_find(inquiry, "__cxa_rethrow");
	if (thrown == UINT32_MAX && !is_terminated(inquiry))
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_EXCEPTION);
	if (thrown == UINT32_MAX) {
		knell_inquiry_put(inquiry,
			"The program aborted: C++'s std::terminate was "
			"called.");
		return true;
	}
	knell_inquiry_put(
		inquiry, "The program aborted: nothing caught a C++ exception");
	knell_cause_put_exception(inquiry, thrown);
	uint32_t thrower = skip_cxx(inquiry, thrown + 1);

	if (knell_inquiry_frame(inquiry, thrower)) {
		knell_inquiry_put(inquiry, ", thrown in ");
		knell_inquiry_put_frame(inquiry, thrower);
	}
	knell_inquiry_put(inquiry, ".");
	return true;
}

/*
 * Is a function of Rust's own libraries? Mangled in the old way it begins with
 * its crate, in the new one its crate comes after the first "Cs" and a hash.
 */
static bool is_rust_library(const char *name)
{
	static const char *const prefixes[] = { "_ZN3std", "_ZN4core",
		"_ZN5alloc", "std::", "core::", "alloc::", "__rust" };
	static const char *const crates[] = { "_3std", "_4core", "_5alloc" };

	for (size_t i = 0; i < KNELL_COUNT(prefixes); i++)
		if (knell_text_starts(name, prefixes[i]))
			return true;
	if (!knell_text_starts(name, "_R"))
		return false;
	while (*name && !knell_text_starts(name, "Cs"))
		name++;
	name = knell_text_find(name, '_');
	for (size_t i = 0; name && i < KNELL_COUNT(crates); i++)
		if (knell_text_starts(name, crates[i]))
			return true;
	return false;
}

uint32_t knell_cause_skip_rust(
	const struct knell_inquiry *inquiry, uint32_t frame)
{
	const struct knell_frame *at;

	while ((at = knell_inquiry_frame(inquiry, frame)) && at->function &&
		is_rust_library(at->function))
		frame++;
	return frame;
}

/* The outermost frame of the panic's machinery, whose caller panicked. */
static bool explain_panic(struct knell_inquiry *inquiry)
{
	uint32_t count = inquiry->thread ? inquiry->thread->frame_count : 0;
	uint32_t last = UINT32_MAX;

	for (uint32_t i = inquiry->frame; i < count; i++) {
		const struct knell_frame *frame =
			knell_inquiry_frame(inquiry, i);
		const char *name = frame ? frame->function : NULL;

		if (name &&
			(knell_text_contains(name, "9panicking") ||
				knell_text_contains(name, "::panicking::") ||
				knell_text_contains(name, "rust_panic")))
			last = i;
	}
	if (last == UINT32_MAX)
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_PANIC);
	knell_inquiry_put(inquiry, "The program aborted: a Rust panic");
	knell_inquiry_put_in(inquiry, knell_cause_skip_rust(inquiry, last + 1));
	knell_inquiry_put(inquiry, ".");
	return true;
}

static bool explain_go(struct knell_inquiry *inquiry)
{
	if (knell_inquiry_find(inquiry, "runtime.dieFromSignal") ==
			UINT32_MAX &&
		knell_inquiry_find(inquiry, "runtime.raise") == UINT32_MAX)
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_GO_RUNTIME);
	knell_inquiry_put(inquiry, "The Go runtime ended the program.");
	return true;
}

bool knell_cause_language(struct knell_inquiry *inquiry)
{
	return explain_pure_virtual(inquiry) || explain_exception(inquiry) ||
	       explain_panic(inquiry) || explain_go(inquiry);
}
