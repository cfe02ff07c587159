/* SPDX-License-Identifier: MIT */
/* Records written as JSON and read back are the same, byte for byte. */
#include "base/memory.h"
#include "report/report.h"
#include "test/lib/canned-record.h"
#include "test/lib/test.h"

static char first[1 << 16], second[1 << 16], memory[1 << 17];

static size_t write_json(
	char *text, size_t size, const struct knell_record *record)
{
	struct knell_buffer out = { .data = text, .size = size, .fd = -1 };

	knell_report_json(&out, record);
	CHECK(!out.truncated);
	return out.used;
}

static void check_round_trip(const struct knell_record *record)
{
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };
	struct knell_record back;
	size_t size = write_json(first, sizeof(first), record), end;

	CHECK(!memchr(first, '\n', size - 1));
	CHECK(first[size - 1] == '\n');
	CHECK_EQUAL(knell_report_parse(first, size, &arena, &back, &end), 0);
	CHECK_EQUAL(end, size);
	CHECK_EQUAL(write_json(second, sizeof(second), &back), size);
	CHECK(!memcmp(first, second, size));
}

/* What JSON has its own way of saying comes back as it was. */
static void check_values(void)
{
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };
	const struct knell_record *full = &canned_record_full;
	struct knell_record back;
	size_t size = write_json(first, sizeof(first), full), end;

	CHECK_EQUAL(knell_report_parse(first, size, &arena, &back, &end), 0);
	CHECK_TEXT(back.threads[0].name, full->threads[0].name);
	CHECK_TEXT(back.threads[1].name, full->threads[1].name);
	CHECK_TEXT(back.process.arguments[1], full->process.arguments[1]);
	CHECK_TEXT(back.maps[0].permissions, "r-xp");
	CHECK(back.maps[1].name == NULL);
	CHECK(back.maps[1].end == UINT64_MAX);
	CHECK(back.limits[0].hard == UINT64_MAX);
	CHECK(back.limits[1].hard == UINT64_MAX - 1);
	CHECK(back.system.time_ns == full->system.time_ns);
	CHECK(back.cause.signal.code == INT32_MIN);
	CHECK(back.cause.in_handler);
	CHECK(!back.cause.final_signal.has_sender);
	CHECK(back.threads[0].folds[0].times ==
		full->threads[0].folds[0].times);
	CHECK_EQUAL(back.threads[0].frames[5].module, -1);
	CHECK_EQUAL(back.threads[0].frames[6].how, KNELL_FRAME_SCAN);
	CHECK_EQUAL(back.code.size, full->code.size);
	CHECK(!memcmp(back.code.data, full->code.data, full->code.size));
}

/* However little memory there is, it is said and nothing is written past. */
static void check_small_arenas(void)
{
	size_t size = write_json(first, sizeof(first), &canned_record_full);
	size_t end;
	struct knell_record back;
	int error = -ENOMEM;

	for (size_t room = 0; error == -ENOMEM; room += 16) {
		struct knell_arena arena = { .data = memory, .size = room };

		CHECK(room < sizeof(memory) - 16);
		memory[room] = 0x55;
		error = knell_report_parse(first, size, &arena, &back, &end);
		CHECK(memory[room] == 0x55);
	}
	CHECK_EQUAL(error, 0);
}

/* A document cut off anywhere is refused. */
static void check_cut_off(void)
{
	size_t size = write_json(first, sizeof(first), &canned_record_full);

	for (size_t cut = 0; cut + 1 < size; cut++) {
		struct knell_arena arena = { .data = memory,
			.size = sizeof(memory) };
		struct knell_record back;
		size_t end;

		CHECK_EQUAL(knell_report_parse(first, cut, &arena, &back, &end),
			-EINVAL);
		CHECK(end <= cut);
	}
}

int main(void)
{
	check_round_trip(&canned_record_full);
	check_round_trip(&canned_record_minimal);
	check_values();
	check_small_arenas();
	check_cut_off();
	return test_end();
}
