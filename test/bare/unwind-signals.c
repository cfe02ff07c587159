/* SPDX-License-Identifier: MIT */
/*
 * The unwinder goes through signal frames: from a fault in a handler, in a
 * call of its own, through what the handler returns to (libknell's trampoline
 * or the kernel's own) to the code that the signal interrupted and on to
 * _start. It reads this very process.
 */
#include "abi/elf.h"
#include "base/text.h"
#include "crash/symbol.h"
#include "crash/unwind.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "test/bare/bare.h"

enum { FRAMES_MAX = 64, PART = 1024 };

#define NEVER_INLINE __attribute__((noinline))
/* What follows the last call keeps it from being a jump. */
#define NO_TAIL_CALL __asm__ volatile("")

static int channel[2];
static struct knell_elf elf;
static struct knell_cfi cfi;
static struct knell_unwind_code program;
static struct {
	uint64_t pc;
	enum knell_frame_how how;
	bool exact;
} frames[FRAMES_MAX];
static unsigned frame_count;
static struct knell_unwind unwind;

/* The kernel tells what can be read; a part lies within a page. */
static size_t read_memory(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	size_t done = 0;

	(void)target;
	while (done < size) {
		size_t room = PART - (address + done) % PART;
		size_t part = size - done < room ? size - done : room;
		long got = sys_write(channel[1],
			(const void *)(uintptr_t)(address + done), part);

		if (got <= 0)
			break;
		CHECK_EQUAL(sys_read(channel[0], (char *)buffer + done,
				    (size_t)got),
			got);
		done += (size_t)got;
	}
	return done;
}

/* The program; and a page of the kernel's for signals. */
static bool find_code(
	void *context, uint64_t address, struct knell_unwind_code *ret_code)
{
	struct knell_target *target = context;
	uint64_t stack = (uintptr_t)&target, page = test_page_bytes();
	char byte;

	if (address - program.start < program.end - program.start) {
		*ret_code = program;
		return true;
	}
	if (address - stack < (uintptr_t)test_start.auxv - stack ||
		!read_memory(target, address, &byte, 1))
		return false;
	*ret_code = (struct knell_unwind_code){ .start = address & -page,
		.end = (address & -page) + page };
	return true;
}

static const struct knell_target_kind kind = { .name = "self",
	.read = read_memory };
static struct knell_target target = { .kind = &kind };

static void open_program(void)
{
	struct knell_segment segment;
	long fd = sys_openat(
		K_AT_FDCWD, "/proc/self/exe", K_O_RDONLY | K_O_CLOEXEC, 0);

	CHECK(fd >= 0);
	CHECK_EQUAL(knell_elf_map(&elf, (int)fd), 0);
	sys_close((int)fd);
	CHECK_EQUAL(sys_pipe2(channel, K_O_CLOEXEC), 0);
	knell_cfi_open(&cfi, &elf, NULL);
	for (unsigned i = 0; knell_elf_segment(&elf, i, &segment); i++)
		if (segment.type == K_PT_LOAD && segment.flags & K_PF_X)
			program = (struct knell_unwind_code){ segment.address,
				segment.address + segment.memory_size, 0,
				&cfi };
	CHECK(program.end);
	target.machine = knell_machine_find_name(KNELL_ARCH);
	CHECK(target.machine != NULL);
}

static void unwind_from(const struct knell_registers *registers)
{
	static uint8_t window[4096];
	struct knell_symbol entry;

	CHECK(knell_elf_find_name(&elf, "_start", &entry));
	unwind.target = &target;
	unwind.find_code = find_code;
	unwind.context = &target;
	unwind.entry_start = entry.address;
	unwind.entry_end = entry.address + entry.size;
	knell_unwind_begin(&unwind, registers, window, sizeof(window));
	do {
		frames[frame_count].pc =
			unwind.registers.value[target.machine->pc];
		frames[frame_count].how = unwind.how;
		frames[frame_count++].exact = unwind.exact;
	} while (frame_count < FRAMES_MAX && knell_unwind_step(&unwind));
}

static const char *name_of(unsigned frame)
{
	struct knell_symbol symbol;
	uint64_t pc = frames[frame].pc - !frames[frame].exact;

	return knell_elf_find_symbol(&elf, pc, &symbol) ? symbol.name : "?";
}

static unsigned find_frame(const char *name)
{
	for (unsigned i = 0; i < frame_count; i++)
		if (knell_text_equal(name_of(i), name))
			return i;
	test_fail(__FILE__, __LINE__, name);
}

