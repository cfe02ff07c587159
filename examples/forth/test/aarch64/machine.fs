\ SPDX-License-Identifier: MIT
\ What is so on aarch64 alone: offsets, places and machine code.
require ../tester.fs

\ ---- The kernel's offsets ----

T{ 0 uc-stack 0 uc-sigmask 0 uc-fault-address -> 16 40 176 }T
T{ 0 uc-x0 0 uc-x20 0 uc-x22 0 uc-x30 -> 184 344 360 424 }T
T{ 0 uc-sp 0 uc-pc 0 uc-pstate ucontext -> 432 440 448 464 }T

\ ---- Machine code ----

T{ restorer 4 - l@ restorer l@ restorer 4 + l@
   -> $d503201f $d2801168 $d4000001 }T
\ A primitive: its code pushes 42 and goes on by NEXT.
: assemble-primitive ( -- address )
	begin-code
	$d1002294 code-32,		\ sub x20, x20, #8
	$927cee9f code-32,		\ and sp, x20, #-16
	$d2800541 code-32,		\ mov x1, #42
	$f9000281 code-32,		\ str x1, [x20]
	$f84086c0 code-32,		\ ldr x0, [x22], #8
	$f9400001 code-32,		\ ldr x1, [x0]
	$d61f0020 code-32,		\ br x1
	end-code ;
assemble-primitive constant machine-code
create forty-two  machine-code ' forty-two !
: twice forty-two forty-two + ;
T{ forty-two twice -> 42 84 }T

\ ---- The frame ----

variable where
variable stack
: note ( signal info context -- )
	dup where !  uc-sp @ stack ! 2drop ;
: bind-here ( token signal flags -- )
	>r swap wrap-signal-handler swap r> swap bind-code ;
\ On the value stack, it lies below sp: that is aligned, and near the values.
T{ ' note SIGUSR1 usual-flags SA_ONSTACK invert and bind-here -> }T
T{ SIGUSR1 raise where @ ucontext + stack @ u< stack @ 15 and -> true 0 }T
: near? ( -- flag )  SIGUSR1 raise sp@ stack @ - 0 256 within ;
T{ near? 1 2 3 near? -> true 1 2 3 true }T

: skips ( signal info context -- )	\ goes on behind the instruction
	nip nip 4 swap uc-pc +! ;
: fetch-nowhere ( -- n )  16 @ ;
T{ prepare-signal-stack ' skips SIGSEGV bind-signal fetch-nowhere -> 16 }T

end-tests
