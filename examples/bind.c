/* SPDX-License-Identifier: MIT */
/*
 * A handler in threaded code: an interpreter of a few words, in assembly, with
 * a control stack of its own, takes a signal that comes while it runs.
 */
#include <knell.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __x86_64__
/* Of libgcc: exceptions and backtrace(3) find their way by it. */
void __register_frame(const void *tables);
static unsigned long tables[KNELL_BIND_TABLES_BYTES / sizeof(long)];

/*
 * rbx: where the address of the next word is read; rbp: the control stack;
 * r12: the word. A word begins with the address of its code.
 */
__asm__("	.macro	NEXT\n"
	"	movq	(%rbx), %r12\n"
	"	addq	$8, %rbx\n"
	"	jmp	*(%r12)\n"
	"	.endm\n"
	"	.pushsection .text\n"
	"begin:	NEXT\n"
	/* A word made of words: their addresses follow. */
	"list:	leaq	-8(%rbp), %rbp\n"
	"	movq	%rbx, (%rbp)\n"
	"	leaq	8(%r12), %rbx\n"
	"	NEXT\n"
	"done:	movq	(%rbp), %rbx\n"
	"	leaq	8(%rbp), %rbp\n"
	"	NEXT\n"
	"count:	incq	counted(%rip)\n"
	"	NEXT\n"
	"await:	cmpq	$0, counted(%rip)\n"
	"	je	await\n"
	"	NEXT\n"
	"leave:	popq	%r12\n"
	"	popq	%rbp\n"
	"	popq	%rbx\n"
	"	ret\n"
	"end:\n"
	/* rdi: the list of words to run; rsi: the control stack. */
	"run:	pushq	%rbx\n"
	"	pushq	%rbp\n"
	"	pushq	%r12\n"
	"	movq	%rdi, %rbx\n"
	"	movq	%rsi, %rbp\n"
	"	jmp	begin\n"
	"	.popsection");
extern const char begin[], end[], list[], done[], count[], await[], leave[];
void run(const void *const *words, unsigned long *control);
unsigned long counted __attribute__((used));

static const void *const word_count[] = { count },
			 *const word_done[] = { done },
			 *const word_await[] = { await },
			 *const word_leave[] = { leave };
static const void *const twice[] = { list, word_count, word_count, word_done };
static const void *const program[] = { word_await, word_leave };
static unsigned long control[64];

static int bind_twice(int signal)
{
	const struct knell_bind_register registers[] = {
		/* After `twice`, the next word is the end. */
		{ "rbx", { .from = KNELL_BIND_END_THREAD } },
		/* The control stack as the interrupted word has it. */
		{ "rbp", { .from = KNELL_BIND_REGISTER, .name = "rbp" } },
		{ "r12", { .value = (unsigned long)twice } },
	};
	const struct knell_bind bind = {
		.runtime = { .registers = registers,
			.register_count = 3,
			.code_word = "r12" },
		.control = "rbp",
	};
	struct knell_bind_code code;
	size_t size;
	struct knell_action action = { .flags = KNELL_ACTION_SIGINFO };
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED ||
		knell_bind_emit(&bind, memory, 4096, memory, &code) < 0 ||
		mprotect(memory, 4096, PROT_READ | PROT_EXEC) < 0 ||
		knell_bind_flush(memory, code.size_bytes) < 0 ||
		knell_bind_tables(&bind, &code, tables, sizeof(tables), &size) <
			0)
		return -1;
	__register_frame(tables);
	action.code = code.handler;
	return knell_action_set(signal, &action, NULL);
}

int main(void)
{
	if (bind_twice(KNELL_SIGALRM) < 0)
		return 1;
	ualarm(10000, 0);
	run(program, control + 64);
	printf("%lu words of the handler ran\n", counted);
	return counted != 2;
}
#else
int main(void)
{
	printf("this interpreter is for x86_64\n");
	return 0;
}
#endif
