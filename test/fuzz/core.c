/* SPDX-License-Identifier: MIT */
/*
 * Core files of any content: what is read from them is bounded, ends, and
 * makes a record that can be written.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crash/capture.h"
#include "crash/core.h"
#include "report/report.h"

enum { ARENA_SIZE = 8 << 20 };

static int drop(struct knell_buffer *buffer)
{
	buffer->used = 0;
	return 0;
}

static void show(const struct knell_record *record)
{
	const struct knell_text_options options = { .columns = 80 };
	char data[4096];
	struct knell_buffer out = KNELL_BUFFER(data);

	out.drain = drop;
	knell_report_text(&out, record, &options);
	knell_report_json(&out, record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char memory[ARENA_SIZE];
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };
	const struct knell_capture_options options = { .frames_max = 0 };
	struct knell_core_target core;
	struct knell_modules modules;
	struct knell_record record;
	int fd = memfd_create("core", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	/* No file of this machine is to be found by a name in the input. */
	if (!knell_core_open(&core, fd, &arena, "/proc/self/fdinfo/none")) {
		if (!knell_capture(&core.target, &options, &arena, &modules,
			    &record)) {
			show(&record);
			knell_modules_close(&modules);
		}
		knell_core_close(&core);
	}
	close(fd);
	return 0;
}
