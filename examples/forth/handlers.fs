\ SPDX-License-Identifier: MIT
\ What runs in each handler, around the word that it is for.

\ The interrupted word throws n as soon as the handler has returned. Between two
\ commands of the prompt nothing would catch it.
: throw-on-return ( n context -- )
	handler @ 0= if 2drop exit then
	tuck uc-token !  throw-here swap uc-pc ! ;

\ Where numbers become text is left as it was.
: run-handler ( signal info context token -- )
	base @ >r  hld @ >r  hold-end @ >r
	decimal  hld @ hold-end !
	over >r (catch) ?dup if r@ throw-on-return then r> drop
	r> hold-end !  r> hld !  r> base ! ;
