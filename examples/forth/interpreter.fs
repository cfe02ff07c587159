\ SPDX-License-Identifier: MIT
\ Where programs are read from, what is done with their words, and what is said
\ of errors.

\ ---- The source ----

\ It is a text in memory, of a file; standard input; or a string (EVALUATE).
\ These cells and source-address, source-length and >in are its whole state.
0 constant of-file
1 constant of-input
2 constant of-string
source-state 24 + constant source-kind
source-state 32 + constant line-number
source-state 40 + constant text-here	\ what is left of the text, after
source-state 48 + constant text-end	\ this line
source-state 56 + constant file-name	\ two cells
72 constant /source

\ The control stack keeps it, below the caller's own return address.
: keep-source ( -- ) ( control: -- state )
	r> rp@ /source - rp!  source-state rp@ /source cmove >r ;
: restore-source ( -- ) ( control: state -- )
	r> rp@ source-state /source cmove  rp@ /source + rp! >r ;
: forget-source ( -- ) ( control: state -- )
	r> rp@ /source + rp! >r ;

\ After an exception the source is the one that it was.
: catch ( … token -- … 0 | … n )
	keep-source (catch) dup if restore-source else forget-source then ;

: scan ( address n character -- address n )
	>r begin dup while over c@ r@ <> while 1 /string repeat then r> drop ;
: start-line ( address n -- )
	source-length ! source-address ! 0 >in ! 1 line-number +! ;
: text-line ( -- flag )
	text-here @ text-end @ over - dup 0= if nip exit then
	2dup 10 scan ( all rest )
	over 1+ text-end @ umin text-here !
	nip - start-line true ;

4096 constant /input-line
create input-line /input-line allot
\ The kernel's errors are -1 to -133; the standard leaves -4095 to -256 to a
\ system.
: ?system ( n -- n )  dup 0< if 256 - throw then ;

\ A byte at a time: what comes after the line is the program's to read.
: input-line-read ( -- n flag )
	0 begin
		dup /input-line = if
			1 line-number +!  input-line 16 last-word 2!  -18 throw
		then
		0 over input-line + 1 sys-read
		dup -4 = if drop
		else dup 0< if s" read" last-word 2! ?system then
			0= if dup 0<> exit then
			dup input-line + c@ 10 = if true exit then
			1+
		then
	again ;

create terminal-state 64 allot
: terminal? ( file -- flag )		\ ioctl TCGETS
	$5401 terminal-state 3 SYS_ioctl system-call 0= ;
: prompt ( -- )
	0 terminal? if state @ if ." ] " else ." > " then then ;
: refill ( -- flag )
	source-kind @ case
		of-file of text-line endof
		of-input of
			prompt input-line-read
			dup if swap input-line swap start-line else nip then
		endof
		of-string of false endof
		false swap
	endcase ;

\ In a file, a comment may be of several lines.
: ( ( "text" -- )
	begin
		[char] ) parse 2drop
		>in @ dup if source-address @ + 1- c@ [char] ) = then
		if exit then
		refill 0= if -39 throw then
	again ; immediate

\ ---- Words ----

: ?stack ( -- )  depth 0< if -4 throw then ;
: interpret-word ( … token -- … )
	state @ 0= over immediate? or if
		state @ 0= over compile-only? and if -14 throw then
		execute ?stack
	else , then ;
: interpret ( … -- … )			\ the rest of the line
	begin parse-name dup while
		2dup last-word 2!
		2dup find-name dup if
			nip nip interpret-word
		else
			drop number 0= if -13 throw then
			state @ if postpone literal then
		then
	repeat 2drop ;
: interpret-lines ( … -- … )
	begin refill while interpret repeat ;
: whole? ( -- )				\ no definition is left open
	state @ if
		latest @ hidden? if latest @ >name else s" ]" then
		last-word 2! -22 throw
	then ;

: evaluate ( … address n -- … )
	keep-source
	source-length ! source-address ! 0 >in ! of-string source-kind !
	interpret
	restore-source ;

\ ---- Files ----

: sys-openat ( directory path flags mode -- file )  4 SYS_openat system-call ;
: sys-close ( file -- n )  1 SYS_close system-call ;
: sys-fstat ( file address -- n )  2 SYS_fstat system-call ;
: sys-mmap ( address size protection flags file offset -- address )
	6 SYS_mmap system-call ;
: sys-munmap ( address size -- n )  2 SYS_munmap system-call ;
: map-memory ( size -- address )	\ read and write, private, of no file
	0 swap 3 $22 -1 0 sys-mmap ?system ;


\ A file lies in memory of its own: the file loaded before, its name, its text.
variable loaded
: loaded-name ( address -- address n )  cell+ dup cell+ swap @ ;
create path 4200 allot
: directory ( address n -- address n )	\ with the slash; may be empty
	begin dup while 2dup + 1- c@ [char] / <> while 1- repeat then ;
