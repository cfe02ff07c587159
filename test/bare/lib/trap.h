/* SPDX-License-Identifier: MIT */
/*
 * A function that begins with a trap, returns its second argument, and traps
 * once more just before it returns. The signal is SIGILL or SIGTRAP.
 */
#ifndef KNELL_TEST_BARE_TRAP_H
#define KNELL_TEST_BARE_TRAP_H

/* Bytes from the program counter in a handler to the next instruction. */
#if defined(__x86_64__)
#define TEST_TRAP_BYTES 2
#define TEST_TRAP_CODE  "ud2\n\tmovq %rsi, %rax\n\tud2\n\tret"
#elif defined(__i386__)
#define TEST_TRAP_BYTES 2
#define TEST_TRAP_CODE  "ud2\n\tmovl 8(%esp), %eax\n\tud2\n\tret"
#elif defined(__aarch64__)
#define TEST_TRAP_BYTES 4
#define TEST_TRAP_CODE  ".inst 0\n\tmov x0, x1\n\t.inst 0\n\tret"
#elif defined(__arm__)
#define TEST_TRAP_BYTES 4
#define TEST_TRAP_CODE \
	".arm\n\t.inst 0xe7f000f0\n\tmov r0, r1\n\t.inst 0xe7f000f0\n\tbx lr"
#elif defined(__riscv)
#define TEST_TRAP_BYTES 4
#define TEST_TRAP_CODE \
	".4byte 0xc0001073\n\tmv a0, a1\n\t.4byte 0xc0001073\n\tret"
#elif defined(__loongarch__)
#define TEST_TRAP_BYTES 4
#define TEST_TRAP_CODE  "break 0\n\tmove $a0, $a1\n\tbreak 0\n\tret"
#elif defined(__powerpc64__)
#define TEST_TRAP_BYTES 4
#define TEST_TRAP_CODE  "trap\n\tmr 3, 4\n\ttrap\n\tblr"
#elif defined(__s390x__)
/* Already behind it. */
#define TEST_TRAP_BYTES 0
#define TEST_TRAP_CODE  ".short 0\n\tlgr %r2, %r3\n\t.short 0\n\tbr %r14"
#elif defined(__mips__)
#define TEST_TRAP_BYTES 4
#define TEST_TRAP_CODE                                                         \
	".set noreorder\n\tbreak\n\tmove $2, $5\n\tbreak\n\tjr $31\n\tnop\n\t" \
	".set reorder"
#endif

__asm__(".text\n\t.balign 16\n\t.globl test_trap\n\t"
	".type test_trap, \x25"
	"function\n"
	"test_trap:\n\t" TEST_TRAP_CODE "\n\t.size test_trap, . - test_trap");
unsigned long test_trap(
	unsigned long a, unsigned long b, unsigned long c, unsigned long d);

#endif
