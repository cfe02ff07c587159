\ SPDX-License-Identifier: MIT
\ The registers of the Forth on aarch64, by the names that libknell knows.

: register-name ( address n "name" -- )	\ as C has it, with a zero
	create here over allot swap cmove 0 c, align does> ;
s" x20" register-name "values"
s" sp" register-name "stack"
s" x21" register-name "control"
s" x22" register-name "instruction"
s" x0" register-name "token"
