/* SPDX-License-Identifier: MIT */
/* The threads of a target: registers, stack and trace of each. */
#include "crash/threads.h"

#include "abi/auxv.h"
#include "abi/errno.h"
#include "base/text.h"
#include "crash/capture.h"
#include "crash/fold.h"

enum {
	THREADS_MAX = 4096,
	/* Frames kept of a thread that did not crash. */
	OTHER_FRAMES_MAX = 128,
	/* One read takes most stacks whole. */
	WINDOW_SIZE = 16384,
	/* An entry point is a few dozen bytes of assembly. */
	ENTRY_SIZE = 64,
};

static void set_registers(struct knell_thread *thread,
	const struct knell_machine *machine,
	const struct knell_registers *registers, struct knell_arena *arena)
{
	thread->registers = knell_arena_take_array(
		arena, machine->register_count, sizeof(*thread->registers));
	if (!thread->registers)
		return;
	for (unsigned row = 0; row < machine->register_count; row++) {
		const char *name = machine->registers[row].name;

		if (!knell_register_known(registers, row))
			continue;
		thread->registers[thread->register_count++] =
			(struct knell_register_value){
				.name = knell_arena_copy_text(
					arena, name, knell_text_length(name)),
				.value = registers->value[row],
			};
	}
}

static void set_stack(struct knell_thread *thread,
	const struct knell_record *record, uint64_t sp)
{
	const struct knell_map *map = knell_map_find(record, sp);

	/* After a stack overflow SP is just below its stack. */
	if (!map || map->permissions[1] != 'w')
		map = knell_map_find(record, sp + 65536);
	if (map && map->permissions[1] == 'w') {
		thread->stack_start = map->start;
		thread->stack_end = map->end;
	}
}

static void trace(struct knell_modules *modules, uint32_t frames_max,
	struct knell_thread *thread, const struct knell_registers *registers,
	struct knell_crashed_thread *crashed)
{
	uint8_t window[WINDOW_SIZE];
	struct knell_target *target = modules->target;
	struct knell_unwind unwind = {
		.target = target,
		.find_code = knell_modules_find_code,
		.context = modules,
		.runtimes = modules->runtimes,
		.stack_end = thread->stack_end,
	};

	if (target->kind->find_auxv(target, K_AT_ENTRY, &unwind.entry_start))
		unwind.entry_end = unwind.entry_start + ENTRY_SIZE;
	knell_unwind_begin(&unwind, registers, window, sizeof(window));
	if (knell_trace_collect(&unwind, modules->arena, frames_max, thread) <
		0)
		knell_record_note(modules->record, modules->arena,
			"no memory was left for all stacks");
	if (!crashed)
		return;
	crashed->signal_count = unwind.signal_count;
	for (uint32_t i = 0; i < unwind.signal_count; i++)
		crashed->signals[i] = unwind.signals[i];
}

static void capture_thread(struct knell_modules *modules, uint32_t frames_max,
	struct knell_thread *thread, struct knell_crashed_thread *crashed)
{
	struct knell_target *target = modules->target;
	struct knell_registers registers = { .known = 0 };

	target->kind->describe_thread(target, modules->arena, thread);
	if (target->kind->get_registers(target, thread->tid, &registers) < 0) {
		thread->end = KNELL_UNWIND_NO_REGISTERS;
		return;
	}
	if (crashed) {
		crashed->registers = registers;
		crashed->has_registers = true;
	}
	set_registers(thread, target->machine, &registers, modules->arena);
	set_stack(
		thread, modules->record, registers.value[target->machine->sp]);
	trace(modules, frames_max, thread, &registers, crashed);
}

int knell_threads_capture(struct knell_modules *modules, uint32_t frames_max,
	struct knell_crashed_thread *ret_crashed)
{
	struct knell_target *target = modules->target;
	struct knell_record *record = modules->record;
	int32_t *tids = knell_arena_take_array(
		modules->arena, THREADS_MAX, sizeof(*tids));

	*ret_crashed = (struct knell_crashed_thread){ .signal_count = 0 };
	if (!tids)
		return -ENOMEM;
	int count = target->kind->list_threads(target, tids, THREADS_MAX);

	if (count < 0)
		return count;
	if (count > THREADS_MAX) {
		knell_record_note(record, modules->arena,
			"only 4096 of its threads were looked at");
		count = THREADS_MAX;
	}
	record->threads = knell_arena_take_array(
		modules->arena, (size_t)count, sizeof(*record->threads));
	if (!record->threads)
		return -ENOMEM;
	record->thread_count = (uint32_t)count;
	for (int i = 0; i < count; i++) {
		bool first = tids[i] == target->tid;

		record->threads[i].tid = tids[i];
		record->threads[i].crashed = first;
		capture_thread(modules,
			first || frames_max < OTHER_FRAMES_MAX
				? frames_max
				: OTHER_FRAMES_MAX,
			&record->threads[i], first ? ret_crashed : NULL);
	}
	return 0;
}
