/* SPDX-License-Identifier: MIT */
/*
 * What is told, and what is left, when the kernel refuses a system call: as
 * older kernels, limits of the system and filters do. Here filters stand for
 * all of them.
 */
#include "abi/errno.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/slurp.h"
#include "test/bare/bare.h"

enum { RT = KNELL_SIGRTMIN + 3, HANDLER_BYTES = 16384 };

static volatile int handled, last_code, last_pid;
static const union knell_value value = { .integer = 5 };

static void note(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	(void)context;
	handled++;
	last_code = info->code;
	last_pid = info->sender.pid;
}

static void handle(int signal)
{
	struct knell_action action = { .info_handler = note,
		.flags = KNELL_ACTION_SIGINFO | KNELL_ACTION_ONSTACK };

	CHECK_EQUAL(knell_action_set(signal, &action, NULL), 0);
}

/* How large the process is, in pages. */
static uint64_t pages(void)
{
	char data[256];
	const char *cursor = data;
	uint64_t count = 0;

	CHECK(knell_slurp_into(
		      K_AT_FDCWD, "/proc/self/statm", data, sizeof(data)) > 0);
	CHECK(knell_text_decimal(&cursor, &count));
	return count;
}

/* The other way of knell_send_self, for each thing that may be said. */
static void send_otherwise(void *error)
{
	struct knell_set before, after, rest = { { 0 } };
	const struct k_rlimit none = { 0, 0 };

	handle(RT);
	knell_set_add(&rest, KNELL_SIGUSR2);
	CHECK_EQUAL(knell_mask_set(&rest, NULL), 0);
	test_refuse_call(SYS_pidfd_send_signal, *(int *)error);
	CHECK_EQUAL(knell_mask_get(&before), 0);
	CHECK_EQUAL(knell_send_self(RT), 0);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(last_code, KNELL_SI_TKILL);
	CHECK_EQUAL(last_pid, sys_getpid());
	CHECK_EQUAL(knell_send_self(0), 0);
	CHECK_EQUAL(knell_send_self(-1), -EINVAL);
	CHECK_EQUAL(knell_send_self(KNELL_SIGRTMAX + 2), -EINVAL);
	CHECK_EQUAL(sys_prlimit64(0, K_RLIMIT_SIGPENDING, &none, NULL), 0);
	CHECK_EQUAL(knell_mask_block(&before, NULL), 0);
	CHECK_EQUAL(knell_send_self(RT), -EAGAIN);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(knell_mask_get(&after), 0);
	CHECK(knell_set_equal(&before, &after));
}

static void check_send_self(void)
{
	static int errors[] = { -ENOSYS, -EPERM, -EBADF, -EACCES };

	for (size_t i = 0; i < KNELL_COUNT(errors); i++) {
		int status = test_run(send_otherwise, &errors[i]);

		if (status == TEST_EXITED(TEST_SKIPPED))
			sys_exit_group(TEST_SKIPPED);
		CHECK_EQUAL(status, TEST_EXITED(0));
	}
}

static int lowest_descriptor(void)
{
	int fd = (int)sys_openat(K_AT_FDCWD, "/", K_O_RDONLY, 0);

	sys_close(fd);
	return fd;
}

static void check_pidfd(void)
{
	struct knell_info info = { .signal = RT, .code = KNELL_SI_QUEUE };
	int pidfd = (int)sys_pidfd_open((int)sys_getpid(), 0), lowest;

	CHECK_EQUAL(sys_setpgid(0, 0), 0);
	lowest = lowest_descriptor();
	test_refuse_call(SYS_pidfd_send_signal, -ENOSYS);
	CHECK_EQUAL(knell_send_pidfd(pidfd, RT, KNELL_SCOPE_OWN), -ENOSYS);
	CHECK_EQUAL(knell_send_queue_pidfd(pidfd, RT, value, KNELL_SCOPE_OWN),
		-ENOSYS);
	CHECK_EQUAL(knell_send_info_pidfd(pidfd, RT, &info, KNELL_SCOPE_OWN),
		-ENOSYS);
	CHECK_EQUAL(knell_send_queue_group(0, RT, value), -ENOSYS);
	CHECK_EQUAL(knell_send_info_group(0, RT, &info), -ENOSYS);
	CHECK_EQUAL(lowest_descriptor(), lowest);
}

