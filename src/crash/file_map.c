/* SPDX-License-Identifier: MIT */
/* Files mapped to be read. */
#include "crash/file_map.h"

#include "abi/errno.h"
#include "fault/region.h"
#include "sys/file.h"

int knell_file_map(int fd, struct knell_file_map *ret_map)
{
	struct k_statx stat;
	long result =
		sys_statx(fd, "", K_AT_EMPTY_PATH, K_STATX_BASIC_STATS, &stat);

	if (result < 0)
		return (int)result;
	if ((stat.mode & K_S_IFMT) != K_S_IFREG || !stat.size)
		return -EINVAL;
	if (stat.size > SIZE_MAX / 2)
		return -EFBIG;
	result = sys_mmap(
		NULL, (size_t)stat.size, K_PROT_READ, K_MAP_PRIVATE, fd, 0);
	if (sys_mmap_failed(result))
		return (int)result;
	*ret_map = (struct knell_file_map){
		.data = (void *)result,
		.size = (size_t)stat.size,
		.uid = stat.uid,
	};
	knell_region_add(ret_map->data, ret_map->size);
	return 0;
}

void knell_file_unmap(struct knell_file_map *map)
{
	if (!map->data)
		return;
	knell_region_remove(map->data);
	sys_munmap(map->data, map->size);
	map->data = NULL;
}
