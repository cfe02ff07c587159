/* SPDX-License-Identifier: MIT */
/* Records of crashes that never were, for tests of what reads records. */
#include "test/lib/canned-record.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* A text that may be written to, as the record's members may. */
#define T(text) ((char[]){ text })

static struct knell_source_line source[] = {
	{ 210, T("\tstruct header *header = find(image, \"main\");") },
	{ 211, T("") },
	{ 212, T("\tint kind = header->kind; /* \\o/ caf\xc3\xa9 */") },
	{ 213, T("\treturn kind;") },
};

static struct knell_frame frames[] = {
	{
		.pc = 0x5555555551a9,
		.cfa = 0x7fffffffdf50,
		.how = KNELL_FRAME_INLINE,
		.exact = true,
		.module = 0,
		.module_offset = 0x11a9,
		.function = T("image::kind(image::header const*)"),
		.symbol = T("_ZN5image4kindEPKNS_6headerE"),
		.runtime = T("fo\x1brth"),
		.function_offset = 0x19,
		.file = T("/home/user/src/image.cc"),
		.line = 212,
		.column = 21,
		.source = source,
		.source_count = COUNT(source),
	},
	{
		.pc = 0x5555555551a9,
		.cfa = 0x7fffffffdf50,
		.how = KNELL_FRAME_REGISTERS,
		.exact = true,
		.module = 0,
		.module_offset = 0x11a9,
		.function = T("on_signal"),
		.function_offset = 0x29,
		.file = T("/home/user/src/main.c"),
		.line = 40,
	},
	{
		.pc = 0x7ffff7a3e1b0,
		.cfa = 0x7fffffffe600,
		.how = KNELL_FRAME_SIGNAL,
		.exact = true,
		.module = 1,
		.module_offset = 0x3e1b0,
		.function = T("qsort_r"),
		.function_offset = 0,
	},
	{
		.pc = 0x555555555280,
		.how = KNELL_FRAME_POINTER,
		.module = 0,
		.module_offset = 0x1280,
		.function = T("walk"),
		.function_offset = 0x40,
	},
	{
		.pc = 0x555555555300,
		.how = KNELL_FRAME_CFI,
		.module = 0,
		.module_offset = 0x1300,
		.function = T("step"),
		.function_offset = 0x10,
	},
	{ .pc = 0xdeadbeef, .how = KNELL_FRAME_ADDRESS, .module = -1 },
	{
		.pc = 0x7ffff7a2724a,
		.how = KNELL_FRAME_SCAN,
		.module = 1,
		.module_offset = 0x2724a,
	},
};

static struct knell_fold folds[] = { { 3, 2, UINT64_C(9007199254740993) } };

static struct knell_register_value registers[] = {
	{ T("rip"), 0x5555555551a9, T("on_signal+0x29 in myprog") },
	{ T("rax"), 0, NULL },
	{ T("rsp"), 0x7fffffffdf40, T("stack of thread 4711") },
};

static struct knell_thread threads[] = {
	{
		.tid = 4711,
		.name = T("worker \xff\x1b[31m\xc2\x9b"),
		.state = 't',
		.crashed = true,
		.waits = T("futex"),
		.stack_start = 0x7ffffffde000,
		.stack_end = 0x7ffffffff000,
		.registers = registers,
		.register_count = COUNT(registers),
		.frames = frames,
		.frame_count = COUNT(frames),
		.folds = folds,
		.fold_count = COUNT(folds),
		.omitted = 17,
		.omitted_at = 6,
		.end = KNELL_UNWIND_NO_CODE,
	},
	{ .tid = 4712,
		.name = T("\xee\xbe\x80\xf0\x9f\x92\xa5"),
		.state = 'S' },
};

static struct knell_module modules[] = {
	{
		.path = T("/home/user/my \"prog\""),
		.build_id = T("0123456789abcdef0123456789abcdef01234567"),
		.start = 0x555555554000,
		.end = 0x555555559000,
		.bias = 0x555555554000,
		.deleted = true,
		.mismatch = true,
		.debug_file = T("/usr/lib/debug/.build-id/01/23.debug"),
	},
	{
		.path = T("/lib/x86_64-linux-gnu/libc.so.6"),
		.start = 0x7ffff7a00000,
		.end = 0x7ffff7bd5000,
		.bias = 0x7ffff7a00000,
	},
};

