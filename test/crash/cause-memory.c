/* SPDX-License-Identifier: MIT */
/* What is said of accesses to memory that failed. */
#include <fcntl.h>
#include <stdlib.h>

#include "abi/signal.h"
#include "lib/canned-target.h"
#include "lib/test.h"

#define CODE(canned, ...)                                                   \
	canned_set_code(canned, 0x402100, (const uint8_t[]){ __VA_ARGS__ }, \
		sizeof((const uint8_t[]){ __VA_ARGS__ }))

static struct canned canned;

static void begin(int32_t number, int32_t code, uint64_t address)
{
	canned_open(&canned, &knell_machine_x86_64);
	canned_set_fault(&canned, number, code, address);
	canned_add_frame(&canned, 0x402100, NULL, KNELL_FRAME_REGISTERS);
}

/* mov 0x18(%rdi), %eax */
static void begin_read(int32_t number, int32_t code, uint64_t address)
{
	begin(number, code, address);
	CODE(&canned, 0x8b, 0x47, 0x18);
	canned_set_register(&canned, "rdi", address - 0x18);
}

/* mov %edx, (%rax) */
static void begin_write(int32_t number, int32_t code, uint64_t address)
{
	begin(number, code, address);
	CODE(&canned, 0x89, 0x10);
	canned_set_register(&canned, "rax", address);
}

static void test_null(void)
{
	begin_read(K_SIGSEGV, K_SEGV_MAPERR, 0x18);
	canned_expect(&canned, "null-pointer",
		"Read from address 0x18: 24 bytes past a null pointer in rdi.");
	CHECK_TEXT(canned.record.cause.access, "read");
	CHECK_EQUAL(canned.record.cause.address, 0x18);
	CHECK_TEXT(canned.record.cause.place, "24 bytes past a null pointer");

	begin_write(K_SIGSEGV, K_SEGV_MAPERR, 0);
	canned_expect(&canned, "null-pointer",
		"Write to address 0x0: a null pointer in rax.");
	CHECK_TEXT(canned.record.cause.access, "write");

	/* The register is near null itself: it is not named. */
	begin_write(K_SIGSEGV, K_SEGV_MAPERR, 1);
	canned_expect(&canned, "null-pointer",
		"Write to address 0x1: 1 byte past a null pointer.");

	begin_write(K_SIGSEGV, K_SEGV_MAPERR, (uint64_t)-8);
	canned_expect(&canned, "null-pointer",
		"Write to address 0xfffffffffffffff8: 8 bytes before a null "
		"pointer.");

	/* A code that is not understood: nothing is said of the access. */
	begin(K_SIGSEGV, K_SEGV_MAPERR, 0x10);
	CODE(&canned, 0x90);
	canned_expect(&canned, "null-pointer",
		"Access to address 0x10: 16 bytes past a null pointer.");
	CHECK_TEXT(canned.record.cause.access, NULL);
}

static void test_unmapped(void)
{
	begin_write(K_SIGSEGV, K_SEGV_MAPERR, 0x92100c);
	canned_expect(&canned, "not-mapped",
		"Write to 0x92100c, which is not mapped: 12 bytes past the end "
		"of the heap.");

	begin_read(K_SIGSEGV, K_SEGV_MAPERR, 0x3ffff8);
	canned_expect(&canned, "not-mapped",
		"Read from 0x3ffff8, which is not mapped: 8 bytes below "
		"constant data of prog.");

	begin_read(K_SIGSEGV, K_SEGV_MAPERR, 0x123456789000);
	canned_expect(&canned, "not-mapped",
		"Read from 0x123456789000, which is not mapped: far from all "
		"that is mapped.");

	begin_read(K_SIGSEGV, K_SEGV_MAPERR, 0x42424242);
	canned_expect(&canned, "not-mapped",
		"Read from 0x42424242, which is not mapped: far from all that "
		"is mapped. The address reads as the text \"BBBB\".");

	begin_read(K_SIGSEGV, K_SEGV_MAPERR, 0xffff888000000000);
	canned_expect(&canned, "not-mapped",
		"Read from 0xffff888000000000, which is in the kernel's half "
		"of the addresses.");

	/* By another thread, before all of them stood still. */
	begin_read(K_SIGSEGV, K_SEGV_MAPERR, 0x900010);
	canned_expect(&canned, "not-mapped",
		"Read from 0x900010, which was not mapped then and has become "
		"the heap.");
}

