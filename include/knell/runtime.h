/* SPDX-License-Identifier: MIT */
/*
 * Code that is not C, described to those who look at a crash from outside.
 *
 * A description tells how frames of the code are unwound and what its addresses
 * are called. knell-run(1) and knell-report(1), which reads core files, then
 * list the callers of the runtime's own language among the C frames.
 *
 * A description is data alone. The program fills a struct knell_runtime and
 * adds it to the list that begins at the symbol knell_runtimes, which it
 * defines by
 *
 *	KNELL_RUNTIMES_DEFINE
 *
 * once, outside of functions. This writes a note into the program, too, so
 * that the list is found when the program is stripped: an ELF note (PT_NOTE)
 * named "knell" of type 1, whose 4 bytes are the distance from themselves to
 * the symbol. A program may define the symbol in another way: then it is found
 * in the program's .symtab, and in .dynsym of the program and its libraries. It
 * is a struct knell_runtimes, its size is that, or 0 as assemblers leave it.
 *
 * What stands in a description is read when a thread has stopped, anywhere. It
 * is read as it is then, so a member that is zero says nothing and needs
 * nothing, and words of memory that a description points to are the runtime's
 * own, which it changes as it runs. Nothing in it is trusted: what does not
 * hold is told in the report, and the trace goes on without it. So it is with
 * what is beyond the bounds, which are for all descriptions of a program: 1024
 * of them, 8192 ranges, 262144 names in 8192 pages, 8 MiB of call frame
 * information, 64 MiB of control stacks.
 *
 * There are three ways from a frame whose program counter lies in `code`:
 *
 * - Machine code with call frame information (a JIT compiler's): `eh_frame`.
 *   The frames are found as those of C.
 * - Machine code whose frames all look alike: `caller_sp`, `caller_pc` and
 *   `saved`.
 * - An interpreter with a control stack: `threads`, `instruction` and
 *   `control`. After the frame that is in the interpreter's code come those
 *   on the control stack, the innermost first, up to where this activation of
 *   the interpreter began. Then comes the C function that called the
 *   interpreter: by `caller_sp` where that is told; else by `eh_frame` or the
 *   tables of the program, as fits an interpreter that is a C function itself.
 *   Each activation has one frame in `code`: this is that function alone.
 *
 * Where an interpreter jumps to where no code is, no return address leads back:
 * it counts as running when the first of `instruction` is a register that holds
 * an address in `threads`, and the control stack's pointer is within its
 * bounds.
 *
 * C that the interpreter calls, and interpreters that C calls again, need no
 * more than that: an activation is left when its frames are listed, and the
 * next frame in `code` belongs to the one outside. Each activation may have a
 * record in memory, the entry, in which is what belongs to it alone.
 *
 * All structs have the same layout on 32 and 64 bit, apart from the size of a
 * word (unsigned long, size_t, pointers); there is no padding.
 */
#ifndef KNELL_RUNTIME_H
#define KNELL_RUNTIME_H

#include <stddef.h>

#include <knell/public.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What struct knell_runtimes begins with, without a NUL. */
#define KNELL_RUNTIMES_MAGIC "knellrt1"
/* The version of struct knell_runtime that is described here. */
#define KNELL_RUNTIME_VERSION 1U

/* Kinds of struct knell_runtime_place: what its offset is added to. */
/* It is not told. */
#define KNELL_RUNTIME_NONE 0U
/* Nothing: the offset is the value, or with KNELL_RUNTIME_WORD the address. */
#define KNELL_RUNTIME_FIXED 1U
/* The register that is named. */
#define KNELL_RUNTIME_REGISTER 2U
/* The address of the entry of this activation. */
#define KNELL_RUNTIME_ENTRY 3U
/* The address of the entry of the activation left last, which is inside. */
#define KNELL_RUNTIME_LEFT 4U
/* The caller's stack pointer. */
#define KNELL_RUNTIME_CALLER 5U
/* Together with one of them: the word there is the value. */
#define KNELL_RUNTIME_WORD 0x100U

/* Flags of a runtime. */
/* Frames of the control stack are linked: `control_step` is the offset, in a
 * frame, of the word that points to its caller's. */