static void check_group_call(void)
{
	struct knell_info info = { .signal = RT, .code = KNELL_SI_QUEUE };

	test_refuse_call(SYS_pidfd_open, -ENOSYS);
	CHECK_EQUAL(knell_send_queue_group(0, RT, value), -ENOSYS);
	CHECK_EQUAL(knell_send_info_group(0, RT, &info), -ENOSYS);
}

static void check_group_files(void)
{
	struct knell_info info = { .signal = RT, .code = KNELL_SI_QUEUE };

	test_refuse_call(SYS_pidfd_open, -ENFILE);
	CHECK_EQUAL(knell_send_queue_group(0, RT, value), -ENFILE);
	CHECK_EQUAL(knell_send_info_group(0, RT, &info), -ENFILE);
}

static void check_group_memory(void)
{
	struct knell_info info = { .signal = RT, .code = KNELL_SI_QUEUE };

	test_refuse_call(SYS_pidfd_open, -ENOMEM);
	CHECK_EQUAL(knell_send_queue_group(0, RT, value), -ENOMEM);
	CHECK_EQUAL(knell_send_info_group(0, RT, &info), -ENOMEM);
}

static void check_fd_open(void)
{
	struct knell_set set = { { 0 } };

	test_refuse_call(SYS_signalfd4, -ENFILE);
	CHECK_EQUAL(knell_fd_open(&set, 0), -ENFILE);
}

static void check_fd_memory(void)
{
	struct knell_set set = { { 0 } };

	test_refuse_call(SYS_signalfd4, -ENOMEM);
	CHECK_EQUAL(knell_fd_open(&set, 0), -ENOMEM);
}

static void check_pipe_open(void)
{
	struct knell_pipe pipe = { 11, 12, 13 };

	test_refuse_call(SYS_pipe2, -ENFILE);
	CHECK_EQUAL(knell_pipe_open(&pipe, 0), -ENFILE);
	CHECK(pipe.read_fd == 11 && pipe.write_fd == 12 && pipe.lost == 13);
}

/* Kernels before 5.1 have no 64-bit times for 32-bit machines. */
static void check_wait(void)
{
	struct knell_set set;

	if (sizeof(long) == 8)
		return;
	knell_set_fill_all(&set);
	test_refuse_call(SYS_rt_sigtimedwait_time64, -ENOSYS);
	CHECK_EQUAL(knell_wait_one(&set, NULL, 0), -ENOSYS);
	CHECK_EQUAL(knell_wait_restarting(&set, NULL, 0), -ENOSYS);
	CHECK_EQUAL(knell_wait_restarting(&set, NULL, -1), -ENOSYS);
}

static void check_map(void)
{
	struct knell_stack stack = { .size_bytes = 7 }, old = stack, now;
	uint64_t before = pages();

	test_refuse_call(SYS_mprotect, -ENOMEM);
	CHECK_EQUAL(knell_stack_map(HANDLER_BYTES, &stack), -ENOMEM);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &stack, &old), -ENOMEM);
	CHECK(!stack.base && stack.size_bytes == 7);
	CHECK(!old.base && old.size_bytes == 7);
	CHECK_EQUAL(knell_stack_get(&now), 0);
	CHECK_EQUAL(now.flags, KNELL_STACK_DISABLE);
	CHECK_EQUAL(pages(), before);
}

static void check_begin(void)
{
	struct knell_stack stack = { .size_bytes = 7 }, old = stack;
	uint64_t before = pages();

	test_refuse_call(SYS_sigaltstack, -EPERM);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &stack, &old), -EPERM);
	CHECK(!stack.base && stack.size_bytes == 7);
	CHECK(!old.base && old.size_bytes == 7);
	CHECK_EQUAL(pages(), before);
}

