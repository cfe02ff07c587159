\ SPDX-License-Identifier: MIT
\ The registers of the interrupted code, as the kernel keeps them on x86_64.

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
: uc-token ( context -- address )  uc-rax ;
: uc-pc ( context -- address )  uc-rip ;
