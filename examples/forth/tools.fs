\ SPDX-License-Identifier: MIT
\ Words to look at memory and at definitions with.

: byte. ( n -- )			\ two digits
	base @ swap hex 0 <# # # #> type space base ! ;
: dump ( address n -- )
	0 ?do
		i 15 and 0= i 0> and if cr then
		dup i + c@ byte.
	loop drop ;

\ A definition ends with the EXIT behind which no branch goes.
variable furthest
: .target ( address -- address )
	." -> " dup @ 2dup swap - 8 / .
	furthest @ umax furthest !  cell+ ;
: .part ( address token -- address )
	case
		['] (literal) of dup @ . cell+ endof
		['] (string) of
			[char] " emit dup cell+ over @ type [char] " emit space
			dup @ + cell+ aligned
		endof
		dup >name type space
		dup ['] (branch) = over ['] (0branch) = or
		over ['] (?do) = or over ['] (loop) = or over ['] (+loop) = or
		if swap .target swap then
	endcase ;
: see ( "name" -- )
	' ." : " dup >name type space
	dup @ (enter) <> if drop ." is in machine code, or holds data" exit then
	0 furthest !
	cell+ begin
		dup cell+ swap @
		dup ['] exit <> if .part false
		else .part dup furthest @ u> then
	until drop ;
