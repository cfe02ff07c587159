/* SPDX-License-Identifier: MIT */
/*
 * The record: all that is known of one crash, in one plain struct. Capture
 * fills it, reports only read it, JSON carries all of it. Text is
 * NUL-terminated or NULL for "unknown"; arrays are a pointer and a count;
 * everything lies in the arena that the caller of capture gave.
 */
#ifndef KNELL_CRASH_RECORD_H
#define KNELL_CRASH_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct knell_machine;

enum { KNELL_RECORD_VERSION = 1 };

/* How a frame was found, from the surest to a guess. */
enum knell_frame_how {
	KNELL_FRAME_REGISTERS, /* the thread's own registers: frame 0 */
	KNELL_FRAME_CFI,
	KNELL_FRAME_POINTER,
	KNELL_FRAME_SIGNAL,  /* what a signal interrupted */
	KNELL_FRAME_ADDRESS, /* the return address at SP or in the link
				register, after a wild jump */
	KNELL_FRAME_SCAN,   /* a guess: a word of the stack that could be one */
	KNELL_FRAME_INLINE, /* an inlined call, from debug information */
	/* As the program describes code that is not C: a caller in its own
	 * language, or the C that called it. */
	KNELL_FRAME_RUNTIME,
	KNELL_FRAME_HOW_COUNT,
};

/* Why a trace ended. */
enum knell_unwind_end {
	KNELL_UNWIND_UNKNOWN,
	KNELL_UNWIND_OUTERMOST,    /* the CFI or the entry point says so */
	KNELL_UNWIND_NO_CODE,      /* the return address is in no code */
	KNELL_UNWIND_NO_STACK,     /* stack memory that cannot be read */
	KNELL_UNWIND_NO_PROGRESS,  /* the stack pointer did not move on */
	KNELL_UNWIND_BAD_TABLE,    /* CFI truncated or broken */
	KNELL_UNWIND_LIMIT,        /* more frames than are looked at */
	KNELL_UNWIND_NO_REGISTERS, /* a register that is needed is not known */
	KNELL_UNWIND_NO_RULE, /* no table, frame pointer or guess leads on */
	KNELL_UNWIND_END_COUNT,
};

struct knell_source_line {
	uint32_t number;
	char *text;
};

struct knell_frame {
	uint64_t pc;
	uint64_t cfa; /* 0: unknown */
	uint32_t how; /* enum knell_frame_how */
	/* This frame was interrupted, its pc is not a return address. */
	bool exact;
	/* Module, an index into modules, or -1. */
	int32_t module;
	/* From the start of the module's image (pc - bias). */
	uint64_t module_offset;
	char *function; /* demangled if that could be done */
	char *symbol;   /* as in the symbol table, where it differs */
	/* The language of code that is not C, as the program calls it. */
	char *runtime;
	uint64_t function_offset;
	char *file;
	uint32_t line, column;
	struct knell_source_line *source; /* a few lines around */
	uint32_t source_count;
};

/* Frames [first, first + length) stand for `times` runs of them. */
struct knell_fold {
	uint32_t first, length;
	uint64_t times;
};

struct knell_register_value {
	char *name;
	uint64_t value;
	char *points_at; /* what lies there; NULL: nothing known */
};

struct knell_thread {
	int32_t tid;
	char *name;
	char state; /* as /proc says it: R S D T t Z X; 0: unknown */
	bool crashed;
	char *waits; /* the system call or wait channel it sits in */
	uint64_t stack_start, stack_end; /* 0, 0: unknown */
	struct knell_register_value *registers;
	uint32_t register_count;
	struct knell_frame *frames;
	uint32_t frame_count;
	struct knell_fold *folds;
	uint32_t fold_count;
	/* Frames between frames[omitted_at - 1] and frames[omitted_at]. */
	uint64_t omitted;
	uint32_t omitted_at;
	uint32_t end; /* enum knell_unwind_end */
};

struct knell_module {
	char *path;
	char *build_id; /* lower-case hex */
	uint64_t start, end;
	uint64_t bias; /* run-time address minus link-time address */
	bool deleted;
	/* The file does not match what runs: symbols not taken from it. */
	bool mismatch;
	char *debug_file; /* where separate symbols were found */
};

struct knell_map {
	uint64_t start, end, offset;
	char permissions[5]; /* rwxp */
	char *name;
};

struct knell_limit {
	char *name;
	char *unit;
	uint64_t soft, hard; /* UINT64_MAX: unlimited */
};

struct knell_bytes_at {
	uint64_t address;
	uint8_t *data;
	uint32_t size;
};

struct knell_stack_word {
	uint64_t address, value;
	char *points_at;
};

struct knell_instruction {
	uint64_t address;
	char *text;
	bool current;
};

/* What a signal's siginfo tells. */
struct knell_signal_facts {
	int32_t number;
	int32_t code;
	char *name;      /* SIGSEGV */
	char *code_name; /* SEGV_MAPERR; NULL: no name */
	bool has_info;   /* code and what follows are known */
	bool has_address;
	uint64_t address; /* as the kernel said */
	bool has_sender;
	int32_t sender_pid;
	uint32_t sender_uid;
	char *sender_command;
	char *sender_user;
	bool has_value;
	uint64_t value;
	/* SIGSYS */
	bool has_call;
	int32_t call_number;
	char *call_name;
	uint64_t call_address;
};

struct knell_cause {
	char *sentence;
	/* A word for machines: null-pointer, stack-overflow, wild-jump … */
	char *kind;
	struct knell_signal_facts signal;
	char *access; /* read, write, execute; NULL: unknown */
	/* The true address, where it is known. */
	bool has_address;
	uint64_t address;
	char *place;         /* what lies at or nearest to it */
	char *abort_message; /* what libc noted before abort */
	/* A handler ran for `signal`: this is what then killed. */
	bool in_handler;
	struct knell_signal_facts final_signal;
	/* That handler had returned: the thread is where `signal` came. */
	bool handler_returned;
	/* The signal whose handler was running when `signal` came. */
	char *handling;
};

struct knell_process {
	int32_t pid, tid, ppid;
	uint32_t uid, gid;
	char *command;    /* comm */
	char *executable; /* path */
	char **arguments;
	uint32_t argument_count;
	/* Where the words are not known: joined by spaces, maybe cut. */
	char *command_line;
	bool command_line_cut;
	char *directory;
	uint64_t start_ns; /* after boot; 0: unknown */
	uint64_t age_ns;
	uint64_t resident_bytes, virtual_bytes;
	char **environment; /* only what was asked for: NAME=value */
	uint32_t environment_count;
};

struct knell_system {
	char *machine; /* of the program, as struct knell_machine names it */
	char *kernel;  /* release */
	char *kernel_version;
	char *host;
	uint64_t uptime_ns;
	uint64_t time_ns; /* of the crash, since 1970 UTC; 0: unknown */
};

struct knell_record {
	uint32_t version;
	char *knell_version;
	char *source; /* process, core or canned */
	struct knell_system system;
	struct knell_process process;
	struct knell_cause cause;
	struct knell_thread *threads; /* the crashed one first */
	uint32_t thread_count;
	struct knell_bytes_at code; /* around the crashing PC */
	struct knell_instruction *instructions;
	uint32_t instruction_count;
	struct knell_stack_word *stack_words;
	uint32_t stack_word_count;
	struct knell_module *modules;
	uint32_t module_count;
	struct knell_map *maps;
	uint32_t map_count;
	struct knell_limit *limits;
	uint32_t limit_count;
	/* What could not be had, and why: a line each. */
	char **notes;
	uint32_t note_count;
};

#endif
