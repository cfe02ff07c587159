/* SPDX-License-Identifier: MIT */
/* The target that is another process: memory, registers, threads, files. */
#include "crash/process.h"

#include "abi/errno.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "crash/process_facts.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/slurp.h"

enum { PATH_SIZE = 128 };

static struct knell_process_target *from(struct knell_target *target)
{
	return (struct knell_process_target *)target;
}

static size_t read_by_file(struct knell_process_target *process,
	uint64_t address, void *buffer, size_t size)
{
	size_t done = 0;

	if (process->memory_fd < 0)
		process->memory_fd = (int)sys_openat(
			process->proc_fd, "mem", K_O_RDONLY | K_O_CLOEXEC, 0);
	while (process->memory_fd >= 0 && done < size) {
		long got = sys_pread64(process->memory_fd,
			(char *)buffer + done, size - done, address + done);

		if (got <= 0)
			break;
		done += (size_t)got;
	}
	return done;
}

static size_t read_memory(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	struct knell_process_target *process = from(target);
	struct k_iovec local = { buffer, size };
	struct k_iovec remote = { (void *)(uintptr_t)address, size };
	long got = -EPERM;

	if (!process->no_vm_readv && (uintptr_t)address == address)
		got = sys_process_vm_readv(target->tid, &local, 1, &remote, 1);
	if (got == -EPERM || got == -ENOSYS)
		process->no_vm_readv = true;
	if (got > 0 && (size_t)got == size)
		return size;
	/* The file also reads pages that may only be executed. */
	size_t done = got > 0 ? (size_t)got : 0;

	return done + read_by_file(process, address + done,
			      (char *)buffer + done, size - done);
}

static long parse_tid(const char *name)
{
	uint64_t tid;

	return knell_text_decimal(&name, &tid) && !*name ? (long)tid : -1;
}

/* struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name */
static int list_threads(struct knell_target *target, int32_t *tids, size_t max)
{
	char entries[2048];
	size_t count = 0;
	long got;
	long fd = sys_openat(
		from(target)->proc_fd, "task", K_O_RDONLY | K_O_CLOEXEC, 0);

	if (fd < 0)
		return (int)fd;
	if (max)
		tids[0] = target->tid;
	count = 1;
	while ((got = sys_getdents64((int)fd, entries, sizeof(entries))) > 0) {
		for (long at = 0; at + 19 < got;) {
			uint16_t length;
			long tid = parse_tid(entries + at + 19);

			knell_memory_copy(&length, entries + at + 16, 2);
			if (tid > 0 && tid != target->tid) {
				if (count < max)
					tids[count] = (int32_t)tid;
				count++;
			}
			at += length ? length : got;
		}
	}
	sys_close((int)fd);
	return (int)count;
}

static int get_registers(struct knell_target *target, int32_t tid,
	struct knell_registers *ret_registers)
{
	(void)target;
	return knell_process_read_registers(tid, ret_registers) ? 0 : -ESRCH;
}

static bool get_info(struct knell_target *target, uint8_t info[128])
{
	if (from(target)->has_info)
		knell_memory_copy(info, from(target)->info, 128);
	return from(target)->has_info;
}

static bool find_handled(struct knell_target *target,
	struct knell_registers *registers, uint8_t info[128])
{
	const struct knell_process_target *process = from(target);
	unsigned row = target->machine->call_number;

	for (size_t i = 0; i < process->taken_count; i++) {
		const struct knell_taken_signal *taken = &process->taken[i];

		if (taken->pc != registers->value[target->machine->pc] ||
			taken->sp != registers->value[target->machine->sp])
			continue;
		if (row != KNELL_NO_REGISTER)
			knell_register_set(registers, row, taken->call_number);
		knell_memory_copy(info, taken->info, 128);
		return true;
	}
	return false;
}

static int open_path(struct knell_target *target, const char *path)
{
	struct k_open_how how = {
		.flags = K_O_RDONLY | K_O_CLOEXEC | K_O_NOCTTY | K_O_NONBLOCK,
		.resolve = K_RESOLVE_IN_ROOT,
	};

	return (int)sys_openat2(from(target)->root_fd, path, &how, sizeof(how));
}

