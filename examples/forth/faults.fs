\ SPDX-License-Identifier: MIT
\ Faults and Ctrl-C as exceptions, which are told as any other error.

\ A value stack that is used up ends where memory does, and so does one that
\ values are taken from though there are none. 0: it was another fault.
: stack-fault ( info context -- -3 | -4 | 0 )
	activation @ outer-in-c @ if 2drop 0 exit then
	uc-values @ dup activation @ outer-base @ - 0> if 2drop -4 exit then
	swap si-addr @ - abs 4096 < if -3 else 0 then ;

\ What is not told here ends the process as if nobody had looked: the default
\ action is back, and the signal comes again. A fault does so by itself, when
\ the instruction that the handler returns to is carried out once more. What
\ was sent does not, nor what the kernel tells no cause of (a code of 128): it
\ is sent once more with the same siginfo, for whoever sees the death.
: sys-tgsigqueueinfo ( process thread signal info -- n )  
	4 SYS_rt_tgsigqueueinfo system-call ;
: give-way ( signal info -- )
	over default-signal
	dup si-code sl@ 1 128 within if 2drop exit then
	sys-getpid dup 2swap sys-tgsigqueueinfo ?system drop ;

\ Is there a CATCH that a throw gets to?
: catchable? ( -- flag )
	handler @ control-bottom dup control-bytes + within ;

\ In a program, the stacks alone: other faults end it.
: program-fault ( signal info context -- )
	over swap stack-fault
	dup catchable? and if throw then drop give-way ;

\ At the prompt all are told, and work goes on.
: fault-code ( signal info context -- code )
	stack-fault ?dup if nip exit then
	case
		SIGILL of -21 endof
		SIGFPE of -10 endof
		-9 swap
	endcase ;
: prompt-fault ( signal info context -- )
	catchable? if fault-code throw then drop give-way ;
: interrupted ( signal info context -- )  -28 throw ;

: watch-stacks ( -- )
	prepare-signal-stack ['] program-fault SIGSEGV bind-signal ;
: watch-prompt ( -- )
	prepare-signal-stack
	['] interrupted SIGINT bind-signal
	['] prompt-fault SIGSEGV bind-signal
	['] prompt-fault SIGBUS bind-signal
	['] prompt-fault SIGILL bind-signal
	['] prompt-fault SIGFPE bind-signal ;
