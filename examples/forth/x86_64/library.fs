\ SPDX-License-Identifier: MIT
\ The registers of the Forth on x86_64, by the names that libknell knows.

: register-name ( address n "name" -- )	\ as C has it, with a zero
	create here over allot swap cmove 0 c, align does> ;
s" rsp" register-name "values"
s" rbp" register-name "control"
s" rsi" register-name "instruction"
s" rax" register-name "token"
"values" constant "stack"

$1002 constant ARCH_SET_FS
: set-thread-pointer ( address -- )
	ARCH_SET_FS swap 2 SYS_arch_prctl system-call ?system drop ;
