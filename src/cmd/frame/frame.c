/* SPDX-License-Identifier: MIT */
/* `knell frame`: draws the signal frame of a handler, and the way back. */
#include "cmd/frame/frame.h"

#include "knell/action.h"
#include "knell/number.h"
#include "sys/file.h"

enum { OUT_BYTES = 16384 };

static int complain_write(const char *path, long error)
{
	knell_complain("cannot write", path, error);
	return 1;
}

static int write_svg(
	const struct frame_request *request, const struct frame_shared *shared)
{
	char data[OUT_BYTES];
	struct knell_buffer out;
	long fd = knell_output_create(request->svg);
	long error;

	if (fd < 0)
		return 1;
	knell_output_open(&out, (int)fd, data, sizeof(data));
	frame_draw_svg(&out, request, shared);
	error = knell_buffer_finish(&out);
	sys_close((int)fd);
	return error < 0 ? complain_write(request->svg, error) : 0;
}

static int show_layout(const struct frame_request *request)
{
	struct frame_shared *shared = frame_share();
	char data[OUT_BYTES];
	struct knell_buffer out;
	int error;

	if (!shared || frame_take(request, shared))
		return 1;
	if (request->svg && write_svg(request, shared))
		return 1;
	if (request->svg && !request->json)
		return 0;
	knell_output_open(&out, 1, data, sizeof(data));
	if (request->json)
		frame_write_json(&out, request, shared);
	else
		frame_draw(&out, request, shared,
			knell_color_use(
				request->color, 1, request->invocation));
	error = knell_buffer_finish(&out);
	return error < 0 ? complain_write("standard output", error) : 0;
}

static int frame(const struct knell_invocation *invocation)
{
	struct frame_request request = { .invocation = invocation };
	int status = frame_parse(&request);

	if (status)
		return status;
	/* While it is ignored, wait4 tells nothing of the children. */
	knell_action_default(KNELL_SIGCHLD, NULL);
	switch (request.show) {
	case FRAME_SHOW_RETURN: return frame_show_return(&request);
	case FRAME_SHOW_WITHOUT:
	case FRAME_SHOW_FRAMED: return frame_show_failure(&request);
	default: return show_layout(&request);
	}
}

const struct knell_command knell_command_frame = {
	.name = "frame",
	.summary = "draw the stack as it lies in a signal handler",
	.usage = frame_usage,
	.run = frame,
};
