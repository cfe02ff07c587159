/* SPDX-License-Identifier: MIT */
/*
 * The stack at every single instruction of an aarch64 program that runs under
 * qemu-user, against the return addresses that its calls left: the unwinder of
 * one machine reads the memory and registers of another, through gdb's remote
 * protocol.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash/unwind.h"
#include "test/lib/test.h"

enum {
	DEPTH_MAX = 64,
	STEPS_MAX = 100000,
	PACKET_MAX = 1 << 16,
	REGISTERS = 33, /* x0 to x30, sp, pc */
	LINK = 30,
	SP = 31,
	PC = 32,
	PAGE = 4096,
	READ_MAX = 1024,
	ENTRY_SIZE = 20,
	MISTAKES_SHOWN = 10,
};

static const char *const shapes[] = { "steps-aarch64-plain",
	"steps-aarch64-signed", "steps-aarch64-unoptimised",
	"steps-aarch64-frameless" };

static int connection;
static struct knell_elf elf;
static struct knell_cfi cfi;
static struct knell_unwind_code code, trampoline;
/* What calls left, the outermost first. */
static struct {
	uint64_t pc;
	bool interrupted;
} shadow[DEPTH_MAX];
static unsigned depth;
static unsigned long steps, mistakes, by_how[8], signed_links;

static void send_packet(const char *text)
{
	char packet[256];
	uint8_t sum = 0;

	for (const char *at = text; *at; at++)
		sum += (uint8_t)*at;
	int size = snprintf(packet, sizeof(packet), "$%s#%02x", text, sum);

	CHECK_EQUAL(write(connection, packet, (size_t)size), size);
}

static char take_byte(void)
{
	static char buffer[PACKET_MAX];
	static ssize_t used, filled;

	if (used == filled) {
		filled = read(connection, buffer, sizeof(buffer));
		used = 0;
		CHECK(filled > 0);
	}
	return buffer[used++];
}

/* The answer to a packet, acknowledged. */
static const char *ask(const char *text)
{
	static char answer[PACKET_MAX];
	size_t size = 0;

	send_packet(text);
	while (take_byte() != '$')
		;
	for (char c; (c = take_byte()) != '#';) {
		CHECK(size + 1 < sizeof(answer));
		answer[size++] = c;
	}
	answer[size] = 0;
	take_byte();
	take_byte();
	CHECK_EQUAL(write(connection, "+", 1), 1);
	return answer;
}

/* Bytes in hex; fewer when the text ends, or is an error. */
static size_t read_hex(const char *text, uint8_t *bytes, size_t size)
{
	size_t count = 0;
	unsigned byte;

	if (text[0] == 'E')
		return 0;
	while (count < size && sscanf(text + 2 * count, "%2x", &byte) == 1)
		bytes[count++] = (uint8_t)byte;
	return count;
}

/* In parts: more does not fit into qemu's packets. */
static size_t read_memory(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	size_t done = 0, part, got;

	(void)target;
	do {
		char packet[64];

		part = size - done < READ_MAX ? size - done : READ_MAX;
		snprintf(packet, sizeof(packet), "m%llx,%zx",
			(unsigned long long)address + done, part);
		got = read_hex(ask(packet), (uint8_t *)buffer + done, part);
		done += got;
	} while (got == part && done < size);
	return done;
}

static bool find_code(
	void *context, uint64_t address, struct knell_unwind_code *ret_code)
{
	(void)context;
	if (address - code.start < code.end - code.start)
		*ret_code = code;
	else if (address - trampoline.start < trampoline.end - trampoline.start)
		*ret_code = trampoline;
	else
		return false;
	return true;
}

static const struct knell_target_kind kind = { .name = "qemu",
	.read = read_memory };
static struct knell_target target = { .kind = &kind,
	.machine = &knell_machine_aarch64 };

static void get_registers(struct knell_registers *registers)
{
	uint8_t bytes[REGISTERS * 8];

	CHECK_EQUAL(read_hex(ask("g"), bytes, sizeof(bytes)), sizeof(bytes));
	registers->known = 0;
	for (unsigned i = 0; i < REGISTERS; i++) {
		uint64_t value;

		memcpy(&value, bytes + 8 * i, 8);
		knell_register_set(registers, i, value);
	}
}

static void push(uint64_t pc, bool interrupted)
{
	CHECK(depth < DEPTH_MAX);
	shadow[depth].pc = pc;
	shadow[depth++].interrupted = interrupted;
}

/* bl, blr and their signed forms. Source: Arm ARM, C4.1.93. */
static bool is_call(uint32_t word)
{
	return (word & 0xfc000000) == 0x94000000 ||
	       (word & 0xfefff800) == 0xd63f0000 ||
	       (word & 0xfefff800) == 0xd63f0800;
}

static void follow(const struct knell_registers *before,
	const struct knell_registers *after)
{
	uint64_t from = before->value[PC], to = after->value[PC];
	uint32_t word = 0;

	read_memory(&target, from, &word, sizeof(word));
	if (is_call(word) && after->value[LINK] == from + 4) {
		push(from + 4, false);
	} else if (from - trampoline.start < PAGE &&
		   to - trampoline.start >= PAGE) {
		/* A step over a system call is one farther, sometimes. */
		depth--;
	} else if (depth && to == shadow[depth - 1].pc && to != from + 4) {
		depth--;
	}
}