/*
 * A filter that comes later keeps back what tells how large a page and a frame
 * are: a stack from before is used and released all the same.
 */
static void check_untold(void)
{
	struct knell_stack stack, old, later;
	size_t size = knell_stack_size(HANDLER_BYTES);

	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &stack, &old), 0);
	handle(RT);
	test_refuse_call(SYS_openat, -EACCES);
	test_refuse_call(SYS_prctl, -EPERM);
	CHECK(knell_stack_size(HANDLER_BYTES) >= size);
	CHECK_EQUAL(knell_stack_size(SIZE_MAX), 0);
	CHECK_EQUAL(knell_send_self(RT), 0);
	CHECK_EQUAL(handled, 1);
	CHECK_EQUAL(knell_stack_end(&stack, &old), 0);
	CHECK_EQUAL(knell_stack_begin(HANDLER_BYTES, &later, &old), 0);
	CHECK(later.size_bytes >= stack.size_bytes);
	CHECK_EQUAL(knell_send_self(RT), 0);
	CHECK_EQUAL(handled, 2);
	CHECK_EQUAL(knell_stack_end(&later, &old), 0);
}

/* The same between the pages of others, at addresses of all kinds. */
static void check_untold_unmap(void)
{
	enum { STACKS = 40 };
	struct knell_stack stacks[STACKS];
	volatile char *between[STACKS];
	size_t rest = 65536 - knell_stack_size(0) % 65536;

	for (int i = 0; i < STACKS; i++) {
		CHECK_EQUAL(knell_stack_map(rest, &stacks[i]), 0);
		between[i] = test_map(test_page_bytes());
	}
	test_refuse_call(SYS_openat, -EACCES);
	test_refuse_call(SYS_prctl, -EPERM);
	for (int i = 0; i < STACKS; i++)
		CHECK_EQUAL(knell_stack_unmap(&stacks[i]), 0);
	for (int i = 0; i < STACKS; i++)
		between[i][0]++;
}

static void *count_one(void *argument)
{
	handled++;
	return argument;
}

static const struct knell_thread_plan plan = { .run = count_one,
	.stack_bytes = HANDLER_BYTES,
	.handler_bytes = HANDLER_BYTES };

/* What is mapped for a thread that does not start is given back. */
static void start_none(int error)
{
	struct knell_thread *none = NULL;
	struct knell_set before, after;
	uint64_t size = pages();

	CHECK_EQUAL(knell_mask_get(&before), 0);
	CHECK_EQUAL(knell_thread_start(&test_start, &plan, &none), error);
	CHECK(!none);
	CHECK_EQUAL(knell_mask_get(&after), 0);
	CHECK(knell_set_equal(&before, &after));
	CHECK_EQUAL(pages(), size);
	CHECK_EQUAL(handled, 0);
}

static void check_thread_guards(void)
{
	test_refuse_call(SYS_mprotect, -ENOMEM);
	start_none(-ENOMEM);
}

static void check_thread_clone(void)
{
	test_refuse_call(SYS_clone, -EAGAIN);
	start_none(-EAGAIN);
}

static void check_thread_mask(void)
{
	struct knell_thread *none = NULL;
	uint64_t size = pages();

	test_refuse_call(SYS_rt_sigprocmask, -EPERM);
	CHECK_EQUAL(knell_thread_start(&test_start, &plan, &none), -EPERM);
	CHECK(!none);
	CHECK_EQUAL(pages(), size);
}

/* It starts, but cannot begin as it should. */
static void check_thread_begin(void)
{
	struct knell_thread *thread;
	void *result = &thread;
	uint64_t size = pages();

	test_refuse_call(SYS_sigaltstack, -EPERM);
	CHECK_EQUAL(knell_thread_start(&test_start, &plan, &thread), 0);
	CHECK_EQUAL(knell_thread_join(thread, &result), -EPERM);
	CHECK(result == &thread);
	CHECK_EQUAL(handled, 0);
	CHECK_EQUAL(pages(), size);
}

