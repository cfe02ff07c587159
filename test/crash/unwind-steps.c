/* SPDX-License-Identifier: MIT */
/*
 * The stack at every single instruction of real programs, against a stack of
 * return addresses that is kept from the calls and returns as they happen:
 * prologues, epilogues, PLT stubs, lazy binding, hand-written assembly, the
 * vDSO and signal trampolines, in programs of several compilers and libcs.
 */
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash/unwind.h"
#include "test/lib/stopped.h"
#include "test/lib/test.h"

enum {
	DEPTH_MAX = 256,
	STEPS_MAX = 400000,
	MISTAKES_SHOWN = 10,
	CALL_BYTES_MAX = 15,
};

/*
 * The program in its shapes. Frames that are not there are a mistake unless
 * they are called a guess; `guessing`: even then. Mistakes allowed are for
 * code of a libc without CFI: start-up files, and all of musl.
 */
static const struct shape {
	const char *name;
	unsigned mistakes_max; /* in 10000 steps */
	unsigned guesses_max;  /* in 10000 steps */
	bool guessing;
} shapes[] = {
	{ "steps", 0, 20, false },
	{ "steps-static", 0, 150, false },
	{ "steps-frameless", 0, 100, false },
	{ "steps-unindexed", 0, 20, false },
	{ "steps-lld", 0, 150, false },
	{ "steps-i386", 10, 500, false },
	{ "steps-musl", 100, 100000, true },
};

/* A return address, or a pc that a signal interrupted. */
struct shadow {
	uint64_t pc, slot;
	bool interrupted;
};

static struct stopped child;
static const struct shape *shape;
static struct shadow shadow[DEPTH_MAX];
static unsigned depth;
static unsigned long steps, mistakes, by_how[8];

static uint64_t read_word(uint64_t address)
{
	uint64_t value = 0;

	knell_target_read_word(child.target, address, &value);
	return value;
}

static uint64_t pc_of(const struct knell_registers *registers)
{
	return registers->value[child.target->machine->pc];
}

static uint64_t sp_of(const struct knell_registers *registers)
{
	return registers->value[child.target->machine->sp];
}

static void begin(
	struct knell_unwind *unwind, const struct knell_registers *registers)
{
	static uint8_t window[8192];

	memset(unwind, 0, sizeof(*unwind));
	unwind->target = child.target;
	unwind->find_code = knell_modules_find_code;
	unwind->context = &child.modules;
	child.target->kind->find_auxv(
		child.target, 9 /* AT_ENTRY */, &unwind->entry_start);
	unwind->entry_end = unwind->entry_start + 64;
	const struct knell_map *map =
		knell_map_find(&child.record, sp_of(registers));

	unwind->stack_end = map ? map->end : 0;
	knell_unwind_begin(unwind, registers, window, sizeof(window));
}

static void push(uint64_t pc, uint64_t slot, bool interrupted)
{
	CHECK(depth < DEPTH_MAX);
	shadow[depth++] = (struct shadow){ pc, slot, interrupted };
}

/* The stack as the unwinder sees it where the program stopped itself. */
static void take_first_stack(const struct knell_registers *registers)
{
	struct shadow found[DEPTH_MAX];
	struct knell_unwind unwind;
	unsigned count = 0;

	begin(&unwind, registers);
	while (knell_unwind_step(&unwind) && count < DEPTH_MAX) {
		uint64_t sp = sp_of(&unwind.registers);

		found[count++] = (struct shadow){ pc_of(&unwind.registers),
			sp - child.target->machine->word_bytes, false };
	}
	CHECK_EQUAL(unwind.end, KNELL_UNWIND_OUTERMOST);
	while (count)
		shadow[depth++] = found[--count];
}

static void show_mistake(const struct knell_registers *registers,
	const struct knell_unwind *unwind, unsigned frame, uint64_t expected)
{
	const struct knell_image *image =
		knell_modules_find(&child.modules, pc_of(registers));

	if (mistakes++ >= MISTAKES_SHOWN)
		return;
	printf("# at %s+%#llx: frame %u is %#llx (how %d), not %#llx; end %d\n",
		image ? image->module->path : "nowhere",
		(unsigned long long)(pc_of(registers) -
				     (image ? image->bias : 0)),
		frame, (unsigned long long)pc_of(&unwind->registers),
		unwind->how, (unsigned long long)expected, unwind->end);
}

