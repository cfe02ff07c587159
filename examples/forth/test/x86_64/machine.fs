\ SPDX-License-Identifier: MIT
\ What is so on x86_64 alone: offsets, places and machine code.
require ../tester.fs

\ ---- The kernel's offsets ----

T{ 0 uc-stack 0 uc-rsi 0 uc-rbp 0 uc-rax -> 16 112 120 144 }T
T{ 0 uc-rsp 0 uc-rip 0 uc-rflags 0 uc-cr2 -> 160 168 176 216 }T
T{ 0 uc-sigmask ucontext -> 296 304 }T

\ ---- Machine code ----

T{ restorer 1- c@ restorer c@ restorer 8 + c@ -> $90 $48 $05 }T
\ A primitive: its code pushes 42 and goes on by NEXT.
: assemble-primitive ( -- address )
	begin-code code[ 6a 2a ] code[ 48 ad ff 20 ] end-code ;
assemble-primitive constant machine-code
create forty-two  machine-code ' forty-two !
: twice forty-two forty-two + ;
T{ forty-two twice -> 42 84 }T

\ ---- The frame ----

variable where
: note ( signal info context -- )  sp@ where ! 2drop drop ;
: bind-here ( token signal flags -- )
	>r swap wrap-signal-handler swap r> swap bind-code ;
\ On the value stack, it lies below the 128 bytes that are the word's own.
T{ ' note SIGUSR1 usual-flags SA_ONSTACK invert and bind-here -> }T
T{ SIGUSR1 raise sp@ where @ 128 + 312 + u> -> true }T

: skips ( signal info context -- )	\ goes on behind the instruction
	nip nip 3 swap uc-rip +! ;
: fetch-nowhere ( -- n )  16 @ ;
T{ prepare-signal-stack ' skips SIGSEGV bind-signal fetch-nowhere -> 16 }T

end-tests
