\ SPDX-License-Identifier: MIT
\ The words of the standard, as Forth 2012 defines them.
require tester.fs

\ Stacks
T{ 1 2 swap -> 2 1 }T
T{ 1 2 over -> 1 2 1 }T
T{ 1 2 3 rot -> 2 3 1 }T
T{ 1 2 3 -rot -> 3 1 2 }T
T{ 1 2 nip -> 2 }T
T{ 1 2 tuck -> 2 1 2 }T
T{ 0 ?dup -> 0 }T
T{ 3 ?dup -> 3 3 }T
T{ 1 2 3 4 2swap -> 3 4 1 2 }T
T{ 1 2 3 4 2over -> 1 2 3 4 1 2 }T
T{ 1 2 3 2 pick -> 1 2 3 1 }T
T{ 1 2 3 4 3 roll -> 2 3 4 1 }T
T{ 1 2 3 0 roll -> 1 2 3 }T
T{ 1 2 depth -> 1 2 2 }T
: control 1 2 3 >r 2>r 2r@ r@ 2r> r> ;
T{ control -> 1 2 2 1 2 3 }T

\ Arithmetic
T{ -7 2 /mod -> 1 -4 }T
T{ 7 -2 /mod -> -1 -4 }T
T{ -7 -2 /mod -> -1 3 }T
T{ 6 -2 /mod -> 0 -3 }T
T{ -7 2 / -7 2 mod -> -4 1 }T
T{ $8000000000000000 -1 /mod -> 0 $8000000000000000 }T
T{ 7 0 ' /mod code-of -> -10 }T
T{ -7 s>d 2 sm/rem -> -1 -3 }T
T{ 7 s>d -2 sm/rem -> 1 -3 }T
T{ -7 s>d 2 fm/mod -> 1 -4 }T
T{ 7 s>d -2 fm/mod -> -1 -4 }T
T{ -7 s>d -2 fm/mod -> -1 3 }T
T{ -6 s>d 2 fm/mod -> 0 -3 }T
T{ 0 1 1 ' fm/mod code-of -> -11 }T
T{ 0 1 2 ' fm/mod code-of -> -11 }T
T{ 0 -1 2 fm/mod -> 0 1 63 lshift }T
T{ -1 -1 um* -> 1 -2 }T
T{ -1 1 m* -> -1 -1 }T
T{ 1 2 3 um/mod -> 0 $aaaaaaaaaaaaaaab }T
T{ 1000000000000 1000000000000 1000000000000 */ -> 1000000000000 }T
T{ -7 3 5 */mod -> 4 -5 }T
T{ 5 negate abs -> 5 }T
T{ 3 -4 min 3 -4 max -> -4 3 }T
T{ 1 63 lshift 63 rshift -> 1 }T
T{ 1 64 lshift -> 0 }T
T{ -8 1 arshift -> -4 }T
T{ -3 2/ -> -2 }T
T{ 5 3 and 5 3 or 5 3 xor 5 invert -> 1 7 6 -6 }T
T{ 1 0 -1 0 d+ -> 0 1 }T
T{ 1 0 dnegate -> -1 -1 }T

\ Comparison
T{ 1 2 < 2 1 < -1 1 u< 1 -1 u< -> true false false true }T
T{ 0 0= 1 0= 0 0<> -1 0< 1 0> -> true false false true true }T
T{ 3 1 5 within 5 1 5 within 1 1 5 within -> true false true }T
T{ s" abc" s" abd" compare s" abc" s" ab" compare -> -1 1 }T
T{ s" abc" s" abc" compare s" " s" a" compare -> 0 -1 }T

\ Memory
variable cell1
T{ 5 cell1 ! cell1 @ 3 cell1 +! cell1 @ -> 5 8 }T
T{ $1234 cell1 c! cell1 c@ -> $34 }T
T{ -1 cell1 l! cell1 l@ cell1 sl@ -> $ffffffff -1 }T
create two 2 cells allot
T{ 1 2 two 2! two 2@ two @ -> 1 2 2 }T
create bytes 1 c, 2 c, 3 c, 4 c, 5 c,
: bytes@ 5 0 do bytes i + c@ loop ;
T{ bytes bytes 1+ 4 move bytes@ -> 1 1 2 3 4 }T
T{ bytes 1+ bytes 4 move bytes@ -> 1 2 3 4 4 }T
T{ bytes 5 7 fill bytes@ -> 7 7 7 7 7 }T
T{ align here 3 allot align here swap - here 7 and -> 8 0 }T

\ Control flow
: sign-of dup 0< if drop -1 else 0> if 1 else 0 then then ;
T{ -5 sign-of 0 sign-of 7 sign-of -> -1 0 1 }T
: to-zero begin dup while 1- repeat ;
T{ 5 to-zero -> 0 }T
: up-to 0 begin 1+ 2dup = until nip ;
T{ 5 up-to -> 5 }T
: sum 0 swap 0 ?do i + loop ;
T{ 5 sum 0 sum -> 10 0 }T
: down -1 3 do i -1 +loop ;
T{ down -> 3 2 1 0 -1 }T
: by-two 6 0 do i 2 +loop ;
T{ by-two -> 0 2 4 }T
: nested 2 0 do 2 0 do j i loop loop ;
T{ nested -> 0 0 0 1 1 0 1 1 }T
: first-big 10 0 do i 5 > if i leave then loop ;
T{ first-big -> 6 }T
: early 10 0 do i 3 = if i unloop exit then loop 99 ;
T{ early -> 3 }T
: name-of case 1 of 10 endof 2 of 20 endof dup 100 * swap endcase ;
T{ 1 name-of 2 name-of 3 name-of -> 10 20 300 }T
: factorial dup 1 > if dup 1- recurse * then ;
T{ 10 factorial -> 3628800 }T
: two-ways begin dup 10 < while dup 5 <> while 1+ repeat 100 + then ;
T{ 0 two-ways 7 two-ways -> 105 10 }T

\ Definitions
: counter create , does> dup @ dup 1+ rot ! ;
5 counter next
T{ next next -> 5 6 }T
7 constant seven
T{ seven -> 7 }T
3 value three
T{ three 4 to three three -> 3 4 }T
defer later
:noname 42 ; is later
T{ later -> 42 }T
T{ ' seven execute -> 7 }T
: tick ['] seven ;
T{ tick execute -> 7 }T
: compiles postpone seven ; immediate
: compiled compiles ;
T{ compiled -> 7 }T
: if-like postpone if ; immediate
: test-if if-like 1 else 2 then ;
T{ 0 test-if 1 test-if -> 2 1 }T
: [four] [ 2 2 + ] literal ;
T{ [four] -> 4 }T
T{ char A -> 65 }T
T{ : CaSe-LeSs 3 ; cAsE-lEsS -> 3 }T
T{ s" 3 4 +" evaluate -> 7 }T
begin-structure pair field: left-of cfield: tag lfield: right-of end-structure
T{ 0 left-of 0 tag 0 right-of pair -> 0 8 12 16 }T

\ Exceptions
: thrower 5 throw ;
T{ ' thrower catch -> 5 }T
: clean 1 2 3 ;
T{ ' clean catch -> 1 2 3 0 }T
: deeper 1 2 ['] thrower catch ;
T{ deeper -> 1 2 5 }T
T{ s" no-such-word" ' evaluate code-of -> -13 }T
T{ s" 1 abort" ' evaluate code-of -> -1 }T
T{ s" no-such-file" ' included code-of -> -38 }T

\ Numbers and text
T{ $ff #10 %101 'a' -1 -> 255 10 5 97 1 negate }T
T{ hex ff decimal -> 255 }T
T{ -9223372036854775808 -> 1 63 lshift }T
T{ 18446744073709551615 -> -1 }T
T{ s" 18446744073709551616" ' evaluate code-of -> -11 }T
T{ s" -9223372036854775809" ' evaluate code-of -> -11 }T
T{ s" 12ab" number -> 0 }T
T{ 0 0 s" 123x" >number nip -> 123 0 1 }T
T{ -123 .text s" -123" string= -> true }T
T{ 255 hex .text decimal s" FF" string= -> true }T
T{ 5 0 <# # # #> s" 05" string= -> true }T
T{ bl word hello count s" hello" string= -> true }T
T{ bl word seven find swap ' seven = -> 1 negate true }T
: text s" text" ;
T{ text nip -> 4 }T
T{ : odd" [char] " parse nip ; odd" abc" -> 3 }T
T{ source nip 0> -> true }T
( a comment
  of several lines ) T{ 1 -> 1 }T

end-tests
