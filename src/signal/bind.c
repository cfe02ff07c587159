/* SPDX-License-Identifier: MIT */
/* Handlers in the code of a runtime that is not C. */
#include "knell/bind.h"
#include "abi.h"
#include "abi/errno.h"
#include "signal/bind.h"

static const struct knell_encoder *own_encoder(void)
{
	return K_ENCODER;
}

int knell_bind_size(const struct knell_bind *bind, size_t *ret_bytes)
{
	struct knell_code code = { .bytes = NULL };
	struct bind_plan plan;
	int error;

	if (!own_encoder())
		return -ENOSYS;
	if (!bind || !ret_bytes)
		return -EFAULT;
	error = knell_bind_check(bind, own_encoder(), &plan);
	if (!error)
		*ret_bytes = knell_bind_count(&plan, &code);
	return error;
}

static bool can_run(const struct knell_bind *bind, uintptr_t run, size_t size)
{
	if (run % 8 || size > UINTPTR_MAX - run)
		return false;
	for (size_t i = 0; i < bind->range_count; i++) {
		uintptr_t begin = (uintptr_t)bind->ranges[i].begin;

		if (run < begin + bind->ranges[i].size_bytes &&
			begin < run + size)
			return false;
	}
	return true;
}

int knell_bind_emit(const struct knell_bind *bind, void *memory,
	size_t room_bytes, const void *run_address,
	struct knell_bind_code *ret_code)
{
	const char *run = run_address;
	struct knell_code code = { .bytes = NULL, .run = (uintptr_t)run };
	struct bind_plan plan;
	size_t size;
	int error;

	if (!own_encoder())
		return -ENOSYS;
	if (!bind || !memory || !run_address || !ret_code)
		return -EFAULT;
	error = knell_bind_check(bind, own_encoder(), &plan);
	if (error)
		return error;
	size = knell_bind_count(&plan, &code);
	if (!can_run(bind, (uintptr_t)run, size))
		return -EINVAL;
	if (room_bytes < size)
		return -ENOSPC;
	code.bytes = memory;
	knell_bind_write(&plan, &code);
	*ret_code = (struct knell_bind_code){
		.handler = run,
		.end = run + code.labels[KNELL_LABEL_END],
		.end_word = run + code.pool + BIND_END_WORD,
		.end_thread = run + code.pool + BIND_END_THREAD,
		.size_bytes = size,
	};
	return 0;
}

void *knell_bind_thread_pointer(void)
{
	return K_THREAD_POINTER;
}

int knell_bind_flush(const void *run_address, size_t size_bytes)
{
	if (!own_encoder())
		return -ENOSYS;
#if K_CODE_CACHE
	return knell_code_flush(run_address, size_bytes);
#else
	(void)run_address, (void)size_bytes;
	return 0;
#endif
}
