\ SPDX-License-Identifier: MIT
\ System calls, processes, machine code that is made, and tools.
require tester.fs

\ ---- Calls ----

T{ -1 sys-close -> -9 }T
T{ 1 2 3 4 5 6 7 7 SYS_getpid ' system-call code-of -> -24 }T
T{ 6 auxiliary 9999 auxiliary -> 4096 0 }T
T{ 51 auxiliary dup 1000 > swap 0= or -> true }T	\ an emulator tells none
T{ -2 ' ?system code-of -> -258 }T
T{ 5 ?system -> 5 }T
T{ nanoseconds 1 ms nanoseconds swap - 1000000 < -> false }T
T{ -5 nanosleep 0 ms -> }T
T{ 0 argument nip 0> arguments 1 > -> true true }T

\ ---- Processes ----

: child ( status -- status )  sys-fork ?dup 0= if exit-with then nip wait-for ;
T{ 0 child 3 child -> 0 $300 }T
: killed ( signal -- status )
	sys-fork ?dup 0= if raise 9 exit-with then nip wait-for 127 and ;
T{ SIGTERM killed SIGUSR1 killed -> SIGTERM SIGUSR1 }T
T{ SIGUSR1 ignore-signal SIGUSR1 killed SIGUSR1 default-signal -> 0 }T

\ ---- Memory, and machine code ----

T{ 4096 map-memory dup 5 over ! @ swap 4096 sys-munmap -> 5 0 }T
T{ -1 ' map-memory code-of -> -268 }T

restorer constant machine-code
T{ machine-code c@ 0= -> false }T
\ It can be read and run, and no longer written.
: fault ( signal info context -- )  -9 throw ;
prepare-signal-stack
T{ ' fault SIGSEGV bind-signal 0 machine-code ' c! code-of -> -9 }T
T{ SIGSEGV default-signal -> }T

\ ---- Callers ----

: square ( n -- n )  dup * ;
T{ ' square token? 12345 token? ' square 1+ token? -> true false false }T
T{ ' square 8 + word-at -> ' square }T
: own-caller ( -- token )  rp@ @ word-at ;
: asks ( -- token )  own-caller noop ;
T{ asks -> ' asks }T
: return-address ( -- address )  rp@ @ ;
: looks ( -- flag )  return-address caller? ;
T{ looks ' square caller? 0 caller? 8 caller? -1 caller? -> true false false false false }T

end-tests
