\ SPDX-License-Identifier: MIT
\ Which words were running: the control stack, read as a list of callers.

\ ---- What an address means ----

: token? ( x -- flag )			\ does it stand for a word?
	latest @ begin dup while
		2dup = if 2drop true exit then >link
	repeat nip ;
: in-dictionary? ( x -- flag )
	dup built-in built-in-end within swap dictionary here within or ;
: word-at ( address -- token )		\ the last word that begins before it
	latest @ begin 2dup u< while >link repeat nip ;
: definition? ( token -- flag )  @ (enter) = ;

\ An instruction pointer points behind the token of a word that runs, and into
\ the definition that called it. Other cells on the control stack are not so:
\ what >R put there, loops, CATCH.
: caller? ( x -- flag )
	dup 7 and if drop false exit then
	dup 8 - in-dictionary? 0= if drop false exit then
	dup 8 - @ token? if word-at definition? else drop false then ;

\ ---- Listing ----

variable listed				\ the word
variable times				\ how often in a row
: .name ( token -- )  >name dup if type else 2drop ." :noname" then ;
: end-line ( -- )
	times @ if
		."   " listed @ .name
		times @ 1 > if ."  (" times @ 0 .r ."  times)" then
		cr
	then 0 times ! ;
: list-word ( token -- )
	dup listed @ <> if end-line then
	listed ! 1 times +! ;
: list-between ( from end -- )		\ callers within the control stack
	swap begin 2dup u> while
		dup @ dup caller? if
			\ a primitive is not on the control stack itself
			dup 8 - @ dup definition? times @ or
			if drop else list-word then
			word-at list-word
		else drop then
		cell+
	repeat 2drop ;

\ The main program and each handler that runs have a part of the control stack.
\ Where it ends is in its record, to which ACTIVATION points; where the part
\ begins that it interrupted, is in interrupted-control, or in the record of a
\ handler that came later.
begin-structure activation-record
	field: control-end
	field: outer-interrupted
	field: outer-limit
	field: outer-activation
	field: outer-base
	field: outer-in-c
	field: handler-stack
end-structure
: list-from ( from record interrupted -- )
	0 times !
	begin
		>r tuck control-end @ cell - list-between	( record )
		r> over control-end @ rp0 @ <>
	while
		over outer-interrupted @ rot outer-activation @ swap
		( from record interrupted )
	repeat 2drop end-line ;
: list-callers ( -- )  rp@ activation @ interrupted-control @ list-from ;
: list-interrupted ( -- )		\ in a handler, without its own words
	activation @ outer-in-c @ if ."   C code" cr then
	interrupted-control @  activation @
	dup outer-activation @ swap outer-interrupted @ list-from ;

\ If the control stack's register points to elsewhere, the handler has pushed
\ the interrupted instruction pointer on another stack. That is one word; who
\ called it is not known. Nor is it when the stack is empty.
: control-lost? ( context -- flag )
	uc-control @ dup rp0 @ = swap cell - interrupted-control @ <> or
	activation @ outer-in-c @ 0= and ;
: list-lost ( -- )
	0 times !  interrupted-control @ dup cell+ list-between end-line
	."   (the control stack is lost)" cr ;

\ ---- Crashes ----

: .signal ( signal -- )
	case
		SIGSEGV of ." SIGSEGV" endof
		SIGBUS of ." SIGBUS" endof
		SIGFPE of ." SIGFPE" endof
		SIGILL of ." SIGILL" endof
		." signal " dup 0 .r
	endcase ;
: handle-crash ( signal info context -- )
	2 output !
	rot .signal swap			( context info )
	dup si-code sl@ 0> if ."  at address " si-addr @ hex.
	else ."  was sent by process " si-pid l@ . then
	." in" cr
	control-lost? if list-lost else list-interrupted then
	1 exit-with ;
: install-crash-handler ( -- )
	prepare-signal-stack
	['] handle-crash SIGSEGV bind-signal
	['] handle-crash SIGBUS bind-signal
	['] handle-crash SIGFPE bind-signal
	['] handle-crash SIGILL bind-signal ;
