/* SPDX-License-Identifier: MIT */
/* Where `knell report` writes, and in what form. */
#include "cmd/report/output.h"

#include "abi/errno.h"
#include "cmd/hosted.h"
#include "sys/file.h"

static int open_output(struct knell_report_output *output)
{
	long fd = 1;

	if (output->opened)
		return 0;
	if (output->path)
		fd = knell_output_create(output->path);
	if (fd < 0)
		return KNELL_EXIT_FAILED;
	knell_output_open(
		&output->out, (int)fd, output->data, sizeof(output->data));
	output->text.color =
		knell_color_use(output->color, (int)fd, output->invocation);
	output->opened = true;
	return 0;
}

static bool has_lines(const struct knell_record *record)
{
	for (uint32_t i = 0; i < record->thread_count; i++) {
		const struct knell_thread *thread = &record->threads[i];

		for (uint32_t k = 0; k < thread->frame_count; k++)
			if (thread->frames[k].file)
				return true;
	}
	return false;
}

/* That there is no knell-report the report says by itself. */
static void complain_hosted(const struct knell_hosted *hosted, long error)
{
	char text[KNELL_HOSTED_REASON_BYTES + 64];
	struct knell_buffer line = KNELL_BUFFER(text);

	if (error == -ENOENT)
		return;
	knell_put_text(&line, "source lines are missing: knell-report ");
	knell_put_text(&line,
		hosted->reason[0] ? hosted->reason : knell_error_text(error));
	knell_complain(knell_buffer_text(&line), NULL, 0);
}

/* By knell-report, which finds the lines that the record lacks: it may have
 * been made where there was none, or no debug information. */
static bool put_with_lines(struct knell_report_output *output,
	const struct knell_record *record, const struct knell_modules *modules)
{
	struct knell_hosted hosted;
	const struct knell_hosted_request help = {
		.invocation = output->invocation,
		.record = record,
		.modules = modules,
		.json = output->json,
		.color = output->text.color,
	};

	if (has_lines(record))
		return false;
	long error = knell_hosted_run(&hosted, &help);

	if (error) {
		complain_hosted(&hosted, error);
		return false;
	}
	knell_put_bytes(&output->out, hosted.text, hosted.size);
	knell_hosted_close(&hosted);
	return true;
}

int knell_report_output_put(struct knell_report_output *output,
	const struct knell_record *record, const struct knell_modules *modules)
{
	bool again = output->opened;
	int status = open_output(output);

	if (status)
		return status;
	if (again && !output->json) {
		knell_put_char(&output->out, '\n');
		knell_put_repeat(&output->out, '=', 80);
		knell_put_text(&output->out, "\n\n");
	}
	if (put_with_lines(output, record, modules))
		return 0;
	if (output->json)
		knell_report_json(&output->out, record);
	else
		knell_report_text(&output->out, record, &output->text);
	return 0;
}

int knell_report_output_finish(struct knell_report_output *output)
{
	int error = output->opened ? knell_buffer_finish(&output->out) : 0;

	if (error >= 0)
		return 0;
	knell_complain("cannot write",
		output->path ? output->path : "standard output", error);
	return KNELL_EXIT_FAILED;
}
