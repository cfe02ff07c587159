/* SPDX-License-Identifier: MIT */
/* What /proc tells of another process and of the system. */
#include "crash/process_facts.h"

#include "base/buffer.h"
#include "base/load.h"
#include "base/text.h"
#include "crash/limits.h"
#include "crash/process.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/slurp.h"
#include "sys/time.h"

/* Results with which the kernel restarts a call that a stop interrupted;
 * include/linux/errno.h. */
enum { ERESTARTSYS = 512, ERESTART_RESTARTBLOCK = 516 };

static struct knell_process_target *from(struct knell_target *target)
{
	return (struct knell_process_target *)target;
}

/* The call that a stop took the thread out of; NULL: it was running. */
static const char *find_call(struct knell_target *target, int32_t tid)
{
	const struct knell_machine *machine = target->machine;
	struct knell_registers registers = { .known = 0 };

	if (target->kind->get_registers(target, tid, &registers) < 0 ||
		!knell_register_known(&registers, machine->call_number))
		return NULL;
	uint64_t number = registers.value[machine->call_number];
	uint64_t result = registers.value[machine->call_result];
	int32_t error = (int32_t)-result;

	if (error < ERESTARTSYS || error > ERESTART_RESTARTBLOCK)
		return NULL;
	return knell_machine_call_name(machine, number);
}

static char *read_trimmed(int dir, const char *path, struct knell_arena *arena)
{
	char text[256];
	long length = knell_slurp_into(dir, path, text, sizeof(text));

	if (length < 0)
		return NULL;
	if (length && text[length - 1] == '\n')
		length--;
	return knell_arena_copy_text(arena, text, (size_t)length);
}

/* /proc/PID/stat: "pid (comm) state ppid …"; the name may hold anything. */
static const char *after_name(const char *stat)
{
	const char *paren = knell_text_last(stat, ')');

	return paren && paren[1] == ' ' ? paren + 2 : NULL;
}

/* `end` is its closing parenthesis. */
static char *copy_name(
	const char *stat, const char *end, struct knell_arena *arena)
{
	const char *paren = knell_text_find(stat, '(');

	if (!paren || paren >= end)
		return NULL;
	return knell_arena_copy_text(
		arena, paren + 1, (size_t)(end - (paren + 1)));
}

static void put_task_path(
	struct knell_buffer *out, int32_t tid, const char *file)
{
	knell_put_text(out, "task/");
	knell_put_decimal(out, (uint64_t)tid);
	knell_put_char(out, '/');
	knell_put_text(out, file);
	knell_buffer_text(out);
}

void knell_process_describe_thread(struct knell_target *target,
	struct knell_arena *arena, struct knell_thread *thread)
{
	char path[48], stat[512];
	struct knell_buffer out = KNELL_BUFFER(path);

	put_task_path(&out, thread->tid, "stat");
	if (knell_slurp_into(from(target)->proc_fd, path, stat, sizeof(stat)) >
		0) {
		const char *state = after_name(stat);

		if (state) {
			thread->name = copy_name(stat, state - 2, arena);
			thread->state = *state;
		}
	}
	const char *call = find_call(target, thread->tid);

	/* The hold that we put on it hides the state it was in. */
	if (thread->state == 't')
		thread->state = call && !thread->crashed ? 'S' : 'R';
	if (call && !thread->crashed)
		thread->waits = knell_arena_copy_text(
			arena, call, knell_text_length(call));
}

static uint64_t field_number(const char *status, const char *name)
{
	const char *at = knell_slurp_field(status, name);
	uint64_t value = 0;

	if (at)
		knell_text_decimal(&at, &value);
	return value;
}

/* "NSpid:\t10 3 1": the last is the innermost. */
static int32_t last_number(const char *at)
{
	uint64_t value = 0;

	while (at && *at >= '0' && *at <= '9') {
		if (!knell_text_decimal(&at, &value))
			break;
		while (*at == '\t' || *at == ' ')
			at++;
	}
	return (int32_t)value;
}

static void describe_status(
	struct knell_process_target *process, struct knell_process *facts)
{
	char status[4096];

	if (knell_slurp_into(
		    process->proc_fd, "status", status, sizeof(status)) < 0)
		return;
	facts->ppid = (int32_t)field_number(status, "PPid");
	facts->uid = (uint32_t)field_number(status, "Uid");
	facts->gid = (uint32_t)field_number(status, "Gid");
	facts->resident_bytes = field_number(status, "VmRSS") * 1024;
	facts->virtual_bytes = field_number(status, "VmSize") * 1024;
	/* Not NSpid: that is the thread's. */
	process->target.inner_pid =
		last_number(knell_slurp_field(status, "NStgid"));
}

/* Field 22 of stat, in ticks of 10 ms since boot (USER_HZ is always 100). */
static void describe_age(int proc_fd, struct knell_process *facts)
{
	char stat[1024];
	uint64_t ticks;

	if (knell_slurp_into(proc_fd, "stat", stat, sizeof(stat)) < 0)
		return;
	const char *at = after_name(stat);

	for (int field = 3; at && field < 22; field++) {
		at = knell_text_find(at, ' ');
		if (at)
			at++;
	}
	if (!at || !knell_text_decimal(&at, &ticks))
		return;
	facts->start_ns = ticks * 10000000;
	uint64_t now = knell_clock_ns(K_CLOCK_BOOTTIME);

	if (now > facts->start_ns)
		facts->age_ns = now - facts->start_ns;
}

