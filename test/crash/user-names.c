/* SPDX-License-Identifier: MIT */
/* Names of users, in passwd files as they should be and as they are not. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "crash/siginfo.h"
#include "lib/test.h"

static const char *passwd;
static size_t passwd_size;
static char memory[4096];

static int open_path(struct knell_target *target, const char *path)
{
	(void)target;
	CHECK_TEXT(path, "/etc/passwd");
	if (!passwd)
		return -ENOENT;
	int fd = memfd_create("passwd", 0);

	CHECK(fd >= 0);
	CHECK_EQUAL(write(fd, passwd, passwd_size), passwd_size);
	CHECK_EQUAL(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static const char *name_of(uint32_t uid)
{
	static const struct knell_target_kind kind = { .open_path = open_path };
	struct knell_target target = { .kind = &kind };
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };

	return knell_user_name(&target, &arena, uid);
}

static void use(const char *text)
{
	passwd = text;
	passwd_size = text ? strlen(text) : 0;
}

static void test_usual(void)
{
	use("root:x:0:0:root:/root:/bin/bash\n"
	    "daemon:x:1:1::/:/bin/sh\n"
	    "toor:x:0:0::/root:/bin/sh\n"
	    "nobody:x:4294967294:65534::/:/bin/false\n"
	    "last::1000:1000::/home/last:");
	CHECK_TEXT(name_of(0), "root");
	CHECK_TEXT(name_of(1), "daemon");
	CHECK_TEXT(name_of(4294967294), "nobody");
	CHECK_TEXT(name_of(1000), "last");
	CHECK_TEXT(name_of(2), NULL);
	CHECK_TEXT(name_of(100), NULL);
}

static void test_none(void)
{
	use(NULL);
	CHECK_TEXT(name_of(0), NULL);
	use("");
	CHECK_TEXT(name_of(0), NULL);
	static const struct knell_target_kind kind = { .name = "canned" };
	struct knell_target target = { .kind = &kind };
	struct knell_arena arena = { .data = memory, .size = sizeof(memory) };

	CHECK(!knell_user_name(&target, &arena, 0));
}

/* Lines that are none do not lend their uid to a neighbour. */
static void test_hostile(void)
{
	use("\n\n:\n::\n#comment\nbare\nroot:x\nroot:x:\n:x::\n"
	    "more:x:12junk:0\nhuge:x:18446744073709551628:0\n"
	    "minus:x:-12:0\nspace:x: 12:0\nhex:x:0xc:0\ncut:x:12\n"
	    "\033[31m\xff\x01:x:13:0\ngood:x:14:0\n");
	CHECK_TEXT(name_of(12), NULL);
	CHECK_TEXT(name_of(0), NULL);
	CHECK_TEXT(name_of(13), "\033[31m\xff\x01");
	CHECK_TEXT(name_of(14), "good");
	/* A NUL ends it all. */
	passwd = "a:x:1:0\n\0b:x:2:0\n";
	passwd_size = 17;
	CHECK_TEXT(name_of(1), "a");
	CHECK_TEXT(name_of(2), NULL);
}

/* What lies past the part that is read; a number may be cut there. */
static void test_long(void)
{
	static char text[70000];

	memset(text, 'x', sizeof(text));
	memcpy(text, "long:x:5:", 9);
	use(text);
	passwd_size = sizeof(text);
	CHECK_TEXT(name_of(5), "long");
	memcpy(text + 60000, "\nnear:x:6:\n", 11);
	memcpy(text + 65525, "\nfar:x:123456:", 14);
	CHECK_TEXT(name_of(6), "near");
	for (uint32_t uid = 1; uid <= 123456; uid = uid * 10 + uid % 10 + 1)
		CHECK_TEXT(name_of(uid), NULL);
}

int main(void)
{
	test_usual();
	test_none();
	test_hostile();
	test_long();
	return test_end();
}
