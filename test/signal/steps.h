/* SPDX-License-Identifier: MIT */
/*
 * Unwinding from each instruction of libknell's assembly: the trap flag brings
 * a signal after each of them, and its handler unwinds. From wherever it is,
 * the next frame is the caller's (of a trampoline: the interrupted code's),
 * with its registers, and so on down to main.
 */
#ifndef KNELL_TEST_SIGNAL_STEPS_H
#define KNELL_TEST_SIGNAL_STEPS_H

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "arch/machine.h"
#include "crash/symbol.h"
#include "knell.h"
#include "signal/thread_machine.h"
#include "test/lib/test.h"
#include "test/signal/trampoline.h"

enum {
	STEPS_FRAMES = 32,
	RSP = 7,
	RIP = 16,
	ROWS = 17,
	TRAP_FLAG = 0x100,
	ALL_ROWS = (1 << ROWS) - 1,
	/* rbx, rbp, r12 to r15. */
	KEPT_ROWS = 1 << 3 | 1 << 6 | 0xf << 12 | 1 << RSP | 1 << RIP,
};

/* First bytes of instructions. */
enum {
	RETURN = 0xc3,
	RETURN_POP = 0xc2,
	SYSCALL = 0x0f,
	JUMP = 0xff,
	BRANCH = 0x74,
};

/* Registers by their DWARF numbers. */
struct steps_frame {
	uint64_t value[ROWS];
};

/*
 * The unwinder that the test is of. All frames from the handler on, at least
 * with KEPT_ROWS; that whose pc is `whole_pc`, if not 0, with ALL_ROWS.
 */
static unsigned steps_unwind(
	struct steps_frame frames[STEPS_FRAMES], uint64_t whole_pc);

/* What is stepped through, and what must be found there. */
static struct {
	const char *name;
	uint64_t start, end;
	/* Where a jump goes to; NULL: it is no jump. */
	const struct knell_jump *place;
	struct steps_frame caller;
	unsigned rows;
	bool known, over;
	unsigned count;
	uint8_t last; /* the first byte of the last instruction */
	/* The callers' frames, as first found. */
	uint64_t chain[STEPS_FRAMES];
	unsigned chain_length;
} piece;

static struct knell_elf program;
static uint64_t bias;
static pid_t program_pid;
static struct knell_symbol main_symbol;

static struct knell_symbol find_symbol(const char *name)
{
	struct knell_symbol symbol;

	CHECK(knell_elf_find_name(&program, name, &symbol));
	symbol.address += bias;
	return symbol;
}

static void begin_piece(const char *name, unsigned rows)
{
	struct knell_symbol symbol = find_symbol(name);

	memset(&piece, 0, sizeof(piece));
	piece.name = name;
	piece.start = symbol.address;
	piece.end = symbol.address + symbol.size;
	piece.rows = rows;
}

static void read_context(const void *context, struct steps_frame *ret_frame)
{
	for (int row = 0; row < ROWS; row++)
		memcpy(&ret_frame->value[row],
			(const char *)context +
				knell_machine_x86_64.registers[row]
					.context_offset,
			sizeof(uint64_t));
}

/* At its first instruction, the caller's registers are in place yet. */
static void find_caller(const struct steps_frame *here)
{
	piece.caller = *here;
	memcpy(&piece.caller.value[RIP], (void *)here->value[RSP], 8);
	piece.caller.value[RSP] += 8;
	piece.known = true;
}

static void find_place(const unsigned long *place)
{
	static const int rows[] = { 3, 6, 12, 13, 14, 15, RSP };

	for (int i = 0; i < 7; i++)
		piece.caller.value[rows[i]] = place[i + 1];
	piece.caller.value[RIP] = place[9];
	piece.chain_length = 0;
	piece.place = NULL;
}

