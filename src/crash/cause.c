/* SPDX-License-Identifier: MIT */
/* The cause of a death, in facts and in one sentence. */
#include "crash/cause.h"

#include "abi/signal.h"
#include "crash/cause_inquiry.h"
#include "crash/siginfo.h"

enum { SENTENCE_MAX = 2048 };

static void explain(struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->signal;
	bool sent = facts->has_info && (facts->code <= 0 || facts->has_sender);

	if (facts->number == K_SIGABRT &&
		(!facts->has_sender || knell_cause_is_own(inquiry))) {
		knell_cause_abort(inquiry);
		return;
	}
	if (sent) {
		knell_cause_sent(inquiry);
		return;
	}
	switch (facts->number) {
	case K_SIGSEGV:
	case K_SIGBUS: knell_cause_memory(inquiry); return;
	case K_SIGFPE: knell_cause_arithmetic(inquiry); return;
	case K_SIGILL: knell_cause_illegal(inquiry); return;
	case K_SIGTRAP: knell_cause_trap(inquiry); return;
	case K_SIGSYS: knell_cause_call(inquiry); return;
	default: knell_cause_sent(inquiry); return;
	}
}

/* Others, the kernel among them, can kill while a handler runs. */
static bool ended_itself(const struct knell_inquiry *inquiry)
{
	const struct knell_signal_facts *facts = &inquiry->cause->final_signal;

	return !facts->has_info ||
	       knell_siginfo_is_own(inquiry->modules, facts);
}

/* What a handler had to do with it. */
static void explain_handler(struct knell_inquiry *inquiry)
{
	const struct knell_cause *cause = inquiry->cause;

	if (cause->handling) {
		knell_inquiry_put(inquiry,
			" This happened in the program's handler for ");
		knell_inquiry_put(inquiry, cause->handling);
		knell_inquiry_put(inquiry, ".");
	}
	if (cause->in_handler && !ended_itself(inquiry)) {
		knell_inquiry_put(inquiry, " Then ");
		knell_inquiry_put(inquiry, cause->final_signal.name);
		knell_inquiry_put(inquiry, " killed it while its handler for ");
		knell_inquiry_put(inquiry, cause->signal.name);
		knell_inquiry_put(inquiry, " ran.");
	} else if (cause->in_handler) {
		knell_inquiry_put(inquiry, " The program's handler for ");
		knell_inquiry_put(inquiry, cause->signal.name);
		knell_inquiry_put(inquiry, " then ended it by ");
		knell_inquiry_put(inquiry, cause->final_signal.name);
		knell_inquiry_put(inquiry, ".");
	}
}

static void look_at_code(struct knell_inquiry *inquiry)
{
	const struct knell_decoder *decoder = inquiry->decoder;
	const struct knell_bytes_at *bytes = &inquiry->record->code;

	if (!bytes->data || inquiry->pc - bytes->address >= bytes->size)
		return;
	inquiry->code = bytes->data + (inquiry->pc - bytes->address);
	inquiry->code_size =
		bytes->size - (size_t)(inquiry->pc - bytes->address);
	if (decoder->operands)
		inquiry->operand_count =
			decoder->operands(inquiry->code, inquiry->code_size,
				inquiry->registers, inquiry->operands);
	if (decoder->operation)
		decoder->operation(inquiry->code, inquiry->code_size,
			inquiry->registers, &inquiry->operation);
}

static void look_at_frames(struct knell_inquiry *inquiry)
{
	const struct knell_thread *thread = inquiry->thread;

	for (uint32_t i = 0; thread && i < thread->frame_count; i++) {
		if (thread->frames[i].exact &&
			thread->frames[i].pc == inquiry->pc) {
			inquiry->frame = i;
			return;
		}
	}
}

static void look(struct knell_inquiry *inquiry)
{
	const struct knell_record *record = inquiry->record;

	if (record->thread_count && record->threads[0].crashed)
		inquiry->thread = &record->threads[0];
	if (!inquiry->registers)
		return;
	inquiry->pc = inquiry->registers->value[inquiry->machine->pc];
	inquiry->sp = inquiry->registers->value[inquiry->machine->sp];
	look_at_code(inquiry);
	look_at_frames(inquiry);
}

void knell_cause_find(struct knell_modules *modules,
	const struct knell_registers *registers, struct knell_record *record)
{
	char text[SENTENCE_MAX];
	struct knell_buffer out = KNELL_BUFFER(text);
	struct knell_inquiry inquiry = {
		.modules = modules,
		.target = modules->target,
		.machine = modules->target->machine,
		.decoder = knell_decoder_find(modules->target->machine),
		.record = record,
		.cause = &record->cause,
		.registers = registers,
		.out = &out,
	};

	look(&inquiry);
	explain(&inquiry);
	explain_handler(&inquiry);
	if (out.used)
		record->cause.sentence =
			knell_inquiry_keep(&inquiry, knell_buffer_text(&out));
}
