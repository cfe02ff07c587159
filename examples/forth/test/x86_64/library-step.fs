\ SPDX-License-Identifier: MIT
\ A signal behind each instruction of a function of libknell.
require ../tester.fs

prepare-signal-stack
create action 5 cells allot

5 constant SIGTRAP
$100 constant TF
variable stepping
variable steps
variable steps-in-c
: step ( signal info context -- )
	nip nip uc-rflags
	dup @ TF invert and stepping @ TF and or swap !
	1 steps +!
	activation @ outer-in-c @ if 1 steps-in-c +! then
	steps @ 0 <# #s #> 2drop ;
: stepped ( token -- )
	true stepping ! SIGTRAP raise execute false stepping ! ;
: asks ( -- … )
	11 22 SIGUSR2 action 2 knell_action_get c-call int 33
	65 action 2 knell_action_get c-call int ;
T{ ' step SIGTRAP bind-signal ' asks stepped -> 11 22 0 33 -22 }T
T{ steps @ steps-in-c @ > steps-in-c @ 20 > -> true true }T

end-tests
