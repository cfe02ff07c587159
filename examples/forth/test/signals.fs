\ SPDX-License-Identifier: MIT
\ Handlers that are Forth words: what they are given, and what they leave.
require tester.fs

\ ---- Structures have the kernel's offsets ----

T{ timespec sigaction sigaltstack siginfo -> 16 32 24 128 }T
T{ 0 sa-handler 0 sa-flags 0 sa-restorer 0 sa-mask -> 0 8 16 24 }T
T{ 0 ss-sp 0 ss-flags 0 ss-size -> 0 8 16 }T
T{ 0 si-code 0 si-addr 0 si-pid 0 si-uid 0 si-value -> 8 16 16 20 24 }T

\ ---- What binding sets ----

create action sigaction allot
: action-of ( signal -- )  0 action sys-sigaction ?system drop ;
: nothing ( signal info context -- )  2drop drop ;
prepare-signal-stack
T{ ' nothing SIGUSR1 bind-signal SIGUSR1 action-of ->  }T
T{ action sa-flags @ action sa-restorer @ 0<> -> usual-flags true }T
: own-way? ( -- flag )  s" knell-call" find-name 0= ;
: ours? ( -- flag )  action sa-restorer @ restorer = ;
T{ ours? -> own-way? }T
T{ action sa-mask @ action sa-handler @ 0= -> 0 false }T
T{ ' nothing 65 ' bind-signal code-of -> -278 }T
T{ ' nothing 9 ' bind-signal code-of -> -278 }T
create stack sigaltstack allot
T{ 0 stack sys-sigaltstack stack ss-sp @ stack ss-flags l@ -> 0 signal-stack @ 0 }T

\ ---- What a handler is given, and where it runs ----

variable where
create given 4 cells allot
: keep ( signal info context -- )
	sp@ where !
	uc-stack ss-sp @ given !
	dup si-pid l@ given cell+ !  si-signo l@ given 2 cells + !
	given 3 cells + ! ;
T{ ' keep SIGUSR1 bind-signal SIGUSR1 raise -> }T
T{ given @ given cell+ @ -> signal-stack @ sys-getpid }T
T{ given 2 cells + @ given 3 cells + @ -> SIGUSR1 SIGUSR1 }T
: on-signal-stack? ( -- flag )
	where @ signal-stack @ dup signal-stack-size + within ;
T{ on-signal-stack? -> true }T

\ The same without an alternate stack: the frame lies on the value stack, below
\ what the interrupted word has there.
: bind-here ( token signal flags -- )
	>r swap wrap-signal-handler swap r> swap bind-code ;
usual-flags SA_ONSTACK invert and constant here-flags
T{ ' keep SIGUSR1 here-flags bind-here SIGUSR1 raise on-signal-stack? -> false }T
T{ sp@ where @ u> -> true }T

\ ---- What the interrupted word has is as it was ----

: untidy ( signal info context -- )  hex 1 2 3 <# 7 0 #s #> 2drop ;
T{ ' untidy SIGUSR1 bind-signal 5 6 SIGUSR1 raise base @ -> 5 6 10 }T
: half-text ( -- address n )		\ a signal while a number becomes text
	12345 0 <# # # SIGUSR1 raise # # # #> ;
T{ half-text s" 12345" string= -> true }T
: looping ( -- … )  3 0 do i SIGUSR1 raise loop ;
T{ looping -> 0 1 2 }T

\ ---- Who was interrupted: the callers, the innermost first ----

create callers 8 cells allot
: note-callers ( signal info context -- )
	2drop drop interrupted-control @ callers 8 cells move ;
: next-caller ( address -- token address )
	begin dup @ caller? 0= while cell+ repeat
	dup @ word-at swap cell+ ;
: sends ( -- )  SIGUSR1 raise noop ;
T{ ' note-callers SIGUSR1 bind-signal sends -> }T
T{ callers next-caller next-caller next-caller drop
   -> ' sys-kill ' raise ' sends }T
: lost? ( signal info context -- )  nip nip control-lost? callers ! ;
T{ ' lost? SIGUSR1 bind-signal sends callers @ -> false }T

\ ---- Handlers call any word, nest, and throw ----

variable order
: note ( n -- )  order @ 10 * + order ! ;
: second ( signal info context -- )  3 note nothing ;
: first ( signal info context -- )
	1 note SIGUSR2 raise 2 note nothing ;
T{ ' first SIGUSR1 bind-signal ' second SIGUSR2 bind-signal -> }T
T{ SIGUSR1 raise order @ -> 132 }T
variable rounds
: again-and-again ( signal info context -- )
	1 rounds +! rounds @ 10 < if SIGUSR1 raise then nothing ;
T{ ' again-and-again SIGUSR1 usual-flags SA_NODEFER or bind-here -> }T
T{ 7 SIGUSR1 raise rounds @ -> 7 10 }T
variable product
: evaluates ( signal info context -- )
	s" 5 3 *" evaluate product ! nothing ;
T{ ' evaluates SIGUSR1 bind-signal SIGUSR1 raise product @ -> 15 }T

\ A throw ends the handler, by its frame, and then the interrupted word: the
\ mask is as before.
: throws ( signal info context -- )  77 throw ;
: victim ( -- )  1 2 3 SIGUSR1 raise 4 5 6 ;
variable mask
: blocked ( -- mask )  0 0 mask sys-sigprocmask drop mask @ ;
T{ ' throws SIGUSR1 bind-signal blocked ' victim catch blocked -> 0 77 0 }T
T{ ' victim catch ' victim catch -> 77 77 }T
: catches ( signal info context -- )
	['] victim catch 77 = product ! nothing ;
T{ ' catches SIGUSR2 bind-signal SIGUSR2 raise product @ -> true }T

\ ---- Interrupted system calls ----

variable ticks
: tick ( signal info context -- )  1 ticks +! nothing ;
: until-ticks ( n -- )  begin dup ticks @ > while repeat drop ;
T{ ' tick SIGALRM bind-signal 1000 alarm-every -> }T
: slept ( -- flag )
	nanoseconds 20000000 nanosleep nanoseconds swap - 20000000 < 0= ;
T{ slept 3 until-ticks 0 alarm-every -> true }T

\ ---- Faults ----

: fetch-nowhere ( -- n )  16 @ ;
: to-exception ( signal info context -- )  -9 throw ;
T{ ' to-exception SIGSEGV bind-signal ' fetch-nowhere catch -> -9 }T
T{ ' fetch-nowhere catch ' fetch-nowhere catch -> -9 -9 }T
: overflows ( -- )  begin 1 again ;
T{ ' overflows catch -> -9 }T
T{ SIGSEGV default-signal SIGUSR1 default-signal -> }T

end-tests
