\ SPDX-License-Identifier: MIT
\ A hundred thousand signals, while a word computes: each comes, and the word's
\ stacks and results are what they are without. On the alternate stack, and on
\ the value stack.
require tester.fs

\ Where it takes long, a file that is read before defines FEW.
: storm-of ( -- n )  s" few" find-name ?dup if execute else 100000 then ;
storm-of constant storm
40 constant SIGRT			\ real-time: each one sent is delivered
variable arrived
variable nested

: compute ( -- n )			\ uses both stacks
	0 20 0 do
		i 3 mod 0= if i + else i >r 1+ r> drop then
		i 7 * 5 /mod + i 54321 + 0 <# #s #> drop l@ + +
	loop ;
: within-handler ( signal info context -- )
	2drop drop 1 nested +! compute drop ;
: handle-one ( signal info context -- )
	1 arrived +!
	arrived @ storm 100 / mod 0= if SIGUSR1 raise then
	3 0 do i drop loop
	2drop drop ;

\ The sender: the queue is of limited length.
: send ( process -- )
	begin dup SIGRT sys-kill -11 = while sys-sched-yield repeat drop ;
: sender ( process -- )  storm 0 do dup send loop drop bye ;

compute constant expected
variable wrong
: round ( -- )
	rp@ 11 22 33 compute expected <> wrong +!
	33 <> wrong +! 22 <> wrong +! 11 <> wrong +!
	rp@ <> wrong +! ;
: bind-flags ( token signal flags -- )
	rot wrap-signal-handler swap rot bind-code ;
: brave ( token flags -- )
	SIGRT swap bind-flags
	0 arrived ! 0 nested !
	sys-getpid sys-fork ?dup 0= if sender then nip
	depth >r
	begin round arrived @ storm = until
	depth r> <> wrong +!
	wait-for drop ;

prepare-signal-stack
' within-handler SIGUSR1 bind-signal
T{ ' handle-one usual-flags brave arrived @ nested @ wrong @ -> storm 100 0 }T
T{ ' handle-one usual-flags SA_ONSTACK invert and brave -> }T
T{ arrived @ nested @ wrong @ -> storm 100 0 }T

\ A timer, which does not wait for the handler.
variable ticks
: tick ( signal info context -- )  2drop drop 1 ticks +! ;
' tick SIGALRM bind-signal
: ticking ( -- )
	50 alarm-every begin round ticks @ storm 50 / > until 0 alarm-every ;
T{ ticking wrong @ -> 0 }T

end-tests
