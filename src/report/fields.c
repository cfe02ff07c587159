/* SPDX-License-Identifier: MIT */
/* A descriptor for every member of every struct of the record. */
#include "report/fields.h"

#include "base/memory.h"
#include "crash/record.h"

/* The offset of a member; compiles only if its C type is the one named. */
#define OFFSET(member, type)       \
	(offsetof(SHAPE, member) + \
		0 * sizeof(char[_Generic(((SHAPE *)0)->member, type : 1)]))

#define ROW(member_, type_, kind_, unknown_)                                   \
	{                                                                      \
		.name = #member_, .kind = KNELL_FIELD_##kind_,                 \
		.unknown = KNELL_##unknown_, .offset = OFFSET(member_, type_), \
	}
/* Known only if the bool `has_` is true. */
#define ROW_IF(has_, member_, type_, kind_)                                   \
	{                                                                     \
		.name = #member_, .kind = KNELL_FIELD_##kind_,                \
		.unknown = KNELL_UNKNOWN_UNLESS,                              \
		.offset = OFFSET(member_, type_), .link = OFFSET(has_, bool), \
	}
#define ROW_WORD(member_, words_)                                       \
	{                                                               \
		.name = #member_, .kind = KNELL_FIELD_WORD,             \
		.offset = OFFSET(member_, uint32_t), .words = (words_), \
		.word_count = KNELL_COUNT(words_),                      \
	}
#define ROW_COUNTED(member_, type_, kind_, count_)             \
	{                                                      \
		.name = #member_, .kind = KNELL_FIELD_##kind_, \
		.offset = OFFSET(member_, type_),              \
		.link = OFFSET(count_, uint32_t),              \
	}
#define ROW_STRUCT(member_, type_, shape_)                            \
	{                                                             \
		.name = #member_, .kind = KNELL_FIELD_STRUCT,         \
		.offset = OFFSET(member_, type_), .shape = &(shape_), \
	}
#define ROW_STRUCT_IF(has_, member_, type_, shape_)                           \
	{                                                                     \
		.name = #member_, .kind = KNELL_FIELD_STRUCT,                 \
		.unknown = KNELL_UNKNOWN_UNLESS,                              \
		.offset = OFFSET(member_, type_), .link = OFFSET(has_, bool), \
		.shape = &(shape_),                                           \
	}
#define ROW_ARRAY(member_, type_, count_, shape_)                     \
	{                                                             \
		.name = #member_, .kind = KNELL_FIELD_ARRAY,          \
		.offset = OFFSET(member_, type_),                     \
		.link = OFFSET(count_, uint32_t), .shape = &(shape_), \
	}
#define TEXT(member_) ROW(member_, char *, TEXT, ZERO_UNKNOWN)

#define SHAPE_OF(name_, fields_)                                             \
	{                                                                    \
		.name = (name_), .fields = (fields_), .size = sizeof(SHAPE), \
		.field_count = KNELL_COUNT(fields_),                         \
	}

static const char *const frame_how_words[] = {
	[KNELL_FRAME_REGISTERS] = "registers",
	[KNELL_FRAME_CFI] = "cfi",
	[KNELL_FRAME_POINTER] = "frame-pointer",
	[KNELL_FRAME_SIGNAL] = "signal-frame",
	[KNELL_FRAME_ADDRESS] = "return-address",
	[KNELL_FRAME_SCAN] = "scan",
	[KNELL_FRAME_INLINE] = "inline",
	[KNELL_FRAME_RUNTIME] = "runtime",
};

static const char *const unwind_end_words[] = {
	[KNELL_UNWIND_UNKNOWN] = "unknown",
	[KNELL_UNWIND_OUTERMOST] = "outermost",
	[KNELL_UNWIND_NO_CODE] = "no-code",
	[KNELL_UNWIND_NO_STACK] = "no-stack",
	[KNELL_UNWIND_NO_PROGRESS] = "no-progress",
	[KNELL_UNWIND_BAD_TABLE] = "bad-table",
	[KNELL_UNWIND_LIMIT] = "limit",
	[KNELL_UNWIND_NO_REGISTERS] = "no-registers",
	[KNELL_UNWIND_NO_RULE] = "no-rule",
};

