\ SPDX-License-Identifier: MIT
\ Signals, from the system calls up: the alternate stack, the restorer, and
\ handlers that are Forth words. README.md tells why each step is there.

 1 constant SIGHUP	 2 constant SIGINT	 4 constant SIGILL
 7 constant SIGBUS	 8 constant SIGFPE	10 constant SIGUSR1
11 constant SIGSEGV	12 constant SIGUSR2	14 constant SIGALRM
15 constant SIGTERM	17 constant SIGCHLD

\ ---- What the kernel calls by these names ----

begin-structure sigaction
	field: sa-handler
	field: sa-flags
	field: sa-restorer
	field: sa-mask
end-structure
$00000004 constant SA_SIGINFO		\ the handler gets three arguments
$04000000 constant SA_RESTORER		\ the restorer is there: it must be
$08000000 constant SA_ONSTACK		\ run it on the alternate stack
$10000000 constant SA_RESTART		\ go on with interrupted system calls
$40000000 constant SA_NODEFER		\ do not block the signal meanwhile

begin-structure sigaltstack
	field: ss-sp
	lfield: ss-flags
	field: ss-size
end-structure

begin-structure siginfo
	lfield: si-signo
	lfield: si-errno
	lfield: si-code
	field: si-addr			\ of a fault; of a sent signal:
	drop 16 lfield: si-pid		\ the process, and its user
	lfield: si-uid
	field: si-value
	drop 128
end-structure

begin-structure ucontext
	field: uc-flags
	field: uc-link
	sigaltstack +field uc-stack
	field: uc-r8	field: uc-r9	field: uc-r10	field: uc-r11
	field: uc-r12	field: uc-r13	field: uc-r14	field: uc-r15
	field: uc-rdi	field: uc-rsi	field: uc-rbp	field: uc-rbx
	field: uc-rdx	field: uc-rax	field: uc-rcx	field: uc-rsp
	field: uc-rip	field: uc-rflags	field: uc-segments
	field: uc-error	field: uc-trap	field: uc-old-mask
	field: uc-cr2	field: uc-fpstate
	8 cells +field uc-reserved
	field: uc-sigmask
end-structure
\ What they are to the Forth.
: uc-values ( context -- address )  uc-rsp ;
: uc-control ( context -- address )  uc-rbp ;

: sys-sigaction ( signal new old -- n )  8 4 13 system-call ;
: sys-sigprocmask ( how new old -- n )  8 4 14 system-call ;
: sys-sigaltstack ( new old -- n )  2 131 system-call ;

\ ---- The alternate stack ----

51 constant AT_MINSIGSTKSZ
variable signal-stack			\ its lowest byte, above a guard page
: frame-size ( -- n )  AT_MINSIGSTKSZ auxiliary 2048 max ;
: signal-stack-size ( -- n )  frame-size 16 * $20000 + 4095 + -4096 and ;
: prepare-signal-stack ( -- )
	signal-stack @ if exit then
	signal-stack-size 4096 + map-memory
	dup 4096 0 protect 4096 +
	dup signal-stack-size erase	\ so the first signal is as quick
	signal-stack-size 0 rot		( a sigaltstack: size flags base )
	sp@ 0 sys-sigaltstack ?system drop
	signal-stack ! 2drop ;

\ ---- Machine code that is made at run time ----

\ A page is first writable, then executable, never both.
variable code-page
variable code-here
: begin-code ( -- )  4096 map-memory dup code-page ! code-here ! ;
: end-code ( -- address )
	code-page @ dup 4096 readable executable or protect ;
: code, ( address n -- )  tuck code-here @ swap cmove code-here +! ;
: code-32, ( n -- )  code-here @ l! 4 code-here +! ;
: code-64, ( n -- )  code-here @ ! 8 code-here +! ;

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
variable restorer-made
: restorer ( -- address )
	restorer-made @ 0= if assemble-restorer restorer-made ! then
	restorer-made @ ;

\ ---- The handler: from the kernel into Forth, and back ----

\ The interrupted word throws n as soon as the handler has returned. Between two
\ commands of the prompt nothing would catch it.
: throw-on-return ( n context -- )
	handler @ 0= if 2drop exit then
	tuck uc-rax !  throw-here swap uc-rip ! ;

\ Where numbers become text is left as it was.
: run-handler ( signal info context token -- )
	base @ >r  hld @ >r  hold-end @ >r
	decimal  hld @ hold-end !
	over >r (catch) ?dup if r@ throw-on-return then r> drop
	r> hold-end !  r> hld !  r> base ! ;

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

\ ---- Binding ----

SA_SIGINFO SA_RESTORER or SA_ONSTACK or SA_RESTART or constant usual-flags

\ A sigaction on the value stack: mask, restorer, flags, handler.
: bind-code ( address flags signal -- )
	>r 0 restorer 2swap swap
	sp@ r> swap 0 sys-sigaction ?system drop
	2drop 2drop ;
: bind-signal ( token signal -- )
	swap wrap-signal-handler usual-flags rot bind-code ;
: ignore-signal ( signal -- )  1 SA_RESTORER rot bind-code ;
: default-signal ( signal -- )  0 SA_RESTORER rot bind-code ;