/* In the handler, which is to return to the kernel's trampoline. */
static void follow_signal(const struct knell_registers *before,
	const struct knell_registers *after)
{
	/* The handler's first instruction may have signed it. */
	uint64_t back = after->value[LINK] & ~target.machine->code_mask;
	uint64_t page = back & -(uint64_t)PAGE;

	trampoline =
		(struct knell_unwind_code){ .start = page, .end = page + PAGE };
	push(before->value[PC], true);
	push(back, false);
}

static void check_stack(const struct knell_registers *registers)
{
	static struct knell_unwind unwind;
	static uint8_t window[PAGE];

	memset(&unwind, 0, sizeof(unwind));
	unwind.target = &target;
	unwind.find_code = find_code;
	unwind.entry_start = elf.entry;
	unwind.entry_end = elf.entry + ENTRY_SIZE;
	knell_unwind_begin(&unwind, registers, window, sizeof(window));
	for (unsigned i = depth; i-- > 0;) {
		bool stepped;

		/* A guess too many is none too few. */
		do
			stepped = knell_unwind_step(&unwind);
		while (stepped && unwind.how == KNELL_FRAME_SCAN &&
			unwind.registers.value[PC] != shadow[i].pc);
		if (!stepped || unwind.registers.value[PC] != shadow[i].pc ||
			unwind.exact != shadow[i].interrupted) {
			if (mistakes++ > MISTAKES_SHOWN)
				return;
			dprintf(1, "# at %#llx: %#llx (how %d), not %#llx\n",
				(unsigned long long)registers->value[PC],
				(unsigned long long)unwind.registers.value[PC],
				unwind.how, (unsigned long long)shadow[i].pc);
			return;
		}
		by_how[unwind.how]++;
		signed_links += unwind.registers.value[LINK] >> 48 != 0;
	}
	CHECK(!knell_unwind_step(&unwind));
	CHECK_EQUAL(unwind.end, KNELL_UNWIND_OUTERMOST);
}

static void start(const char *program, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	unlink(path);
	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execlp("qemu-aarch64", "qemu-aarch64", "-g", path, program,
			(char *)NULL);
		_exit(127);
	}
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	for (unsigned tries = 0; connect(connection,
		     (struct sockaddr *)&address, sizeof(address));) {
		CHECK(++tries < 1000);
		CHECK(waitpid(-1, NULL, WNOHANG) == 0);
		usleep(10000);
	}
}

static void open_program(const char *program)
{
	struct knell_segment segment;
	int fd = open(program, O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK_EQUAL(knell_elf_map(&elf, fd), 0);
	close(fd);
	knell_cfi_open(&cfi, &elf, NULL);
	for (unsigned i = 0; knell_elf_segment(&elf, i, &segment); i++)
		if (segment.type == 1 && segment.flags & 1)
			code = (struct knell_unwind_code){ segment.address,
				segment.address + segment.memory_size, 0,
				&cfi };
	CHECK(code.end);
}

static void check_shape(const char *program, const char *path)
{
	struct knell_registers before, after;
	const char *answer = "";
	char packet[16] = "s";

	depth = 0;
	steps = mistakes = signed_links = 0;
	memset(by_how, 0, sizeof(by_how));
	trampoline = (struct knell_unwind_code){ 0 };
	open_program(program);
	start(program, path);
	get_registers(&before);
	CHECK_EQUAL(before.value[PC], elf.entry);
	check_stack(&before);
	while (steps < STEPS_MAX && (answer = ask(packet))[0] == 'T') {
		bool signalled = packet[0] == 'v';

		/* SIGTRAP is the step; any other goes in with the next. */
		if (strncmp(answer + 1, "05", 2))
			snprintf(packet, sizeof(packet), "vCont;S%.2s",
				answer + 1);
		else
			strcpy(packet, "s");
		get_registers(&after);
		if (signalled)
			follow_signal(&before, &after);
		else
			follow(&before, &after);
		check_stack(&after);
		before = after;
		steps++;
	}
	dprintf(1,
		"# %s: %lu steps; frames by CFI %lu, pointer %lu, "
		"signal %lu, scan %lu; %lu wrong\n",
		program, steps, by_how[KNELL_FRAME_CFI],
		by_how[KNELL_FRAME_POINTER], by_how[KNELL_FRAME_SIGNAL],
		by_how[KNELL_FRAME_SCAN], mistakes);
	CHECK_TEXT(answer, "W00");
	CHECK(steps > 500);
	CHECK(by_how[KNELL_FRAME_SIGNAL] > 0);
	/* Where a function calls itself, without CFI, a prologue looks like
	 * the function it was called from. */
	CHECK(by_how[KNELL_FRAME_CFI] ? !mistakes : mistakes < steps / 20);
	CHECK(!by_how[KNELL_FRAME_CFI] == !!strstr(program, "frameless"));
	CHECK(!by_how[KNELL_FRAME_CFI] || !by_how[KNELL_FRAME_SCAN]);
	CHECK_EQUAL(signed_links != 0, strstr(program, "signed") != NULL);
	close(connection);
	wait(NULL);
	knell_elf_close(&elf);
}

int main(void)
{
	char self[PATH_MAX - 64] = "", program[PATH_MAX], path[64];
	bool missing = system("qemu-aarch64 --version >/dev/null 2>&1") != 0;

	CHECK(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	*strrchr(self, '/') = 0;
	snprintf(path, sizeof(path), "/tmp/knell-qemu-%d", (int)getpid());
	for (unsigned i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		snprintf(program, sizeof(program), "%s/../programs/%s", self,
			shapes[i]);
		if (missing || access(program, X_OK))
			missing = true;
		else
			check_shape(program, path);
	}
	unlink(path);
	if (missing)
		TEST_SKIP("qemu-aarch64 or clang-19 is not there");
	return test_end();
}
