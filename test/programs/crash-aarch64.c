/* SPDX-License-Identifier: MIT */
/*
 * crash-aarch64 N dies in the Nth way, without a libc: under qemu-user, which
 * then writes a core of that machine.
 */
enum {
	SYS_kill = 129,
	SYS_rt_sigaction = 134,
	SYS_getpid = 172,
	SIGABRT = 6,
	SIGSEGV = 11,
	SIGUSR1 = 10
};

__asm__(".globl _start\n"
	"_start:\n\t"
	"mov x29, #0\n\t"
	"mov x30, #0\n\t"
	"mov x0, sp\n\t"
	"bl run\n\t"
	"brk #1\n");

#define NEVER_INLINE __attribute__((noinline))
#define NO_TAIL_CALL __asm__ volatile("")

static volatile int sink;
static void (*volatile pointer)(void);

static long call(long number, long a, long b, long c, long d)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3)
			 : "memory");
	return x0;
}

/* A member of an object that is not there. */
struct object {
	char unused[24];
	int weight;
};

NEVER_INLINE int weigh(const volatile struct object *object)
{
	return object->weight;
}

NEVER_INLINE void null_read(void)
{
	struct object *volatile none = 0;

	sink = weigh(none);
	NO_TAIL_CALL;
}

NEVER_INLINE void wild_write(void)
{
	*(volatile long *)0x123456789000 = 1;
	NO_TAIL_CALL;
}

NEVER_INLINE void constant_write(void)
{
	*(volatile char *)(unsigned long)&null_read = 1;
	NO_TAIL_CALL;
}

NEVER_INLINE void null_jump(void)
{
	pointer();
	NO_TAIL_CALL;
}

NEVER_INLINE void wild_jump(void)
{
	pointer = (void (*)(void))0x123456789000;
	pointer();
	NO_TAIL_CALL;
}

NEVER_INLINE void trap(void)
{
	__builtin_trap();
}

NEVER_INLINE void raise_abort(void)
{
	call(SYS_kill, call(SYS_getpid, 0, 0, 0, 0), SIGABRT, 0, 0);
	NO_TAIL_CALL;
}

NEVER_INLINE void on_signal(int number)
{
	null_read();
	sink = number;
}

__attribute__((naked)) void restore(void)
{
	__asm__ volatile("mov x8, #139\n\t"
			 "svc #0");
}

NEVER_INLINE void in_handler(void)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		unsigned long mask;
	} action = { on_signal, 0x04000000, restore, 0 };

	call(SYS_rt_sigaction, SIGUSR1, (long)&action, 0, 8);
	call(SYS_kill, call(SYS_getpid, 0, 0, 0, 0), SIGUSR1, 0, 0);
	NO_TAIL_CALL;
}

static void (*const deaths[])(void) = { null_read, wild_write, constant_write,
	null_jump, wild_jump, trap, raise_abort, in_handler };

NEVER_INLINE void die(unsigned which)
{
	if (which < sizeof(deaths) / sizeof(deaths[0]))
		deaths[which]();
	NO_TAIL_CALL;
}

void run(const long *stack)
{
	const char *word = (const char *)stack[2];

	die((unsigned)(word[0] - '0'));
	NO_TAIL_CALL;
}
