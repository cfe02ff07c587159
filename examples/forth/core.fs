: \  10 parse drop drop ; immediate
: (  41 parse drop drop ; immediate
\ SPDX-License-Identifier: MIT
\ The words of the standard that are made of other words: control flow,
\ strings, numbers, structures. Built into the program, which loads it first.

\ ---- Compiling ----

: cell ( -- n )  8 ;
: cells ( n -- n )  8 * ;
: cell+ ( address -- address )  8 + ;
: chars ( n -- n ) ;
: char+ ( address -- address )  1+ ;
: aligned ( address -- address )  7 + -8 and ;
: noop ( -- ) ;
: bl ( -- character )  32 ;
: true ( -- flag )  -1 ;
: false ( -- flag )  0 ;

: >body ( token -- address )  16 + ;
: ' ( "name" -- token )
	(name) find-name dup (0branch) [ here 0 , ] exit
	[ here swap ! ] drop -13 throw ;
: literal ( n -- )  (literal) (literal) , , ; immediate compile-only
: ['] ( "name" -- )  ' (literal) (literal) , , ; immediate compile-only
: [compile] ( "name" -- )  ' , ; immediate compile-only
: char ( "c" -- character )  (name) drop c@ ;
: [char] ( "c" -- )  char [compile] literal ; immediate compile-only
: recurse ( -- )  latest @ , ; immediate compile-only

\ A branch is followed by where it goes to. What is left open lies on the value
\ stack with a mark of its kind, so that what does not fit is seen.
: fits ( mark mark -- )  = (0branch) [ here 0 , ] exit
	[ here swap ! ] -22 throw ;
: forward ( -- place mark )  here 0 , 1 ;
: resolve ( place mark -- )  1 fits here swap ! ;
: backward ( place mark -- )  2 fits , ;

: if ( -- place mark )  ['] (0branch) , forward ; immediate compile-only
: then ( place mark -- )  resolve ; immediate compile-only
: else ( place mark -- place mark )
	['] (branch) , forward 2swap resolve ; immediate compile-only
: begin ( -- place mark )  here 2 ; immediate compile-only
: again ( place mark -- )  ['] (branch) , backward ; immediate compile-only
: until ( place mark -- )  ['] (0branch) , backward ; immediate compile-only
: ahead ( -- place mark )  ['] (branch) , forward ; immediate compile-only
: while ( place mark -- place mark place mark )
	[compile] if 2swap ; immediate compile-only
: repeat ( place mark place mark -- )
	[compile] again [compile] then ; immediate compile-only

: postpone ( "name" -- )
	' dup immediate? if , exit then
	[compile] literal ['] , , ; immediate compile-only

: does> ( -- )  postpone (does>) ; immediate compile-only
: variable ( "name" -- )  create 0 , ;
: constant ( n "name" -- )  create , does> @ ;
: 2variable ( "name" -- )  create 0 , 0 , ;
: 2constant ( x y "name" -- )  create , , does> 2@ ;

\ The source that is interpreted: a text, and how much of it is read.
source-state constant source-address
source-state 8 + constant source-length
source-state 16 + constant >in

\ Deferred words and values: the body holds a token, or the value.
: defer ( "name" -- )  create ['] exit , does> @ execute ;
: value ( n "name" -- )  create , does> @ ;
: ?changeable ( token -- token )	\ other words have no body of their own
	dup @ (enter-does) = if exit then -32 throw ;
: to ( n "name" -- )
	' ?changeable >body
	state @ if postpone literal postpone ! else ! then ; immediate
: is ( token "name" -- )  postpone to ; immediate

\ ---- Numbers ----

: ?negate ( n flag -- n )  if negate then ;
: abs ( n -- u )  dup 0< ?negate ;
: min ( n n -- n )  2dup > if swap then drop ;
: max ( n n -- n )  2dup < if swap then drop ;
: umin ( u u -- u )  2dup u> if swap then drop ;
: / ( n n -- n )  /mod nip ;
: mod ( n n -- n )  /mod drop ;
: */mod ( n n n -- n n )  >r m* r> fm/mod ;
: */ ( n n n -- n )  */mod nip ;
: umax ( u u -- u )  2dup u< if swap then drop ;
: within ( n low high -- flag )  over - >r - r> u< ;
: s>d ( n -- double )  dup 0< ;
: d>s ( double -- n )  drop ;
: dnegate ( double -- double )
	invert swap negate swap over 0= if 1+ then ;
: d+ ( double double -- double )
	rot + >r over + tuck u> r> swap - ;
: sm/rem ( double n -- remainder quotient )
	2dup xor >r over >r
	abs >r dup 0< if dnegate then r> um/mod
	swap r> 0< ?negate swap r> 0< ?negate ;

\ ---- Loops ----

\ LEAVE goes to where the loop ends; its places are linked until that is known,
\ and 1 ends the list. Outside of loops it is 0.
variable leaves
: do ( -- leaves place mark )
	leaves @ 1 leaves ! postpone (do) here 3 ; immediate compile-only
: ?do ( -- leaves place mark )
	leaves @ postpone (?do) here 1 , leaves ! here 3 ;
	immediate compile-only
: leave ( -- )
	leaves @ 0= if -22 throw then
	postpone unloop postpone (branch) here leaves @ , leaves ! ;
	immediate compile-only
: resolve-leaves ( -- )
	leaves @ begin dup 1 <> while dup @ here rot ! repeat drop ;
: end-loop ( leaves place mark -- )
	3 fits , resolve-leaves leaves ! ;
: loop ( leaves place mark -- )
	postpone (loop) end-loop ; immediate compile-only
: +loop ( leaves place mark -- )
	postpone (+loop) end-loop ; immediate compile-only

\ The places after ENDOF are linked in the same way.
variable ends
: case ( -- ends mark )  ends @ 0 ends ! 4 ; immediate compile-only
: of ( mark -- mark place mark )
	dup 4 fits
	postpone over postpone = postpone if postpone drop ;
	immediate compile-only
: endof ( mark place mark -- mark )
	postpone (branch) here ends @ , ends ! resolve ;
	immediate compile-only
: endcase ( ends mark -- )
	4 fits postpone drop
	ends @ begin dup while dup @ here rot ! repeat drop
	ends ! ; immediate compile-only

\ ---- Stacks ----

: 3dup ( x y z -- x y z x y z )  2 pick 2 pick 2 pick ;
: arshift ( n u -- n )  0 ?do 2/ loop ;
: depth ( -- n )  sp@ sp0 @ swap - 8 / ;
: roll ( … n -- … )
	dup 0= if drop exit then
	swap >r 1- recurse r> swap ;
: erase ( address n -- )  0 fill ;
: move ( from to n -- )
	>r 2dup u< if r> cmove> else r> cmove then ;
: unused ( -- n )  dictionary-end here - ;
: count ( address -- address n )  dup c@ swap 1+ swap ;
: /string ( address n k -- address n )  tuck - >r + r> ;
: bounds ( address n -- end address )  over + swap ;
: pad ( -- address )  here 512 + ;

\ ---- Strings ----

: fold ( character -- character )  dup [char] A - 26 u< if 32 or then ;
: compare ( address n address n -- -1 | 0 | 1 )
	rot 2dup swap - >r min 0 ?do
		over i + c@ over i + c@ 2dup <> if
			u< if -1 else 1 then
			nip nip unloop r> drop exit
		then 2drop
	loop 2drop r> dup 0< if drop -1 else 0> if 1 else 0 then then ;
: string= ( address n address n -- flag )  compare 0= ;

: string, ( address n -- )
	dup , here over allot swap cmove align ;
: sliteral ( address n -- )
	postpone (string) string, ; immediate compile-only

\ Text between quotes within a line; outside of a definition it lies in one of
\ two places by turns.
variable places-used
create places 2048 allot
: kept ( address n -- address n )
	dup 1024 > if -18 throw then
	places-used @ 1024 xor dup places-used ! places +
	( from n to ) 2dup 2>r swap cmove 2r> swap ;
: source ( -- address n )  source-address @ source-length @ ;
: parse-closed ( character "text" -- address n )
	parse 2dup + source + u< 0= if -1000 throw then ;
: s" ( "text" -- address n )
	[char] " parse-closed
	state @ if postpone sliteral else kept then ; immediate

\ ---- System calls, as far as input and output need them ----

: sys-read ( file address n -- n )  3 SYS_read system-call ;
: sys-write ( file address n -- n )  3 SYS_write system-call ;
: sys-exit ( status -- )  1 SYS_exit_group system-call ;

\ Interrupted by a signal, the call is made again. That standard output cannot
\ be written is an error; of an error on standard error there is nobody to tell.
variable output  1 output !
: ?written ( n -- n )
	dup -4 = if drop 0 exit then
	dup 0< output @ 1 = and if 256 - throw then ;
: type ( address n -- )
	begin dup 0> while
		2dup output @ -rot sys-write ?written
		dup 0< if drop dup then /string
	repeat 2drop ;
: emit ( character -- )  sp@ 1 type drop ;
: key ( -- character | -1 )		\ -1 at the end of standard input
	0 begin 0 sp@ cell+ 1 sys-read dup -4 = while drop repeat
	1 <> if drop -1 then ;
: cr ( -- )  10 emit ;
: space ( -- )  bl emit ;
: spaces ( n -- )  0 max 0 ?do space loop ;

: ." ( "text" -- )
	[char] " parse-closed
	state @ if postpone sliteral postpone type else type then ; immediate
: .( ( "text" -- )  [char] ) parse-closed type ; immediate

\ ---- Numbers as text ----

: decimal ( -- )  10 base ! ;
: hex ( -- )  16 base ! ;

\ The text grows downward from hold-end. A signal handler puts hold-end below
\ what the interrupted word has done so far, and back.
create hold-area 4096 allot
here constant hold-top
variable hold-end  hold-top hold-end !
variable hld  hold-top hld !
: <# ( -- )  hold-end @ hld ! ;
: hold ( character -- )
	hld @ hold-area = if -17 throw then
	-1 hld +! hld @ c! ;
: holds ( address n -- )  begin dup while 1- 2dup + c@ hold repeat 2drop ;
: #> ( double -- address n )  2drop hld @ hold-end @ over - ;
: ud/mod ( double u -- remainder double )
	>r 0 r@ um/mod r> swap >r um/mod r> ;
: # ( double -- double )
	base @ ud/mod rot dup 9 > if 7 + then [char] 0 + hold ;
: #s ( double -- 0 0 )  begin # 2dup or 0= until ;
: sign ( n -- )  0< if [char] - hold then ;
: u.text ( u -- address n )  0 <# #s #> ;
: .text ( n -- address n )  dup abs 0 <# #s rot sign #> ;
: . ( n -- )  dup abs 0 <# bl hold #s rot sign #> type ;
: u. ( u -- )  0 <# bl hold #s #> type ;
: right ( address n width -- )  over - 0 max spaces type ;
: .r ( n width -- )  >r .text r> right ;
: u.r ( u width -- )  >r u.text r> right ;
: ? ( address -- )  @ . ;
: hex. ( u -- )  base @ swap hex 0 <# #s [char] $ hold #> type space base ! ;
: .s ( -- )
	." <" depth .text type ." > "
	depth 0 max 0 ?do depth i - 1- pick . loop ;

\ ---- Names ----

: >name ( token -- address n )
	dup 24 - @ swap 8 - c@ ;
: >link ( token -- token )  16 - @ ;
: >flags ( token -- n )  7 - c@ ;
: compile-only? ( token -- flag )  >flags 4 and 0<> ;
: hidden? ( token -- flag )  >flags 2 and 0<> ;
: words ( -- )
	latest @ begin dup while
		dup hidden? 0= over >name nip 0<> and
		if dup >name type space then
		>link
	repeat drop cr ;
: word ( character "text" -- address )
	>r begin
		>in @ source-length @ < if
			source-address @ >in @ + c@ r@ =
		else false then
	while 1 >in +! repeat
	r> parse 255 min dup here c! here 1+ swap cmove here ;
: find ( address -- address 0 | token 1 | token -1 )
	dup count find-name dup if
		nip dup immediate? if 1 else -1 then
	then ;
: digit? ( character -- n flag )
	fold dup [char] a < if
		[char] 0 - dup 10 u<
	else 87 - dup 10 < 0= then
	over base @ u< and ;
: >number ( double address n -- double address n )
	begin dup while
		over c@ digit? 0= if drop exit then
		>r 2swap base @ swap over * >r um* r> +
		r> 0 d+ 2swap 1 /string
	repeat ;
: marker ( "name" -- )
	here aligned latest @ create , , does> 2@ swap dp ! latest ! ;
: :noname ( -- token )
	0 0 header, here (enter) , sp@ definition-depth ! ] ;
: abort ( -- )  -1 throw ;
: exit-with ( status -- )  sys-exit ;
: bye ( -- )  0 sys-exit ;

\ ---- Structures: a word for each field, which adds its offset ----

: begin-structure ( "name" -- place size )
	create here 0 , 0 does> @ ;
: end-structure ( place size -- )  swap ! ;
: +field ( offset size "name" -- offset )
	create over , + does> @ + ;
: field: ( offset "name" -- offset )  aligned cell +field ;
: cfield: ( offset "name" -- offset )  1 +field ;
: wfield: ( offset "name" -- offset )  1+ -2 and 2 +field ;
: lfield: ( offset "name" -- offset )  3 + -4 and 4 +field ;
