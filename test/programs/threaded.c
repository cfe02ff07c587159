/* SPDX-License-Identifier: MIT */
/*
 * A small interpreter of indirect threaded code that describes itself, and
 * dies as its argument tells: in a primitive, in C that it called, in one that
 * such C called again, in a handler, by a jump to where no code is, by a
 * control stack that is used up.
 *
 * rsi is the instruction pointer, rbp the control stack's, rsp the value stack;
 * rsi is in `saved_ip` while C runs.
 */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "knell/runtime.h"

KNELL_RUNTIMES_DEFINE;

enum { STACK_BYTES = 8192, PAGE = 4096 };

/* Words: link, length with a flag, name, code field, body. */
__asm__(".set last, 0\n"
	".macro head name, label, code\n"
	".data\n"
	".balign 8\n"
	"head_\\label: .quad last\n"
	".set last, head_\\label\n"
	".byte 0x40 + 9f - 8f\n"
	"8: .ascii \"\\name\"\n"
	"9: .balign 8\n"
	"\\label: .quad \\code\n"
	".endm\n"
	".macro primitive name, label\n"
	"head \"\\name\", \\label, code_\\label\n"
	".text\n"
	"code_\\label:\n"
	".endm\n"
	".macro next\n"
	"lodsq\n"
	"jmp *(%rax)\n"
	".endm\n"
	".data\n"
	".balign 8\n"
	"words_begin:\n"
	".text\n"
	".balign 16\n"
	"code_begin:\n"
	/* A definition is entered. */
	"enter:\n"
	"leaq -8(%rbp), %rbp\n"
	"movq %rsi, (%rbp)\n"
	"leaq 8(%rax), %rsi\n"
	"next\n"
	"primitive \"exit\", exit_word\n"
	"movq (%rbp), %rsi\n"
	"leaq 8(%rbp), %rbp\n"
	"next\n"
	"primitive \"lit\", lit\n"
	"lodsq\n"
	"pushq %rax\n"
	"next\n"
	"primitive \">r\", to_control\n"
	"popq %rax\n"
	"leaq -8(%rbp), %rbp\n"
	"movq %rax, (%rbp)\n"
	"next\n"
	"primitive \"@\", peek\n"
	"popq %rax\n"
	"movq (%rax), %rax\n"
	"pushq %rax\n"
	"next\n"
	"primitive \"call-c\", call_c\n"
	"popq %rax\n"
	"movq %rsi, saved_ip(%rip)\n"
	"movq %rbp, saved_control(%rip)\n"
	"movq %rsp, %rbx\n"
	"andq $-16, %rsp\n"
	"callq *%rax\n"
	"movq %rbx, %rsp\n"
	"movq saved_ip(%rip), %rsi\n"
	"next\n"
	/* The caller goes on: all as it was. */
	"primitive \"bye\", bye\n"
	"movq entry(%rip), %rsp\n"
	"popq entry(%rip)\n"
	"popq saved_control(%rip)\n"
	"popq saved_ip(%rip)\n"
	"popq %r15\n"
	"popq %r14\n"
	"popq %r13\n"
	"popq %r12\n"
	"popq %rbx\n"
	"popq %rbp\n"
	"retq\n"
	/* run_thread(thread) */
	"run_thread:\n"
	"pushq %rbp\n"
	"pushq %rbx\n"
	"pushq %r12\n"
	"pushq %r13\n"
	"pushq %r14\n"
	"pushq %r15\n"
	"pushq saved_ip(%rip)\n"
	"pushq saved_control(%rip)\n"
	"pushq entry(%rip)\n"
	"movq %rsp, entry(%rip)\n"
	"movq saved_control(%rip), %rbp\n"
	"movq %rdi, %rsi\n"
	/* What the callers of run_thread had there is gone. */
	"movl $1, %ebx\n"
	"movl $2, %r12d\n"
	"movl $3, %r13d\n"
	"movl $4, %r14d\n"
	"movl $5, %r15d\n"
	"next\n"
	"code_end:\n"
	"head \"variable\", variable, enter\n"
	".quad 0, 0\n"
	"head \"inner\", inner, enter\n"
	".quad lit, 0, peek, exit_word\n"
	/* Keeps a number and an address of the dictionary on its stack. */
	"head \"middle\", middle, enter\n"
	".quad lit, 7, to_control, lit, variable + 16, to_control\n"
	".quad inner, exit_word\n"
	"head \"outer\", outer, enter\n"
	".quad middle, exit_word\n"
	"head \"outer-c\", outer_c, enter\n"
	".quad lit, die_in_c, call_c, exit_word\n"
	"head \"twice\", twice, enter\n"
	".quad lit, run_again, call_c, exit_word\n"
	"head \"for-ever\", for_ever, enter\n"
	".quad for_ever, exit_word\n"
	/* Its code field points to no code. */
	"head \"broken\", broken, 16\n"
	"head \"user\", user, enter\n"
	".quad lit, 5, broken, exit_word\n"
	"head \"start\", start, enter\n"
	"thread_primitive: .quad outer, bye\n"
	"thread_c: .quad outer_c, bye\n"
	"thread_nested: .quad twice, bye\n"
	"thread_wild: .quad user, bye\n"
	"thread_overflow: .quad for_ever, bye\n"
	".data\n"
	".balign 8\n"
	"words_end:\n"
	"latest: .quad last\n"
	"entry: .quad 0\n"
	"saved_ip: .quad 0\n"
	"saved_control: .quad 0\n"
	".text\n");

