/* SPDX-License-Identifier: MIT */
/* What the reader of records takes, and what it refuses, and where. */
#include "report/report.h"
#include "test/lib/test.h"

static char memory[1 << 16];

static int parse(
	const char *text, struct knell_record *ret_record, size_t *ret_end)
{
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };

	return knell_report_parse(
		text, strlen(text), &arena, ret_record, ret_end);
}

/* The text up to the place of the error, which the "^" of `text` marks. */
static void check_refused(const char *marked, int error)
{
	char text[1024];
	const char *mark = strchr(marked, '^');
	struct knell_record record;
	size_t end;

	snprintf(text, sizeof(text), "%.*s%s", (int)(mark - marked), marked,
		mark + 1);
	int got = parse(text, &record, &end);

	if (got != error || end != (size_t)(mark - marked))
		dprintf(2, "%s: %d at %zu\n", marked, got, end);
	CHECK_EQUAL(got, error);
	CHECK_EQUAL(end, mark - marked);
}

static void check_grammar(void)
{
	static const char *const texts[] = {
		"^",
		"  ^",
		"^[]",
		"^null",
		"{^",
		"{^,}",
		"{\"version\"^}",
		"{\"version\":1^",
		"{\"version\":1,^}",
		"{\"version\":1,\"source\":\"process\"^]",
		"{\"version\":1 ^\"x\":2}",
		"{\"version\":1,\"x\":^}",
		"{\"version\":1,\"x\":^nul}",
		"{\"version\":1,\"x\":0^1}",
		"{\"version\":1,\"x\":1.^}",
		"{\"version\":1,\"x\":1e^}",
		"{\"version\":1,\"x\":-^}",
		"{\"version\":1,\"x\":^+1}",
		"{\"version\":1,\"x\":[1^}",
		"{\"version\":1,\"x\":[1,^]}",
		"{\"version\":1,\"x\":[[{^]]]}",
		"{\"version\":1,\"x\":{\"a\":1,^}}",
		"{\"version\":1,\"x\":\"^\x01\"}",
		"{\"version\":1,\"x\":\"^\xff\"}",
		"{\"version\":1,\"x\":\"^\xed\xa0\x80\"}",
		"{\"version\":1,\"x\":\"^\xc0\x80\"}",
		"{\"version\":1,\"x\":\"\\^q\"}",
		"{\"version\":1,\"x\":\"\\u12^g4\"}",
		"{\"version\":1,\"x\":\"\\u0000^\"}",
		"{\"version\":1,\"x\":\"\\ud800^\"}",
		"{\"version\":1,\"x\":\"\\ud800\\u0041^\"}",
		"{\"version\":1,\"x\":\"\\udc00^\"}",
		"{\"version\":1,\"x\":\"abc^",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_refused(texts[i], -EINVAL);
}

static void check_types(void)
{
	static const char *const texts[] = {
		"{\"version\":^\"1\"}",
		"{\"version\":1^.0}",
		"{\"version\":1^e0}",
		"{\"version\":4294967296^}",
		"{\"version\":-1^}",
		"{\"version\":1844674407370955161^6}",
		"{\"version\":1,\"source\":^5}",
		"{\"version\":1,\"source\":^{}}",
		"{\"version\":1,\"system\":^[]}",
		"{\"version\":1,\"system\":{\"time_ns\":^5}}",
		"{\"version\":1,\"system\":{\"time_ns\":\"0x5\"^}}",
		"{\"version\":1,\"system\":{\"time_ns\":\"\"^}}",
		"{\"version\":1,\"process\":{\"pid\":2147483648^}}",
		"{\"version\":1,\"process\":{\"pid\":-2147483649^}}",
		"{\"version\":1,\"process\":{\"arguments\":^{}}}",
		"{\"version\":1,\"process\":{\"arguments\":[^1]}}",
		"{\"version\":1,\"cause\":{\"address\":\"16\"^}}",
		"{\"version\":1,\"cause\":{\"address\":\"0x\"^}}",
		"{\"version\":1,\"cause\":{\"address\":\"0x1g\"^}}",
		"{\"version\":1,\"cause\":{\"address\":\"0x10000000000000000\"^}}",
		"{\"version\":1,\"threads\":^{}}",
		"{\"version\":1,\"threads\":[^1]}",
		"{\"version\":1,\"threads\":[{\"crashed\":^1}]}",
		"{\"version\":1,\"threads\":[{\"state\":\"ab^\"}]}",
		"{\"version\":1,\"threads\":[{\"end\":\"gone\"^}]}",
		"{\"version\":1,\"maps\":[{\"permissions\":\"r-xp-^\"}]}",
		"{\"version\":1,\"code\":{\"data\":\"123\"^}}",
		"{\"version\":1,\"code\":{\"data\":\"1x\"^}}",
		"{\"version\":1,\"limits\":[{\"soft\":\"infinite\"^}]}",
		"{\"version\":1,\"source\":\"a\",\"source\":^\"a\"}",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_refused(texts[i], -EINVAL);
	check_refused("{\"version\":2^,\"source\":5}", -EPROTO);
	check_refused("{\"source\":\"core\"}^", -EPROTO);
	check_refused("{\"version\":null^}", -EPROTO);
	check_refused("{}^", -EPROTO);
}

static void check_depth(void)
{
	char text[512] = "{\"version\":1,\"x\":";
	struct knell_record record;
	size_t start = strlen(text), end;

	memset(text + start, '[', 64);
	memset(text + start + 64, ']', 64);
	strcpy(text + start + 128, "}");
	CHECK_EQUAL(parse(text, &record, &end), 0);
	memset(text + start, '[', 65);
	memset(text + start + 65, ']', 65);
	strcpy(text + start + 130, "}");
	CHECK_EQUAL(parse(text, &record, &end), -EINVAL);
	CHECK_EQUAL(end, start + 64);
}

static void check_taken(void)
{
	struct knell_record record;
	size_t end;
	static const char odd[] =
		" \t\r\n{ \"unknown\" : {\"a\":[1,-2.5e+3,true,false,null,"
		"\"\\\"]}\"],\"b\":{},\"c\":[]} , \"version\" : 1 ,\n"
		"\"an unknown member whose name is longer than any of the "
		"members that are known here\": 0,\n"
		"\"process\":{\"pid\":-0,\"ppid\":-2147483648,"
		"\"command\":\"\\u00e9\\ud83d\\ude00\\/\\b\","
		"\"resident_bytes\":18446744073709551615,"
		"\"arguments\":[],\"environment\":[null,\"\"]},"
		"\"cause\":{\"address\":null,\"final_signal\":{}},"
		"\"threads\":[{\"frames\":[{},{\"module\":null}]}],"
		"\"notes\":null } \n\n{\"version\":1}";

	CHECK_EQUAL(parse(odd, &record, &end), 0);
	CHECK_TEXT(odd + end, "{\"version\":1}");
	CHECK_EQUAL(record.process.pid, 0);
	CHECK_EQUAL(record.process.ppid, INT32_MIN);
	CHECK_TEXT(record.process.command, "\xc3\xa9\xf0\x9f\x98\x80/\b");
	CHECK(record.process.resident_bytes == UINT64_MAX);
	CHECK_EQUAL(record.process.argument_count, 0);
	CHECK_EQUAL(record.process.environment_count, 2);
	CHECK(!record.process.environment[0]);
	CHECK_TEXT(record.process.environment[1], "");
	CHECK(!record.cause.has_address);
	CHECK(record.cause.in_handler);
	CHECK_EQUAL(record.thread_count, 1);
	CHECK_EQUAL(record.threads[0].frame_count, 2);
	CHECK_EQUAL(record.threads[0].frames[0].module, -1);
	CHECK_EQUAL(record.threads[0].frames[1].module, -1);
	CHECK_EQUAL(record.note_count, 0);
	CHECK(!record.source);
}

/* A private character stands for an octet that is no UTF-8. */
static void check_octets(void)
{
	struct knell_record record;
	size_t end;
	char text[128];
	struct knell_buffer out = KNELL_BUFFER(text);

	CHECK_EQUAL(parse("{\"version\":1,\"source\":\"a\\uef80\\uefff"
			  "\xee\xbe\x81\\uef7f\"}",
			    &record, &end),
		0);
	CHECK_TEXT(record.source, "a\x80\xff\x81\xee\xbd\xbf");
	knell_report_json(&out, &record);
	CHECK(strstr(knell_buffer_text(&out),
		      "\"source\":\"a\\uef80\\uefff\\uef81\\uef7f\"") != NULL);
}

int main(void)
{
	check_grammar();
	check_types();
	check_depth();
	check_taken();
	check_octets();
	return test_end();
}
