/* SPDX-License-Identifier: MIT */
/*
 * causes NAME dies as NAME says, by what only a real processor and kernel of
 * x86_64 bring about; crasher has the deaths that other machines know too.
 */
#include <fenv.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "causes.h"

static volatile int sink;

#define OPAQUE(value) __asm__ volatile("" : "+r"(value))

NEVER_INLINE static void wide(void)
{
	volatile char room[20 << 20];

	room[0] = 1;
	sink = room[5];
}

/* The callee is the one that faults. */
NEVER_INLINE static void dig(size_t size)
{
	char *room = __builtin_alloca(size);

	OPAQUE(room);
	memset(room, 1, size);
	sink = room[3];
}

static void wide_callee(void)
{
	size_t size = 16 << 20;

	OPAQUE(size);
	dig(size);
}

static void *run(void *function)
{
	((void (*)(void))function)();
	return NULL;
}

static void run_in_thread(void (*function)(void))
{
	pthread_t thread;

	pthread_create(&thread, NULL, run, (void *)function);
	pthread_join(thread, NULL);
}

static void wide_thread(void)
{
	run_in_thread(wide);
}

NEVER_INLINE static int recurse(int depth)
{
	volatile char room[64];

	room[0] = (char)depth;
	int result = recurse(depth + 1) + room[0];

	NO_TAIL_CALL;
	return result;
}

static void on_signal(int number)
{
	(void)number;
	_exit(3);
}

/* Without a stack of its own the handler cannot run. */
static void overflow_handler(void)
{
	signal(SIGSEGV, on_signal);
	sink = recurse(0);
}

static void overflow_altstack(void)
{
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };
	struct sigaction action = { .sa_handler = raise_again,
		.sa_flags = SA_ONSTACK | SA_NODEFER };

	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sink = recurse(0);
}

static void overflow_altstack_thread(void)
{
	run_in_thread(overflow_altstack);
}

static void raise_signal(void)
{
	raise(SIGSEGV);
}

static void raise_thread(void)
{
	run_in_thread(raise_signal);
}

static void abort_thread(void)
{
	run_in_thread(abort);
}

static void bad_handler(void)
{
	signal(SIGUSR1, (void (*)(int))0x123456789000);
	raise(SIGUSR1);
	NO_TAIL_CALL;
}

static void bad_sigreturn(void)
{
	__asm__ volatile("movl $15, %eax\n\tmovq $0x1000, %rsp\n\tsyscall");
}

/* kill(getpid(), SIGUSR1), with the stack pointer nowhere. */
static void no_stack(void)
{
	signal(SIGUSR1, on_signal);
	__asm__ volatile("movl $39, %eax\n\t"
			 "syscall\n\t"
			 "movl %eax, %edi\n\t"
			 "movl $10, %esi\n\t"
			 "movq $0x5000, %rsp\n\t"
			 "movl $62, %eax\n\t"
			 "syscall");
}

static void float_division(void)
{
	volatile double zero = 0;

	feenableexcept(FE_DIVBYZERO);
	sink = (int)(1 / zero);
}

static void x87_invalid(void)
{
	volatile long double zero = 0;

	feenableexcept(FE_INVALID);
	sink = (int)(zero / zero);
}

static void divide_byte(void)
{
	volatile unsigned char zero = 0;

	__asm__ volatile("movw $1, %%ax\n\tdivb %0" ::"m"(zero) : "ax");
}

static void fortified(void)
{
	char room[8];
	volatile size_t size = 20;

	__builtin___memcpy_chk(room, "twenty letters at all", size, 8);
	sink = room[0];
}

static void interrupt(void)
{
	__asm__ volatile("int $0x22");
}

static void segment(void)
{
	__asm__ volatile("movl %0, %%ds" ::"r"(0x1234));
}

static void control_register(void)
{
	__asm__ volatile("movq %%cr3, %%rax" ::: "rax");
}

static void trace_flag(void)
{
	__asm__ volatile("pushfq\n\torq $0x100, (%rsp)\n\tpopfq\n\tnop\n\tnop");
}