extern const char words_begin[], words_end[], code_begin[], code_end[];
extern unsigned long latest, entry, saved_ip, saved_control;
extern const unsigned long thread_primitive[], thread_c[], thread_nested[],
	thread_overflow[], thread_wild[];
void run_thread(const unsigned long *thread);
void die_in_c(void);
void run_again(void);

static const unsigned long *again;

__attribute__((noinline)) void die_in_c(void)
{
	/* gcc takes calls of it for calls of nothing otherwise. */
	__asm__ volatile("");
	*(volatile int *)0 = 1;
}

static void handle(int signal)
{
	(void)signal;
	die_in_c();
	__asm__ volatile("");
}

/* Its frame is found by rbp, whatever the interpreter left there. */
__attribute__((noinline, optimize("no-omit-frame-pointer"))) void run_again(
	void)
{
	char *room = __builtin_alloca(again ? 40 : 80);

	strcpy(room, "used");
	run_thread(again);
	__asm__ volatile("" : : "r"(room));
}

#define AT(symbol) .offset = (unsigned long)(symbol)

static const struct knell_runtime_saved saved[] = {
	{ "r15", -56, 0 },
	{ "r14", -48, 0 },
	{ "r13", -40, 0 },
	{ "r12", -32, 0 },
	{ "rbx", -24, 0 },
	{ "rbp", -16, 0 },
};
static struct knell_runtime_range code, threads;
static struct knell_runtime_names primitives = {
	.flags = KNELL_RUNTIME_NAMES_LINKED | KNELL_RUNTIME_NAMES_BEHIND |
		 KNELL_RUNTIME_NAMES_COUNTED,
	.name = 8,
	.text = 1,
	.mask = 0x3f,
};
static struct knell_runtime_names definitions = {
	.next = &primitives,
	.flags = KNELL_RUNTIME_NAMES_LINKED | KNELL_RUNTIME_NAMES_BEHIND |
		 KNELL_RUNTIME_NAMES_COUNTED | KNELL_RUNTIME_NAMES_HERE,
	.name = 8,
	.text = 1,
	.mask = 0x3f,
};
static struct knell_runtime runtime = {
	.version = KNELL_RUNTIME_VERSION,
	.size_bytes = sizeof(runtime),
	.name = "threaded",
	.code = &code,
	.code_count = 1,
	.threads = &threads,
	.thread_count = 1,
	.names = &definitions,
	.saved = saved,
	.saved_count = sizeof(saved) / sizeof(saved[0]),
	.flags = KNELL_RUNTIME_INDIRECT,
	.control_step = 8,
	.previous = { .kind = KNELL_RUNTIME_LEFT | KNELL_RUNTIME_WORD },
	.control = { { KNELL_RUNTIME_REGISTER, 0, "rbp", 0 } },
	.control_end = { .kind = KNELL_RUNTIME_ENTRY | KNELL_RUNTIME_WORD,
		.offset = 8 },
	.caller_sp = { .kind = KNELL_RUNTIME_ENTRY, .offset = 80 },
	.caller_pc = { .kind = KNELL_RUNTIME_CALLER | KNELL_RUNTIME_WORD,
		.offset = -8UL },
};

/* Addresses that are no constants in a program that may lie anywhere. */
static void describe(char *stack)
{
	const unsigned fixed = KNELL_RUNTIME_FIXED;
	const unsigned word = KNELL_RUNTIME_WORD;

	code.start = (unsigned long)code_begin;
	code.size_bytes = (size_t)(code_end - code_begin);
	threads.start = (unsigned long)words_begin;
	threads.size_bytes = (size_t)(words_end - words_begin);
	primitives.first = definitions.first = (unsigned long)&latest;
	runtime.entry = (struct knell_runtime_place){ .kind = fixed | word,
		AT(&entry) };
	runtime.instruction[0] =
		(struct knell_runtime_place){ KNELL_RUNTIME_REGISTER, 0, "rsi",
			0 };
	runtime.instruction[1] =
		(struct knell_runtime_place){ .kind = fixed | word,
			AT(&saved_ip) };
	runtime.instruction[2] =
		(struct knell_runtime_place){ .kind = KNELL_RUNTIME_LEFT | word,
			.offset = 16 };
	runtime.control_low =
		(struct knell_runtime_place){ .kind = fixed, AT(stack) };
	runtime.control_high = (struct knell_runtime_place){ .kind = fixed,
		AT(stack + STACK_BYTES) };
	saved_control = (unsigned long)(stack + STACK_BYTES);
}

int main(int count, char **arguments)
{
	const char *mode = count > 1 ? arguments[1] : "";
	char *memory = mmap(NULL, PAGE + STACK_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED || mprotect(memory, PAGE, PROT_NONE))
		return 2;
	describe(memory + PAGE);
	if (knell_runtime_add(&knell_runtimes, &runtime))
		return 2;
	if (!strcmp(mode, "c")) {
		run_thread(thread_c);
	} else if (!strcmp(mode, "nested")) {
		again = thread_primitive;
		run_thread(thread_nested);
	} else if (!strcmp(mode, "nested-c")) {
		again = thread_c;
		run_thread(thread_nested);
	} else if (!strcmp(mode, "wild")) {
		run_thread(thread_wild);
	} else if (!strcmp(mode, "handler")) {
		signal(SIGSEGV, handle);
		run_thread(thread_primitive);
	} else if (!strcmp(mode, "overflow")) {
		run_thread(thread_overflow);
	} else {
		run_thread(thread_primitive);
	}
	return 0;
}
