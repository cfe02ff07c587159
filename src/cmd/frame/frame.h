/* SPDX-License-Identifier: MIT */
/* Shared by the files of `knell frame`: what is asked for, and what a handler
 * has taken down of the frame that it was given. */
#ifndef KNELL_CMD_FRAME_FRAME_H
#define KNELL_CMD_FRAME_FRAME_H

#include <stdbool.h>

#include "cmd/command.h"
#include "cmd/output.h"
#include "knell/frame.h"
#include "knell/info.h"
#include "knell/set.h"
#include "knell/stack.h"

/* How the signal comes. */
enum frame_how { FRAME_RAISE, FRAME_KILL, FRAME_QUEUE, FRAME_FAULT };
/* What is shown. */
enum frame_show {
	FRAME_SHOW_LAYOUT,
	FRAME_SHOW_RETURN,
	FRAME_SHOW_WITHOUT,
	FRAME_SHOW_FRAMED
};

struct frame_request {
	const struct knell_invocation *invocation;
	int signal;
	enum frame_how how;
	bool how_given;
	unsigned long flags; /* of the action */
	struct knell_set mask;
	enum frame_show show;
	bool nested, all, json;
	const char *svg;
	enum knell_color color;
};

enum {
	FRAME_PARTS_MAX = 1024,
	/* The largest frames known, with SVE, have 256 KiB. */
	FRAME_BYTES_MAX = 512 * 1024,
	FRAME_CODE_MAX = 16,
	FRAME_STEPS_MAX = 4,
};

/* A frame, as its handler found it. */
struct frame_capture {
	/* Set last: the rest is there. */
	unsigned complete;
	/* What knell_frame_begin said. */
	int error;
	int signal;
	struct knell_info info;
	uintptr_t info_address, context_address;
	uintptr_t handler, local;
	/* Where the handler returns to. */
	uintptr_t trampoline;
	uint8_t code[FRAME_CODE_MAX];
	unsigned code_bytes;
	unsigned step_count;
	struct knell_frame_step steps[FRAME_STEPS_MAX];
	uintptr_t interrupted_pc, interrupted_sp;
	struct knell_set mask_before, mask_inside;
	struct knell_stack stack;
	bool on_alternate;
	unsigned part_count;
	bool parts_cut, bytes_cut;
	struct knell_frame_part parts[FRAME_PARTS_MAX];
	/* From the address of the first part on. */
	size_t byte_count;
	uint8_t bytes[FRAME_BYTES_MAX];
};

/* What the child and its parent share. */
struct frame_shared {
	/* The outer one; the other is of the handler's handler. */
	struct frame_capture captures[2];
	/* What the child could not do; -Exxx. */
	long stack_error, send_error;
};

extern const char frame_usage[];
/* Return: 0, or the exit status, with a message printed. */
int frame_parse(struct frame_request *request);

/* Memory that children share; NULL, with a message. */
struct frame_shared *frame_share(void);
/* Takes down the frame; for handlers, called by them directly. */
void frame_take_down(struct frame_capture *capture, uintptr_t handler,
	const void *trampoline, const struct knell_info *info,
	const void *context);
/* Has the signal come to this thread. Return: 0; -Exxx. */
long frame_send(int signal, enum frame_how how);
void frame_complain_stack(long error);
/* The signal that --nested sends in the handler of the first. */
int frame_inner_signal(const struct frame_request *request);
/* In a child: has the signal come, and ends. */
_Noreturn void frame_child(
	const struct frame_request *request, struct frame_shared *shared);
/* Starts a child that dies with its parent. Return: its pid, 0 in it, -Exxx. */
long frame_fork(void);
/* Has a child take the signal. Return: 0, or 1 with a message. */
int frame_take(
	const struct frame_request *request, struct frame_shared *shared);
/* Waits for a child. Return: its wait status; -Exxx. */
long frame_wait(int pid, int *ret_status);

/* Where a part lies in what was taken down; NULL: it is not there. */
const uint8_t *frame_part_bytes(const struct frame_capture *capture,
	const struct knell_frame_part *part);
/* From the first part of the frame. */
size_t frame_part_offset(const struct frame_capture *capture,
	const struct knell_frame_part *part);
/* The end of what the kernel made, before the rest of the stack. */
size_t frame_size(const struct frame_capture *capture);
/* It lies on the stack of the interrupted code. */
bool frame_leads_back(const struct frame_capture *capture);
/* A part's value as text; false: it has none, or it is unknown. */
bool frame_part_value(const struct frame_capture *capture,
	const struct knell_frame_part *part, struct knell_buffer *out);
/* How many registers in a row from `index` on have nothing of their own. */
unsigned frame_plain_registers(
	const struct frame_capture *capture, unsigned index);
/* How the signal came, as its siginfo tells. */
const char *frame_how_words(const struct frame_capture *capture);
/* What happens to it on the way back, in words. */
const char *frame_use_words(enum knell_frame_use use);
const char *frame_use_word(enum knell_frame_use use);
/* The same with its note; nothing for a gap. */
void frame_put_back(
	struct knell_buffer *out, const struct knell_frame_part *part);
const char *frame_kind_word(enum knell_frame_kind kind);
/* The file or area of code that an address is in: "[vdso]", "/usr/bin/knell";
 * "unknown". */
void frame_put_place(struct knell_buffer *out, uintptr_t address);

void frame_draw(struct knell_buffer *out, const struct frame_request *request,
	const struct frame_shared *shared, bool color);
void frame_write_json(struct knell_buffer *out,
	const struct frame_request *request, const struct frame_shared *shared);
void frame_draw_svg(struct knell_buffer *out,
	const struct frame_request *request, const struct frame_shared *shared);
int frame_show_return(const struct frame_request *request);
int frame_show_failure(const struct frame_request *request);

#endif
