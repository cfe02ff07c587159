/* SPDX-License-Identifier: MIT */
/* From a target to the record: the order in which all is asked for. */
#include "crash/capture.h"

#include "abi/signal.h"
#include "base/load.h"
#include "base/text.h"
#include "crash/cause.h"
#include "crash/describe.h"
#include "crash/handled.h"
#include "crash/siginfo.h"
#include "crash/symbol.h"
#include "crash/threads.h"

enum {
	FRAMES_MAX = 256,
	NOTES_MAX = 32,
	CODE_BEFORE = 64,
	CODE_SIZE = 128,
	STACK_WORDS = 32,
	STACK_WORDS_BELOW = 4,
};

void knell_record_note(struct knell_record *record, struct knell_arena *arena,
	const char *text)
{
	if (!record->notes)
		record->notes = knell_arena_take_array(
			arena, NOTES_MAX, sizeof(*record->notes));
	if (!record->notes || record->note_count == NOTES_MAX)
		return;
	char *note =
		knell_arena_copy_text(arena, text, knell_text_length(text));

	if (note)
		record->notes[record->note_count++] = note;
}

/* As many bytes as can be read; what precedes PC may lie in another page. */
static void capture_code(struct knell_modules *modules, uint64_t pc)
{
	struct knell_bytes_at *code = &modules->record->code;
	uint8_t *data = knell_arena_take(modules->arena, CODE_SIZE);

	if (!data)
		return;
	for (uint64_t before = CODE_BEFORE;; before = 0) {
		size_t got = pc >= before
				     ? knell_target_read(modules->target,
					       pc - before, data, CODE_SIZE)
				     : 0;

		if (got > before) {
			code->address = pc - before;
			code->data = data;
			code->size = (uint32_t)got;
			return;
		}
		if (!before)
			return;
	}
}

static void capture_stack_words(struct knell_modules *modules, uint64_t sp)
{
	struct knell_record *record = modules->record;
	unsigned word = modules->target->machine->word_bytes;
	uint8_t bytes[STACK_WORDS * 8];
	uint64_t start = sp - STACK_WORDS_BELOW * word;
	size_t got = knell_target_read(
		modules->target, start, bytes, STACK_WORDS * word);

	/* Nothing of the stack may lie below SP, in the page before. */
	if (!got) {
		start = sp;
		got = knell_target_read(
			modules->target, start, bytes, STACK_WORDS * word);
	}
	record->stack_words = knell_arena_take_array(
		modules->arena, STACK_WORDS, sizeof(*record->stack_words));
	for (size_t i = 0; record->stack_words && (i + 1) * word <= got; i++) {
		struct knell_stack_word *at =
			&record->stack_words[record->stack_word_count++];

		at->address = start + i * word;
		at->value = knell_load(bytes + i * word, word);
	}
}

static void capture_signal(struct knell_modules *modules,
	const struct knell_capture_options *options)
{
	uint8_t info[128];
	struct knell_target *target = modules->target;
	struct knell_cause *cause = &modules->record->cause;

	if (target->kind->get_info(target, info))
		knell_siginfo_decode(target, modules->arena, info,
			target->info_word_bytes, &cause->signal);
	else
		knell_siginfo_number(
			modules->arena, options->signal, &cause->signal);
}

/* Registers and stack words, whose symbols are looked up all at once. */
/*
 * What a handler returns into often has no symbol of its own. One that covers
 * the byte before it and begins farther back than an instruction is that of the
 * function before it, which has no size.
 */
static void name_trampolines(struct knell_modules *modules)
{
	static const char name[] = "(signal trampoline)";
	const uint64_t instruction_bytes_max = 4;
	struct knell_record *record = modules->record;

	for (uint32_t i = 0; i < record->thread_count; i++) {
		struct knell_thread *thread = &record->threads[i];

		for (uint32_t k = 0; k + 1 < thread->frame_count; k++) {
			struct knell_frame *frame = &thread->frames[k];

			if (frame[1].how != KNELL_FRAME_SIGNAL ||
				(frame->function &&
					(frame->exact ||
						frame->function_offset <=
							instruction_bytes_max)))
				continue;
			frame->function = knell_arena_copy_text(
				modules->arena, name, sizeof(name) - 1);
			frame->function_offset = 0;
		}
	}
}

static void describe_values(struct knell_modules *modules)
{
	struct knell_record *record = modules->record;
	struct knell_thread *thread = record->threads;
	uint64_t values[STACK_WORDS + KNELL_REGISTERS_MAX];
	uint32_t registers = record->thread_count ? thread->register_count : 0;
	size_t count = 0;

	for (uint32_t i = 0; i < record->stack_word_count; i++)
		values[count++] = record->stack_words[i].value;
	for (uint32_t i = 0; i < registers; i++)
		values[count++] = thread->registers[i].value;
	knell_symbols_prepare(modules, values, count);
	for (uint32_t i = 0; i < record->stack_word_count; i++)
		record->stack_words[i].points_at = knell_describe_address(
			modules, record->stack_words[i].value);
	for (uint32_t i = 0; i < registers; i++)
		thread->registers[i].points_at = knell_describe_address(
			modules, thread->registers[i].value);
}

static char *copy(struct knell_arena *arena, const char *text)
{
	return knell_arena_copy_text(arena, text, knell_text_length(text));
}

int knell_capture(struct knell_target *target,
	const struct knell_capture_options *options, struct knell_arena *arena,
	struct knell_modules *modules, struct knell_record *record)
{
	struct knell_crashed_thread crashed;
	const struct knell_machine *machine = target->machine;

	*record = (struct knell_record){
		.version = KNELL_RECORD_VERSION,
		.knell_version = copy(arena, KNELL_VERSION),
		.source = copy(arena, target->kind->name),
	};
	target->kind->describe(target, arena, record);
	if (options->environment && target->kind->list_environment)
		target->kind->list_environment(
			target, arena, options->environment, record);
	if (target->kind->list_maps(target, arena, record) < 0)
		knell_record_note(
			record, arena, "the memory map could not be read");
	int error = knell_modules_open(modules, target, arena, record);

	if (!error)
		modules->runtimes = knell_runtimes_open(modules);
	if (!error)
		error = knell_threads_capture(modules,
			options->frames_max ? options->frames_max : FRAMES_MAX,
			&crashed);
	if (error)
		return error;
	capture_signal(modules, options);
	if (crashed.has_registers)
		knell_siginfo_doubt(
			modules, &crashed.registers, &record->cause.signal);
	knell_handled_capture(modules, &crashed);
	if (crashed.has_registers) {
		capture_code(modules, crashed.registers.value[machine->pc]);
		capture_stack_words(
			modules, crashed.registers.value[machine->sp]);
	}
	knell_symbols_name_frames(modules);
	knell_runtimes_tell_faults(modules);
	name_trampolines(modules);
	describe_values(modules);
	knell_cause_find(modules,
		crashed.has_registers ? &crashed.registers : NULL, record);
	if (arena->exhausted)
		knell_record_note(record, arena,
			"the memory set aside for the record was used up");
	return 0;
}