#define KNELL_RUNTIME_LINKED 1U
/* Instruction pointers and return addresses are those of the instruction that
 * is being carried out, not of the one behind it. */
#define KNELL_RUNTIME_CURRENT 2U
/* A return address counts only when the word before it is an address in `code`
 * (direct threaded code). */
#define KNELL_RUNTIME_DIRECT 4U
/* The same, when that word is the address of a word that is an address in
 * `code` (indirect threaded code). */
#define KNELL_RUNTIME_INDIRECT 8U

/* Flags of names. */
/* Entries are linked: `first` is the address of a word that points to the first
 * one, `step` the offset of the word that points to the next. Otherwise `first`
 * is the address of the first of `count` entries, `step` bytes each. */
#define KNELL_RUNTIME_NAMES_LINKED 1U
/* Code begins `start` bytes from the entry. Otherwise the word there is the
 * address where it begins. */
#define KNELL_RUNTIME_NAMES_HERE 2U
/* `start` is counted not from the entry but from the first word that begins at
 * or behind the end of the name. */
#define KNELL_RUNTIME_NAMES_BEHIND 4U
/* The word at `size` is how long the code is in bytes. Otherwise it ends where
 * the next begins, or its range does. */
#define KNELL_RUNTIME_NAMES_SIZED 8U
/* The byte at the name, of which `mask` is taken, is the length of the text,
 * which begins `text` bytes on. Otherwise the name ends with a NUL. */
#define KNELL_RUNTIME_NAMES_COUNTED 16U
/* The word at `name` points to the name. Otherwise the name is there. */
#define KNELL_RUNTIME_NAMES_POINTED 32U

/* Addresses from `start` on. */
struct knell_runtime_range {
	unsigned long start;
	size_t size_bytes;
};

/*
 * Where a value is found: what the kind tells, plus `offset`; or the word there
 * (KNELL_RUNTIME_WORD); plus `add`. With a register that is not known where the
 * thread stopped, or memory that cannot be read, it is not found. In a frame
 * that C was called from those registers are known that C preserves; and in all
 * frames the one that has the thread pointer, from which thread-local variables
 * are found: fs_base on x86_64, tp on riscv64 and loongarch64, r13 on ppc64le.
 */
struct knell_runtime_place {
	/* KNELL_RUNTIME_REGISTER and so on. */
	unsigned kind;
	int add;
	/* Of a register, as knell_context_register gives it; padded with NUL.
	 */
	char name[8];
	unsigned long offset;
};

/* A register that the caller of machine code had, which is a word of memory. */
struct knell_runtime_saved {
	char name[8];
	/* From the caller's stack pointer, in bytes: negative on the usual
	 * machines. */
	int offset;
	unsigned reserved;
};

/*
 * Names for addresses in `code` and `threads`: an array of rows, or a linked
 * dictionary. The name of an address is that of the entry which covers it by
 * its size, or which begins last before it. Where several begin at one address,
 * none is its name: of a Forth's words that share the code of their code field,
 * none is called after that.
 */
struct knell_runtime_names {
	/* More names, looked through, too. */
	const struct knell_runtime_names *next;
	unsigned long first;
	/* KNELL_RUNTIME_NAMES_LINKED and so on. */
	unsigned flags;
	/* Of linked entries, how many are looked at; 0: all. */
	unsigned count;
	int step;
	/* In an entry, in bytes. */
	int start;
	int size;
	int name;
	int text;
	unsigned mask;
};

