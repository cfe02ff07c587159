/* SPDX-License-Identifier: MIT */
/*
 * The unwinder: from one frame's registers to its caller's, by call frame
 * information, signal frames, frame pointers, and last by scanning.
 */
#ifndef KNELL_CRASH_UNWIND_H
#define KNELL_CRASH_UNWIND_H

#include "crash/cfi.h"
#include "crash/runtime.h"
#include "crash/target.h"

enum {
	/* Signal frames whose place is kept. */
	KNELL_UNWIND_SIGNALS_MAX = 4,
	/* Entries that were looked for without an index and are kept. */
	KNELL_UNWIND_KEPT_MAX = 16,
};

/* Executable memory, and where its tables are. */
struct knell_unwind_code {
	uint64_t start, end;         /* run-time */
	uint64_t bias;               /* run-time minus link-time */
	const struct knell_cfi *cfi; /* NULL: it has none */
};

/* A signal that was taken on the way: its frame on the stack. */
struct knell_unwind_signal {
	uint64_t context; /* struct ucontext */
	uint64_t info;    /* siginfo; 0: the frame has none */
	uint32_t depth;   /* number of the frame that it interrupted */
};

/* On the way through the frames of a control stack. */
struct knell_runtime_walk {
	struct knell_runtime_told *told; /* NULL: on no way */
	uint64_t at;                     /* the next frame; 0: there is none */
	uint64_t low, high, stop;
	bool has_stop, has_instruction;
	uint64_t instruction;
	uint64_t mark;
	uint32_t linked_count;
	/* Of the frame in the runtime's code, which the walk began at. */
	enum knell_frame_how how;
	bool exact;
	uint64_t pc, function_start;
};

struct knell_unwind {
	struct knell_target *target;
	/*
	 * The executable memory around an address. Return: false when no
	 * code can run there. The answer is kept until an address lies
	 * outside it; what `cfi` points to stays until the trace is done.
	 */
	bool (*find_code)(void *context, uint64_t address,
		struct knell_unwind_code *ret_code);
	void *context;
	/* What the program tells of code that is not C; NULL: nothing. */
	struct knell_runtimes_told *runtimes;
	/* The entry point of the program, where a trace rightly ends. */
	uint64_t entry_start, entry_end;
	/* The end of the stack that SP lies in; 0: not known. */
	uint64_t stack_end;

	/* The current frame; registers.value[machine->pc] is its pc. */
	struct knell_registers registers;
	uint64_t cfa;            /* of the frame just left; 0: unknown */
	uint64_t function_start; /* run-time, from CFI; 0: unknown */
	enum knell_frame_how how;
	uint32_t depth;
	/* It was interrupted: pc is where it was, not a return address. */
	bool exact;
	enum knell_unwind_end end;
	/* Signal frames met, the latest signal first. */
	struct knell_unwind_signal signals[KNELL_UNWIND_SIGNALS_MAX];
	uint32_t signal_count;

	/* Private from here. */
	struct knell_unwind_code code;
	struct knell_cfi_entry entry;
	int entry_error;
	uint8_t *buffer;
	size_t buffer_size;
	const uint8_t *window;
	uint64_t window_address;
	uint64_t window_limit; /* the words that begin below this offset */
	uint64_t code_mask;
	uint64_t thread_pointer; /* where `thread_known` */
	bool thread_known;
	uint64_t stack_limit; /* UINT64_MAX once SP left its stack */
	int64_t work;         /* left to do; 0 or less: too much was done */
	uint32_t stack_switches;
	struct knell_runtime_walk walk;
	/* What was looked for without an index; an error holds for `start`. */
	uint32_t kept_count;
	struct {
		struct knell_cfi_entry entry;
		int error;
	} kept[KNELL_UNWIND_KEPT_MAX];
};

/*
 * Begins at `registers`, the target, the callbacks and the ranges being set.
 * `buffer` is the caller's memory for stack reads, as large as it likes (a
 * page or more); NULL if the target offers views. `unwind` need not be zeroed
 * beyond the members above.
 */
void knell_unwind_begin(struct knell_unwind *unwind,
	const struct knell_registers *registers, void *buffer,
	size_t buffer_size);
/* To the caller. Return: true, or false with `end` set. */
bool knell_unwind_step(struct knell_unwind *unwind);

/*
 * The registers that a signal frame saved. Return: false when they cannot be
 * read.
 */
bool knell_unwind_read_context(struct knell_target *target, uint64_t context,
	struct knell_registers *ret_registers);

#endif
