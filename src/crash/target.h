/* SPDX-License-Identifier: MIT */
/*
 * What is being looked at: another process, a core file, a canned crash of
 * a test, later this very process. Everything above asks through these calls
 * and cannot tell which it is.
 */
#ifndef KNELL_CRASH_TARGET_H
#define KNELL_CRASH_TARGET_H

#include "arch/machine.h"
#include "base/arena.h"
#include "crash/record.h"

struct knell_target;

struct knell_target_kind {
	const char *name;

	/* Bytes read before the first that cannot be; 0 for none. */
	size_t (*read)(struct knell_target *target, uint64_t address,
		void *buffer, size_t size);
	/*
	 * The memory itself, where it lies in reach, for at least `size`
	 * bytes; *ret_size how much of it. NULL (or a NULL member): use read.
	 */
	const void *(*view)(struct knell_target *target, uint64_t address,
		size_t size, size_t *ret_size);
	/* Writes up to `max` thread ids; the crashed one first.
	 * Return: how many there are, or -Exxx. */
	int (*list_threads)(
		struct knell_target *target, int32_t *tids, size_t max);
	/* Return: 0 or -Exxx. */
	int (*get_registers)(struct knell_target *target, int32_t tid,
		struct knell_registers *ret_registers);
	/* Name, state, waits, into a thread whose tid is set. */
	void (*describe_thread)(struct knell_target *target,
		struct knell_arena *arena, struct knell_thread *thread);
	/* The maps, in rising order, into record->maps. Return: 0, -Exxx. */
	int (*list_maps)(struct knell_target *target, struct knell_arena *arena,
		struct knell_record *record);
	/*
	 * A descriptor of the very file that is mapped at `map`, as long as
	 * there is a way to it (renamed, deleted, in another root).
	 * Return: the descriptor, or -Exxx.
	 */
	int (*open_map)(
		struct knell_target *target, const struct knell_map *map);
	/* A file by name, as the target sees names (its root directory). */
	int (*open_path)(struct knell_target *target, const char *path);
	/* System, process and limits. */
	void (*describe)(struct knell_target *target, struct knell_arena *arena,
		struct knell_record *record);
	/* Those variables of the environment it started with that `names`,
	 * NULL-terminated, asks for. NULL: it cannot tell. */
	void (*list_environment)(struct knell_target *target,
		struct knell_arena *arena, const char *const *names,
		struct knell_record *record);
	/* An auxiliary vector entry (AT_ENTRY …). False: not there. */
	bool (*find_auxv)(
		struct knell_target *target, uint64_t type, uint64_t *ret);
	/* The command name of another process, which sent a signal. NULL (or
	 * a NULL member): not known. */
	char *(*find_command)(struct knell_target *target,
		struct knell_arena *arena, int32_t pid);
	/* The siginfo of the last signal that the thread took with this PC
	 * and SP; its handler may still run. Sets the number of the system
	 * call, which a signal frame may lack. NULL (or false): not known. */
	bool (*find_handled)(struct knell_target *target,
		struct knell_registers *registers, uint8_t info[128]);
	/* The siginfo, 128 raw bytes in the machine's own layout, of the
	 * thread that crashed. False: none. */
	bool (*get_info)(struct knell_target *target, uint8_t info[128]);
};

struct knell_target {
	const struct knell_target_kind *kind;
	const struct knell_machine *machine;
	/* Thread that crashed, and its process. */
	int32_t pid, tid;
	/* The process as its own PID namespace numbers it; 0: unknown. */
	int32_t inner_pid;
	/* Width of a word in what get_info and find_handled give: ptrace
	 * converts it to the tracer's own. */
	uint8_t info_word_bytes;
	/* As the kernel tells for this thread; 0: use the machine's. */
	uint64_t code_mask;
};

static inline size_t knell_target_read(struct knell_target *target,
	uint64_t address, void *buffer, size_t size)
{
	return target->kind->read(target, address, buffer, size);
}

/* One word of the machine's size. */
bool knell_target_read_word(
	struct knell_target *target, uint64_t address, uint64_t *ret_value);

/* Up to max - 1 bytes of a NUL-terminated text. Return: its length, or -1
 * when its first byte cannot be read. */
long knell_target_read_text(
	struct knell_target *target, uint64_t address, char *text, size_t max);

#endif
