/* SPDX-License-Identifier: MIT */
/* The process and its limits, and the system that it ran on. */
#include "base/text.h"
#include "report/text.h"

enum { VALUE_COLUMN = 16, SOFT_COLUMN = 28, HARD_COLUMN = 50 };

static void put_text(
	struct knell_page *page, const char *label, const char *value)
{
	if (!value)
		return;
	knell_text_label(page, label, VALUE_COLUMN);
	knell_page_wrap(page, value, VALUE_COLUMN);
	knell_page_line(page);
}

static void put_identity(
	struct knell_page *page, const struct knell_process *process)
{
	if (!process->pid)
		return;
	knell_text_label(page, "identity", VALUE_COLUMN);
	knell_page_text(page, "pid ");
	knell_page_signed(page, process->pid);
	knell_page_text(page, ", parent ");
	knell_page_signed(page, process->ppid);
	knell_page_text(page, ", user ");
	knell_page_decimal(page, process->uid);
	knell_page_text(page, ", group ");
	knell_page_decimal(page, process->gid);
	knell_page_line(page);
}

static void put_memory(
	struct knell_page *page, const struct knell_process *process)
{
	if (!process->resident_bytes && !process->virtual_bytes)
		return;
	knell_text_label(page, "memory", VALUE_COLUMN);
	knell_text_size(page, process->resident_bytes);
	knell_page_text(page, " resident, ");
	knell_text_size(page, process->virtual_bytes);
	knell_page_text(page, " virtual");
	knell_page_line(page);
}

static void put_duration(
	struct knell_page *page, const char *label, uint64_t ns)
{
	if (!ns)
		return;
	knell_text_label(page, label, VALUE_COLUMN);
	knell_text_duration(page, ns);
	knell_page_line(page);
}

/* All of it, where it is too long for the top of the report. */
static void put_command(
	struct knell_page *page, const struct knell_process *process)
{
	struct knell_page measure = { .columns = page->columns };

	knell_page_pad(&measure, KNELL_TEXT_HEAD_COLUMN);
	if (!knell_text_command(&measure, process->arguments,
		    process->argument_count, KNELL_TEXT_COMMAND_LINES))
		return;
	knell_text_label(page, "command", VALUE_COLUMN);
	knell_text_command(
		page, process->arguments, process->argument_count, UINT32_MAX);
	knell_page_line(page);
}

static void put_process(
	struct knell_page *page, const struct knell_process *process)
{
	if (!process->pid && !process->executable)
		return;
	knell_page_heading(page, "Process");
	knell_page_line(page);
	put_text(page, "executable", process->executable);
	put_command(page, process);
	put_text(page, "directory", process->directory);
	put_identity(page, process);
	put_duration(page, "ran for", process->age_ns);
	put_memory(page, process);
	for (uint32_t i = 0; i < process->environment_count; i++)
		put_text(page, i ? "" : "environment", process->environment[i]);
}

static void put_system(
	struct knell_page *page, const struct knell_system *system)
{
	if (!system->time_ns && !system->uptime_ns && !system->host &&
		!system->machine && !system->kernel)
		return;
	knell_page_heading(page, "System");
	knell_page_line(page);
	if (system->time_ns) {
		knell_text_label(page, "time", VALUE_COLUMN);
		knell_text_date(page, system->time_ns);
		knell_page_line(page);
	}
	put_duration(page, "up for", system->uptime_ns);
	put_text(page, "host", system->host);
	put_text(page, "machine", system->machine);
	put_text(page, "kernel", system->kernel);
	put_text(page, "", system->kernel_version);
}

static bool is_size(const struct knell_limit *limit)
{
	return limit->unit && knell_text_equal(limit->unit, "bytes");
}

static void put_limit_value(struct knell_page *page,
	const struct knell_limit *limit, uint64_t value)
{
	if (value == UINT64_MAX)
		knell_page_text(page, "unlimited");
	else if (is_size(limit))
		knell_text_size(page, value);
	else
		knell_page_decimal(page, value);
}

/* "cpu, seconds"; a size has its unit with the value. */
static void put_limit_name(
	struct knell_page *page, const struct knell_limit *limit)
{
	char text[64];
	struct knell_buffer label = KNELL_BUFFER(text);

	knell_put_text(&label, limit->name);
	if (limit->unit && !is_size(limit) &&
		!(limit->name && knell_text_equal(limit->name, limit->unit))) {
		knell_put_text(&label, ", ");
		knell_put_text(&label, limit->unit);
	}
	knell_text_label(page, knell_buffer_text(&label), SOFT_COLUMN);
}

static void put_limits(
	struct knell_page *page, const struct knell_record *record)
{
	if (!record->limit_count)
		return;
	knell_page_heading(page, "Limits");
	knell_page_pad(page, SOFT_COLUMN);
	knell_page_style(page, KNELL_STYLE_DIM);
	knell_page_text(page, "soft");
	knell_page_pad(page, HARD_COLUMN);
	knell_page_text(page, "hard");
	knell_page_style(page, KNELL_STYLE_PLAIN);
	knell_page_line(page);
	for (uint32_t i = 0; i < record->limit_count; i++) {
		const struct knell_limit *limit = &record->limits[i];

		put_limit_name(page, limit);
		put_limit_value(page, limit, limit->soft);
		knell_page_gap(page, HARD_COLUMN);
		put_limit_value(page, limit, limit->hard);
		knell_page_line(page);
	}
}

void knell_text_process(
	struct knell_page *page, const struct knell_record *record)
{
	put_process(page, &record->process);
	put_limits(page, record);
	put_system(page, &record->system);
}
