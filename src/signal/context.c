/* SPDX-License-Identifier: MIT */
/*
 * The interrupted code. Where its registers lie is told by the one table of
 * the machine: arch/<arch>/machine.c.
 */
#include "knell/context.h"
#include "abi/errno.h"
#include "arch/machine.h"
#include "base/memory.h"
#include "base/text.h"
#include "knell/return.h"
#include "signal/kernel.h"
#include "signal/readable.h"
#include "sys/signal.h"

#define OWN K_MACHINE

/* struct ucontext begins with its flags and a link, on all machines. */
enum { STACK = 2 * sizeof(long) };

static unsigned long load(const void *context, const struct knell_register *at)
{
	const char *from = (const char *)context + at->context_offset;
	unsigned long value = 0;

	/* All wholes are words; the parts are of little-endian machines. */
	knell_memory_copy(&value, from, at->context_size);
	return value;
}

static void store(
	void *context, const struct knell_register *at, unsigned long value)
{
	knell_memory_copy(
		(char *)context + at->context_offset, &value, at->context_size);
}

static bool has_place(unsigned row)
{
	return row < OWN.register_count &&
	       OWN.registers[row].context_offset != KNELL_NO_OFFSET;
}

/* Return: 0 or -Exxx. */
static int find(const char *name, const struct knell_register **ret_register)
{
	for (unsigned row = 0; row < OWN.register_count; row++) {
		if (!knell_text_equal(OWN.registers[row].name, name))
			continue;
		*ret_register = &OWN.registers[row];
		return has_place(row) ? 0 : -ENODATA;
	}
	return -EINVAL;
}

const char *knell_context_register(unsigned index)
{
	return index < OWN.register_count ? OWN.registers[index].name : NULL;
}

int knell_context_get(
	const void *context, const char *name, unsigned long *ret_value)
{
	const struct knell_register *found;
	int error;

	if (!context || !name || !ret_value)
		return -EFAULT;
	error = find(name, &found);
	if (!error)
		*ret_value = load(context, found);
	return error;
}

int knell_context_set(void *context, const char *name, unsigned long value)
{
	const struct knell_register *found;
	int error;

	if (!context || !name)
		return -EFAULT;
	error = find(name, &found);
	if (!error)
		store(context, found, value);
	return error;
}

unsigned long knell_context_pc(const void *context)
{
	return load(context, &OWN.registers[OWN.pc]);
}

void knell_context_set_pc(void *context, unsigned long address)
{
	store(context, &OWN.registers[OWN.pc], address);
}

unsigned long knell_context_sp(const void *context)
{
	return load(context, &OWN.registers[OWN.sp]);
}

void knell_context_set_sp(void *context, unsigned long address)
{
	store(context, &OWN.registers[OWN.sp], address);
}

unsigned long knell_context_fp(const void *context)
{
	return load(context, &OWN.registers[OWN.fp]);
}

void knell_context_set_fp(void *context, unsigned long address)
{
	store(context, &OWN.registers[OWN.fp], address);
}

/* On the stack, above the return address. Return: 0 or -EFAULT. */
static int find_on_stack(
	const void *context, unsigned index, unsigned long **ret_at)
{
	uintptr_t at = knell_context_sp(context) +
		       (1 + (uintptr_t)index) * sizeof(long);

	if (!can_read(at, sizeof(long)))
		return -EFAULT;
	*ret_at = (unsigned long *)at;
	return 0;
}

int knell_context_argument(
	const void *context, unsigned index, unsigned long *ret_value)
{
	unsigned long *at;
	int error;

	if (!context || !ret_value)
		return -EFAULT;
	if (index < OWN.function_argument_count) {
		unsigned row = OWN.function_arguments[index];

		*ret_value = load(context, &OWN.registers[row]);
		return 0;
	}
	if (OWN.function_argument_count)
		return -EINVAL;
	error = find_on_stack(context, index, &at);
	if (!error)
		*ret_value = *at;
	return error;
}

int knell_context_set_argument(
	void *context, unsigned index, unsigned long value)
{
	unsigned long *at;
	int error;

	if (!context)
		return -EFAULT;
	if (index < OWN.function_argument_count) {
		unsigned row = OWN.function_arguments[index];

		store(context, &OWN.registers[row], value);
		return 0;
	}
	if (OWN.function_argument_count)
		return -EINVAL;
	error = find_on_stack(context, index, &at);
	if (!error)
		*at = value;
	return error;
}

unsigned long knell_context_result(const void *context)
{
	return load(context, &OWN.registers[OWN.call_result]);
}

void knell_context_set_result(void *context, unsigned long value)
{
	store(context, &OWN.registers[OWN.call_result], value);
}

static bool is_call(uintptr_t address)
{
	const struct knell_call_code *call = &OWN.call_code;

	return can_read(address, call->size) &&
	       !knell_memory_compare(
		       (const void *)address, call->bytes, call->same);
}

int knell_context_call(const void *context, int *ret_again)
{
	const struct knell_call_code *call = &OWN.call_code;
	int again, number = 0;
	uintptr_t address;

	if (!context)
		return -EFAULT;
	address = knell_context_pc(context);
	again = is_call(address);
	if (!again) {
		address -= call->size;
		if (!is_call(address))
			return -ENODATA;
	}
	if (call->same < call->size)
		number = ((const uint8_t *)address)[call->same];
	if (!number && !again && !call->kept)
		return -ENODATA;
	if (!number)
		number = (int)load(context, &OWN.registers[call->number]);
	if (ret_again)
		*ret_again = again;
	return number;
}

void knell_context_mask(const void *context, struct knell_set *ret_set)
{
	knell_memory_copy(ret_set, (const char *)context + OWN.context_mask,
		K_SIGSET_BYTES);
	finish_set(ret_set);
}

void knell_context_set_mask(void *context, const struct knell_set *set)
{
	knell_memory_copy(
		(char *)context + OWN.context_mask, set, K_SIGSET_BYTES);
	knell_return_refuse(context);
}

void knell_context_stack(const void *context, struct knell_stack *ret_stack)
{
	const struct k_stack *stack =
		(const struct k_stack *)((const char *)context + STACK);

	/* Unlike sigaltstack, the kernel does not say so in contexts. */
	*ret_stack = (struct knell_stack){ .base = stack->sp,
		.flags = stack->size ? stack->flags : K_SS_DISABLE,
		.size_bytes = stack->size };
}

void knell_context_set_stack(void *context, const struct knell_stack *stack)
{
	*(struct k_stack *)((char *)context + STACK) =
		(struct k_stack){ .sp = stack->base,
			.flags = stack->flags,
			.size = stack->size_bytes };
	knell_return_refuse(context);
}

unsigned knell_context_state(const void *context)
{
	return OWN.context_state(context);
}

enum knell_access knell_context_access(
	const struct knell_info *info, const void *context)
{
	/* A context still tells of the last fault when a signal is sent. */
	bool fault = (info->signal == K_SIGSEGV || info->signal == K_SIGBUS) &&
		     info->code > 0 && info->code != K_SI_KERNEL;

	return fault && OWN.context_access ? OWN.context_access(context)
					   : KNELL_ACCESS_UNKNOWN;
}
