\ SPDX-License-Identifier: MIT
\ The same through libknell: its actions, its trampoline, its alternate stack,
\ and handlers that it makes (<knell/bind.h>). A program works either way.

: int ( x -- n )			\ what a function of type int returns
	$ffffffff and dup $80000000 and if $ffffffff00000000 or then ;
: knell-call ( … n function -- )  c-call int ?system drop ;

\ ---- The alternate stack: struct knell_stack is a sigaltstack ----

create own-stack sigaltstack allot
create earlier-stack sigaltstack allot
: signal-stack-size ( -- n )  own-stack ss-size @ ;
: prepare-signal-stack ( -- )
	signal-stack @ if exit then
	$20000 own-stack earlier-stack 3 knell_stack_begin knell-call
	own-stack ss-sp @ signal-stack ! ;

\ ---- How a handler enters the Forth: struct knell_bind ----

0 constant BIND_VALUE		 2 constant BIND_REGISTER
6 constant BIND_RECORD		 7 constant BIND_KEPT
10 constant BIND_END_THREAD

\ Where a value comes from, and the register that it goes to.
: source, ( from value name offset -- )  >r rot , swap , , r> , ;
: register, ( register from value name offset -- )
	2>r 2>r , 2r> 2r> source, ;
\ The word in memory that it goes to, beyond what a register points to.
: word, ( register displacement from value name offset -- )
	2>r 2>r swap , , 2r> 2r> source, ;

\ The value stack, and the stack pointer where that is another.
: stacks, ( -- )
	"values" BIND_RECORD 0 0 -16 register,
	"stack" "values" <> if "stack" BIND_RECORD 0 0 -16 register, then ;
: register-count ( -- n )  "stack" "values" = if 4 else 5 then ;
: token, ( -- place )			\ it, as a word on the value stack
	here 3 cells +  "values" 0 BIND_VALUE 0 0 0 word, ;

\ When the Forth was interrupted: its own control stack goes on.
create runtime-registers
	stacks,
	"control" BIND_REGISTER 0 "control" -8 register,
	"instruction" BIND_END_THREAD 0 0 0 register,
	"token" BIND_VALUE ' (enter-handler) 0 0 register,
create runtime-words
	token, ( place )
	"values" 8 BIND_RECORD 0 0 0 word,
	"control" 8 BIND_REGISTER 0 "instruction" 0 word,
constant runtime-token

\ When C was: one of those kept for that, at the low end of the reserve.
create foreign-registers
	stacks,
	"control" BIND_KEPT 0 0 -8 register,
	"instruction" BIND_END_THREAD 0 0 0 register,
	"token" BIND_VALUE ' (enter-handler) 0 0 register,
create foreign-words
	token, ( place )
	"values" 8 BIND_RECORD 0 0 0 word,
	"control" 8 BIND_VALUE 0 0 0 word,
constant foreign-token

: way, ( registers words -- )		\ enters by the word of its token
	swap , register-count , , 3 , 0 , "token" , ;
create forth-code  text-begin , text-bytes ,
4 constant KNELL_BIND_CALLING
create binding
	runtime-registers runtime-words way,
	foreign-registers foreign-words way,
	"control" , KNELL_BIND_CALLING ,	\ it grows downward
	forth-code , 1 ,
	0 ,				\ from the thread pointer
	kept-bytes , kept-full ,
	control-bottom , control-bytes ,

\ What a thread has for its handlers, struct knell_bind_thread, is found by its
\ thread pointer: control-in-c, and where the control stacks lie.
: keep-control-stacks ( -- )
	control-bottom dup kept-free !  kept-bytes kept-count * + kept-end !
	control-in-c set-thread-pointer ;
keep-control-stacks

begin-structure bound-code
	field: bound-handler
	2 cells +  field: bound-end	\ those that are not used, in between
	field: bound-size
end-structure
create bound bound-code allot
: wrap-signal-handler ( token -- address )
	dup runtime-token !  foreign-token !
	begin-code
	binding code-page @ 4096 over bound 5 knell_bind_emit knell-call
	end-code bound bound-size @ 2 knell_bind_flush knell-call
	bound bound-handler @ ;
' run-handler run-handler-token !

\ ---- Binding: struct knell_action has its mask last, of 128 bits ----

: bind-code ( address flags signal -- )
	>r  SA_RESTORER invert and  2>r 0 0 0 2r> swap
	sp@ r> swap 0 3 knell_action_set knell-call
	2drop 2drop drop ;
: bind-signal ( token signal -- )
	swap wrap-signal-handler usual-flags rot bind-code ;
: ignore-signal ( signal -- )  1 0 rot bind-code ;
: default-signal ( signal -- )  0 0 rot bind-code ;