static void int1(void)
{
	__asm__ volatile(".byte 0xf1");
}

static void ud1(void)
{
	__asm__ volatile(".byte 0x67, 0x0f, 0xb9, 0x40, 0x12");
}

static void string_write(void)
{
	char from[16] = { 0 };

	__asm__ volatile("rep movsb" ::"S"(from), "D"(16L), "c"(8L) : "memory");
}

/* The address that the kernel tells is that of the second page. */
static void cross_page(void)
{
	char *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(memory + 4096, 4096);
	sink = *(volatile int *)(memory + 4094);
}

static void string_end(void)
{
	char *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(memory + 4096, 4096);
	__asm__ volatile("rep stosb" ::"D"(memory + 4000), "c"(200L), "a"(0)
			 : "memory");
}

/* A stack fault, which the kernel makes a SIGBUS. */
static void stack_segment(void)
{
	__asm__ volatile("movq $0x4141414141414141, %rbp\n\t"
			 "movq 8(%rbp), %rax");
}

static void code_on_stack(void)
{
	char code[16] = { (char)0xc3 };

	((void (*)(void))code)();
	NO_TAIL_CALL;
}

/* mov (%rax), %eax where no symbol is */
static void made_code(void)
{
	char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(memory, "\x31\xc0\x8b\x00\xc3", 5);
	((void (*)(void))memory)();
	NO_TAIL_CALL;
}

static void before_null(void)
{
	int *array = NULL;
	volatile long index = -3;

	OPAQUE(array);
	sink = array[index];
}

static void library_code(void)
{
	volatile char *code = (volatile char *)(uintptr_t)strtol;

	*code = 1;
}

static void alignment_check(void)
{
	static int32_t words[2];

	__asm__ volatile("pushfq\n\torl $0x40000, (%%rsp)\n\tpopfq\n\t"
			 "movl 1(%0), %%eax"
			 :
			 : "r"(words)
			 : "rax", "memory");
}

/* Its page may only be executed, or is not there at all. */
static void read_vsyscall(void)
{
	sink = *(volatile char *)0xffffffffff600000;
}

/* A stack pointer that never was of the stack is no overflow of it. */
static void stray_stack_pointer(void)
{
	__asm__ volatile("movq $0x1000, %rsp\n\tpopq %rax");
}

static const struct death deaths[] = {
	{ "wide", wide },
	{ "wide-callee", wide_callee },
	{ "wide-thread", wide_thread },
	{ "overflow-handler", overflow_handler },
	{ "overflow-altstack", overflow_altstack },
	{ "overflow-altstack-thread", overflow_altstack_thread },
	{ "raise-thread", raise_thread },
	{ "abort-thread", abort_thread },
	{ "bad-handler", bad_handler },
	{ "bad-sigreturn", bad_sigreturn },
	{ "no-stack", no_stack },
	{ "float-division", float_division },
	{ "x87-invalid", x87_invalid },
	{ "divide-byte", divide_byte },
	{ "fortified", fortified },
	{ "interrupt", interrupt },
	{ "segment", segment },
	{ "control-register", control_register },
	{ "trace-flag", trace_flag },
	{ "int1", int1 },
	{ "ud1", ud1 },
	{ "string-write", string_write },
	{ "cross-page", cross_page },
	{ "string-end", string_end },
	{ "stack-segment", stack_segment },
	{ "code-on-stack", code_on_stack },
	{ "made-code", made_code },
	{ "before-null", before_null },
	{ "library-code", library_code },
	{ "alignment-check", alignment_check },
	{ "read-vsyscall", read_vsyscall },
	{ "stray-stack-pointer", stray_stack_pointer },
	{ NULL, NULL },
};

/* Return: false when the name is not in the table. */
static bool die(const struct death *death, const char *name)
{
	for (; death->name; death++) {
		if (!name) {
			puts(death->name);
		} else if (!strcmp(death->name, name)) {
			death->die();
			NO_TAIL_CALL;
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	if (die(deaths, argv[1]) || die(signal_deaths, argv[1]))
		return 4;
	return argc < 2 ? 0 : 2;
}
