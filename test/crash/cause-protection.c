/* SPDX-License-Identifier: MIT */
/* What the processor refused without an address: SI_KERNEL on x86. */
#include "abi/signal.h"
#include "lib/canned-target.h"
#include "lib/test.h"

static struct canned canned;
static const uint64_t sp = 0x7f1000700000;

static void begin(int32_t number, const char *code, size_t size)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_signal(&canned, number, K_SI_KERNEL);
	canned_set_code(&canned, 0x402100, code, size);
	canned_set_word(&canned, sp, 0);
}

static void test_noncanonical(void)
{
	begin(K_SIGSEGV, "\x8b\x47\x18", 3); /* mov 0x18(%rdi), %eax */
	canned_set_register(&canned, "rdi", 0xdead00000000beef);
	canned_expect(&canned, "non-canonical",
		"Read from 0xdead00000000bf07, a non-canonical address: no "
		"memory can be there.");
	CHECK_EQUAL(canned.record.cause.address, 0xdead00000000bf07);
	CHECK_TEXT(canned.record.cause.access, "read");
	CHECK_TEXT(
		canned.record.cause.place, "no address that this machine has");

	/* Through BP or SP it is a stack fault, which is a SIGBUS. */
	begin(K_SIGBUS, "\x89\x55\xf8", 3); /* mov %edx, -8(%rbp) */
	canned_set_register(&canned, "rbp", 0x4141414141414141);
	canned_expect(&canned, "non-canonical",
		"Write to 0x4141414141414139, a non-canonical address: no "
		"memory can be there. The address reads as the text "
		"\"9AAAAAAA\".");
}

static void test_instructions(void)
{
	begin(K_SIGSEGV, "\xf4", 1);
	canned_expect(&canned, "privileged-instruction",
		"The instruction hlt, which only the kernel may execute.");
	begin(K_SIGSEGV, "\x0f\x22\xd8", 3); /* mov %rax, %cr3 */
	canned_expect(&canned, "privileged-instruction",
		"The instruction mov of a control or debug register, which "
		"only the kernel may execute.");
	begin(K_SIGSEGV, "\xcd\x22", 2);
	canned_expect(&canned, "general-protection",
		"The instruction int 0x22, an interrupt that programs may not "
		"raise.");
	begin(K_SIGSEGV, "\x8e\xe8", 2); /* mov %eax, %gs */
	canned_expect(&canned, "general-protection",
		"The processor refused the instruction: programs may not "
		"execute it, or not so.");
	begin(K_SIGSEGV, "\x0f\x28\x00", 3); /* movaps (%rax), %xmm0 */
	canned_set_register(&canned, "rax", 0x900008);
	canned_expect(&canned, "misaligned",
		"Read from 0x900008, which the instruction needs aligned to 16 "
		"bytes.");
	begin(K_SIGSEGV, "\x66\x0f\x7f\x00", 4); /* movdqa %xmm0, (%rax) */
	canned_set_register(&canned, "rax", 0x900001);
	canned_expect(&canned, "misaligned",
		"Write to 0x900001, which the instruction needs aligned to 16 "
		"bytes.");
}

static void test_signal_frames(void)
{
	static const char misread[] =
		"A signal handler could not return: where the stack pointer "
		"was, the kernel did not find the frame that it had put on the "
		"stack, or found it damaged. The registers are what lay there.";

	/* rt_sigreturn is 15 */
	begin(K_SIGSEGV, "\x90", 1);
	canned_set_register(&canned, "orig_rax", 15);
	canned_expect(&canned, "signal-frame",
		"A signal handler could not return: the frame that the kernel "
		"had put on the stack for it was damaged.");
	begin(K_SIGSEGV, "\x90", 1);
	canned_set_register(&canned, "rsp", 0x5000);
	canned_expect(&canned, "signal-frame",
		"A signal could not be handled: the stack pointer, 0x5000, is "
		"not where a handler's frame could be written: 20 KiB past a "
		"null pointer.");
	/* The context was read where there is none. */
	begin(K_SIGSEGV, "\x90", 1);
	canned_set_register(&canned, "cs", 0x247);
	canned_expect(&canned, "signal-frame", misread);
	begin(K_SIGSEGV, "\x90", 1);
	canned_set_code(&canned, 0, "", 0);
	canned_set_register(&canned, "cs", 0x247);
	canned_expect(&canned, "signal-frame", misread);
	/* 39 is getpid: no instruction was refused. */
	begin(K_SIGSEGV, "\x90", 1);
	canned_set_register(&canned, "cs", 0x33);
	canned_set_register(&canned, "orig_rax", 39);
	canned_expect(&canned, "signal-frame",
		"A signal could not be handled: the kernel could not write its "
		"handler's frame. The action has no restorer (SA_RESTORER), or "
		"the alternate stack has no room.");
	begin(K_SIGSEGV, "\x90", 1);
	canned_set_register(&canned, "cs", 0x33);
	canned_set_register(&canned, "orig_rax", UINT64_MAX);
	canned_expect(&canned, "general-protection",
		"The processor refused the instruction: programs may not "
		"execute it, or not so.");
	/* No room for the frame of a handler for the overflow itself. */
	begin(K_SIGSEGV, "\x53", 1);
	canned_set_register(&canned, "rsp", 0x7f1000001000);
	canned_expect(&canned, "stack-overflow",
		"Stack overflow: too many calls, or too large variables, "
		"filled the stack of thread 7, all 8 MiB of it.");
}

/* Ways in which libraries stop a program. */
static void test_stops(void)
{
	begin(K_SIGSEGV, "\xf4", 1);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "abort"),
		KNELL_FRAME_REGISTERS);
	canned_add_frame(&canned, 0x402200, canned_text(&canned, "give_up"),
		KNELL_FRAME_CFI);
	canned_expect(
		&canned, "abort", "The program called abort, in give_up.");
	begin(K_SIGSEGV, "\xf4", 1);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "free"),
		KNELL_FRAME_REGISTERS);
	canned_add_frame(&canned, 0x402200,
		canned_text(&canned, "close_account"), KNELL_FRAME_CFI);
	canned_expect(&canned, "heap-corruption",
		"The program stopped itself: the allocator found the heap "
		"damaged or misused, in close_account.");
	begin(K_SIGILL, "\x0f\x0b", 2);
	canned_add_frame(&canned, 0x402100,
		canned_text(&canned, "__stack_chk_fail"),
		KNELL_FRAME_REGISTERS);
	canned_add_frame(&canned, 0x402200, canned_text(&canned, "copy_name"),
		KNELL_FRAME_CFI);
	canned_expect(&canned, "stack-smashing",
		"The program stopped itself: the stack protector found the "
		"stack damaged, in copy_name.");
}

static void test_blind(void)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_signal(&canned, K_SIGSEGV, K_SI_KERNEL);
	canned_expect(&canned, "general-protection",
		"The processor refused the instruction: programs may not "
		"execute it, or not so.");
}

int main(void)
{
	test_noncanonical();
	test_instructions();
	test_signal_frames();
	test_stops();
	test_blind();
	return test_end();
}
