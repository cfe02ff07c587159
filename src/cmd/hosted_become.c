/* SPDX-License-Identifier: MIT */
/* The child that becomes knell-report: its descriptors and arguments. */
#include "base/text.h"
#include "cmd/hosted_steps.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/signal.h"

enum {
	MODULES_MAX = 128,
	ARGUMENTS_MAX = 16,
	/* "4294967295:2147483647" */
	NUMBERS_BYTES = 24,
	/* Duplicates go here first, away from the standard streams. */
	FD_LEAST = 10,
};

struct arguments {
	char *words[ARGUMENTS_MAX + 2 * MODULES_MAX];
	uint32_t count;
	char numbers[MODULES_MAX + 2][NUMBERS_BYTES];
	uint32_t number_count;
};

static void add_word(struct arguments *arguments, const char *word)
{
	/* execve(2) takes them writable, and does not write. */
	arguments->words[arguments->count++] = (char *)(uintptr_t)word;
}

static struct knell_buffer begin_number(struct arguments *arguments)
{
	char *text = arguments->numbers[arguments->number_count++];

	add_word(arguments, text);
	return (struct knell_buffer){
		.data = text, .size = NUMBERS_BYTES, .fd = -1
	};
}

static void add_number(
	struct arguments *arguments, const char *option, uint32_t number)
{
	add_word(arguments, option);
	struct knell_buffer out = begin_number(arguments);

	knell_put_decimal(&out, number);
	knell_buffer_text(&out);
}

static void add_module(struct arguments *arguments, uint32_t index, int fd)
{
	long kept = sys_fcntl(fd, K_F_DUPFD, FD_LEAST);

	if (kept < 0)
		return;
	add_word(arguments, "--module-fd");
	struct knell_buffer out = begin_number(arguments);

	knell_put_decimal(&out, index);
	knell_put_char(&out, ':');
	knell_put_decimal(&out, (uint64_t)kept);
	knell_buffer_text(&out);
}

static bool has_frames(const struct knell_record *record, uint32_t module)
{
	for (uint32_t i = 0; i < record->thread_count; i++) {
		const struct knell_thread *thread = &record->threads[i];

		for (uint32_t j = 0; j < thread->frame_count; j++)
			if (thread->frames[j].module == (int32_t)module)
				return true;
	}
	return false;
}

static void add_modules(
	struct arguments *arguments, const struct knell_hosted_request *request)
{
	const struct knell_modules *modules = request->modules;
	uint32_t added = 0;

	for (size_t i = 0; modules && i < modules->count; i++) {
		if (added == MODULES_MAX || modules->images[i].fd < 0 ||
			!has_frames(request->record, (uint32_t)i))
			continue;
		add_module(arguments, (uint32_t)i, modules->images[i].fd);
		added++;
	}
}

/* What the user preloads is meant for the program that died. The child's
 * environment is a copy of its own. */
static void drop_loader_variables(char **environment)
{
	char **kept = environment;

	for (; *environment; environment++)
		if (!knell_text_starts(*environment, "LD_"))
			*kept++ = *environment;
	*kept = NULL;
}

static void set_streams(const struct knell_hosted *hosted, int input_fd)
{
	const int fds[] = { input_fd, hosted->output_fd, hosted->message_fd };
	long kept[3];

	for (int i = 0; i < 3; i++)
		kept[i] = sys_fcntl(fds[i], K_F_DUPFD_CLOEXEC, FD_LEAST);
	for (int i = 0; i < 3; i++)
		if (sys_dup3((int)kept[i], i, 0) < 0)
			sys_exit_group(KNELL_EXIT_FAILED);
}

/* Ctrl-C is for the program, and its death, not for this; a core of this
 * would be nobody's wish; and without knell nobody reads what it writes. */
static void detach(void)
{
	const struct k_sigset none = { { 0 } };
	const struct k_rlimit zero = { 0, 0 };

	sys_setpgid(0, 0);
	sys_prctl(K_PR_SET_PDEATHSIG, K_SIGKILL);
	sys_prlimit64(0, K_RLIMIT_CORE, &zero, NULL);
	sys_rt_sigprocmask(K_SIG_SETMASK, &none, NULL);
}

_Noreturn void knell_hosted_become(const struct knell_hosted *hosted,
	const struct knell_hosted_request *request, const char *path,
	int input_fd)
{
	struct arguments arguments = { .count = 0 };
	char **environment = request->invocation->start->environment;

	add_word(&arguments, path);
	add_word(&arguments, "--format");
	add_word(&arguments, request->json ? "json" : "text");
	add_word(&arguments, "--color");
	add_word(&arguments, request->color ? "always" : "never");
	if (request->columns)
		add_number(&arguments, "--columns", request->columns);
	/* A second is left for writing the report. */
	add_number(&arguments, "--time-limit",
		hosted->seconds > 1 ? hosted->seconds - 1 : 1);
	add_modules(&arguments, request);
	set_streams(hosted, input_fd);
	drop_loader_variables(environment);
	detach();
	long error = sys_execve(path, arguments.words, environment);

	knell_complain("cannot execute", path, error);
	sys_exit_group(KNELL_EXIT_FAILED);
}
