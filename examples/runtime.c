/* SPDX-License-Identifier: MIT */
/* An interpreter of byte code that describes itself: when it is given an
 * argument it crashes, and `knell run` lists the functions of its language. */
#include <knell.h>
#include <stdio.h>

KNELL_RUNTIMES_DEFINE;

enum { CALL, RETURN, SHOW, LOAD, END };

/* main calls greet, which shows a text and calls fetch. */
static const unsigned char code[] = { CALL, 3, END, SHOW, 0, CALL, 8, RETURN,
	LOAD, RETURN };

static const struct function {
	unsigned long start;
	const char *name;
} functions[] = {
	{ (unsigned long)&code[0], "main" },
	{ (unsigned long)&code[3], "greet" },
	{ (unsigned long)&code[8], "fetch" },
};

/* In memory, where it is seen from outside. */
static volatile struct {
	const unsigned char *at;
	const unsigned char **top;
} state;
static const unsigned char *stack[16];

/* A section of its own tells where the machine code begins and ends. */
extern const char __start_interpreter[], __stop_interpreter[];

__attribute__((noinline, section("interpreter"))) static void interpret(
	const int *loaded)
{
	state.at = code;
	state.top = stack;
	for (;;) {
		switch (*state.at++) {
		case CALL:
			*state.top = state.at + 1;
			state.top++;
			state.at = code + *state.at;
			break;
		case RETURN: state.top--, state.at = *state.top; break;
		case SHOW: puts("good morning"), state.at++; break;
		case LOAD: printf("loaded %d\n", *loaded); break;
		default: return;
		}
	}
}

int main(int count, char **arguments)
{
	static const int number = 42;
	const struct knell_runtime_range machine_code = {
		(unsigned long)__start_interpreter,
		(size_t)(__stop_interpreter - __start_interpreter)
	};
	const struct knell_runtime_range threads = { (unsigned long)code,
		sizeof(code) };
	const struct knell_runtime_names names = {
		.first = (unsigned long)functions,
		.flags = KNELL_RUNTIME_NAMES_POINTED,
		.count = sizeof(functions) / sizeof(functions[0]),
		.step = sizeof(functions[0]),
		.name = offsetof(struct function, name),
	};
	const int word = sizeof(long);
	struct knell_runtime runtime = {
		.version = KNELL_RUNTIME_VERSION,
		.size_bytes = sizeof(runtime),
		.name = "greeter",
		.code = &machine_code,
		.code_count = 1,
		.threads = &threads,
		.thread_count = 1,
		.names = &names,
		/* The stack grows up, and `top` is above its last word. */
		.control_step = -word,
		.control_first = -word,
		.instruction = { { .kind = KNELL_RUNTIME_FIXED |
					   KNELL_RUNTIME_WORD,
			.offset = (unsigned long)&state.at } },
		.control = { { .kind = KNELL_RUNTIME_FIXED | KNELL_RUNTIME_WORD,
			.offset = (unsigned long)&state.top } },
		.control_low = { .kind = KNELL_RUNTIME_FIXED,
			.offset = (unsigned long)stack },
	};

	(void)arguments;
	if (knell_runtime_add(&knell_runtimes, &runtime))
		return 1;
	interpret(count > 1 ? NULL : &number);
	return knell_runtime_remove(&knell_runtimes, &runtime) != 0;
}