/* Texts that lie one after the other, each with its NUL. */
static char **split_texts(
	struct knell_arena *arena, char *text, long length, uint32_t *ret_count)
{
	uint32_t count = 0;

	for (long i = 0; i < length; i++)
		count += text[i] == '\0';
	if (length > 0 && text[length - 1])
		count++;
	char **list = knell_arena_take_array(arena, count, sizeof(*list));

	if (!list)
		return NULL;
	for (uint32_t i = 0; i < count; i++) {
		list[i] = text;
		text += knell_text_length(text) + 1;
	}
	*ret_count = count;
	return list;
}

static bool is_named(const char *variable, const char *const *names)
{
	for (; *names; names++)
		if (knell_text_starts(variable, *names) &&
			variable[knell_text_length(*names)] == '=')
			return true;
	return false;
}

void knell_process_list_environment(struct knell_target *target,
	struct knell_arena *arena, const char *const *names,
	struct knell_record *record)
{
	char *text;
	char **all;
	uint32_t count = 0;

	if (!*names)
		return;
	long length =
		knell_slurp_at(from(target)->proc_fd, "environ", arena, &text);

	all = length > 0 ? split_texts(arena, text, length, &count) : NULL;
	if (!all)
		return;
	record->process.environment = all;
	for (uint32_t i = 0; i < count; i++)
		if (is_named(all[i], names))
			all[record->process.environment_count++] = all[i];
}

static void describe_limits(struct knell_target *target,
	struct knell_arena *arena, struct knell_record *record)
{
	record->limits = knell_arena_take_array(
		arena, K_RLIMIT_COUNT, sizeof(*record->limits));
	for (int i = 0; record->limits && i < K_RLIMIT_COUNT; i++) {
		struct k_rlimit limit;

		if (sys_prlimit64(target->pid, i, NULL, &limit) < 0)
			continue;
		record->limits[record->limit_count++] = (struct knell_limit){
			.name = knell_arena_copy_text(arena,
				knell_limits[i].name,
				knell_text_length(knell_limits[i].name)),
			.unit = knell_arena_copy_text(arena,
				knell_limits[i].unit,
				knell_text_length(knell_limits[i].unit)),
			.soft = limit.soft,
			.hard = limit.hard,
		};
	}
}

static char *copy(struct knell_arena *arena, const char *text)
{
	return knell_arena_copy_text(arena, text, knell_text_length(text));
}

static void describe_system(const struct knell_target *target,
	struct knell_arena *arena, struct knell_system *system)
{
	struct k_utsname name;

	system->machine = copy(arena, target->machine->name);
	if (sys_uname(&name) == 0) {
		system->kernel = copy(arena, name.release);
		system->kernel_version = copy(arena, name.version);
		system->host = copy(arena, name.node);
	}
	system->uptime_ns = knell_clock_ns(K_CLOCK_BOOTTIME);
	system->time_ns = knell_clock_ns(K_CLOCK_REALTIME);
}

void knell_process_describe(struct knell_target *target,
	struct knell_arena *arena, struct knell_record *record)
{
	struct knell_process_target *process = from(target);
	struct knell_process *facts = &record->process;
	char path[48];
	struct knell_buffer comm = KNELL_BUFFER(path);
	char *text;

	describe_system(target, arena, &record->system);
	facts->pid = target->pid;
	facts->tid = target->tid;
	/* The process is called as its leader is. */
	put_task_path(&comm, target->pid, "comm");
	facts->command = read_trimmed(process->proc_fd, path, arena);
	facts->executable = knell_slurp_link(process->proc_fd, "exe", arena);
	facts->directory = knell_slurp_link(process->proc_fd, "cwd", arena);
	describe_status(process, facts);
	describe_age(process->proc_fd, facts);
	long length = knell_slurp_at(process->proc_fd, "cmdline", arena, &text);

	if (length > 0)
		facts->arguments = split_texts(
			arena, text, length, &facts->argument_count);
	describe_limits(target, arena, record);
}

char *knell_process_find_command(
	struct knell_target *target, struct knell_arena *arena, int32_t pid)
{
	char path[40];
	struct knell_buffer out = KNELL_BUFFER(path);

	knell_put_decimal(&out, (uint64_t)pid);
	knell_put_text(&out, "/comm");
	return read_trimmed(
		from(target)->system_fd, knell_buffer_text(&out), arena);
}

bool knell_process_find_auxv(
	struct knell_target *target, uint64_t type, uint64_t *ret)
{
	const struct knell_process_target *process = from(target);
	size_t word = target->machine->word_bytes;

	for (size_t at = 0; at + word * 2 <= process->auxv_size;
		at += word * 2) {
		if (knell_load(process->auxv + at, word) != type)
			continue;
		*ret = knell_load(process->auxv + at + word, word);
		return true;
	}
	return false;
}
