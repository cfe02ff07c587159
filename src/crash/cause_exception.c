/* SPDX-License-Identifier: MIT */
/*
 * The type of a C++ exception that nothing caught, and what it says. Source:
 * Itanium C++ ABI, exception handling 2.2.1 and RTTI 2.9.5; libstdc++,
 * libsupc++/unwind-cxx.h; libc++abi, cxa_exception.h: both keep the same
 * distance from the type to the header that unwinders know.
 */
#include "base/memory.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"

enum {
	NAME_MAX = 128,
	WHAT_MAX = 256,
	/* From std::terminate to __cxa_throw are a few frames. */
	WORDS_MAX = 1024,
	BASES_MAX = 8,
	/* struct _Unwind_Exception, which the thrown object follows. */
	HEADER_BYTES = 32,
};

/* "GNUCC++" and "CLNGC++", then a byte: 0, or 1 for a rethrown one. */
#define GNU_CLASS  0x474e5543432b2b00
#define LLVM_CLASS 0x434c4e47432b2b00

static bool read_word(
	struct knell_inquiry *inquiry, uint64_t address, uint64_t *ret_value)
{
	return knell_target_read_word(inquiry->target, address, ret_value);
}

static bool is_writable(const struct knell_inquiry *inquiry, uint64_t address)
{
	const struct knell_map *map = knell_map_find(inquiry->record, address);

	return map && map->permissions[1] == 'w';
}

/* Is there the header of an exception that was thrown, not rethrown? */
static bool is_header(struct knell_inquiry *inquiry, uint64_t address)
{
	uint64_t class;

	if (address % 16 || !is_writable(inquiry, address) ||
		knell_target_read(inquiry->target, address, &class,
			sizeof(class)) != sizeof(class))
		return false;
	return class == GNU_CLASS || class == LLVM_CLASS;
}

/* A pointer to it is in the frames from the fault to __cxa_throw. */
static bool find_header(
	struct knell_inquiry *inquiry, uint64_t end, uint64_t *ret_header)
{
	uint64_t word_bytes = inquiry->machine->word_bytes;
	uint64_t at = inquiry->sp & -word_bytes;

	for (unsigned i = 0; i < WORDS_MAX && at < end; i++) {
		if (!read_word(inquiry, at, ret_header))
			return false;
		if (is_header(inquiry, *ret_header))
			return true;
		at += word_bytes;
	}
	return false;
}

/* type_info: a pointer to its functions, then one to its name. */
static bool read_type(
	struct knell_inquiry *inquiry, uint64_t type, char name[NAME_MAX])
{
	uint64_t at;

	if (!read_word(inquiry, type + inquiry->machine->word_bytes, &at) ||
		knell_target_read_text(inquiry->target, at, name, NAME_MAX) <=
			0)
		return false;
	/* GCC marks types of one file alone, which are told by address. */
	if (*name == '*' && knell_target_read_text(inquiry->target, at + 1,
				    name, NAME_MAX) <= 0)
		return false;
	for (const char *c = name; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return true;
}

/* These keep the text of what() where their first member points. */
static bool has_text(const char *name)
{
	return knell_text_equal(name, "St13runtime_error") ||
	       knell_text_equal(name, "St11logic_error");
}

/* Of a class with one base, type_info goes on with a pointer to that. */
static bool is_derived_with_text(struct knell_inquiry *inquiry, uint64_t type)
{
	char name[NAME_MAX];

	for (unsigned i = 0; i < BASES_MAX; i++) {
		if (!read_type(inquiry, type, name))
			return false;
		if (has_text(name))
			return true;
		if (!read_word(inquiry,
			    type + 2u * inquiry->machine->word_bytes, &type))
			return false;
	}
	return false;
}

static void put_what(
	struct knell_inquiry *inquiry, uint64_t type, uint64_t object)
{
	char text[WHAT_MAX];
	uint64_t at;

	if (!is_derived_with_text(inquiry, type) ||
		!read_word(
			inquiry, object + inquiry->machine->word_bytes, &at) ||
		knell_target_read_text(
			inquiry->target, at, text, sizeof(text)) <= 0)
		return;
	inquiry->cause->abort_message = knell_inquiry_keep(inquiry, text);
	knell_inquiry_put(inquiry, " that says \"");
	knell_put_printable(inquiry->out, text);
	knell_inquiry_put(inquiry, "\"");
}

/* One name of a mangled type: its length in decimal, then itself. */
static bool put_source_name(struct knell_buffer *out, const char **cursor)
{
	uint64_t length;

	if (!knell_text_decimal(cursor, &length) ||
		length > knell_text_length(*cursor))
		return false;
	knell_put_bytes(out, *cursor, (size_t)length);
	*cursor += length;
	return true;
}

static bool put_builtin(struct knell_buffer *out, const char *name)
{
	static const struct {
		const char *name, *text;
	} rows[] = { { "i", "int" }, { "j", "unsigned int" }, { "l", "long" },
		{ "m", "unsigned long" }, { "c", "char" }, { "b", "bool" },
		{ "d", "double" }, { "f", "float" }, { "x", "long long" },
		{ "PKc", "char const*" }, { "Pc", "char*" },
		{ "Ss", "std::string" },
		{ "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE",
			"std::string" } };

	for (size_t i = 0; i < KNELL_COUNT(rows); i++) {
		if (!knell_text_equal(rows[i].name, name))
			continue;
		knell_put_text(out, rows[i].text);
		return true;
	}
	return false;
}

/*
 * Names without templates: 3foo, St13runtime_error, N3foo3barE, NSt3foo3barE.
 * Return: false, with a part written perhaps, for others.
 */
static bool put_type_name(struct knell_buffer *out, const char *name)
{
	bool nested = *name == 'N';

	if (put_builtin(out, name))
		return true;
	name += nested;
	if (knell_text_starts(name, "St")) {
		knell_put_text(out, "std::");
		name += 2;
	}
	do {
		if (!put_source_name(out, &name))
			return false;
		if (nested && *name != 'E')
			knell_put_text(out, "::");
	} while (nested && *name != 'E');
	return knell_text_equal(name, nested ? "E" : "");
}

/* Of classes the type is mangled as a name is, of others not. */
static bool is_class(const char *name)
{
	return *name == 'N' || *name == 'S' || *name == 'Z' ||
	       (*name >= '0' && *name <= '9');
}

void knell_cause_put_exception(struct knell_inquiry *inquiry, uint32_t frame)
{
	const struct knell_frame *thrower = knell_inquiry_frame(inquiry, frame);
	unsigned word_bytes = inquiry->machine->word_bytes;
	char name[NAME_MAX], text[NAME_MAX];
	struct knell_buffer readable = KNELL_BUFFER(text);
	/* Ten words lie between, or eleven and the header's alignment. */
	uint64_t distance = word_bytes == 8 ? 80 : 48;
	uint64_t header, type;

	if (!thrower || !inquiry->registers ||
		!find_header(inquiry, thrower->cfa, &header) ||
		!read_word(inquiry, header - distance, &type) ||
		!read_type(inquiry, type, name))
		return;
	knell_inquiry_put(inquiry, " of type ");
	if (put_type_name(&readable, name)) {
		knell_inquiry_put(inquiry, knell_buffer_text(&readable));
	} else {
		/* The type's name as a symbol's, which knell-report reads. */
		knell_inquiry_put(inquiry, is_class(name) ? "_Z" : "");
		knell_inquiry_put(inquiry, name);
	}
	put_what(inquiry, type, header + HEADER_BYTES);
}
