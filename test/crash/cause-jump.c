/* SPDX-License-Identifier: MIT */
/* Jumps to where no code is: called, returned, or otherwise got there. */
#include "abi/signal.h"
#include "lib/canned-target.h"
#include "lib/test.h"

static struct canned canned;
static const uint64_t sp = 0x7f1000700000;

/* PC is `target`; no code can be read there. */
static void begin(uint64_t target, int32_t code)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_fault(&canned, K_SIGSEGV, code, target);
	canned_set_register(&canned, "rip", target);
	canned_add_frame(&canned, target, NULL, KNELL_FRAME_REGISTERS);
}

static void test_calls(void)
{
	begin(0, K_SEGV_MAPERR);
	canned_add_frame(&canned, 0x402105, canned_text(&canned, "caller"),
		KNELL_FRAME_ADDRESS);
	canned_expect(&canned, "null-jump",
		"Call through a null pointer from caller.");
	CHECK_TEXT(canned.record.cause.access, "execute");
	CHECK_EQUAL(canned.record.cause.has_address, true);

	/* A table of functions at a null pointer. */
	begin(0x20, K_SEGV_MAPERR);
	canned_add_frame(&canned, 0x402105, NULL, KNELL_FRAME_ADDRESS);
	canned_expect(&canned, "null-jump",
		"Call from prog+0x2105 to 0x20: 32 bytes past a null pointer.");

	begin(0x234567891000, K_SEGV_MAPERR);
	canned_add_frame(&canned, 0x402105, canned_text(&canned, "caller"),
		KNELL_FRAME_ADDRESS);
	canned_expect(&canned, "wild-jump",
		"Call from caller to 0x234567891000, where no code is: far "
		"from all that is mapped.");

	begin(0x7f1000700040, K_SEGV_ACCERR);
	canned_add_frame(&canned, 0x402105, canned_text(&canned, "caller"),
		KNELL_FRAME_ADDRESS);
	canned_expect(&canned, "wild-jump",
		"Call from caller to 0x7f1000700040, where no code is: the "
		"stack of thread 7.");
}

static void test_handler(void)
{
	begin(0x5000, K_SEGV_MAPERR);
	canned_add_frame(&canned, 0x7f3000001000,
		canned_text(&canned, "__restore_rt"), KNELL_FRAME_ADDRESS);
	canned_add_frame(&canned, 0x402105, canned_text(&canned, "interrupted"),
		KNELL_FRAME_SIGNAL);
	canned_expect(&canned, "null-jump",
		"Call of a signal's handler to 0x5000: 20 KiB past a null "
		"pointer.");
}

static void test_returns(void)
{
	begin(0x1337000000, K_SEGV_MAPERR);
	canned_set_word(&canned, sp - 8, 0x1337000000);
	canned_add_frame(&canned, 0x402105, canned_text(&canned, "guessed"),
		KNELL_FRAME_SCAN);
	canned_expect(&canned, "smashed-return",
		"Return to 0x1337000000, where no code is: far from all that is "
		"mapped. The return address was overwritten.");

	begin(0, K_SEGV_MAPERR);
	canned_set_word(&canned, sp - 8, 0);
	canned_expect(&canned, "smashed-return",
		"Return to 0x0, where no code is: a null pointer. The return "
		"address was overwritten.");

	/* A call leaves the return address at SP: it speaks for the call,
	 * though the same value lies below SP by chance. */
	begin(0x1337000000, K_SEGV_MAPERR);
	canned_set_word(&canned, sp - 8, 0x1337000000);
	canned_add_frame(&canned, 0x402105, canned_text(&canned, "caller"),
		KNELL_FRAME_ADDRESS);
	canned_expect(&canned, "wild-jump",
		"Call from caller to 0x1337000000, where no code is: far from all "
		"that is mapped.");

	/* Unless that was a call to elsewhere, by what its code says. */
	begin(0x1337000000, K_SEGV_MAPERR);
	canned_set_word(&canned, sp - 8, 0x1337000000);
	canned_set_memory(&canned, 0x402100, "\xe8\x00\x01\x00\x00", 5);
	canned_add_frame(&canned, 0x402105, canned_text(&canned, "caller"),
		KNELL_FRAME_ADDRESS);
	canned_expect(&canned, "smashed-return",
		"Return to 0x1337000000, where no code is: far from all that "
		"is mapped. The return address was overwritten.");

	/* A 0 below SP is there too often to say anything. */
	begin(0, K_SEGV_MAPERR);
	canned_set_word(&canned, sp - 8, 0);
	canned_set_memory(&canned, 0x402100, "\xe8\x00\x01\x00\x00", 5);
	canned_add_frame(&canned, 0x402105, canned_text(&canned, "caller"),
		KNELL_FRAME_ADDRESS);
	canned_expect(&canned, "null-jump",
		"Call through a null pointer from caller.");

	/* Nothing tells how. */
	begin(0x1337000000, K_SEGV_MAPERR);
	canned_expect(&canned, "wild-jump",
		"Jump to 0x1337000000, where no code is: far from all that is "
		"mapped.");
}

