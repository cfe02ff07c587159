\ SPDX-License-Identifier: MIT
\ Functions of libknell called as words, and signals that interrupt them.
require tester.fs

create action 5 cells allot
T{ SIGUSR1 action 2 knell_action_get c-call int -> 0 }T
T{ 0 action 2 knell_action_get c-call int -> -22 }T
T{ 0 action 2 knell_action_get ' knell-call code-of -> -278 }T
T{ 1 2 3 4 5 6 7 8 knell_action_get ' c-call code-of -> -24 }T

\ ---- A signal that comes while C runs ----

\ libknell's own system call, which sleeps: the flag stays 0.
create flag 0 ,
create arguments 6 cells allot
: c-sleep ( nanoseconds -- n )
	1000000000 /mod			( a timespec )
	sp@ arguments !  0 arguments cell+ !
	flag SYS_nanosleep arguments 3 knell_call_unless c-call nip nip ;
T{ 1000 c-sleep -> 0 }T

\ A process that sends a signal again and again, until it is ended: whenever
\ the first one comes, one comes while C runs.
: pester ( signal -- process )
	sys-getpid sys-fork ?dup if nip nip exit then
	begin 5 ms 2dup swap sys-kill 0< until bye ;
: relieve ( process -- )  dup 9 sys-kill drop wait-for drop ;
: in-c? ( -- flag )  activation @ outer-in-c @ 0<> ;

variable in-c
variable kept
variable heard
variable callers
: hear ( signal info context -- )
	2drop drop 1 heard +!
	in-c? if
		true in-c !
		rp@ control-bottom dup kept-bytes + within kept !
		interrupted-control @ cell+ @ callers !
	then ;
prepare-signal-stack
' hear SIGUSR1 bind-signal
: during-sleep ( -- n )
	SIGUSR1 pester >r
	begin 10000000000 c-sleep in-c @ 0= while drop repeat
	r> relieve ;
T{ 7 8 rp@ during-sleep swap rp@ = heard @ 0> -> 7 8 -4 true true }T
T{ in-c @ kept @ -> true true }T
T{ callers @ dup caller? swap word-at -> true ' c-sleep }T
\ The Forth itself again: its own control stack.
T{ false in-c ! SIGUSR1 raise in-c @ -> false }T

\ Handlers call C, and nest in it.
variable nested
: inner ( signal info context -- )
	2drop drop SIGUSR1 action 2 knell_action_get c-call drop
	in-c? if 1 nested +! then ;
: outer ( signal info context -- )
	2drop drop
	in-c? if SIGUSR2 pester 10000000000 c-sleep drop relieve true in-c ! then ;
T{ ' inner SIGUSR2 bind-signal ' outer SIGUSR1 bind-signal -> }T
T{ during-sleep nested @ 0> -> -4 true }T
T{ kept-free @ control-in-c @ -> control-bottom 0 }T

\ A control stack that is kept is a small one.
: deep ( n -- n )  1+ recurse 1- ;
variable result
: overflows ( signal info context -- )
	2drop drop
	in-c? if 0 ['] deep catch nip result ! true in-c ! then ;
T{ ' overflows SIGUSR1 bind-signal -> }T
T{ false in-c ! during-sleep result @ -> -4 -5 }T
T{ 0 ' deep code-of -> -5 }T

\ A throw leaves C.
variable sender
: throws ( signal info context -- )
	2drop drop in-c? if sender @ relieve 99 throw then ;
T{ ' throws SIGUSR1 bind-signal -> }T
: thrown ( -- )
	SIGUSR1 pester sender ! begin 10000000000 c-sleep drop again ;
T{ ' thrown catch kept-free @ control-in-c @ -> 99 control-bottom 0 }T
T{ ' thrown catch ' thrown catch -> 99 99 }T

end-tests
