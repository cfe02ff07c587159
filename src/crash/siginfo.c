/* SPDX-License-Identifier: MIT */
/* From a raw siginfo of any machine to what it tells. */
#include "crash/siginfo.h"

#include <knell/name.h>

#include "abi/siginfo.h"
#include "abi/signal.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "sys/slurp.h"

/* The union of either layout, each field in the widest type. */
struct fields {
	int32_t number, error, code;
	int32_t pid;
	uint32_t uid;
	uint64_t value;
	uint64_t address;
	uint64_t call_address;
	int32_t call_number;
};

#define FIELDS_OF(info)                            \
	((struct fields){                          \
		.number = (info).signo,            \
		.error = (info).error,             \
		.code = (info).code,               \
		.pid = (info).sender.pid,          \
		.uid = (info).sender.uid,          \
		.value = (info).sender.value,      \
		.address = (info).fault.addr,      \
		.call_address = (info).call.addr,  \
		.call_number = (info).call.number, \
	})

static struct fields read_fields(const uint8_t bytes[128], uint8_t word_bytes)
{
	union {
		struct k_siginfo64 wide;
		struct k_siginfo32 narrow;
	} info;

	knell_memory_copy(&info, bytes, sizeof(info));
	return word_bytes == 8 ? FIELDS_OF(info.wide) : FIELDS_OF(info.narrow);
}

static char *copy(struct knell_arena *arena, const char *text)
{
	return text ? knell_arena_copy_text(
			      arena, text, knell_text_length(text))
		    : NULL;
}

/* The kernel numbers senders as the program's PID namespace does. */
static int32_t own_pid(const struct knell_modules *modules)
{
	return modules->target->inner_pid ? modules->target->inner_pid
					  : modules->record->process.pid;
}

bool knell_siginfo_is_own(const struct knell_modules *modules,
	const struct knell_signal_facts *facts)
{
	return facts->has_sender && facts->sender_pid &&
	       facts->sender_pid == own_pid(modules);
}

void knell_siginfo_number(struct knell_arena *arena, int32_t number,
	struct knell_signal_facts *ret_facts)
{
	char name[KNELL_NAME_BYTES];

	*ret_facts = (struct knell_signal_facts){
		.number = number,
		.name = copy(arena, knell_signal_name(number, name)),
	};
}

/* SIGSEGV and its like from the processor: the kernel filled in si_addr. */
static bool has_address(int32_t number, int32_t code)
{
	if (code <= 0 || code == K_SI_KERNEL)
		return false;
	return number == K_SIGSEGV || number == K_SIGBUS ||
	       number == K_SIGILL || number == K_SIGFPE || number == K_SIGTRAP;
}

static bool has_sender(int32_t code)
{
	return code == K_SI_USER || code == K_SI_TKILL || code == K_SI_QUEUE ||
	       code == K_SI_MESGQ;
}

static void set_sender(struct knell_target *target, struct knell_arena *arena,
	const struct fields *fields, struct knell_signal_facts *facts)
{
	facts->has_sender = true;
	facts->sender_pid = fields->pid;
	facts->sender_uid = fields->uid;
	facts->has_value =
		facts->code == K_SI_QUEUE || facts->code == K_SI_MESGQ;
	facts->value = facts->has_value ? fields->value : 0;
	/* A core file's sender is long gone, and its pid another's. */
	if (fields->pid && target->kind->find_command)
		facts->sender_command =
			target->kind->find_command(target, arena, fields->pid);
	facts->sender_user = knell_user_name(target, arena, fields->uid);
}

static void set_call(const struct knell_machine *machine,
	struct knell_arena *arena, const struct fields *fields,
	struct knell_signal_facts *facts)
{
	uint32_t number = (uint32_t)fields->call_number;

	facts->has_call = true;
	facts->call_number = fields->call_number;
	facts->call_address = fields->call_address;
	facts->call_name =
		copy(arena, knell_machine_call_name(machine, number));
}

void knell_siginfo_decode(struct knell_target *target,
	struct knell_arena *arena, const uint8_t info[128], uint8_t word_bytes,
	struct knell_signal_facts *ret_facts)
{
	struct fields fields = read_fields(info, word_bytes);

	knell_siginfo_number(arena, fields.number, ret_facts);
	ret_facts->code = fields.code;
	ret_facts->has_info = true;
	ret_facts->code_name =
		copy(arena, knell_code_name(fields.number, fields.code));
	if (has_address(ret_facts->number, ret_facts->code)) {
		ret_facts->has_address = true;
		ret_facts->address = fields.address;
	}
	if (has_sender(ret_facts->code))
		set_sender(target, arena, &fields, ret_facts);
	if (ret_facts->number == K_SIGSYS && ret_facts->code > 0)
		set_call(target->machine, arena, &fields, ret_facts);
}

/* The processor alone raises these, while the program's own code runs. */
static bool is_synchronous(const struct knell_signal_facts *facts)
{
	return facts->has_address && facts->number != K_SIGTRAP &&
	       (facts->number != K_SIGBUS ||
		       (facts->code != K_BUS_MCEERR_AR &&
			       facts->code != K_BUS_MCEERR_AO));
}

/* The kernel lets a thread queue such a code for itself, and for no other.
 * Source: Linux, kernel/signal.c, do_rt_tgsigqueueinfo. */
void knell_siginfo_doubt(const struct knell_modules *modules,
	const struct knell_registers *registers,
	struct knell_signal_facts *facts)
{
	struct knell_target *target = modules->target;
	const struct knell_process *process = &modules->record->process;
	unsigned row = target->machine->call_number;

	if (!is_synchronous(facts) || !target->machine->call_number_apart ||
		!knell_register_known(registers, row) ||
		(int32_t)registers->value[row] < 0)
		return;
	const struct fields fields = { .pid = own_pid(modules),
		.uid = process->uid };

	facts->has_address = false;
	facts->address = 0;
	set_sender(target, modules->arena, &fields, facts);
}

bool knell_siginfo_plausible(const uint8_t info[128])
{
	/* Both layouts begin alike. */
	struct fields fields = read_fields(info, 8);

	return fields.number >= 1 && fields.number <= K_NSIG && !fields.error &&
	       knell_code_name(fields.number, fields.code);
}
