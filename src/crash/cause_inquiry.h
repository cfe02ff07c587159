/* SPDX-License-Identifier: MIT */
/* What the parts of cause*.c share: the facts at hand, and the sentence. */
#ifndef KNELL_CRASH_CAUSE_INQUIRY_H
#define KNELL_CRASH_CAUSE_INQUIRY_H

#include "arch/decoder.h"
#include "base/buffer.h"
#include "crash/cause.h"

struct knell_inquiry {
	struct knell_modules *modules;
	struct knell_target *target;
	const struct knell_machine *machine;
	const struct knell_decoder *decoder;
	struct knell_record *record;
	struct knell_cause *cause;
	const struct knell_registers *registers; /* NULL: not known */
	uint64_t pc, sp;
	const uint8_t *code; /* at pc; NULL: not readable */
	size_t code_size;
	struct knell_operand operands[3];
	unsigned operand_count;
	struct knell_operation operation;
	/* The crashed thread; NULL: there is none in the record. */
	const struct knell_thread *thread;
	/* Its frame at pc: not the first where a handler has run since. */
	uint32_t frame;
	struct knell_buffer *out; /* the sentence */
};

/* cause_memory.c: SIGSEGV and SIGBUS that the processor raised. */
void knell_cause_memory(struct knell_inquiry *inquiry);
/* cause_stack.c. Return: false when it is not that. */
bool knell_cause_stack(struct knell_inquiry *inquiry, uint64_t address);
/* cause_jump.c: PC where no code is. Return: false when it is not that. */
bool knell_cause_jump(struct knell_inquiry *inquiry);
/* A branch to no address of the machine; the same. */
bool knell_cause_branch(struct knell_inquiry *inquiry);
/* cause_protection.c: the processor refused, and gave no address. */
void knell_cause_protection(struct knell_inquiry *inquiry);
/* cause_frame.c. Return: false when it is not that. A handler's return: */
bool knell_cause_return(struct knell_inquiry *inquiry);
/* Its call, where nothing else explains what there is no address of. */
bool knell_cause_delivery(struct knell_inquiry *inquiry);
/* cause_instruction.c: SIGFPE, SIGILL, SIGTRAP, SIGSYS. */
void knell_cause_arithmetic(struct knell_inquiry *inquiry);
void knell_cause_illegal(struct knell_inquiry *inquiry);
void knell_cause_trap(struct knell_inquiry *inquiry);
void knell_cause_call(struct knell_inquiry *inquiry);
/* cause_abort.c: SIGABRT that the program raised itself. */
void knell_cause_abort(struct knell_inquiry *inquiry);
/* An instruction that libraries stop a program with, in one of those
 * functions. Return: false when it is not that. */
bool knell_cause_stop(struct knell_inquiry *inquiry);
/* cause_language.c: C++, Rust, Go. Return: false when it is none of them. */
bool knell_cause_language(struct knell_inquiry *inquiry);
/* The first frame from `frame` on that is not in Rust's own libraries. */
uint32_t knell_cause_skip_rust(
	const struct knell_inquiry *inquiry, uint32_t frame);
/* cause_exception.c: " of type std::runtime_error: ..." if it is to be
 * found; `frame` is that of __cxa_throw. */
void knell_cause_put_exception(struct knell_inquiry *inquiry, uint32_t frame);
/* cause_sent.c: signals that somebody sent. */
void knell_cause_sent(struct knell_inquiry *inquiry);
bool knell_cause_is_own(const struct knell_inquiry *inquiry);

/* cause_words.c */

/* Frame number `frame`, as long as it is no guess; NULL: there is none. */
const struct knell_frame *knell_inquiry_frame(
	const struct knell_inquiry *inquiry, uint32_t frame);
/* Is the function of a frame this one, or a clone or version of it? */
bool knell_inquiry_is_in(const struct knell_inquiry *inquiry, uint32_t frame,
	const char *function);
/* The first frame from that at pc in a function; UINT32_MAX: none. */
uint32_t knell_inquiry_find(
	const struct knell_inquiry *inquiry, const char *function);
/* ", in f" if there is such a frame. */
void knell_inquiry_put_in(struct knell_inquiry *inquiry, uint32_t frame);
/* The function of a frame, or the place of its code; "unknown" without. */
void knell_inquiry_put_frame(struct knell_inquiry *inquiry, uint32_t frame);
/* " It reads as the text "AAAA"." where an address does. */
void knell_inquiry_put_text_of(struct knell_inquiry *inquiry, uint64_t value);
/* The divisor, or the target of the branch, at pc. False: not known. */
bool knell_inquiry_value(
	const struct knell_inquiry *inquiry, uint64_t *ret_value);
/* A limit of the record, by name. False: not known, or unlimited. */
bool knell_inquiry_limit(const struct knell_inquiry *inquiry, const char *name,
	uint64_t *ret_soft);
/* A copy in the arena. */
char *knell_inquiry_keep(struct knell_inquiry *inquiry, const char *text);
void knell_inquiry_set_kind(
	struct knell_inquiry *inquiry, enum knell_cause_kind kind);
/* Notes the true address and what lies there. */
void knell_inquiry_set_address(struct knell_inquiry *inquiry, uint64_t address,
	enum knell_access access);

static inline void knell_inquiry_put(
	struct knell_inquiry *inquiry, const char *text)
{
	knell_put_text(inquiry->out, text);
}

#endif
