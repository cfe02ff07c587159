/* SPDX-License-Identifier: MIT */
/*
 * The call frame information of a handler, at each of its instructions: it is
 * called with the trap flag set, and before each instruction libgcc's unwinder
 * has to find the caller, with the registers that functions keep. So it does
 * from the runtime's code, which returns to the handler's end.
 */
#include <knell.h>

#include "test/lib/test.h"

#ifdef __x86_64__
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unwind.h>

void __register_frame(const void *tables);
void __deregister_frame(const void *tables);

/*
 * Two kinds of runtime: code that goes on by r13, with its control stack in
 * rbp, and code that returns as a function does. Neither keeps a register.
 *
 * step(handler, signal, info, context) calls it, with numbers in the registers
 * that functions keep, and with the trap flag; step_sp is rsp at the call.
 */
__asm__("	.macro spoil\n"
	"	.irp reg, rax, rbx, rcx, rdx, rsi, rdi, r8, r9, r12, r14, r15\n"
	"	movq	$7, %\\reg\n"
	"	.endr\n"
	"	.endm\n"
	"	.text\n"
	"runtime_begin:\n"
	"jumping:\n"
	"	.cfi_startproc\n"
	"	.cfi_def_cfa %rsp, 0\n"
	"	.cfi_register %rip, %r13\n"
	"	spoil\n"
	"	jmp	*%r13\n"
	"	.cfi_endproc\n"
	"returning:\n"
	"	.cfi_startproc\n"
	"	spoil\n"
	"	movl	$7, %ebp\n"
	"	movl	$7, %r13d\n"
	"	ret\n"
	"	.cfi_endproc\n"
	"runtime_end:\n"
	"step:\n"
	"	.cfi_startproc\n"
	"	.irp reg, rbx, rbp, r12, r13, r14, r15\n"
	"	pushq	%\\reg\n"
	"	.cfi_adjust_cfa_offset 8\n"
	"	.endr\n"
	"	subq	$8, %rsp\n"
	"	.cfi_adjust_cfa_offset 8\n"
	"	movq	%rsp, step_sp(%rip)\n"
	"	movq	%rdi, %rax\n"
	"	movl	%esi, %edi\n"
	"	movq	%rdx, %rsi\n"
	"	movq	%rcx, %rdx\n"
	"	movl	$103, %ebx\n"
	"	movl	$106, %ebp\n"
	"	movl	$112, %r12d\n"
	"	movl	$113, %r13d\n"
	"	movl	$114, %r14d\n"
	"	movl	$115, %r15d\n"
	"	pushfq\n"
	"	orl	$256, (%rsp)\n"
	"	popfq\n"
	"	call	*%rax\n"
	"stepped:\n"
	"	pushfq\n"
	"	andl	$-257, (%rsp)\n"
	"	popfq\n"
	"	addq	$8, %rsp\n"
	"	.cfi_adjust_cfa_offset -8\n"
	"	.irp reg, r15, r14, r13, r12, rbp, rbx\n"
	"	popq	%\\reg\n"
	"	.cfi_adjust_cfa_offset -8\n"
	"	.endr\n"
	"	ret\n"
	"	.cfi_endproc\n");
extern const char runtime_begin[], runtime_end[], jumping[], returning[],
	stepped[];
void step(const void *handler, int signal, void *info, void *context);
unsigned long step_sp;

static __thread struct knell_bind_thread own;
static _Alignas(16) char kept[256], control[256];
static char *code_memory;
static struct knell_bind_code code;
static unsigned in_code, in_runtime, in_full, found;
static int failures;

static void full(int signal)
{
	(void)signal;
	in_full++;
}

static void check_caller(struct _Unwind_Context *frame)
{
	static const int kept_by_functions[] = { 3, 6, 12, 13, 14, 15 };

	found++;
	for (int i = 0; i < 6; i++) {
		int number = kept_by_functions[i];

		failures += _Unwind_GetGR(frame, number) !=
			    (_Unwind_Word)(100 + number);
	}
	failures += _Unwind_GetCFA(frame) != step_sp;
}

static _Unwind_Reason_Code look(struct _Unwind_Context *frame, void *unused)
{
	(void)unused;
	if (_Unwind_GetIP(frame) != (uintptr_t)stepped)
		return _URC_NO_REASON;
	check_caller(frame);
	return _URC_NORMAL_STOP;
}

static bool is_in(uintptr_t pc, const void *begin, const void *end)
{
	return pc >= (uintptr_t)begin && pc < (uintptr_t)end;
}

