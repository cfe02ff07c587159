\ SPDX-License-Identifier: MIT
\ Machine code of aarch64: the restorer, and the way from the kernel into a
\ Forth word and back. Each instruction has 4 bytes.

\ ---- The restorer: what a handler returns to ----

\ The kernel has put its frame on the stack, and the restorer's address into
\ x30; had none been given, it would be the kernel's own, which is the same
\ code. sp must point at the frame when rt_sigreturn begins.
: assemble-restorer ( -- address )
	begin-code
	$d503201f code-32,		\ nop
	$d2801168 code-32,		\ mov x8, #139
	$d4000001 code-32,		\ svc #0
	end-code 4 + ;

\ ---- The handler: from the kernel into Forth, and back ----

\ A register is loaded with a number below 2^32: movz, and movk of the upper
\ half. Variables and code of the program are below that.
: load-number ( n register -- )
	over $ffff and 5 lshift over or $d2800000 or code-32,
	swap 16 rshift $ffff and 5 lshift or $f2a00000 or code-32, ;
\ A variable's address goes to x9, and its value from x10 or to it.
: load-variable ( address -- )
	9 load-number  $f940012a code-32, ;	\ ldr x10, [x9]
: store-variable ( address -- )
	9 load-number  $f900012a code-32, ;	\ str x10, [x9]

\ The kernel enters with
\	sp	the frame
\	x0	the signal, x1 its siginfo, x2 the ucontext
\	x30	the restorer
\ and all others as the interrupted code had them, but for x29.
: wrap-signal-handler ( token -- address )
	begin-code
	\ The thread: RUN-HANDLER, and a word of which the end is the code.
	['] run-handler code-64,
	code-here @ 8 + code-64,
	0 code-64,
	\ The record: what the interrupted code has, and the handler anew.
	$d10103ff code-32,			\ sub sp, sp, #64
	$910003f4 code-32,			\ mov x20, sp
	$9101028b code-32,			\ add x11, x20, #64
	$a9037a8b code-32,			\ stp x11, x30, [x20, #48]
	sp0 load-variable
	$f900128a code-32,			\ str x10, [x20, #32]
	activation load-variable
	$f9000e8a code-32,			\ str x10, [x20, #24]
	control-limit load-variable
	$f9000a8a code-32,			\ str x10, [x20, #16]
	interrupted-control load-variable
	$f900068a code-32,			\ str x10, [x20, #8]
	control-in-c load-variable
	$f900168a code-32,			\ str x10, [x20, #40]
	\ The control stack: x21, unless C runs, or x21 is nowhere in it.
	$f100015f code-32,			\ cmp x10, #0
	$9a951155 code-32,			\ csel x21, x10, x21, ne
	control-bottom 11 load-number
	control-bytes 12 load-number
	$cb0b02ad code-32,			\ sub x13, x21, x11
	$eb0c01bf code-32,			\ cmp x13, x12
	$54000069 code-32,			\ b.ls over the next two
	control-bottom control-reserve + 21 load-number
	$f9000295 code-32,			\ str x21, [x20]
	$aa1f03ea code-32,			\ mov x10, xzr
	control-in-c store-variable
	$aa0b03ea code-32,			\ mov x10, x11
	control-limit store-variable
	\ The interrupted x22, as if the handler had been called there.
	$f940b44a code-32,			\ ldr x10, [x2, #360]
	$f81f8eaa code-32,			\ str x10, [x21, #-8]!
	$aa1503ea code-32,			\ mov x10, x21
	interrupted-control store-variable
	\ The handler begins with an empty value stack, and ends with any.
	$f81f8eb4 code-32,			\ str x20, [x21, #-8]!
	$aa1403ea code-32,			\ mov x10, x20
	sp0 store-variable
	activation store-variable
	( token ) 10 load-number
	$d10083ff code-32,			\ sub sp, sp, #32
	$910003f4 code-32,			\ mov x20, sp
	$a9000a8a code-32,			\ stp x10, x2, [x20]
	$a9010281 code-32,			\ stp x1, x0, [x20, #16]
	\ adr x22, the thread
	code-page @ code-here @ - 2 arshift $7ffff and 5 lshift
	$10000016 or code-32,
	$f84086c0 code-32,			\ ldr x0, [x22], #8: NEXT
	$f9400001 code-32,			\ ldr x1, [x0]
	$d61f0020 code-32,			\ br x1
	\ The last word of the thread goes on here.
	code-here @ code-page @ 2 cells + !
	$f94002b4 code-32,			\ ldr x20, [x21]
	$9100029f code-32,			\ mov sp, x20
	$f940068a code-32,			\ ldr x10, [x20, #8]
	interrupted-control store-variable
	$f9400a8a code-32,			\ ldr x10, [x20, #16]
	control-limit store-variable
	$f9400e8a code-32,			\ ldr x10, [x20, #24]
	activation store-variable
	$f940128a code-32,			\ ldr x10, [x20, #32]
	sp0 store-variable
	$f940168a code-32,			\ ldr x10, [x20, #40]
	control-in-c store-variable
	$a9437a8b code-32,			\ ldp x11, x30, [x20, #48]
	$9100017f code-32,			\ mov sp, x11
	$d65f03c0 code-32,			\ ret: into the restorer
	end-code 3 cells + ;