static void check_chain(const struct steps_frame *frames, unsigned count)
{
	bool first = piece.chain_length == 0, reached = false;

	CHECK(first || count >= piece.chain_length);
	if (first)
		piece.chain_length = count;
	for (unsigned i = 0; i < piece.chain_length; i++) {
		uint64_t pc = frames[i].value[RIP];

		if (first)
			piece.chain[i] = pc;
		CHECK_EQUAL(pc, piece.chain[i]);
		reached |= pc - main_symbol.address <= main_symbol.size;
	}
	CHECK(reached);
}

/* As CHECK_EQUAL, and says at which instruction. */
static void check_same(uint64_t pc, int row, uint64_t actual, uint64_t expected)
{
	if (actual != expected)
		fprintf(stderr, "%s+%#x, register %d:\n", piece.name,
			(unsigned)(pc - piece.start), row);
	CHECK_EQUAL(actual, expected);
}

/*
 * A new thread has no caller. In the instructions that it shares with its
 * maker, the word that its stack begins with is taken for one.
 */
static void check_new(
	const struct steps_frame *here, const struct steps_frame *caller)
{
	uint64_t entry;

	memcpy(&entry, (void *)here->value[RSP], sizeof(entry));
	bool shared = *(const uint8_t *)here->value[RIP] == BRANCH;

	if (caller && (!shared || caller->value[RIP] != entry))
		check_same(here->value[RIP], RIP, caller->value[RIP], 0);
}

static void check_here(const struct steps_frame *here)
{
	static struct steps_frame frames[STEPS_FRAMES];
	unsigned at = 0;
	unsigned count = steps_unwind(
		frames, piece.rows == ALL_ROWS ? piece.caller.value[RIP] : 0);

	while (at < count && (frames[at].value[RIP] != here->value[RIP] ||
				     frames[at].value[RSP] != here->value[RSP]))
		at++;
	if (getpid() != program_pid) {
		check_new(here, at + 1 < count ? &frames[at + 1] : NULL);
		return;
	}
	check_same(here->value[RIP], RIP, at + 1 < count, true);
	at++;
	for (int row = ROWS - 1; row >= 0; row--)
		if (piece.rows >> row & 1)
			check_same(here->value[RIP], row, frames[at].value[row],
				piece.caller.value[row]);
	check_chain(frames + at, count - at);
}

static void on_step(int signal, struct knell_info *info, void *context)
{
	struct steps_frame here;

	(void)signal;
	(void)info;
	read_context(context, &here);
	uint64_t pc = here.value[RIP];

	if (piece.over) {
		unsigned long flags;

		CHECK_EQUAL(knell_context_get(context, "eflags", &flags), 0);
		CHECK_EQUAL(knell_context_set(
				    context, "eflags", flags & ~TRAP_FLAG),
			0);
	}
	if (pc < piece.start || pc >= piece.end)
		return;
	if (pc == piece.start && !piece.known)
		find_caller(&here);
	else if (piece.place)
		find_place(piece.place->registers);
	check_here(&here);
	piece.count++;
	piece.last = *(const uint8_t *)pc;
}

/* From the next instruction on; not over those 128 bytes. */
static inline __attribute__((always_inline)) void begin_steps(void)
{
	__asm__ volatile("leaq -128(%%rsp), %%rsp\n\t"
			 "pushfq\n\t"
			 "orl $0x100, (%%rsp)\n\t"
			 "popfq\n\t"
			 "leaq 128(%%rsp), %%rsp"
			 :
			 :
			 : "memory", "cc");
}

/* At least so many instructions, `last` being the last one. */
static void end_piece(unsigned count, uint8_t last)
{
	piece.over = true;
	__asm__ volatile("nop");
	CHECK(piece.count >= count);
	CHECK_EQUAL(piece.last, last);
}

/*
 * The interrupted code goes on with the first byte of a function. What ends
 * before it has other frames: who looks there goes astray.
 */
__asm__(".pushsection .text\n"
	".cfi_startproc\n"
	".cfi_def_cfa_offset 1024\n"
	"	ud2\n"
	".cfi_endproc\n"
	".type steps_landing, @function\n"
	"steps_landing:\n"
	".cfi_startproc\n"
	"	ret\n"
	".cfi_endproc\n"
	".size steps_landing, . - steps_landing\n"
	".popsection\n");
