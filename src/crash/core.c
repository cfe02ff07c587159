/* SPDX-License-Identifier: MIT */
/*
 * The target that is a core file: its notes. Sources: fs/binfmt_elf.c,
 * include/uapi/linux/elfcore.h.
 */
#include "crash/core.h"

#include "abi/elf.h"
#include "abi/errno.h"
#include "base/load.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/core_memory.h"
#include "knell/arch.h"

enum {
	NT_PRSTATUS = 1,
	NT_PRPSINFO = 3,
	NT_AUXV = 6,
	NT_ARM_PAC_MASK = 0x406,
	NT_FILE = 0x46494c45,
	NT_SIGINFO = 0x53494749,
	INFO_SIZE = 128,
	THREADS_FIRST = 64,
	THREADS_MAX = 65536,
};

/* Offsets in struct elf_prstatus and struct elf_prpsinfo. */
struct layout {
	uint8_t word;
	uint8_t signal, pid, registers;
	uint8_t state, uid, gid, uid_size, process_pid, ppid, name, arguments;
};

static const struct layout wide = { 8, 12, 32, 112, 1, 16, 20, 4, 24, 28, 40,
	56 };
static const struct layout narrow = { 4, 12, 24, 72, 1, 8, 12, 4, 16, 20, 32,
	48 };
/* i386 has user ids of 16 bits here. */
static const struct layout narrow_i386 = { 4, 12, 24, 72, 1, 8, 10, 2, 12, 16,
	28, 44 };

enum { NAME_SIZE = 16, ARGUMENTS_SIZE = 80, I386_PRPSINFO_SIZE = 124 };

static struct knell_core_target *from(struct knell_target *target)
{
	return (struct knell_core_target *)target;
}

static const struct layout *find_layout(const struct knell_core_target *core)
{
	if (core->elf.wide)
		return &wide;
	return core->process.size == I386_PRPSINFO_SIZE ? &narrow_i386
							: &narrow;
}

static uint64_t load(const struct knell_bytes *bytes, size_t at, size_t size)
{
	if (at > bytes->size || size > bytes->size - at)
		return 0;
	return knell_load(bytes->data + at, size);
}

/* The array doubles in the arena; what it leaves behind is not much. */
static void add_thread(
	struct knell_core_target *core, const struct knell_bytes *note)
{
	const struct layout *layout = find_layout(core);
	size_t size = core->target.machine->prstatus_bytes;

	if (note->size < layout->registers + size ||
		core->thread_count == THREADS_MAX)
		return;
	if (core->thread_count == core->thread_room) {
		size_t room = core->thread_room ? core->thread_room * 2
						: THREADS_FIRST;
		struct knell_core_thread *threads = knell_arena_take_array(
			core->arena, room, sizeof(*threads));

		if (!threads)
			return;
		knell_memory_copy(threads, core->threads,
			core->thread_count * sizeof(*threads));
		core->threads = threads;
		core->thread_room = room;
	}
	if (!core->thread_count)
		core->signal = (int32_t)load(note, layout->signal, 2);
	core->threads[core->thread_count++] = (struct knell_core_thread){
		.tid = (int32_t)load(note, layout->pid, 4),
		.registers = note->data + layout->registers,
		.registers_size = size,
	};
}

/* The ranges of one file follow each other. */
static void find_first(
	const struct knell_core_target *core, struct knell_core_file *file)
{
	const struct knell_core_file *last = file - 1;

	if (!file->offset) {
		file->has_first = true;
	} else if (file > core->files && last->has_first &&
		   knell_text_equal(last->path, file->path)) {
		file->has_first = true;
		file->from_first = last->from_first + 1;
	}
}

/* { count, page_size, { start, end, page_offset }[count], names } */
static void add_files(
	struct knell_core_target *core, const struct knell_bytes *note)
{
	size_t word = find_layout(core)->word;
	uint64_t count = load(note, 0, word);
	uint64_t page = load(note, word, word);
	uint64_t names = (2 + 3 * count) * word;

