\ SPDX-License-Identifier: MIT
\ Signals, from the system calls up: the alternate stack, the restorer, and
\ handlers that are Forth words. README.md tells why each step is there.

 1 constant SIGHUP	 2 constant SIGINT	 4 constant SIGILL
 7 constant SIGBUS	 8 constant SIGFPE	10 constant SIGUSR1
11 constant SIGSEGV	12 constant SIGUSR2	14 constant SIGALRM
15 constant SIGTERM	17 constant SIGCHLD

\ ---- What the kernel calls by these names ----

begin-structure sigaction
	field: sa-handler
	field: sa-flags
	field: sa-restorer
	field: sa-mask
end-structure
$00000004 constant SA_SIGINFO		\ the handler gets three arguments
$04000000 constant SA_RESTORER		\ the restorer is there: it must be
$08000000 constant SA_ONSTACK		\ run it on the alternate stack
$10000000 constant SA_RESTART		\ go on with interrupted system calls
$40000000 constant SA_NODEFER		\ do not block the signal meanwhile

begin-structure sigaltstack
	field: ss-sp
	lfield: ss-flags
	field: ss-size
end-structure

begin-structure siginfo
	lfield: si-signo
	lfield: si-errno
	lfield: si-code
	field: si-addr			\ of a fault; of a sent signal:
	drop 16 lfield: si-pid		\ the process, and its user
	lfield: si-uid
	field: si-value
	drop 128
end-structure

: sys-sigaction ( signal new old -- n )  8 4 SYS_rt_sigaction system-call ;
: sys-sigprocmask ( how new old -- n )  8 4 SYS_rt_sigprocmask system-call ;
: sys-sigaltstack ( new old -- n )  2 SYS_sigaltstack system-call ;

\ ---- The alternate stack ----

51 constant AT_MINSIGSTKSZ
variable signal-stack			\ its lowest byte, above a guard page
: frame-size ( -- n )  AT_MINSIGSTKSZ auxiliary 5120 max ;	\ 0: not told
: signal-stack-size ( -- n )  frame-size 16 * $20000 + 4095 + -4096 and ;
: prepare-signal-stack ( -- )
	signal-stack @ if exit then
	signal-stack-size 4096 + map-memory
	dup 4096 0 protect 4096 +
	dup signal-stack-size erase	\ so the first signal is as quick
	signal-stack-size 0 rot		( a sigaltstack: size flags base )
	sp@ 0 sys-sigaltstack ?system drop
	signal-stack ! 2drop ;

\ ---- Machine code that is made at run time ----

\ A page is first writable, then executable, never both.
variable code-page
variable code-here
: begin-code ( -- )  4096 map-memory dup code-page ! code-here ! ;
: end-code ( -- address )
	code-page @ dup 4096 flush-code
	dup 4096 readable executable or protect ;
: code, ( address n -- )  tuck code-here @ swap cmove code-here +! ;
: code-32, ( n -- )  code-here @ l! 4 code-here +! ;
: code-64, ( n -- )  code-here @ ! 8 code-here +! ;