_Static_assert(KNELL_COUNT(frame_how_words) == KNELL_FRAME_HOW_COUNT,
	"a word for each value");
_Static_assert(KNELL_COUNT(unwind_end_words) == KNELL_UNWIND_END_COUNT,
	"a word for each value");

#define SHAPE struct knell_source_line
static const struct knell_field source_line_fields[] = {
	ROW(number, uint32_t, UINT32, NEVER_UNKNOWN),
	TEXT(text),
};
static const struct knell_shape source_line_shape =
	SHAPE_OF("source_line", source_line_fields);
#undef SHAPE

#define SHAPE struct knell_frame
static const struct knell_field frame_fields[] = {
	ROW(pc, uint64_t, HEX, NEVER_UNKNOWN),
	ROW(cfa, uint64_t, HEX, ZERO_UNKNOWN),
	ROW_WORD(how, frame_how_words),
	ROW(exact, bool, BOOL, NEVER_UNKNOWN),
	ROW(module, int32_t, INT32, MINUS_ONE_UNKNOWN),
	ROW(module_offset, uint64_t, HEX, ZERO_UNKNOWN),
	TEXT(function),
	TEXT(symbol),
	TEXT(runtime),
	ROW(function_offset, uint64_t, HEX, NEVER_UNKNOWN),
	TEXT(file),
	ROW(line, uint32_t, UINT32, ZERO_UNKNOWN),
	ROW(column, uint32_t, UINT32, ZERO_UNKNOWN),
	ROW_ARRAY(source, struct knell_source_line *, source_count,
		source_line_shape),
};
static const struct knell_shape frame_shape = SHAPE_OF("frame", frame_fields);
#undef SHAPE

#define SHAPE struct knell_fold
static const struct knell_field fold_fields[] = {
	ROW(first, uint32_t, UINT32, NEVER_UNKNOWN),
	ROW(length, uint32_t, UINT32, NEVER_UNKNOWN),
	ROW(times, uint64_t, COUNT, NEVER_UNKNOWN),
};
static const struct knell_shape fold_shape = SHAPE_OF("fold", fold_fields);
#undef SHAPE

#define SHAPE struct knell_register_value
static const struct knell_field register_fields[] = {
	TEXT(name),
	ROW(value, uint64_t, HEX, NEVER_UNKNOWN),
	TEXT(points_at),
};
static const struct knell_shape register_shape =
	SHAPE_OF("register_value", register_fields);
#undef SHAPE

#define SHAPE struct knell_thread
static const struct knell_field thread_fields[] = {
	ROW(tid, int32_t, INT32, NEVER_UNKNOWN),
	TEXT(name),
	ROW(state, char, LETTER, ZERO_UNKNOWN),
	ROW(crashed, bool, BOOL, NEVER_UNKNOWN),
	TEXT(waits),
	ROW(stack_start, uint64_t, HEX, ZERO_UNKNOWN),
	ROW(stack_end, uint64_t, HEX, ZERO_UNKNOWN),
	ROW_ARRAY(registers, struct knell_register_value *, register_count,
		register_shape),
	ROW_ARRAY(frames, struct knell_frame *, frame_count, frame_shape),
	ROW_ARRAY(folds, struct knell_fold *, fold_count, fold_shape),
	ROW(omitted, uint64_t, COUNT, NEVER_UNKNOWN),
	ROW(omitted_at, uint32_t, UINT32, NEVER_UNKNOWN),
	ROW_WORD(end, unwind_end_words),
};
static const struct knell_shape thread_shape =
	SHAPE_OF("thread", thread_fields);
#undef SHAPE

#define SHAPE struct knell_module
static const struct knell_field module_fields[] = {
	TEXT(path),
	TEXT(build_id),
	ROW(start, uint64_t, HEX, NEVER_UNKNOWN),
	ROW(end, uint64_t, HEX, NEVER_UNKNOWN),
	ROW(bias, uint64_t, HEX, NEVER_UNKNOWN),
	ROW(deleted, bool, BOOL, NEVER_UNKNOWN),
	ROW(mismatch, bool, BOOL, NEVER_UNKNOWN),
	TEXT(debug_file),
};
static const struct knell_shape module_shape =
	SHAPE_OF("module", module_fields);
