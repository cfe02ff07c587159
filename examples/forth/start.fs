\ SPDX-License-Identifier: MIT
\ What the program does with its arguments. The last line never ends.

: zcount ( address -- address n )
	dup begin dup c@ while 1+ repeat over - ;
: argument ( n -- address n )  1+ cells start @ + @ zcount ;
: arguments ( -- n )  start @ @ ;

: standard-input ( -- )
	of-input source-kind ! 0 line-number !
	s" standard input" file-name 2! ;
: read-program ( -- )  standard-input interpret-lines whole? ;
: prompt-lines ( … -- … )
	begin refill while
		interpret state @ if ."  compiled" else ."  ok" then cr
	repeat ;
\ After an error work goes on, unless no line was read before it: then there is
\ no terminal to write to.
: recover-at-prompt ( code -- )
	line-number @ 0=  over -28 <> and
	swap report  if 1 exit-with then
	recover standard-input ;
: prompted ( -- )
	standard-input watch-prompt
	begin
		['] prompt-lines (catch) dup while
		recover-at-prompt sp0 @ sp!
	repeat drop cr ;
: run ( token -- )			\ a program ends with its first error
	(catch) ?dup if report 1 sys-exit then ;
: run-input ( -- )
	0 terminal? if prompted else ['] read-program run then ;
2variable program
: load-program ( -- )  program 2@ included ;
: run-program ( address n -- )
	2dup s" -" string= if 2drop run-input exit then
	program 2! ['] load-program run ;
: usage ( -- )
	." usage: forth [FILE | -]..." cr
	."   Runs the programs in the files; -, or none: standard input." cr ;
: option ( address n -- )
	2dup last-word 2!
	2dup s" --help" string= if usage bye then
	2 output !
	." forth: unknown option " type ." , see forth --help" cr
	2 sys-exit ;
\ Without memory for a signal stack, faults in the stacks are not told.
: start-up ( -- )
	of-string source-kind !
	['] watch-stacks (catch) drop
	arguments 2 < if run-input bye then
	arguments 1 ?do
		i argument over c@ [char] - = over 1 > and
		if option else run-program then
	loop bye ;
: main ( -- )  ['] start-up run ;

main