static void trap(int signal, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;
	uintptr_t pc = (uintptr_t)interrupted->uc_mcontext.gregs[REG_RIP];
	unsigned before = found;
	bool made = is_in(pc, code_memory, code_memory + code.size_bytes);
	bool runtime = is_in(pc, runtime_begin, runtime_end);

	(void)signal, (void)info;
	if (!made && !runtime)
		return;
	in_code += made;
	in_runtime += runtime;
	_Unwind_Backtrace(look, NULL);
	if (found == before)
		failures++;
	if (failures == 1)
		dprintf(2, "wrong at byte %zu\n",
			(size_t)(pc - (uintptr_t)code_memory));
}

/* Three times: the runtime, C, and C without a control stack was interrupted.
 */
static void run(const struct knell_bind *bind)
{
	static _Alignas(8) char tables[KNELL_BIND_TABLES_BYTES];
	ucontext_t context = { .uc_flags = 0 };
	size_t bytes;

	CHECK_EQUAL(
		knell_bind_emit(bind, code_memory, 4096, code_memory, &code),
		0);
	CHECK_EQUAL(mprotect(code_memory, 4096, PROT_READ | PROT_EXEC), 0);
	CHECK_EQUAL(
		knell_bind_tables(bind, &code, tables, sizeof(tables), &bytes),
		0);
	__register_frame(tables);
	context.uc_mcontext.gregs[REG_RIP] = (long)runtime_begin;
	context.uc_mcontext.gregs[REG_RBP] = (long)(control + sizeof(control));
	own.free = (uintptr_t)kept;
	own.end = own.free + sizeof(kept);
	step(code.handler, 1, NULL, &context);
	CHECK_EQUAL(own.free, (uintptr_t)kept);
	step(code.handler, 1, NULL, NULL);
	CHECK_EQUAL(own.free, (uintptr_t)kept);
	own.free += sizeof(kept);
	step(code.handler, 1, NULL, NULL);
	__deregister_frame(tables);
	CHECK_EQUAL(mprotect(code_memory, 4096, PROT_READ | PROT_WRITE), 0);
	CHECK_EQUAL(failures, 0);
	CHECK_EQUAL(found, in_code + in_runtime);
}

int main(void)
{
	const struct sigaction action = { .sa_sigaction = trap,
		.sa_flags = SA_SIGINFO };
	const struct knell_bind_range range = { runtime_begin,
		(size_t)(runtime_end - runtime_begin) };
	struct knell_bind_register jump[] = {
		{ "rbp", { KNELL_BIND_REGISTER, 0, "rbp", 0 } },
		{ "r13", { .from = KNELL_BIND_END } },
	};
	struct knell_bind_register jump_kept[] = {
		{ "rbp", { .from = KNELL_BIND_KEPT } },
		{ "r13", { .from = KNELL_BIND_END } },
	};
	struct knell_bind_register call[] = {
		{ "rsp", { .from = KNELL_BIND_RECORD, .offset = -8 } },
	};
	struct knell_bind_word end = { "rsp", 0, { .from = KNELL_BIND_END } };
	struct knell_bind bind = {
		.runtime = { jump, 2, NULL, 0, jumping, NULL },
		.foreign = { jump_kept, 2, NULL, 0, jumping, NULL },
		.control = "rbp",
		.flags = KNELL_BIND_CALLING,
		.ranges = &range,
		.range_count = 1,
		.thread = KNELL_BIND_THREAD_OFFSET(own),
		.kept_bytes = sizeof(kept),
		.full = (const void *)full,
	};

	code_memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(code_memory != MAP_FAILED);
	CHECK_EQUAL(sigaction(SIGTRAP, &action, NULL), 0);
	run(&bind);
	CHECK_EQUAL(in_full, 1);
	/* A control stack that is laid out in another way. */
	bind.flags |= KNELL_BIND_UPWARDS | KNELL_BIND_NEXT;
	jump[0].source.offset = -64;
	run(&bind);
	/* None. */
	bind.runtime = bind.foreign =
		(struct knell_bind_way){ call, 1, &end, 1, returning, NULL };
	bind.control = NULL;
	run(&bind);
	CHECK_EQUAL(in_full, 3);
	CHECK(in_code > 300);
	CHECK(in_runtime > 60);
	return test_end();
}
#else
int main(void)
{
	TEST_SKIP("it counts the instructions of x86_64");
}
#endif