#undef SHAPE

#define SHAPE struct knell_map
static const struct knell_field map_fields[] = {
	ROW(start, uint64_t, HEX, NEVER_UNKNOWN),
	ROW(end, uint64_t, HEX, NEVER_UNKNOWN),
	ROW(offset, uint64_t, HEX, NEVER_UNKNOWN),
	ROW(permissions, char *, PERMISSIONS, ZERO_UNKNOWN),
	TEXT(name),
};
static const struct knell_shape map_shape = SHAPE_OF("map", map_fields);
#undef SHAPE

#define SHAPE struct knell_limit
static const struct knell_field limit_fields[] = {
	TEXT(name),
	TEXT(unit),
	ROW(soft, uint64_t, LIMIT, NEVER_UNKNOWN),
	ROW(hard, uint64_t, LIMIT, NEVER_UNKNOWN),
};
static const struct knell_shape limit_shape = SHAPE_OF("limit", limit_fields);
#undef SHAPE

#define SHAPE struct knell_bytes_at
static const struct knell_field bytes_fields[] = {
	ROW(address, uint64_t, HEX, ZERO_UNKNOWN),
	ROW_COUNTED(data, uint8_t *, BYTES, size),
};
static const struct knell_shape bytes_shape =
	SHAPE_OF("bytes_at", bytes_fields);
#undef SHAPE

#define SHAPE struct knell_stack_word
static const struct knell_field stack_word_fields[] = {
	ROW(address, uint64_t, HEX, NEVER_UNKNOWN),
	ROW(value, uint64_t, HEX, NEVER_UNKNOWN),
	TEXT(points_at),
};
static const struct knell_shape stack_word_shape =
	SHAPE_OF("stack_word", stack_word_fields);
#undef SHAPE

#define SHAPE struct knell_instruction
static const struct knell_field instruction_fields[] = {
	ROW(address, uint64_t, HEX, NEVER_UNKNOWN),
	TEXT(text),
	ROW(current, bool, BOOL, NEVER_UNKNOWN),
};
static const struct knell_shape instruction_shape =
	SHAPE_OF("instruction", instruction_fields);
#undef SHAPE

#define SHAPE struct knell_signal_facts
static const struct knell_field signal_fields[] = {
	ROW(number, int32_t, INT32, NEVER_UNKNOWN),
	ROW_IF(has_info, code, int32_t, INT32),
	TEXT(name),
	TEXT(code_name),
	ROW_IF(has_address, address, uint64_t, HEX),
	ROW_IF(has_sender, sender_pid, int32_t, INT32),
	ROW_IF(has_sender, sender_uid, uint32_t, UINT32),
	TEXT(sender_command),
	TEXT(sender_user),
	ROW_IF(has_value, value, uint64_t, HEX),
	ROW_IF(has_call, call_number, int32_t, INT32),
	TEXT(call_name),
	ROW_IF(has_call, call_address, uint64_t, HEX),
};
static const struct knell_shape signal_shape =
	SHAPE_OF("signal_facts", signal_fields);
#undef SHAPE

#define SHAPE struct knell_cause
static const struct knell_field cause_fields[] = {
	TEXT(sentence),
	TEXT(kind),
	ROW_STRUCT(signal, struct knell_signal_facts, signal_shape),
	TEXT(access),
	ROW_IF(has_address, address, uint64_t, HEX),
	TEXT(place),
	TEXT(abort_message),
	ROW_STRUCT_IF(in_handler, final_signal, struct knell_signal_facts,
		signal_shape),
	ROW(handler_returned, bool, BOOL, NEVER_UNKNOWN),
	TEXT(handling),
};
static const struct knell_shape cause_shape = SHAPE_OF("cause", cause_fields);
#undef SHAPE