	if (core->files || count > note->size / (3 * word) ||
		names >= note->size)
		return;
	core->files = knell_arena_take_array(
		core->arena, (size_t)count, sizeof(*core->files));
	for (uint64_t i = 0; core->files && i < count; i++) {
		size_t at = (size_t)(2 + 3 * i) * word;
		uint64_t length = 0;

		while (names + length < note->size &&
			note->data[names + length])
			length++;
		if (names + length >= note->size)
			return;
		core->files[core->file_count++] = (struct knell_core_file){
			.start = load(note, at, word),
			.end = load(note, at + word, word),
			.offset = load(note, at + 2 * word, word) * page,
			.path = knell_arena_copy_text(core->arena,
				(const char *)note->data + names,
				(size_t)length),
		};
		if (core->files[core->file_count - 1].path)
			find_first(core, core->files + core->file_count - 1);
		else
			core->file_count--;
		names += length + 1;
	}
}

static void take_note(
	struct knell_core_target *core, const struct knell_note *note)
{
	switch (note->type) {
	case NT_PRSTATUS: add_thread(core, &note->data); return;
	case NT_PRPSINFO: core->process = note->data; return;
	case NT_AUXV: core->auxv = note->data; return;
	case NT_FILE: add_files(core, &note->data); return;
	case NT_SIGINFO:
		/* gcore writes one for each thread. */
		if (!core->info.data && note->data.size >= INFO_SIZE)
			core->info = note->data;
		return;
	case NT_ARM_PAC_MASK:
		if (!core->target.code_mask)
			core->target.code_mask = load(&note->data, 8, 8);
		return;
	default: return;
	}
}

/* Two passes: the first finds out what the structs look like. */
static void read_notes(struct knell_core_target *core)
{
	struct knell_segment segment;
	struct knell_note note;
	struct knell_bytes notes;

	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; knell_elf_segment(&core->elf, i, &segment);
			i++) {
			uint64_t size = core->elf.image.size;

			if (segment.type != K_PT_NOTE || segment.offset >= size)
				continue;
			size -= segment.offset;
			notes = (struct knell_bytes){
				.data = core->elf.image.data + segment.offset,
				.size = segment.file_size < size
						? segment.file_size
						: size,
			};
			while (knell_elf_next_note(&notes, 4, &note)) {
				if (pass)
					take_note(core, &note);
				else if (note.type == NT_PRPSINFO)
					core->process = note.data;
			}
		}
	}
}

/* A core that was cut short has headers for what is not there. */
static void count_missing(struct knell_core_target *core)
{
	struct knell_segment segment;
	uint64_t size = core->elf.image.size;

	for (uint32_t i = 0; knell_elf_segment(&core->elf, i, &segment); i++) {
		uint64_t start = segment.offset < size ? segment.offset : size;

		if (segment.file_size > size - start)
			core->missing += segment.file_size - (size - start);
	}
}

static int list_threads(struct knell_target *target, int32_t *tids, size_t max)
{
	const struct knell_core_target *core = from(target);

	for (size_t i = 0; i < core->thread_count && i < max; i++)
		tids[i] = core->threads[i].tid;
	return (int)core->thread_count;
}

static int get_registers(struct knell_target *target, int32_t tid,
	struct knell_registers *ret_registers)
{
	const struct knell_core_target *core = from(target);

	for (size_t i = 0; i < core->thread_count; i++) {
		if (core->threads[i].tid != tid)
			continue;
		knell_machine_read_prstatus(target->machine,
			core->threads[i].registers,
			core->threads[i].registers_size, ret_registers);
		return 0;
	}
	return -ESRCH;
}

static bool get_info(struct knell_target *target, uint8_t info[128])
{
	const struct knell_core_target *core = from(target);

	if (!core->info.data)
		return false;
	knell_memory_copy(info, core->info.data, INFO_SIZE);
	return true;
}

static bool find_auxv(struct knell_target *target, uint64_t type, uint64_t *ret)
{
	const struct knell_bytes *auxv = &from(target)->auxv;
	size_t word = target->machine->word_bytes;

	for (size_t at = 0; at + 2 * word <= auxv->size; at += 2 * word) {
		if (load(auxv, at, word) != type)
			continue;
		*ret = load(auxv, at + word, word);
		return true;
	}
	return false;
}

static char *copy_field(struct knell_core_target *core,
	struct knell_arena *arena, size_t at, size_t max)
{
	const struct knell_bytes *process = &core->process;
	size_t length = 0;

	if (at > process->size || max > process->size - at)
		return NULL;
	const char *text = (const char *)process->data + at;

	while (length < max && text[length])
		length++;
	return length ? knell_arena_copy_text(arena, text, length) : NULL;
}

