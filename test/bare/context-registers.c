/* SPDX-License-Identifier: MIT */
/* The interrupted registers, read and changed. */
#include "abi/errno.h"
#include "arch/machine.h"
#include "knell.h"
#include "sys/file.h"
#include "sys/process.h"
#include "test/bare/bare.h"
#include "test/bare/lib/trap.h"

static const struct knell_machine *const own = &K_MACHINE;
static unsigned traps;
static volatile uintptr_t above;

static void catch (void (*handler)(int, struct knell_info *, void *))
{
	struct knell_action action = { .info_handler = handler,
		.flags = KNELL_ACTION_SIGINFO };

	CHECK_EQUAL(knell_action_set(KNELL_SIGILL, &action, NULL), 0);
	CHECK_EQUAL(knell_action_set(KNELL_SIGTRAP, &action, NULL), 0);
}

static void pass_trap(void *context)
{
	knell_context_set_pc(
		context, knell_context_pc(context) + TEST_TRAP_BYTES);
}

static void check_start(void *context)
{
	unsigned long value;
	uintptr_t sp = knell_context_sp(context);

	for (unsigned i = 0; i < 4; i++) {
		CHECK_EQUAL(knell_context_argument(context, i, &value), 0);
		CHECK_EQUAL(value, 0x1000 + i);
	}
	value = 7;
	CHECK_EQUAL(knell_context_argument(context, 1000000, &value),
		own->function_argument_count ? -EINVAL : -EFAULT);
	CHECK_EQUAL(knell_context_set_argument(context, 1000000, 1),
		own->function_argument_count ? -EINVAL : -EFAULT);
	CHECK_EQUAL(value, 7);
	CHECK_EQUAL(knell_context_set_argument(context, 1, 0x2345), 0);
	CHECK(sp < above && above - sp < 10000);
}

static void handle_trap(int signal, struct knell_info *info, void *context)
{
	(void)signal;
	(void)info;
	if (traps++ == 0) {
		check_start(context);
	} else {
		CHECK_EQUAL(knell_context_result(context), 0x2345);
		knell_context_set_result(context, 0x6789);
	}
	pass_trap(context);
}

static void run_function(void)
{
	char local;

	above = (uintptr_t)&local + 1000;
	catch (handle_trap);
	CHECK_EQUAL(test_trap(0x1000, 0x1001, 0x1002, 0x1003), 0x6789);
	CHECK_EQUAL(traps, 2);
}

/* By name is the same as by the calls for one; all can be put back. */
static void check_names(const void *context)
{
	unsigned long value = 0;

	CHECK_EQUAL(knell_context_get(
			    context, own->registers[own->pc].name, &value),
		0);
	CHECK_EQUAL(value, knell_context_pc(context));
	CHECK_EQUAL(knell_context_get(
			    context, own->registers[own->sp].name, &value),
		0);
	CHECK_EQUAL(value, knell_context_sp(context));
	CHECK_EQUAL(knell_context_get(
			    context, own->registers[own->fp].name, &value),
		0);
	CHECK_EQUAL(value, knell_context_fp(context));
	value = 7;
	CHECK_EQUAL(knell_context_get(context, "none", &value), -EINVAL);
	CHECK_EQUAL(knell_context_get(context, "", &value), -EINVAL);
	CHECK_EQUAL(value, 7);
}

static void handle_names(int signal, struct knell_info *info, void *context)
{
	unsigned long value, again;
	unsigned count = 0, held = 0;
	const char *name;

	(void)signal;
	(void)info;
	traps++;
	check_names(context);
	while ((name = knell_context_register(count))) {
		count++;
		if (knell_context_get(context, name, &value) == -ENODATA) {
			CHECK_EQUAL(
				knell_context_set(context, name, 1), -ENODATA);
			continue;
		}
		held++;
		CHECK_EQUAL(knell_context_get(context, name, &value), 0);
		CHECK_EQUAL(knell_context_set(context, name, value), 0);
		CHECK_EQUAL(knell_context_get(context, name, &again), 0);
		CHECK_EQUAL(again, value);
	}
	CHECK(held > 8 && count <= KNELL_REGISTERS_MAX);
	CHECK(!knell_context_register(~0U));
	CHECK_EQUAL(knell_context_set(context, "none", 1), -EINVAL);
	pass_trap(context);
}

static void run_names(void)
{
	catch (handle_names);
	CHECK_EQUAL(test_trap(1, 2, 3, 4), 2);
	CHECK_EQUAL(traps, 2);
}

/* What is set is what is read, in the context at least. */
static void handle_set(int signal, struct knell_info *info, void *context)
{
	unsigned long sp = knell_context_sp(context);
	unsigned long fp = knell_context_fp(context);

	(void)signal;
	(void)info;
	traps++;
	knell_context_set_sp(context, sp - 64);
	CHECK_EQUAL(knell_context_sp(context), sp - 64);
	knell_context_set_sp(context, sp);
	knell_context_set_fp(context, fp + 8);
	CHECK_EQUAL(knell_context_fp(context), fp + 8);
	knell_context_set_fp(context, fp);
	pass_trap(context);
}

static void run_set(void)
{
	catch (handle_set);
	CHECK_EQUAL(test_trap(1, 2, 3, 4), 2);
	CHECK_EQUAL(traps, 2);
}

const struct test_case test_cases[] = {
	{ "function", run_function },
	{ "names", run_names },
	{ "set", run_set },
	{ 0 },
};