#define SHAPE struct knell_process
static const struct knell_field process_fields[] = {
	ROW(pid, int32_t, INT32, NEVER_UNKNOWN),
	ROW(tid, int32_t, INT32, NEVER_UNKNOWN),
	ROW(ppid, int32_t, INT32, NEVER_UNKNOWN),
	ROW(uid, uint32_t, UINT32, NEVER_UNKNOWN),
	ROW(gid, uint32_t, UINT32, NEVER_UNKNOWN),
	TEXT(command),
	TEXT(executable),
	ROW_COUNTED(arguments, char **, TEXTS, argument_count),
	TEXT(command_line),
	ROW(command_line_cut, bool, BOOL, NEVER_UNKNOWN),
	TEXT(directory),
	ROW(start_ns, uint64_t, DECIMAL, ZERO_UNKNOWN),
	ROW(age_ns, uint64_t, DECIMAL, ZERO_UNKNOWN),
	ROW(resident_bytes, uint64_t, COUNT, ZERO_UNKNOWN),
	ROW(virtual_bytes, uint64_t, COUNT, ZERO_UNKNOWN),
	ROW_COUNTED(environment, char **, TEXTS, environment_count),
};
static const struct knell_shape process_shape =
	SHAPE_OF("process", process_fields);
#undef SHAPE

#define SHAPE struct knell_system
static const struct knell_field system_fields[] = {
	TEXT(machine),
	TEXT(kernel),
	TEXT(kernel_version),
	TEXT(host),
	ROW(uptime_ns, uint64_t, DECIMAL, ZERO_UNKNOWN),
	ROW(time_ns, uint64_t, DECIMAL, ZERO_UNKNOWN),
};
static const struct knell_shape system_shape =
	SHAPE_OF("system", system_fields);
#undef SHAPE

#define SHAPE struct knell_record
static const struct knell_field record_fields[] = {
	ROW(version, uint32_t, UINT32, NEVER_UNKNOWN),
	TEXT(knell_version),
	TEXT(source),
	ROW_STRUCT(system, struct knell_system, system_shape),
	ROW_STRUCT(process, struct knell_process, process_shape),
	ROW_STRUCT(cause, struct knell_cause, cause_shape),
	ROW_ARRAY(threads, struct knell_thread *, thread_count, thread_shape),
	ROW_STRUCT(code, struct knell_bytes_at, bytes_shape),
	ROW_ARRAY(instructions, struct knell_instruction *, instruction_count,
		instruction_shape),
	ROW_ARRAY(stack_words, struct knell_stack_word *, stack_word_count,
		stack_word_shape),
	ROW_ARRAY(modules, struct knell_module *, module_count, module_shape),
	ROW_ARRAY(maps, struct knell_map *, map_count, map_shape),
	ROW_ARRAY(limits, struct knell_limit *, limit_count, limit_shape),
	ROW_COUNTED(notes, char **, TEXTS, note_count),
};
const struct knell_shape knell_record_shape = SHAPE_OF("record", record_fields);
#undef SHAPE

unsigned knell_field_size(const struct knell_field *field)
{
	static const uint8_t sizes[] = {
		[KNELL_FIELD_BOOL] = sizeof(bool),
		[KNELL_FIELD_INT32] = 4,
		[KNELL_FIELD_UINT32] = 4,
		[KNELL_FIELD_WORD] = 4,
		[KNELL_FIELD_COUNT] = 8,
		[KNELL_FIELD_HEX] = 8,
		[KNELL_FIELD_DECIMAL] = 8,
		[KNELL_FIELD_LIMIT] = 8,
		[KNELL_FIELD_LETTER] = 1,
		[KNELL_FIELD_PERMISSIONS] = 5,
		[KNELL_FIELD_TEXT] = sizeof(char *),
		[KNELL_FIELD_BYTES] = sizeof(uint8_t *),
		[KNELL_FIELD_TEXTS] = sizeof(char **),
		[KNELL_FIELD_ARRAY] = sizeof(void *),
	};

	if (field->kind == KNELL_FIELD_STRUCT)
		return field->shape->size;
	return sizes[field->kind];
}