: >path ( address n -- address n )	\ beside the file that names it
	dup 2048 u> if -38 throw then
	over c@ [char] / <> source-kind @ of-file = and if
		file-name 2@ directory
	else 0 0 then
	>r path r@ move  tuck path r@ + swap move
	r> + dup path + 0 swap c! path swap ;
create file-state 144 allot
file-state 48 + constant file-size
: open-path ( address n -- file )
	drop -100 swap 0 0 sys-openat		\ -100: the working directory
	dup -2 = if drop -38 throw then ?system ;
: read-all ( file address limit -- end )
	>r begin
		2dup r@ over - sys-read			( file to n )
		dup -4 = if drop 0 else
			?system dup 0= if drop nip r> drop exit then
		then
		+ dup r@ = if -18 throw then
	again ;
variable loading
: load-file ( address n -- )
	2dup last-word 2! >path
	2dup open-path >r
	r@ file-state sys-fstat ?system drop
	file-size @ dup 0= if drop $1000000 then 8192 +	( name size )
	dup map-memory tuck + >r				( name memory )
	dup loading !
	2dup cell+ !  2 cells +  2dup 2>r swap cmove  2r>
	+ aligned dup  r> r@ -rot read-all text-end !
	r> sys-close drop  text-here !
	loading @ loaded-name file-name 2!
	loaded @ loading @ !  loading @ loaded !
	of-file source-kind ! 0 line-number ! ;
: included ( … address n -- … )
	keep-source load-file interpret-lines whole? restore-source ;
: include ( "name" -- )  (name) included ;
: required ( address n -- )
	2dup >path loaded @ begin dup while
		3dup loaded-name string= if 2drop 2drop drop exit then @
	repeat drop 2drop included ;
: require ( "name" -- )  (name) required ;

\ ---- Errors ----

2variable abort-message
: (abort") ( flag address n -- )
	rot if abort-message 2! -2 throw then 2drop ;
: abort" ( "text" -- ) ( flag -- )
	postpone s" postpone (abort") ; immediate compile-only

: system-message ( code -- )
	-256 swap - dup ." the system says " 0 .r
	case
		1 of ."  (EPERM)" endof
		5 of ."  (EIO)" endof
		9 of ."  (EBADF)" endof
		10 of ."  (ECHILD)" endof
		11 of ."  (EAGAIN)" endof
		12 of ."  (ENOMEM)" endof
		13 of ."  (EACCES)" endof
		14 of ."  (EFAULT)" endof
		20 of ."  (ENOTDIR)" endof
		21 of ."  (EISDIR)" endof
		22 of ."  (EINVAL)" endof
		24 of ."  (EMFILE)" endof
		28 of ."  (ENOSPC)" endof
		32 of ."  (EPIPE)" endof
		36 of ."  (ENAMETOOLONG)" endof
		38 of ."  (ENOSYS)" endof
	endcase ;
: message ( code -- )
	case
		-1 of ." aborted" endof
		-2 of abort-message 2@ type endof
		-3 of ." stack overflow" endof
		-4 of ." stack underflow" endof
		-5 of ." control stack overflow" endof
		-8 of ." dictionary full" endof
		-9 of ." invalid memory address" endof
		-10 of ." division by zero" endof
		-11 of ." number out of range" endof
		-13 of ." unknown word" endof
		-14 of ." compile-only word" endof
		-16 of ." a name is missing" endof
		-17 of ." number text too long" endof
		-18 of ." text too long" endof
		-19 of ." name too long" endof
		-21 of ." no such instruction" endof
		-22 of ." unbalanced definition" endof
		-24 of ." invalid argument" endof
		-28 of ." interrupted" endof
		-32 of ." not a value or a deferred word" endof
		-38 of ." no such file" endof
		-39 of ." the text ends in a comment" endof
		-1000 of ." the closing character is missing" endof
		dup -512 -255 within if dup system-message else
			." exception " dup 0 .r then
	endcase ;
: located? ( -- flag )  source-kind @ of-input <> 0 terminal? 0= or ;
: location ( -- )
	file-name @ 0= if ." forth: " exit then
	located? if
		file-name 2@ type ." :"
		line-number @ ?dup if 0 .r ." :" then space
	then ;
: report ( code -- )
	2 output ! decimal
	location
	dup -28 = if cr			\ behind what the terminal shows: ^C
	else last-word 2@ 64 min type ." : " then
	message cr
	1 output ! ;

\ What an error leaves: a definition that is not complete is forgotten.
: forget-unfinished ( -- )
	latest @ hidden? if
		latest @ >name drop dp !
		latest @ >link latest !
	then ;
: recover ( -- )
	postpone [ forget-unfinished decimal
	hold-top hold-end !  0 leaves !  0 ends ! ;
