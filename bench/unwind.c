/* SPDX-License-Identifier: MIT */
/*
 * What unwinding a frame costs knell and others, on the same stack: each peer
 * is a program of its own, run several times in turn; the best time counts.
 */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROUNDS = 5 };

static struct peer {
	const char *name;
	const char *command;
	unsigned frames;
	double frame_ns, first_ns;
} peers[] = {
	{ .name = "knell, nothing cached", .command = "unwind-knell" },
	{ .name = "libgcc _Unwind_Backtrace", .command = "unwind-libgcc" },
	{ .name = "glibc backtrace()", .command = "unwind-glibc" },
	{ .name = "libunwind unw_step, uncached",
		.command = "unwind-libunwind uncached" },
	{ .name = "libunwind unw_step, cached", .command = "unwind-libunwind" },
	{ .name = "libunwind unw_backtrace, cached",
		.command = "unwind-libunwind-backtrace" },
};

static double least(double a, double b)
{
	return !a || b < a ? b : a;
}

static int measure(struct peer *peer, const char *directory)
{
	char command[PATH_MAX + 64];
	double frame_ns, first_ns;
	FILE *output;

	snprintf(command, sizeof(command), "%s/peer/%s", directory,
		peer->command);
	output = popen(command, "r");
	if (!output || fscanf(output, "%u %lf %lf", &peer->frames, &frame_ns,
			       &first_ns) != 3) {
		fprintf(stderr, "bench: %s did not tell its times\n", command);
		return 1;
	}
	peer->frame_ns = least(peer->frame_ns, frame_ns);
	peer->first_ns = least(peer->first_ns, first_ns);
	return pclose(output);
}

int main(void)
{
	const size_t count = sizeof(peers) / sizeof(peers[0]);
	char self[PATH_MAX] = "";

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 1;
	const char *directory = dirname(self);

	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < count; i++)
			if (measure(&peers[i], directory))
				return 1;
	printf("Unwinding a stack of %u frames\n", peers[0].frames);
	printf("%-34s%10s%8s%16s\n", "", "ns/frame", "ratio",
		"first trace, us");
	for (size_t i = 0; i < count; i++)
		printf("%-34s%10.1f%8.2f%16.1f\n", peers[i].name,
			peers[i].frame_ns,
			peers[i].frame_ns / peers[0].frame_ns,
			peers[i].first_ns / 1000);
	return 0;
}
