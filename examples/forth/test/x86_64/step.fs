\ SPDX-License-Identifier: MIT
\ A signal behind each instruction of what words do, by the processor's trap
\ flag: on the alternate stack, and on the value stack.
require ../tester.fs

prepare-signal-stack
variable wrong
: compute ( -- n )			\ uses both stacks
	0 20 0 do
		i 3 mod 0= if i + else i >r 1+ r> drop then
		i 7 * 5 /mod + i 54321 + 0 <# #s #> drop l@ + +
	loop ;
: bind-flags ( token signal flags -- )
	rot wrap-signal-handler swap rot bind-code ;

\ The processor's own storm: with the trap flag set, a SIGTRAP comes behind each
\ instruction, so there is none that was not interrupted.
5 constant SIGTRAP
$100 constant TF
variable stepping
variable steps
: step ( signal info context -- )
	nip nip uc-rflags
	dup @ TF invert and stepping @ TF and or swap !
	1 steps +!  steps @ 0 <# #s #> 2drop ;
: stepped ( token -- )
	true stepping ! SIGTRAP raise execute false stepping ! ;
create bytes 64 allot
: computing ( -- … )
	compute
	bytes 64 7 fill  2 bytes c!
	bytes bytes 8 + 40 cmove>  bytes 8 + bytes 40 cmove  bytes 20 + c@
	s" end-tests" find-name  s" -$ff" number
	s" 7 + :" ['] evaluate catch
	-7 2 /mod  -7 s>d 2 fm/mod  3 5 um*  1 2 3 2dup 2over rot ;
T{ ' step SIGTRAP usual-flags bind-flags ' computing stepped -> computing }T
T{ steps @ 10000 > -> true }T
T{ ' step SIGTRAP usual-flags SA_ONSTACK invert and bind-flags
   ' computing stepped -> computing }T

\ Each of them can be where an exception comes from, too: in one run after the
\ other, the handler of one more instruction throws.
variable last-step
: step-or-throw ( signal info context -- )
	nip nip uc-rflags
	1 steps +!  steps @ last-step @ = if false stepping ! then
	dup @ TF invert and stepping @ TF and or swap !
	steps @ last-step @ = if 99 throw then ;
: inner ( n -- )  throw ;
: brittle ( -- 1 2 )
	1  5 ['] inner (catch) 2drop  1 0 do i >r r> drop loop
	['] noop (catch) drop  2 ;
: run-to ( n -- )
	last-step ! 0 steps ! true stepping ! SIGTRAP raise brittle false stepping ! ;
: survives ( n -- )
	handler @ rp@ rot
	['] run-to (catch) dup 99 = if 2drop else wrong +! 2 <> wrong +! 1 <> wrong +! then
	false stepping !
	rp@ <> wrong +!  handler @ <> wrong +! ;
: all-survive ( -- n )			\ how many instructions there are
	0 wrong !  0 run-to 2drop steps @
	dup 1+ 1 ?do depth i survives depth 1- <> wrong +! loop ;
T{ ' step-or-throw SIGTRAP usual-flags bind-flags
   all-survive 100 > wrong @ -> true 0 }T

end-tests
