/* SPDX-License-Identifier: MIT */
/* This very process as a target of the unwinder. */
#include "test/lib/self.h"

#include <link.h>
#include <pthread.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* Our own ELF header, as the linker tells. */
extern const ElfW(Ehdr) __ehdr_start;

static struct knell_bytes bytes_at(
	uint64_t bias, uint64_t address, uint64_t size)
{
	return (struct knell_bytes){
		(const uint8_t *)(uintptr_t)(bias + address), size, address
	};
}

/* .eh_frame begins where .eh_frame_hdr says: a pcrel sdata4 at byte 4. */
static void add_tables(struct self_image *image, const ElfW(Phdr) * header,
	const struct dl_phdr_info *info)
{
	struct knell_cfi *cfi = &image->cfi;
	int32_t offset;

	cfi->eh_frame_hdr =
		bytes_at(info->dlpi_addr, header->p_vaddr, header->p_memsz);
	memcpy(&offset, cfi->eh_frame_hdr.data + 4, sizeof(offset));
	uint64_t address = header->p_vaddr + 4 + (uint64_t)(int64_t)offset;

	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *load = &info->dlpi_phdr[i];

		if (load->p_type == PT_LOAD &&
			address - load->p_vaddr < load->p_filesz)
			cfi->eh_frame = bytes_at(info->dlpi_addr, address,
				load->p_vaddr + load->p_filesz - address);
	}
}

static int add_image(struct dl_phdr_info *info, size_t size, void *context)
{
	struct self *self = context;
	struct self_image *image = &self->images[self->image_count];

	(void)size;
	if (self->image_count == 64)
		return 1;
	memset(image, 0, sizeof(*image));
	image->bias = info->dlpi_addr;
	image->cfi.word_bytes = sizeof(void *);
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uint64_t start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type == PT_GNU_EH_FRAME)
			add_tables(image, header, info);
		if (header->p_type == PT_LOAD && header->p_flags & PF_X) {
			image->start = start;
			image->end = start + header->p_memsz;
		}
	}
	self->image_count++;
	return 0;
}

static bool find_code(
	void *context, uint64_t address, struct knell_unwind_code *ret_code)
{
	struct self *self = context;

	for (size_t i = 0; i < self->image_count; i++) {
		const struct self_image *image = &self->images[i];

		if (address - image->start >= image->end - image->start)
			continue;
		*ret_code = (struct knell_unwind_code){ image->start,
			image->end, image->bias, &image->cfi };
		return true;
	}
	return false;
}

/* The kernel reads it: what is not there is no fault. */
static size_t read_memory(struct knell_target *target, uint64_t address,
	void *buffer, size_t size)
{
	struct iovec here = { buffer, size };
	struct iovec there = { (void *)(uintptr_t)address, size };
	ssize_t got = process_vm_readv(getpid(), &here, 1, &there, 1, 0);

	(void)target;
	return got > 0 ? (size_t)got : 0;
}

static const void *view_memory(struct knell_target *target, uint64_t address,
	size_t size, size_t *ret_size)
{
	struct self *self = (struct self *)target;

	if (address < self->stack_start || address + size > self->stack_end)
		return NULL;
	*ret_size = (size_t)(self->stack_end - address);
	return (const void *)(uintptr_t)address;
}

static const struct knell_target_kind kind = {
	.name = "self",
	.read = read_memory,
	.view = view_memory,
};

void self_open(struct self *self)
{
	pthread_attr_t attributes;
	void *start;
	size_t size;

	self->target = (struct knell_target){ .kind = &kind };
	self->target.machine =
		knell_machine_find(__ehdr_start.e_machine, sizeof(long));
	self->image_count = 0;
	dl_iterate_phdr(add_image, self);
	pthread_getattr_np(pthread_self(), &attributes);
	pthread_attr_getstack(&attributes, &start, &size);
	pthread_attr_destroy(&attributes);
	self->stack_start = (uintptr_t)start;
	self->stack_end = (uintptr_t)start + size;
}

void self_registers(struct self *self, const void *context,
	struct knell_registers *registers)
{
	knell_unwind_read_context(&self->target, (uintptr_t)context, registers);
}

void self_begin(struct self *self, struct knell_unwind *unwind,
	const struct knell_registers *registers)
{
	unwind->target = &self->target;
	unwind->find_code = find_code;
	unwind->context = self;
	unwind->entry_start = unwind->entry_end = 0;
	unwind->runtimes = NULL;
	unwind->stack_end = self->stack_end;
	knell_unwind_begin(
		unwind, registers, self->buffer, sizeof(self->buffer));
}