static void check_set_up(void)
{
	uint64_t size = pages();

	test_refuse_call(SYS_mmap2 < 0 ? SYS_mmap : SYS_mmap2, -ENOMEM);
	CHECK_EQUAL(knell_thread_set_up(&test_start), -ENOMEM);
	CHECK_EQUAL(knell_thread_start(&test_start, &plan,
			    &(struct knell_thread *){ NULL }),
		-ENOMEM);
	CHECK_EQUAL(knell_stack_map(HANDLER_BYTES, &(struct knell_stack){ 0 }),
		-ENOMEM);
	CHECK_EQUAL(pages(), size);
}

static struct knell_thread *waited;

/* Kernels before 5.1 on 32-bit machines; the filter is this thread's own. */
static void join_in_vain(void *unused)
{
	(void)unused;
	if (sizeof(long) == 8)
		return;
	test_refuse_call(SYS_futex_time64, -ENOSYS);
	CHECK_EQUAL(knell_thread_join(waited, NULL), -ENOSYS);
}

static void *await(void *argument)
{
	TEST_AWAIT((const volatile int *)argument, 1);
	return argument;
}

static void check_join(void)
{
	struct knell_thread_plan waits = plan;
	struct test_thread other;
	volatile int step = 0;
	void *result;

	waits.run = await;
	waits.argument = (void *)(uintptr_t)&step;
	CHECK_EQUAL(knell_thread_start(&test_start, &waits, &waited), 0);
	test_thread_start(&other, join_in_vain, NULL);
	test_thread_join(&other);
	CHECK_EQUAL(knell_send_thread(
			    (int)sys_getpid(), knell_thread_id(waited), 0),
		0);
	step = 1;
	CHECK_EQUAL(knell_thread_join(waited, &result), 0);
	CHECK(result == &step);
}

static struct knell_defer section;

static void keep(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	for (int i = 0; i < KNELL_DEFER_SIGNALS + KNELL_DEFER_NESTED; i++)
		CHECK_EQUAL(knell_defer_keep(&section, note, info, context), 1);
	/* No room, and no way back to the kernel. */
	CHECK_EQUAL(knell_defer_keep(&section, note, info, context), 0);
}

static void check_defer(void)
{
	struct knell_action action = { .info_handler = keep,
		.flags = KNELL_ACTION_SIGINFO };
	struct knell_set set = { { 0 } }, mask;

	knell_set_add(&set, RT);
	knell_defer_init(&section, &set);
	CHECK_EQUAL(knell_action_set(RT, &action, NULL), 0);
	test_refuse_call(SYS_rt_tgsigqueueinfo, -EAGAIN);
	knell_defer_begin(&section);
	CHECK_EQUAL(knell_send_self(RT), 0);
	CHECK_EQUAL(handled, 0);
	knell_defer_end(&section);
	CHECK_EQUAL(handled, KNELL_DEFER_SIGNALS + KNELL_DEFER_NESTED);
	CHECK_EQUAL(knell_mask_get(&mask), 0);
	CHECK(!knell_set_has(&mask, RT));
}

const struct test_case test_cases[] = {
	{ "send-self", check_send_self },
	{ "pidfd", check_pidfd },
	{ "group-call", check_group_call },
	{ "group-files", check_group_files },
	{ "group-memory", check_group_memory },
	{ "fd-open", check_fd_open },
	{ "fd-memory", check_fd_memory },
	{ "pipe-open", check_pipe_open },
	{ "wait", check_wait },
	{ "map", check_map },
	{ "begin", check_begin },
	{ "untold", check_untold },
	{ "untold-unmap", check_untold_unmap },
	{ "thread-guards", check_thread_guards },
	{ "thread-clone", check_thread_clone },
	{ "thread-mask", check_thread_mask },
	{ "thread-begin", check_thread_begin },
	{ "set-up", check_set_up },
	{ "join", check_join },
	{ "defer", check_defer },
	{ NULL, NULL },
};
