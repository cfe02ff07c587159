\ SPDX-License-Identifier: MIT
\ The registers of the interrupted code, as the kernel keeps them on aarch64.

begin-structure ucontext
	field: uc-flags
	field: uc-link
	sigaltstack +field uc-stack
	field: uc-sigmask
	drop 176
	field: uc-fault-address
	field: uc-x0	field: uc-x1	field: uc-x2	field: uc-x3
	field: uc-x4	field: uc-x5	field: uc-x6	field: uc-x7
	field: uc-x8	field: uc-x9	field: uc-x10	field: uc-x11
	field: uc-x12	field: uc-x13	field: uc-x14	field: uc-x15
	field: uc-x16	field: uc-x17	field: uc-x18	field: uc-x19
	field: uc-x20	field: uc-x21	field: uc-x22	field: uc-x23
	field: uc-x24	field: uc-x25	field: uc-x26	field: uc-x27
	field: uc-x28	field: uc-x29	field: uc-x30
	field: uc-sp
	field: uc-pc
	field: uc-pstate
	drop 464			\ records of vector registers and more
end-structure
\ What they are to the Forth.
: uc-values ( context -- address )  uc-x20 ;
: uc-control ( context -- address )  uc-x21 ;
: uc-token ( context -- address )  uc-x0 ;