void steps_landing(void);

static bool refuses;

static void pass_fault(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	(void)info;
	knell_context_set_pc(context, (uintptr_t)steps_landing);
	read_context(context, &piece.caller);
	piece.known = true;
	if (refuses)
		knell_return_refuse(context);
	begin_steps();
}

static void step_return(const char *name, bool in_user_space, uint8_t last)
{
	struct knell_action action = { .info_handler = pass_fault,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_NODEFER };

	begin_piece(name, ALL_ROWS);
	refuses = !in_user_space;
	if (piece.start == (uintptr_t)K_TRAMPOLINE_RETURN)
		CHECK_EQUAL(knell_return_allow(&action), 0);
	CHECK_EQUAL(knell_action_set(SIGILL, &action, NULL), 0);
	outer_caller();
	end_piece(in_user_space ? 50 : 2, last);
}

static void step_call(void)
{
	static const long none[6];
	unsigned flag = 0;

	for (; flag < 2; flag++) {
		begin_piece("knell_call_unless", KEPT_ROWS);
		begin_steps();
		long result = knell_call_unless(&flag, SYS_getppid, none);

		/* What follows a system call runs before the next trap. */
		end_piece(10, flag ? RETURN : SYSCALL);
		CHECK_EQUAL(result, flag ? -EINTR : getppid());
	}
}

static __attribute__((noinline)) void jump(const struct knell_jump *place)
{
	begin_steps();
	knell_jump_to(place, 7);
}

static void step_jump(unsigned what)
{
	static struct knell_jump place;

	begin_piece("knell_jump_save", KEPT_ROWS);
	begin_steps();
	int value = knell_jump_save(&place, what);

	if (!value) {
		/* With more to save, it ends in a jump to a function. */
		end_piece(10, what ? piece.last : RETURN);
		begin_piece("knell_jump_to", KEPT_ROWS);
		piece.place = &place;
		jump(&place);
	}
	end_piece(15, JUMP);
	CHECK_EQUAL(value, 7);
}

static void end_thread(void *unused)
{
	(void)unused;
	/* Its own flags, and the parent's wait. */
	syscall(SYS_exit, 3);
}

/* The parent waits, as with vfork, while the other runs on its own stack. */
static void step_clone(void)
{
	static char stack[65536] __attribute__((aligned(16)));
	void **top = (void **)(stack + sizeof(stack) - 16);
	const long arguments[5] = { CLONE_VM | CLONE_VFORK | SIGCHLD,
		(long)top };
	int status;

	top[0] = (void *)(uintptr_t)end_thread;
	top[1] = NULL;
	begin_piece("knell_thread_clone", KEPT_ROWS);
	begin_steps();
	long pid = knell_thread_clone(SYS_clone, arguments);

	end_piece(10, RETURN);
	CHECK_EQUAL(waitpid((pid_t)pid, &status, 0), pid);
	CHECK_EQUAL(status, W_EXITCODE(3, 0));
}

static void prepare(void)
{
	struct knell_action action = { .info_handler = on_step,
		.flags = KNELL_ACTION_SIGINFO };
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	program_pid = getpid();
	CHECK(fd >= 0);
	CHECK_EQUAL(knell_elf_map(&program, fd), 0);
	close(fd);
	bias = 0;
	bias = (uintptr_t)knell_call_unless -
	       find_symbol("knell_call_unless").address;
	main_symbol = find_symbol("main");
	CHECK_EQUAL(knell_action_set(SIGTRAP, &action, NULL), 0);
}

static void step_all(void)
{
	prepare();
	step_return("knell_return_user", true, RETURN_POP);
	step_return("knell_return_user", false, SYSCALL);
	step_return("knell_sigreturn", false, SYSCALL);
	step_call();
	step_jump(0);
	step_jump(KNELL_JUMP_MASK | KNELL_JUMP_STACK | KNELL_JUMP_FLOAT);
	step_clone();
}

#endif