static void test_forbidden(void)
{
	begin_write(K_SIGSEGV, K_SEGV_ACCERR, 0x401000);
	canned_expect(&canned, "not-permitted",
		"Write to 0x401000, which may not be written: constant data of "
		"prog.");
	CHECK_TEXT(canned.record.cause.place, "constant data of prog");

	begin_write(K_SIGSEGV, K_SEGV_ACCERR, 0x7f3000000010);
	canned_expect(&canned, "not-permitted",
		"Write to 0x7f3000000010, which may not be written: code of "
		"libc.so.6.");

	begin_read(K_SIGSEGV, K_SEGV_ACCERR, 0x7f0000021008);
	canned_expect(&canned, "not-permitted",
		"Read from 0x7f0000021008, which may not be read: memory set "
		"aside without access rights.");

	/* Far above SP: no overflow, but the guard all the same. */
	begin_read(K_SIGSEGV, K_SEGV_ACCERR, 0x7f1000000010);
	canned_expect(&canned, "guard-page",
		"Read from 0x7f1000000010, which may not be read: the guard "
		"page below the stack of thread 7.");

	/* Not understood, but what may be read can only have been written. */
	begin(K_SIGSEGV, K_SEGV_ACCERR, 0x7f5000000010);
	CODE(&canned, 0x90);
	canned_expect(&canned, "not-permitted",
		"Write to 0x7f5000000010, which may not be written: anonymous "
		"memory (a b).");

	begin_write(K_SIGSEGV, K_SEGV_ACCERR, 0x7f0000000010);
	canned_expect(&canned, "not-permitted",
		"Write to 0x7f0000000010, which was not permitted then and is "
		"by now: anonymous memory.");

	begin_write(K_SIGSEGV, K_SEGV_PKUERR, 0x900010);
	canned_expect(&canned, "protection-key",
		"Write to 0x900010, which a memory protection key forbids: the "
		"heap.");

	begin_read(K_SIGSEGV, K_SEGV_MTESERR, 0x900010);
	canned_expect(&canned, "memory-tag",
		"Read from 0x900010, whose memory has another tag than the "
		"pointer: the heap.");

	begin_read(K_SIGSEGV, K_SEGV_BNDERR, 0x900010);
	canned_expect(&canned, "bounds",
		"Read from 0x900010, outside of the bounds that were set for "
		"it: the heap.");
}

/* The operand that was hit decides, not the first. */
static void test_operands(void)
{
	begin(K_SIGSEGV, K_SEGV_MAPERR, 0x92100c);
	CODE(&canned, 0xa4); /* movsb */
	canned_set_register(&canned, "rsi", 0x900000);
	canned_set_register(&canned, "rdi", 0x92100c);
	canned_expect(&canned, "not-mapped",
		"Write to 0x92100c, which is not mapped: 12 bytes past the end "
		"of the heap.");

	/* Eight bytes over the end of the heap fault at the next page. */
	begin(K_SIGSEGV, K_SEGV_MAPERR, 0x921000);
	CODE(&canned, 0x48, 0x8b, 0x00); /* mov (%rax), %rax */
	canned_set_register(&canned, "rax", 0x920ffc);
	canned_expect(&canned, "not-mapped",
		"Read from 0x921000, which is not mapped: just past the end "
		"of the heap.");
}

static int make_file(off_t size)
{
	int fd = open(getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp",
		O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	CHECK_EQUAL(ftruncate(fd, size), 0);
	return fd;
}

static void test_bus(void)
{
	/* The mapping begins 0x1000 into the file. */
	begin_read(K_SIGBUS, K_BUS_ADRERR, 0x7f2000001010);
	canned.file = make_file(0x1800);
	canned_expect(&canned, "past-end-of-file",
		"Read from 0x7f2000001010, 8208 bytes into /data/table: the "
		"file is shorter than its mapping, 6 KiB.");

	begin_read(K_SIGBUS, K_BUS_ADRERR, 0x7f2000001010);
	canned.file = make_file(0x2001);
	canned_expect(&canned, "no-memory",
		"Read from 0x7f2000001010, 8208 bytes into /data/table: the "
		"file is long enough, but the page could not be read, or there "
		"was no room for it.");

	begin_read(K_SIGBUS, K_BUS_ADRERR, 0x7f2000001010);
	canned_expect(&canned, "past-end-of-file",
		"Read from 0x7f2000001010, 8208 bytes into /data/table: the "
		"file is shorter than its mapping, or could not be read.");

	begin_write(K_SIGBUS, K_BUS_ADRERR, 0x7f0000000010);
	canned_expect(&canned, "no-memory",
		"Write to 0x7f0000000010, for which the kernel could not "
		"provide a page: anonymous memory.");

	begin_read(K_SIGBUS, K_BUS_ADRALN, 0x900001);
	canned_expect(&canned, "misaligned",
		"Read from 0x900001, which is not aligned as it must be.");

	begin_read(K_SIGBUS, K_BUS_MCEERR_AR, 0x900000);
	canned_expect(&canned, "memory-error",
		"The hardware reported a memory error at 0x900000: the heap.");
}

/* Without registers, as from some cores, the facts of siginfo remain. */
static void test_blind(void)
{
	begin(K_SIGSEGV, K_SEGV_MAPERR, 0x92100c);
	canned_expect(&canned, "not-mapped",
		"Access to 0x92100c, which is not mapped: 12 bytes past the "
		"end of the heap.");
	canned_open(&canned, &knell_machine_x86_64);
	canned.record.map_count = 0;
	canned.record.thread_count = 0;
	canned_set_fault(&canned, K_SIGSEGV, K_SEGV_MAPERR, 0x92100c);
	canned_expect(&canned, "not-mapped",
		"Access to 0x92100c, which is not mapped: far from all that is "
		"mapped.");
}

int main(void)
{
	test_null();
	test_unmapped();
	test_forbidden();
	test_operands();
	test_bus();
	test_blind();
	return test_end();
}