static struct knell_map maps[] = {
	{ 0x555555555000, 0x555555556000, 0x1000, "r-xp",
		T("/home/user/my \"prog\"") },
	{ 0x7ffff7fc0000, 0xffffffffffffffff, 0, "rw-s", NULL },
};

static struct knell_limit limits[] = {
	{ T("stack"), T("bytes"), 8388608, UINT64_MAX },
	{ T("nofile"), T("files"), 1024, UINT64_MAX - 1 },
};

static uint8_t code[] = { 0x48, 0x8b, 0x00, 0xc3, 0xff };

static struct knell_instruction instructions[] = {
	{ 0x5555555551a9, T("mov\teax, dword ptr [rax]"), true },
	{ 0x5555555551ab, T("ret"), false },
};

static struct knell_stack_word stack_words[] = {
	{ 0x7fffffffdf40, 0x555555555280, T("walk+0x40 in myprog") },
	{ 0x7fffffffdf48, 0, NULL },
};

static char *arguments[] = { T("./my prog"), T("--name=\n\t\x01"), T("") };
static char *environment[] = { T("LANG=C.UTF-8"), T("X=\"\\") };
static char *notes[] = { T("no frame pointers in libc.so.6"),
	T("/proc/4711/syscall: permission denied") };

const struct knell_record canned_record_full = {
	.version = KNELL_RECORD_VERSION,
	.knell_version = T("0.1.0"),
	.source = T("canned"),
	.system = {
		.machine = T("x86_64"),
		.kernel = T("6.18.0"),
		.kernel_version = T("#1 SMP PREEMPT_DYNAMIC"),
		.host = T("example"),
		.uptime_ns = UINT64_C(9007199254740993),
		.time_ns = UINT64_C(1732164000123456789),
	},
	.process = {
		.pid = 4711,
		.tid = 4711,
		.ppid = 4000,
		.uid = 1000,
		.gid = UINT32_MAX,
		.command = T("my prog"),
		.executable = T("/home/user/my \"prog\""),
		.arguments = arguments,
		.argument_count = COUNT(arguments),
		.command_line = T("./my prog --name"),
		.command_line_cut = true,
		.directory = T("/home/user"),
		.start_ns = UINT64_C(9007189254740993),
		.age_ns = UINT64_C(10000000000),
		.resident_bytes = 4718592,
		.virtual_bytes = UINT64_MAX,
		.environment = environment,
		.environment_count = COUNT(environment),
	},
	.cause = {
		.sentence = T("a null pointer was read"),
		.kind = T("null-pointer"),
		.signal = {
			.number = 11,
			.code = INT32_MIN,
			.name = T("SIGSEGV"),
			.code_name = T("SEGV_MAPERR"),
			.has_info = true,
			.has_address = true,
			.address = 16,
			.has_sender = true,
			.sender_pid = -1,
			.sender_uid = 65534,
			.sender_command = T("systemd"),
			.sender_user = T("nobody"),
			.has_value = true,
			.value = UINT64_MAX,
			.has_call = true,
			.call_number = 257,
			.call_name = T("openat"),
			.call_address = 0x7ffff7b00000,
		},
		.access = T("read"),
		.has_address = true,
		.address = 16,
		.place = T("the first page, which is never mapped"),
		.abort_message = T("double free or corruption"),
		.in_handler = true,
		.final_signal = {
			.number = 6,
			.code = -6,
			.name = T("SIGABRT"),
			.code_name = T("SI_TKILL"),
			.has_info = true,
		},
		.handler_returned = true,
		.handling = T("SIGUSR1"),
	},
	.threads = threads,
	.thread_count = COUNT(threads),
	.code = { 0x5555555551a9, code, COUNT(code) },
	.instructions = instructions,
	.instruction_count = COUNT(instructions),
	.stack_words = stack_words,
	.stack_word_count = COUNT(stack_words),
	.modules = modules,
	.module_count = COUNT(modules),
	.maps = maps,
	.map_count = COUNT(maps),
	.limits = limits,
	.limit_count = COUNT(limits),
	.notes = notes,
	.note_count = COUNT(notes),
};

const struct knell_record canned_record_minimal = {
	.version = KNELL_RECORD_VERSION,
};
