/* SPDX-License-Identifier: MIT */
/*
 * Processes as the kernel sees them. Sources: include/uapi/linux/ptrace.h,
 * wait.h, resource.h, prctl.h, utsname.h, uio.h, sched.h, futex.h.
 */
#ifndef KNELL_ABI_PROCESS_H
#define KNELL_ABI_PROCESS_H

#include <stddef.h>
#include <stdint.h>

enum {
	K_WNOHANG = 1,
	K_WUNTRACED = 2,
	K_WALL = 0x40000000,
	K_WCOREFLAG = 0x80,

	K_CLONE_VM = 0x100,
	K_CLONE_FS = 0x200,
	K_CLONE_FILES = 0x400,
	K_CLONE_SIGHAND = 0x800,
	K_CLONE_THREAD = 0x10000,
	K_CLONE_SYSVSEM = 0x40000,
	K_CLONE_PARENT_SETTID = 0x100000,
	K_CLONE_CHILD_CLEARTID = 0x200000,
	K_CLONE_NEWUSER = 0x10000000,
	K_CLONE_NEWPID = 0x20000000,

	K_FUTEX_WAIT = 0,

	K_PTRACE_TRACEME = 0,
	K_PTRACE_PEEKDATA = 2,
	K_PTRACE_POKEDATA = 5,
	K_PTRACE_CONT = 7,
	K_PTRACE_SINGLESTEP = 9,
	K_PTRACE_DETACH = 17,
	K_PTRACE_SYSCALL = 24,
	K_PTRACE_SETOPTIONS = 0x4200,
	K_PTRACE_GETEVENTMSG = 0x4201,
	K_PTRACE_GETSIGINFO = 0x4202,
	K_PTRACE_SETSIGINFO = 0x4203,
	K_PTRACE_GETREGSET = 0x4204,
	K_PTRACE_SETREGSET = 0x4205,
	K_PTRACE_SEIZE = 0x4206,
	K_PTRACE_INTERRUPT = 0x4207,
	K_PTRACE_LISTEN = 0x4208,
	K_PTRACE_GETSIGMASK = 0x420a,
	K_PTRACE_GET_SYSCALL_INFO = 0x420e,

	K_PTRACE_O_TRACESYSGOOD = 1,
	K_PTRACE_O_TRACEFORK = 1 << 1,
	K_PTRACE_O_TRACEVFORK = 1 << 2,
	K_PTRACE_O_TRACECLONE = 1 << 3,
	K_PTRACE_O_TRACEEXEC = 1 << 4,
	K_PTRACE_O_TRACEEXIT = 1 << 6,
	K_PTRACE_O_EXITKILL = 1 << 20,

	K_PTRACE_EVENT_FORK = 1,
	K_PTRACE_EVENT_VFORK = 2,
	K_PTRACE_EVENT_CLONE = 3,
	K_PTRACE_EVENT_EXEC = 4,
	K_PTRACE_EVENT_EXIT = 6,
	K_PTRACE_EVENT_STOP = 128,

	K_PTRACE_SYSCALL_INFO_ENTRY = 1,
	K_PTRACE_SYSCALL_INFO_EXIT = 2,

	K_NT_PRSTATUS = 1,
	K_NT_ARM_PAC_MASK = 0x406,

	K_PR_SET_PDEATHSIG = 1,
	K_PR_SET_DUMPABLE = 4,
	K_PR_SET_CHILD_SUBREAPER = 36,
	K_PR_SET_PTRACER = 0x59616d61,

	K_PR_GET_AUXV = 0x41555856,

	K_RLIMIT_CORE = 4,
	K_RLIMIT_SIGPENDING = 11,
	K_RLIMIT_COUNT = 16,
};

/* include/uapi/linux/ptrace.h: struct ptrace_syscall_info, from Linux 5.3 */
struct k_ptrace_syscall_info {
	uint8_t op;
	uint8_t padding[3];
	uint32_t machine;
	uint64_t instruction, stack;
	union {
		struct {
			uint64_t number, arguments[6];
		} entry;
		struct {
			int64_t result;
			uint8_t is_error;
		} exit;
		uint64_t words[8];
	};
};
_Static_assert(offsetof(struct k_ptrace_syscall_info, entry) == 24,
	"uapi/linux/ptrace.h");
_Static_assert(
	sizeof(struct k_ptrace_syscall_info) == 88, "uapi/linux/ptrace.h");

struct k_iovec {
	void *base;
	size_t size;
};

/* include/uapi/linux/resource.h: struct rlimit64 */
struct k_rlimit {
	uint64_t soft, hard;
};
_Static_assert(sizeof(struct k_rlimit) == 16, "uapi/linux/resource.h");

/* include/uapi/linux/resource.h; only its size matters here */
struct k_rusage {
	long time[4];
	long counts[14];
};
_Static_assert(
	sizeof(struct k_rusage) == 18 * sizeof(long), "uapi/linux/resource.h");

/* include/uapi/linux/utsname.h: struct new_utsname */
struct k_utsname {
	char system[65], node[65], release[65], version[65], machine[65],
		domain[65];
};
_Static_assert(sizeof(struct k_utsname) == 390, "uapi/linux/utsname.h");

/* The status that wait4 gives. Source: include/uapi/linux/wait.h, wait(2). */
static inline int k_wait_exited(int status)
{
	return (status & 0x7f) == 0;
}

static inline int k_wait_signaled(int status)
{
	return ((status & 0x7f) + 1) >> 1 > 0 && (status & 0x7f) != 0x7f;
}

static inline int k_wait_stopped(int status)
{
	return (status & 0xff) == 0x7f;
}

static inline int k_wait_code(int status)
{
	return status >> 8 & 0xff;
}

static inline int k_wait_event(int status)
{
	return status >> 16 & 0xff;
}

#endif