static void check_stack(const struct knell_registers *registers)
{
	struct knell_unwind unwind;
	unsigned frame = 0;

	begin(&unwind, registers);
	for (unsigned i = depth; i-- > 0;) {
		bool stepped;

		do {
			frame++;
			stepped = knell_unwind_step(&unwind);
			by_how[unwind.how]++;
		} while (stepped &&
			 (shape->guessing || unwind.how == KNELL_FRAME_SCAN) &&
			 pc_of(&unwind.registers) != shadow[i].pc);
		if (!stepped || pc_of(&unwind.registers) != shadow[i].pc ||
			unwind.exact != shadow[i].interrupted) {
			show_mistake(registers, &unwind, frame, shadow[i].pc);
			return;
		}
	}
	if (knell_unwind_step(&unwind) || unwind.end != KNELL_UNWIND_OUTERMOST)
		show_mistake(registers, &unwind, frame + 1, 0);
}

/* E8, or FF /2, after prefixes. Source: Intel SDM volume 2, CALL. */
static bool is_call(uint64_t pc)
{
	static const uint8_t prefixes[] = { 0x66, 0xf2, 0xf3, 0x2e, 0x3e, 0x26,
		0x36, 0x64, 0x65 };
	bool wide = child.target->machine->word_bytes == 8;
	uint8_t code[CALL_BYTES_MAX] = { 0 };
	unsigned i = 0;

	knell_target_read(child.target, pc, code, sizeof(code));
	while (i < 4 && (memchr(prefixes, code[i], sizeof(prefixes)) ||
				(wide && code[i] >> 4 == 4)))
		i++;
	return code[i] == 0xe8 ||
	       (code[i] == 0xff && (code[i + 1] >> 3 & 7) == 2);
}

/* What the instruction between the two did to the stack of returns. */
static void follow(const struct knell_registers *before,
	const struct knell_registers *after)
{
	uint64_t pc = pc_of(after), sp = sp_of(after);
	const struct shadow *top = &shadow[depth - 1];

	if (sp == sp_of(before) - child.target->machine->word_bytes) {
		if (is_call(pc_of(before)))
			push(read_word(sp), sp, false);
	} else if (depth && pc == top->pc && top->interrupted) {
		depth--;
	} else if (depth && pc == top->pc && !top->interrupted &&
		   sp > top->slot && sp_of(before) <= top->slot) {
		depth--;
	}
}

static bool step(int signal, int *ret_status)
{
	CHECK(!ptrace(
		PTRACE_SINGLESTEP, child.pid, NULL, (void *)(long)signal));
	CHECK_EQUAL(waitpid(child.pid, ret_status, 0), child.pid);
	return WIFSTOPPED(*ret_status);
}

static void get_registers(struct knell_registers *registers)
{
	CHECK_EQUAL(child.target->kind->get_registers(
			    child.target, child.pid, registers),
		0);
}

static int step_through(void)
{
	struct knell_registers before, after;
	int status, signal = 0;

	get_registers(&before);
	take_first_stack(&before);
	while (steps < STEPS_MAX && step(signal, &status)) {
		int stopped_by = WSTOPSIG(status);

		get_registers(&after);
		if (signal) {
			/* In the handler; it returns to the trampoline. */
			push(pc_of(&before), 0, true);
			push(read_word(sp_of(&after)), sp_of(&after), false);
		} else {
			follow(&before, &after);
		}
		signal = stopped_by == SIGTRAP ? 0 : stopped_by;
		if (signal == SIGSTOP)
			signal = 0;
		check_stack(&after);
		before = after;
		steps++;
	}
	return status;
}

static void check_shape(char *program)
{
	int status;

	depth = 0;
	steps = mistakes = 0;
	memset(by_how, 0, sizeof(by_how));
	stopped_start(&child, (char *[]){ program, NULL });
	stopped_open_modules(&child);
	status = step_through();
	printf("# %s: %lu steps, %lu wrong; frames by CFI %lu, pointer %lu, "
	       "signal %lu, scan %lu\n",
		shape->name, steps, mistakes, by_how[KNELL_FRAME_CFI],
		by_how[KNELL_FRAME_POINTER], by_how[KNELL_FRAME_SIGNAL],
		by_how[KNELL_FRAME_SCAN]);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK(steps > 1000);
	CHECK(mistakes * 10000 <= steps * shape->mistakes_max);
	CHECK(by_how[KNELL_FRAME_SCAN] * 10000 <= steps * shape->guesses_max);
	stopped_close_modules(&child);
	stopped_end(&child);
}

int main(void)
{
	char directory[PATH_MAX] = "";
	bool missing = false;

	CHECK(readlink("/proc/self/exe", directory, sizeof(directory) - 1) > 0);
	*strrchr(directory, '/') = 0;
	for (unsigned i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		char program[PATH_MAX + 64];

		shape = &shapes[i];
		snprintf(program, sizeof(program), "%s/../programs/%s",
			directory, shape->name);
		if (access(program, X_OK))
			missing = true;
		else
			check_shape(program);
	}
	if (missing)
		TEST_SKIP("a compiler is not there");
	return test_end();
}
