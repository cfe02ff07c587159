/* SPDX-License-Identifier: MIT */
/*
 * The frame of a handler could not be written, or no good one was found when
 * the handler returned: the kernel ends the program by a SIGSEGV without an
 * address. Sources: kernel/signal.c, signal_setup_done; arch/x86/kernel/
 * signal_64.c, x64_setup_rt_frame and rt_sigreturn.
 */
#include "abi/signal.h"
#include "base/text.h"
#include "crash/cause_inquiry.h"
#include "crash/place.h"
#include "crash/siginfo.h"

/* rt_sigreturn, and sigreturn where there is one, found no good frame. */
static bool is_in_sigreturn(const struct knell_inquiry *inquiry)
{
	const struct knell_machine *machine = inquiry->machine;
	const struct knell_registers *registers = inquiry->registers;

	if (!knell_register_known(registers, machine->call_number))
		return false;
	uint64_t number = registers->value[machine->call_number];
	const char *name = knell_machine_call_name(machine, number);

	return name && knell_text_ends(name, "sigreturn");
}

bool knell_cause_return(struct knell_inquiry *inquiry)
{
	if (!inquiry->registers || inquiry->cause->signal.code != K_SI_KERNEL)
		return false;
	bool runs = knell_machine_runs(inquiry->machine, inquiry->registers);

	if (runs && !is_in_sigreturn(inquiry))
		return false;
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_SIGNAL_FRAME);
	knell_inquiry_put(inquiry,
		runs ? "A signal handler could not return: the frame that the "
		       "kernel had put on the stack for it was damaged."
		     : "A signal handler could not return: where the stack "
		       "pointer was, the kernel did not find the frame that it "
		       "had put on the stack, or found it damaged. The "
		       "registers are what lay there.");
	return true;
}

static void put_signal(struct knell_inquiry *inquiry, const char *name)
{
	knell_inquiry_set_kind(inquiry, KNELL_CAUSE_SIGNAL_FRAME);
	knell_inquiry_put(inquiry, name ? name : "A signal");
	knell_inquiry_put(inquiry, " could not be handled: the ");
}

/* The signal that the thread was to handle, here; NULL: not known. */
static const char *find_signal(const struct knell_inquiry *inquiry)
{
	const struct knell_target_kind *kind = inquiry->target->kind;
	struct knell_registers registers = *inquiry->registers;
	struct knell_signal_facts facts;
	uint8_t info[128];

	if (!kind->find_handled ||
		!kind->find_handled(inquiry->target, &registers, info))
		return NULL;
	knell_siginfo_decode(inquiry->target, inquiry->modules->arena, info,
		inquiry->target->info_word_bytes, &facts);
	return facts.name;
}

/* Then the processor has refused no instruction. */
static bool is_after_call(const struct knell_inquiry *inquiry)
{
	const struct knell_machine *machine = inquiry->machine;

	return machine->call_number_apart &&
	       knell_register_known(inquiry->registers, machine->call_number) &&
	       (int32_t)inquiry->registers->value[machine->call_number] >= 0;
}

bool knell_cause_delivery(struct knell_inquiry *inquiry)
{
	if (!inquiry->registers)
		return false;
	const char *name = find_signal(inquiry);
	const struct knell_map *map =
		knell_map_find(inquiry->record, inquiry->sp);
	uint64_t below = inquiry->sp - inquiry->machine->red_zone - 1;

	if (!map || map->permissions[1] != 'w' || below < map->start) {
		if (knell_cause_stack(inquiry, below))
			return true;
		put_signal(inquiry, name);
		knell_inquiry_put(inquiry, "stack pointer, ");
		knell_put_address(inquiry->out, inquiry->sp);
		knell_inquiry_put(inquiry,
			", is not where a handler's frame could be written: ");
		knell_place_put(inquiry->out, inquiry->modules, inquiry->sp);
		knell_inquiry_put(inquiry, ".");
		return true;
	}
	if (!name && !is_after_call(inquiry))
		return false;
	put_signal(inquiry, name);
	knell_inquiry_put(
		inquiry, "kernel could not write its handler's frame. ");
	knell_inquiry_put(inquiry,
		inquiry->machine->needs_restorer
			? "The action has no restorer (SA_RESTORER), or the "
			  "alternate stack has no room."
			: "The alternate stack has no room.");
	return true;
}
