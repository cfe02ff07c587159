\ SPDX-License-Identifier: MIT
\ System calls and their structures: time, processes, memory. Offsets are
\ those of Linux on all machines with cells of 8 bytes.

\ A string as C has it, with a zero behind it.
: c-string ( address n "name" -- )
	create here over allot swap cmove 0 c, align does> ;

\ ---- Time ----

begin-structure timespec
	field: tv-sec
	field: tv-nsec
end-structure

\ The value stack is memory that grows downward: what is pushed last is the
\ first member of a structure there, whose address is sp@. A structure there is
\ nobody else's, whatever handlers run meanwhile.
: sys-nanosleep ( request remaining -- n )  2 SYS_nanosleep system-call ;
: nanosleep ( nanoseconds -- )		\ the whole time, whatever signals come
	0 max 1000000000 /mod		( a timespec )
	begin sp@ dup sys-nanosleep -4 = while repeat 2drop ;
: ms ( milliseconds -- )  1000000 * nanosleep ;
: sys-clock ( clock timespec -- n )  2 SYS_clock_gettime system-call ;
: nanoseconds ( -- n )			\ the monotonic clock
	0 0 sp@ 1 swap sys-clock drop 1000000000 * + ;

\ A timer that sends SIGALRM: two timevals, the period and the first time.
: sys-setitimer ( which new old -- n )  3 SYS_setitimer system-call ;
: alarm-every ( microseconds -- )	\ 0 stops it
	1000000 /mod 2dup		( an itimerval )
	sp@ 0 swap 0 sys-setitimer ?system drop 2drop 2drop ;

\ ---- Processes ----

: sys-getpid ( -- n )  0 SYS_getpid system-call ;
: sys-kill ( process signal -- n )  2 SYS_kill system-call ;
: sys-clone ( flags stack x x x -- n )  5 SYS_clone system-call ;
: sys-fork ( -- n )  17 0 0 0 0 sys-clone ;	\ 17: SIGCHLD at its end
: sys-wait4 ( process status options usage -- n )  4 SYS_wait4 system-call ;
: sys-sched-yield ( -- )  0 SYS_sched_yield system-call drop ;
: raise ( signal -- )  sys-getpid swap sys-kill ?system drop ;
: wait-for ( process -- status )	\ as wait(2) has it
	0 sp@ begin 2 pick over 0 0 sys-wait4 dup -4 = while drop repeat
	?system 2drop nip $ffffffff and ;

\ ---- Memory ----

1 constant readable
2 constant writable
4 constant executable
: sys-mprotect ( address size protection -- n )  3 SYS_mprotect system-call ;
: protect ( address size protection -- )  sys-mprotect ?system drop ;

\ The auxiliary vector lies behind the environment: types and values.
: after-zero ( address -- address )  begin dup cell+ swap @ 0= until ;
: auxiliary ( type -- value | 0 )
	start @ cell+ after-zero after-zero
	begin dup @ while
		2dup @ = if nip cell+ @ exit then 2 cells +
	repeat 2drop 0 ;
