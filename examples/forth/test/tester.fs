\ SPDX-License-Identifier: MIT
\ T{ words -> what they leave }T: says where something else was left.

variable failures
variable results
variable depth-before
create left 64 cells allot

: T{ ( -- )  depth depth-before ! ;
: -> ( … -- )
	depth depth-before @ - dup results !
	0 ?do left i cells + ! loop ;
: .line ( -- )
	1 failures +!
	file-name 2@ type ." :" line-number @ 0 .r ." : " ;
: }T ( … -- )
	depth depth-before @ - results @ over <> if
		.line ." leaves " results @ . ." values: " source type cr
		0 ?do drop loop exit
	then
	true swap 0 ?do ( … flag )
		swap left i cells + @ dup >r = 
		r> swap if drop else .line ." leaves " . ." in: " source type cr then
	loop drop ;
\ The code that is thrown, alone
: code-of ( … token -- n )
	catch >r depth depth-before @ - 0 ?do drop loop r> ;
: end-tests ( -- )
	failures @ if failures @ . ." failed" cr 1 exit-with then ;
