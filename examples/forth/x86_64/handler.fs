\ SPDX-License-Identifier: MIT
\ Machine code of x86_64: the restorer, and the way from the kernel into a
\ Forth word and back.

\ code[ 0f 05 ] compiles what adds these bytes to the code.
: code[ ( "bytes ]" -- )
	postpone (string) here 0 ,
	begin (name) 2dup s" ]" string= 0= while
		hex number decimal 0= if -24 throw then c,
	repeat 2drop
	here over cell+ - swap ! align
	postpone code, ; immediate compile-only

\ ---- The restorer: what a handler returns to ----

\ The kernel has put its frame on the stack, and the restorer's address on top
\ of it. The handler's return takes that off, so the stack points at the frame
\ when rt_sigreturn begins: nothing may be pushed in between. The nop is for
\ debuggers and unwinders, which look up the byte before a return address; that
\ these are the bytes they know, too.
: assemble-restorer ( -- address )
	begin-code
	code[ 90 ]			\ nop
	code[ 48 c7 c0 0f 00 00 00 ]	\ movq $15, %rax
	code[ 0f 05 ]			\ syscall
	end-code 1+ ;
\ ---- The handler: from the kernel into Forth, and back ----

\ The kernel enters with
\	rsp	the restorer's address, and behind it the frame
\	rdi	the signal, rsi its siginfo, rdx the ucontext
\ and all others as the interrupted code had them.
: push-variable ( address -- )  code[ ff 34 25 ] code-32, ;
: pop-variable ( address -- )  code[ 8f 04 25 ] code-32, ;
: set-variable ( n address -- )		\ movq $n, variable
	code[ 48 c7 04 25 ] code-32, code-32, ;
: wrap-signal-handler ( token -- address )
	begin-code
	code[ fc ]			\ cld: NEXT goes forward
	\ The control stack: rbp, unless C runs, or rbp is nowhere in it.
	code[ 48 8b 0c 25 ] control-in-c code-32, \ movq control-in-c, %rcx
	code[ 48 85 c9 ]		\ testq %rcx, %rcx
	code[ 48 0f 45 e9 ]		\ cmovnzq %rcx, %rbp
	code[ 48 89 e9 ]		\ movq %rbp, %rcx
	code[ 48 81 e9 ] control-bottom code-32,	\ subq $…, %rcx
	code[ 48 81 f9 ] control-bytes code-32,	\ cmpq $…, %rcx
	code[ 76 07 ]			\ jbe over the next
	code[ 48 c7 c5 ] control-bottom control-reserve + code-32,
					\ movq $…, %rbp
	\ The record: what the interrupted code has, and the handler anew.
	code[ 54 ]			\ pushq %rsp
	control-in-c push-variable
	sp0 push-variable
	activation push-variable
	control-limit push-variable
	interrupted-control push-variable
	code[ 55 ]			\ pushq %rbp
	0 control-in-c set-variable
	control-bottom control-limit set-variable
	\ The interrupted rsi, as if the handler had been called there.
	code[ 48 8b 4a 70 ]		\ movq 112(%rdx), %rcx
	code[ 48 8d 6d f8 ]		\ leaq -8(%rbp), %rbp
	code[ 48 89 4d 00 ]		\ movq %rcx, (%rbp)
	code[ 48 89 2c 25 ] interrupted-control code-32,
	\ The handler begins with an empty value stack, and ends with any.
	code[ 48 8d 6d f8 ]		\ leaq -8(%rbp), %rbp
	code[ 48 89 65 00 ]		\ movq %rsp, (%rbp)
	code[ 48 89 24 25 ] sp0 code-32,	\ movq %rsp, sp0
	code[ 48 89 24 25 ] activation code-32,	\ movq %rsp, activation
	code[ 57 56 52 ]		\ pushq %rdi; pushq %rsi; pushq %rdx
	code[ 68 ] code-32,		\ pushq $token
	code[ 48 be ]			\ movq $thread, %rsi
	code-here @ dup 8 + code-here !	( place )
	code[ 48 ad ff 20 ]		\ lodsq; jmp *(%rax): NEXT
	\ The last word of the thread goes on here.
	code-here @ swap		( end place )
	code[ 48 8b 65 00 ]		\ movq (%rbp), %rsp
	code[ 58 ]			\ popq %rax
	interrupted-control pop-variable
	control-limit pop-variable
	activation pop-variable
	sp0 pop-variable
	control-in-c pop-variable
	code[ 5c ]			\ popq %rsp
	code[ c3 ]			\ ret: into the restorer
	\ The thread: RUN-HANDLER, and a word of which this is the code field.
	code-here @ aligned dup code-here !
	swap !				( end )
	['] run-handler code-64,
	code-here @ 8 + code-64,
	code-64,
	end-code ;