/* A runtime: members that are 0 tell nothing. */
struct knell_runtime {
	/* KNELL_RUNTIME_VERSION, and sizeof(struct knell_runtime). */
	unsigned version;
	unsigned size_bytes;
	/* Of knell_runtime_add. */
	struct knell_runtime *next;
	/* What reports call the language: "forth". */
	const char *name;
	/* Machine code. */
	const struct knell_runtime_range *code;
	size_t code_count;
	/* What return addresses on the control stack point into. */
	const struct knell_runtime_range *threads;
	size_t thread_count;
	const struct knell_runtime_names *names;
	/*
	 * Call frame information for `code`, as the section .eh_frame holds it
	 * and __register_frame takes it; ends after `eh_frame_bytes`, or if
	 * that is 0 with a length of 0.
	 */
	const void *eh_frame;
	size_t eh_frame_bytes;
	/* What else `caller_sp` leads to. Registers that the psABI preserves
	 * and that are not among them have the caller's value still. */
	const struct knell_runtime_saved *saved;
	size_t saved_count;
	/* KNELL_RUNTIME_LINKED and so on. */
	unsigned flags;
	/*
	 * From a frame of the control stack to its caller's: the size of a
	 * cell, negative when the stack grows up. Cells without an address in
	 * `threads` are passed over, unless they are linked.
	 */
	int control_step;
	/* From where `control` points to the first frame. */
	int control_first;
	/* Where in a frame the return address is. */
	int control_return;
	/*
	 * The entry of the innermost activation, and of the next one outside:
	 * usually the word at KNELL_RUNTIME_LEFT.
	 */
	struct knell_runtime_place entry;
	struct knell_runtime_place previous;
	/*
	 * The instruction pointer and the control stack's, the first of these
	 * places that is found. Words at a fixed address count for the
	 * innermost activation only: it has overwritten those of the others.
	 * Without `instruction`, the first frame of the control stack is that
	 * of the code that runs.
	 */
	struct knell_runtime_place instruction[3];
	struct knell_runtime_place control[3];
	/* The control stack is within these, where they are told. */
	struct knell_runtime_place control_low;
	struct knell_runtime_place control_high;
	/* What the control stack's pointer was when the activation began. */
	struct knell_runtime_place control_end;
	/* The stack pointer that the C function has, once its call returns, and
	 * where in it that goes on; 0: nobody called, the trace ends. */
	struct knell_runtime_place caller_sp;
	struct knell_runtime_place caller_pc;
};

/* The list. */
struct knell_runtimes {
	char magic[8];
	struct knell_runtime *first;
};

/* What KNELL_RUNTIMES_DEFINE defines; no part of libknell. */
extern KNELL_PUBLIC struct knell_runtimes knell_runtimes;

#define KNELL_RUNTIMES_DEFINE                                \
	__asm__(".pushsection .data.knell_runtimes,\"aw\"\n" \
		".balign 8\n"                                \
		".globl knell_runtimes\n"                    \
		".type knell_runtimes, %object\n"            \
		"knell_runtimes:\n"                          \
		".Lknell_runtimes:\n"                        \
		".ascii \"" KNELL_RUNTIMES_MAGIC "\"\n"      \
		".dc.a 0\n"                                  \
		".size knell_runtimes, . - knell_runtimes\n" \
		".popsection\n"                              \
		".pushsection .note.knell,\"a\",%note\n"     \
		".balign 4\n"                                \
		".long 6, 4, 1\n"                            \
		".asciz \"knell\"\n"                         \
		".balign 4\n"                                \
		".long .Lknell_runtimes - .\n"               \
		".popsection\n")

/**
 * knell_runtime_add - add a runtime to a list
 * @list: &knell_runtimes
 * @runtime: filled but for `next`; it and what it points to stay as they are
 * until it is removed, but for what is told to change; not in a list already
 *
 * At every instruction the list is whole: a program may die in the midst. Of
 * what changes, write a row first and then count it.
 *
 * Return: 0; -EINVAL when @list does not begin with KNELL_RUNTIMES_MAGIC, or
 * the version or the size of @runtime is none; -EFAULT when an argument is
 * NULL.
 * Context: AS-Safe, MT-Safe.
 * Source: the text at the head of this header.
 */
KNELL_PUBLIC int knell_runtime_add(
	struct knell_runtimes *list, struct knell_runtime *runtime);

/**
 * knell_runtime_remove - take a runtime off a list
 * @list: as for knell_runtime_add
 * @runtime: which is in it
 *
 * Its memory may be used for other things afterwards.
 *
 * Return: 0; -ENOENT when it is not in the list; -EINVAL when @list does not
 * begin with KNELL_RUNTIMES_MAGIC; -EFAULT when an argument is NULL.
 * Context: MT-Safe and AS-Safe as long as no other is being removed: others may
 * be added at the same time, but see that one alone removes.
 * Source: the text at the head of this header.
 */
KNELL_PUBLIC int knell_runtime_remove(
	struct knell_runtimes *list, struct knell_runtime *runtime);

#ifdef __cplusplus
}
#endif

#endif
