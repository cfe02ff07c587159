\ SPDX-License-Identifier: MIT
\ The registers of the Forth on x86_64, by the names that libknell knows.

s" rsp" c-string "values"
s" rbp" c-string "control"
s" rsi" c-string "instruction"
s" rax" c-string "token"
"values" constant "stack"

$1002 constant ARCH_SET_FS
: set-thread-pointer ( address -- )
	ARCH_SET_FS swap 2 SYS_arch_prctl system-call ?system drop ;