/* By the mapping itself, else by the link to the program, else by name. */
static int open_map(struct knell_target *target, const struct knell_map *map)
{
	static const char deleted[] = " (deleted)";
	char path[PATH_SIZE];
	struct knell_buffer text = KNELL_BUFFER(path);
	int proc_fd = from(target)->proc_fd;
	char link[PATH_SIZE * 4];

	if (!map->name || map->name[0] != '/')
		return -ENOENT;
	knell_put_text(&text, "map_files/");
	knell_put_hex(&text, map->start, 1);
	knell_put_char(&text, '-');
	knell_put_hex(&text, map->end, 1);
	long fd = sys_openat(proc_fd, knell_buffer_text(&text),
		K_O_RDONLY | K_O_CLOEXEC | K_O_NOCTTY | K_O_NONBLOCK, 0);

	if (fd >= 0)
		return (int)fd;
	long length = sys_readlinkat(proc_fd, "exe", link, sizeof(link) - 1);

	link[length > 0 ? length : 0] = '\0';
	if (knell_text_equal(link, map->name))
		return (int)sys_openat(
			proc_fd, "exe", K_O_RDONLY | K_O_CLOEXEC, 0);
	if (knell_text_ends(map->name, deleted))
		return -ENOENT;
	return open_path(target, map->name);
}

/* The machines of one kernel are told by the size of their registers. */
static const struct knell_machine *find_machine(size_t regset_size)
{
	static const struct knell_machine *const machines[] = { K_MACHINES };

	for (size_t i = 0; i < KNELL_COUNT(machines); i++)
		if (machines[i]->prstatus_bytes == regset_size)
			return machines[i];
	return NULL;
}

const struct knell_machine *knell_process_read_registers(
	int32_t tid, struct knell_registers *ret_registers)
{
	uint8_t bytes[512];
	struct k_iovec regset = { bytes, sizeof(bytes) };

	if (sys_ptrace(K_PTRACE_GETREGSET, tid, K_NT_PRSTATUS, &regset) < 0)
		return NULL;
	const struct knell_machine *machine = find_machine(regset.size);

	if (machine)
		knell_machine_read_prstatus(
			machine, bytes, regset.size, ret_registers);
	return machine;
}

static uint64_t read_code_mask(int32_t tid)
{
	uint64_t masks[2];
	struct k_iovec regset = { masks, sizeof(masks) };

	if (sys_ptrace(K_PTRACE_GETREGSET, tid, K_NT_ARM_PAC_MASK, &regset) < 0)
		return 0;
	return masks[1];
}

static const struct knell_target_kind process_kind = {
	.name = "process",
	.read = read_memory,
	.list_threads = list_threads,
	.get_registers = get_registers,
	.describe_thread = knell_process_describe_thread,
	.list_maps = knell_process_list_maps,
	.open_map = open_map,
	.open_path = open_path,
	.describe = knell_process_describe,
	.list_environment = knell_process_list_environment,
	.find_auxv = knell_process_find_auxv,
	.find_command = knell_process_find_command,
	.find_handled = find_handled,
	.get_info = get_info,
};

int knell_process_open(struct knell_process_target *process, int system_fd,
	int32_t pid, int32_t tid, const uint8_t info[128])
{
	char path[32];
	struct knell_buffer text = KNELL_BUFFER(path);
	struct knell_registers registers;

	*process = (struct knell_process_target){
		.target = { .kind = &process_kind,
			.pid = pid,
			.tid = tid,
			.info_word_bytes = sizeof(long) },
		.system_fd = system_fd,
		.root_fd = -1,
		.memory_fd = -1,
	};
	/* Of the thread: a leader that has ended has no memory to show. */
	knell_put_decimal(&text, (uint64_t)tid);
	process->proc_fd = (int)sys_openat(
		system_fd, knell_buffer_text(&text), K_O_PATH | K_O_CLOEXEC, 0);
	if (process->proc_fd == -ENOENT)
		return -ESRCH;
	if (process->proc_fd < 0)
		return process->proc_fd;
	process->root_fd = (int)sys_openat(
		process->proc_fd, "root", K_O_PATH | K_O_CLOEXEC, 0);
	process->target.machine = knell_process_read_registers(tid, &registers);
	if (!process->target.machine) {
		knell_process_close(process);
		return -ENOTSUP;
	}
	process->target.code_mask = read_code_mask(tid);
	long size = knell_slurp_into(
		process->proc_fd, "auxv", process->auxv, sizeof(process->auxv));

	process->auxv_size = size > 0 ? (size_t)size : 0;
	if (info) {
		process->has_info = true;
		knell_memory_copy(process->info, info, 128);
	}
	return 0;
}

void knell_process_close(struct knell_process_target *process)
{
	if (process->memory_fd >= 0)
		sys_close(process->memory_fd);
	if (process->root_fd >= 0)
		sys_close(process->root_fd);
	sys_close(process->proc_fd);
	process->memory_fd = process->root_fd = process->proc_fd = -1;
}
