/* SPDX-License-Identifier: MIT */
/*
 * An interpreter of byte code in C, whose frames are linked, and which defines
 * the list of runtimes by itself, without a note. It dies in C that it called,
 * in the second of two interpreters: "nested"; or by a description that is
 * broken as the argument tells.
 */
#include <string.h>

#include "knell/runtime.h"

enum { CALL, RETURN, CALL_C, DIE };

/* Each function: what it calls, and its end. */
static const unsigned char code[] = { CALL, 4, RETURN, 0, CALL, 8, RETURN, 0,
	CALL_C, RETURN, 0, 0, CALL, 16, RETURN, 0, DIE, RETURN };

static const struct function {
	const char *name;
	unsigned long start, size;
} functions[] = {
	{ "first", (unsigned long)(code + 0), 4 },
	{ "second", (unsigned long)(code + 4), 4 },
	{ "caller", (unsigned long)(code + 8), 4 },
	{ "third", (unsigned long)(code + 12), 4 },
	{ "last", (unsigned long)(code + 16), 2 },
};

struct frame {
	struct frame *caller;
	const unsigned char *at;
};

struct activation {
	struct activation *previous;
	struct frame *outside;
};

static struct frame *volatile top;
static struct activation *volatile activation;
static int depth;
int (*volatile call_back)(void);

extern const char __start_interpreter[], __stop_interpreter[];

__attribute__((noinline, section("interpreter"))) int interpret(
	const unsigned char *from)
{
	struct frame frames[8], *frame = frames;
	struct activation here = { activation, top };
	int result = 0;

	frame->caller = top;
	frame->at = from;
	activation = &here;
	top = frame;
	for (;;) {
		switch (*frame->at) {
		case CALL:
			frame[1].caller = frame;
			frame[1].at = code + frame->at[1];
			frame++;
			top = frame;
			continue;
		case CALL_C: result += call_back(); break;
		case DIE: *(volatile int *)0 = 1; break;
		default: break;
		}
		if (frame == frames)
			break;
		frame--;
		top = frame;
		frame->at += *frame->at == CALL ? 2 : 1;
	}
	top = here.outside;
	activation = here.previous;
	return result;
}

__attribute__((noinline)) static int again(void)
{
	return interpret(code + 12) + 1;
}

__attribute__((noinline)) static int die(void)
{
	*(volatile int *)0 = 1;
	return depth;
}

static struct knell_runtime_range machine_code;
static const struct knell_runtime_range threads = { (unsigned long)code,
	sizeof(code) };
static const struct knell_runtime_names names = {
	.first = (unsigned long)functions,
	.flags = KNELL_RUNTIME_NAMES_POINTED | KNELL_RUNTIME_NAMES_SIZED,
	.count = sizeof(functions) / sizeof(functions[0]),
	.step = sizeof(functions[0]),
	.start = offsetof(struct function, start),
	.size = offsetof(struct function, size),
	.name = offsetof(struct function, name),
};

static struct knell_runtime runtime = {
	.version = KNELL_RUNTIME_VERSION,
	.size_bytes = sizeof(runtime),
	.name = "bytecode",
	.code = &machine_code,
	.code_count = 1,
	.threads = &threads,
	.thread_count = 1,
	.names = &names,
	.flags = KNELL_RUNTIME_LINKED | KNELL_RUNTIME_CURRENT,
	.control_step = offsetof(struct frame, caller),
	.control_return = offsetof(struct frame, at),
	.entry = { .kind = KNELL_RUNTIME_FIXED | KNELL_RUNTIME_WORD,
		.offset = (unsigned long)&activation },
	.previous = { .kind = KNELL_RUNTIME_LEFT | KNELL_RUNTIME_WORD,
		.offset = offsetof(struct activation, previous) },
	.control = { { .kind = KNELL_RUNTIME_FIXED | KNELL_RUNTIME_WORD,
			     .offset = (unsigned long)&top },
		{ .kind = KNELL_RUNTIME_LEFT | KNELL_RUNTIME_WORD,
			.offset = offsetof(struct activation, outside) } },
	.control_end = { .kind = KNELL_RUNTIME_ENTRY | KNELL_RUNTIME_WORD,
		.offset = offsetof(struct activation, outside) },
};

/* More members than knell knows, as a later version may have. */
static struct {
	struct knell_runtime runtime;
	long more[4];
} longer;

struct knell_runtimes knell_runtimes = { KNELL_RUNTIMES_MAGIC, &runtime };

static void break_list(const char *how)
{
	static struct knell_runtime other;

	longer.runtime = other = runtime;
	if (!strcmp(how, "version"))
		runtime.version = 7;
	else if (!strcmp(how, "size"))
		runtime.size_bytes -= 4;
	else if (!strcmp(how, "circle"))
		runtime.next = &runtime;
	else if (!strcmp(how, "unreadable"))
		runtime.next = (struct knell_runtime *)16;
	else if (!strcmp(how, "names"))
		runtime.names = (const struct knell_runtime_names *)16;
	else if (!strcmp(how, "frames"))
		top->caller->caller = top;
	else if (!strcmp(how, "longer"))
		longer.runtime.size_bytes = sizeof(longer),
		knell_runtimes.first = &longer.runtime;
	else if (!strcmp(how, "none"))
		knell_runtimes.first = NULL;
	else if (!strcmp(how, "magic"))
		knell_runtimes.magic[0] = '?';
}

static char **words;

static int break_and_die(void)
{
	break_list(words[1]);
	return die();
}

int main(int count, char **arguments)
{
	words = arguments;
	machine_code.start = (unsigned long)__start_interpreter;
	machine_code.size_bytes =
		(size_t)(__stop_interpreter - __start_interpreter);
	if (count < 2)
		call_back = die;
	else
		call_back =
			strcmp(arguments[1], "nested") ? break_and_die : again;
	return interpret(code);
}
