/* SPDX-License-Identifier: MIT */
/*
 * As steps.c, without a libc, for aarch64: to be stepped through under
 * qemu-user. Signed return addresses, leaves that save nothing, frames without
 * a frame record, and a signal handler.
 */
enum {
	SYS_exit = 93,
	SYS_kill = 129,
	SYS_rt_sigaction = 134,
	SYS_getpid = 172
};

__asm__(".globl _start\n"
	"_start:\n\t"
	"mov x29, #0\n\t"
	"mov x30, #0\n\t"
	"bl run\n\t"
	"mov x8, #93\n\t"
	"svc #0\n");

static volatile int sink;
static int (*volatile pointer)(int);

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

static __attribute__((noinline)) int leaf(int x)
{
	return x * 3 + sink;
}

static __attribute__((noinline)) int recurse(int depth)
{
	if (depth)
		sink += recurse(depth - 1);
	return leaf(depth);
}

static __attribute__((noinline)) int variable(int n)
{
	char *space = __builtin_alloca((unsigned)n);

	space[0] = (char)n;
	__asm__ volatile("" : : "r"(space) : "memory");
	return leaf(space[0]);
}

static __attribute__((noinline)) int large(int x)
{
	volatile char space[9000];

	space[x] = 1;
	return leaf(space[x]) + variable(x + 64);
}

static __attribute__((noinline)) int many(int x)
{
	int a = leaf(x), b = leaf(a), c = leaf(b), d = leaf(c), e = leaf(d);

	for (int i = 0; i < 3; i++)
		a += leaf(b + c) * leaf(d + e) + large(i);
	return a + b + c + d + e;
}

static __attribute__((noinline)) int through(int x)
{
	return pointer(x) + 1;
}

static void handle(int signal)
{
	sink += leaf(signal) + many(signal);
}

/* As the kernel has it; no restorer: the kernel's own is used. */
static struct {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
} action = { .handler = handle };

int run(void);
int run(void)
{
	pointer = many;
	sink += recurse(5) + through(2) + variable(100);
	pointer = leaf;
	sink += through(3);
	call(SYS_rt_sigaction, 10, (long)&action, 0, 8);
	call(SYS_kill, call(SYS_getpid, 0, 0, 0, 0), 10, 0, 0);
	return 0;
}