/* The kernel cuts it, and ends each word with a space. */
static void describe_command_line(struct knell_core_target *core,
	struct knell_arena *arena, struct knell_process *process)
{
	char *text = copy_field(
		core, arena, find_layout(core)->arguments, ARGUMENTS_SIZE);
	size_t length = text ? knell_text_length(text) : 0;

	process->command_line_cut = length >= ARGUMENTS_SIZE - 1;
	while (length && text[length - 1] == ' ')
		text[--length] = '\0';
	process->command_line = length ? text : NULL;
}

static void describe_thread(struct knell_target *target,
	struct knell_arena *arena, struct knell_thread *thread)
{
	struct knell_core_target *core = from(target);
	const struct layout *layout = find_layout(core);

	/* Only of the whole process does a core tell name and state. */
	if (thread->tid == target->tid)
		thread->state = (char)load(&core->process, layout->state, 1);
	if (thread->tid == target->pid)
		thread->name = copy_field(core, arena, layout->name, NAME_SIZE);
}

static void describe(struct knell_target *target, struct knell_arena *arena,
	struct knell_record *record)
{
	struct knell_core_target *core = from(target);
	const struct layout *layout = find_layout(core);
	struct knell_process *process = &record->process;

	record->system.machine =
		knell_arena_copy_text(arena, target->machine->name,
			knell_text_length(target->machine->name));
	process->pid = target->pid;
	process->tid = target->tid;
	process->ppid = (int32_t)load(&core->process, layout->ppid, 4);
	process->uid =
		(uint32_t)load(&core->process, layout->uid, layout->uid_size);
	process->gid =
		(uint32_t)load(&core->process, layout->gid, layout->uid_size);
	process->command = copy_field(core, arena, layout->name, NAME_SIZE);
	describe_command_line(core, arena, process);
	if (core->file_count)
		process->executable = core->files[0].path;
}

static const struct knell_target_kind core_kind = {
	.name = "core",
	.read = knell_core_read,
	.list_threads = list_threads,
	.get_registers = get_registers,
	.describe_thread = describe_thread,
	.list_maps = knell_core_list_maps,
	.open_map = knell_core_open_map,
	.open_path = knell_core_open_path,
	.describe = describe,
	.find_auxv = find_auxv,
	.get_info = get_info,
};

static const char *const order_refused =
	K_ELFDATA_OWN == K_ELFDATA2LSB
		? "a core of a big-endian machine can only be read on such "
		  "a one:"
		: "a core of a little-endian machine can only be read on such "
		  "a one:";

/* Names of signals and codes are those of this machine. */
static int check_machine(struct knell_core_target *core)
{
	const struct knell_machine *machine = core->target.machine;

	if (!machine)
		core->refused = "a core of a machine that is not known here:";
	else if (machine->code_first != KNELL_ARCH_CODE_FIRST)
		core->refused = "a core of a machine with other numbers of "
				"signals can only be read on such a one:";
	return core->refused ? -ENOTSUP : 0;
}

int knell_core_open(struct knell_core_target *core, int fd,
	struct knell_arena *arena, const char *sysroot)
{
	*core = (struct knell_core_target){
		.target = { .kind = &core_kind },
		.arena = arena,
		.sysroot = sysroot ? sysroot : "",
	};
	int error = knell_elf_map(&core->elf, fd);

	if (error) {
		core->refused = error == -EILSEQ ? order_refused : NULL;
		return error;
	}
	core->target.machine =
		knell_machine_find(core->elf.machine, core->elf.wide ? 8 : 4);
	if (core->elf.type != K_ET_CORE)
		error = -ENOEXEC;
	else
		error = check_machine(core);
	if (error) {
		knell_elf_close(&core->elf);
		return error;
	}
	core->target.info_word_bytes = core->target.machine->word_bytes;
	read_notes(core);
	count_missing(core);
	knell_core_add_program(core);
	core->target.pid = (int32_t)load(
		&core->process, find_layout(core)->process_pid, 4);
	if (core->thread_count)
		core->target.tid = core->threads[0].tid;
	if (!core->target.pid)
		core->target.pid = core->target.tid;
	error = arena->exhausted ? -ENOMEM : core->thread_count ? 0 : -EBADMSG;
	if (error)
		knell_core_close(core);
	return error;
}

void knell_core_close(struct knell_core_target *core)
{
	for (size_t i = 0; i < core->file_count; i++)
		if (core->files[i].bytes.data)
			knell_file_unmap(&core->files[i].bytes);
	knell_elf_close(&core->elf);
}