static bool with_info;
static const struct knell_info *first_info;
static void *first_context;

/* Some machines have a frame of its own for actions without SA_SIGINFO. */
static bool has_bare_frames(void)
{
	for (unsigned i = 0; i < target.machine->trampoline_count; i++)
		if (target.machine->trampolines[i].bare)
			return true;
	return false;
}

/* The frame of the first signal is where its handler was told. */
static void check_signal(void)
{
	CHECK_EQUAL(unwind.signal_count, 1);
	CHECK_EQUAL(!unwind.signals[0].info, !with_info && has_bare_frames());
	if (!with_info)
		return;
	CHECK_EQUAL(unwind.signals[0].info, (uintptr_t)first_info);
	CHECK_EQUAL(unwind.signals[0].context, (uintptr_t)first_context);
}

static void on_fault(int signal, struct knell_info *info, void *context)
{
	struct knell_registers registers;

	(void)info;
	CHECK_EQUAL(signal, KNELL_SIGSEGV);
	CHECK(knell_unwind_read_context(
		&target, (uintptr_t)context, &registers));
	unwind_from(&registers);
	CHECK_TEXT(name_of(0), "fault_here");
	CHECK_TEXT(name_of(1), "handle");
	CHECK_EQUAL(frames[1].how, KNELL_FRAME_CFI);

	/* The system call, which without optimization has its own frame. */
	unsigned interrupted = with_info ? 4 : 3;
	unsigned sender = find_frame("knell_send_thread");

	CHECK_EQUAL(frames[interrupted].how, KNELL_FRAME_SIGNAL);
	CHECK(frames[interrupted].exact);
	CHECK(sender >= interrupted);
	CHECK_TEXT(name_of(sender + 1), "send_to_itself");
	/* On arm, what does not return need not save where to. */
	if (!knell_text_equal(KNELL_ARCH, "arm") ||
		!knell_text_equal(name_of(frame_count - 1), "knell_start"))
		CHECK_TEXT(name_of(frame_count - 1), "_start");
	CHECK_EQUAL(unwind.end, KNELL_UNWIND_OUTERMOST);
	check_signal();
	sys_exit_group(0);
}

static NEVER_INLINE void fault_here(volatile int *nowhere)
{
	*nowhere = 1;
	NO_TAIL_CALL;
}

static NEVER_INLINE void handle(int signal)
{
	CHECK_EQUAL(signal, KNELL_SIGUSR1);
	fault_here(test_map_nothing());
	NO_TAIL_CALL;
}

static NEVER_INLINE void handle_info(
	int signal, struct knell_info *info, void *context)
{
	first_info = info;
	first_context = context;
	handle(signal);
	NO_TAIL_CALL;
}

static NEVER_INLINE void send_to_itself(void)
{
	CHECK_EQUAL(knell_send_thread((int)sys_getpid(), (int)sys_gettid(),
			    KNELL_SIGUSR1),
		0);
	NO_TAIL_CALL;
}

static void check(bool info, bool kernels_own)
{
	struct knell_action fault = { .info_handler = on_fault,
		.flags = KNELL_ACTION_SIGINFO };
	struct knell_action action = { .handler = handle };

	if (info) {
		action.info_handler = handle_info;
		action.flags = KNELL_ACTION_SIGINFO;
	}
	with_info = info;
	open_program();
	CHECK_EQUAL(knell_action_set(KNELL_SIGSEGV, &fault, NULL), 0);
	CHECK_EQUAL(kernels_own
			    ? knell_action_restore(KNELL_SIGUSR1, &action)
			    : knell_action_set(KNELL_SIGUSR1, &action, NULL),
		0);
	send_to_itself();
	sys_exit_group(1);
}

static void check_plain(void)
{
	check(false, false);
}

static void check_info(void)
{
	check(true, false);
}

/* x86_64's kernel has none. */
static void check_kernels_plain(void)
{
	if (!knell_text_equal(KNELL_ARCH, "x86_64"))
		check(false, true);
}

static void check_kernels_info(void)
{
	if (!knell_text_equal(KNELL_ARCH, "x86_64"))
		check(true, true);
}

const struct test_case test_cases[] = {
	{ "plain", check_plain },
	{ "info", check_info },
	{ "kernels-plain", check_kernels_plain },
	{ "kernels-info", check_kernels_info },
	{ NULL, NULL },
};