/* The processor looks at the target before it goes there. */
static void test_noncanonical(void)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_signal(&canned, K_SIGSEGV, K_SI_KERNEL);
	canned_set_code(&canned, 0x402100, "\xff\xd0", 2); /* call *%rax */
	canned_set_register(&canned, "rax", 0x6161616161616161);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "caller"),
		KNELL_FRAME_REGISTERS);
	canned_expect(&canned, "wild-jump",
		"Call from caller to 0x6161616161616161, where no code is: no "
		"address that this machine has. The address reads as the text "
		"\"aaaaaaaa\".");

	canned_open(&canned, &knell_machine_x86_64);
	canned_set_signal(&canned, K_SIGSEGV, K_SI_KERNEL);
	canned_set_code(&canned, 0x402100, "\xc3", 1); /* ret */
	canned_set_word(&canned, sp, 0xdead000000000000);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "smash"),
		KNELL_FRAME_REGISTERS);
	canned_expect(&canned, "smashed-return",
		"Return from smash to 0xdead000000000000, where no code is: no "
		"address that this machine has. The return address was "
		"overwritten.");

	/* jmp *8(%rbx): the target lies in memory */
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_signal(&canned, K_SIGSEGV, K_SI_KERNEL);
	canned_set_code(&canned, 0x402100, "\xff\x63\x08", 3);
	canned_set_register(&canned, "rbx", 0x900000);
	canned_set_word(&canned, 0x900008, 0xdead000000000000);
	canned_add_frame(&canned, 0x402100, canned_text(&canned, "jumper"),
		KNELL_FRAME_REGISTERS);
	canned_expect(&canned, "wild-jump",
		"Jump from jumper to 0xdead000000000000, where no code is: no "
		"address that this machine has.");
}

static void test_link_register(void)
{
	canned_open(&canned, &knell_machine_aarch64);
	canned_set_fault(&canned, K_SIGSEGV, K_SEGV_MAPERR, 0x1337000000);
	canned_set_register(&canned, "pc", 0x1337000000);
	canned_set_register(&canned, "x30", 0x1337000000);
	canned_add_frame(&canned, 0x1337000000, NULL, KNELL_FRAME_REGISTERS);
	canned_expect(&canned, "smashed-return",
		"Return to 0x1337000000, where no code is: far from all that is "
		"mapped. The return address was overwritten.");

	canned_open(&canned, &knell_machine_aarch64);
	canned_set_fault(&canned, K_SIGSEGV, K_SEGV_MAPERR, 0);
	canned_set_register(&canned, "pc", 0);
	canned_set_register(&canned, "x30", 0x402108);
	canned_add_frame(&canned, 0, NULL, KNELL_FRAME_REGISTERS);
	canned_add_frame(&canned, 0x402108, canned_text(&canned, "caller"),
		KNELL_FRAME_ADDRESS);
	canned_expect(&canned, "null-jump",
		"Call through a null pointer from caller.");
}

int main(void)
{
	test_calls();
	test_handler();
	test_returns();
	test_noncanonical();
	test_link_register();
	return test_end();
}
