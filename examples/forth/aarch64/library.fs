\ SPDX-License-Identifier: MIT
\ The registers of the Forth on aarch64, by the names that libknell knows.

s" x20" c-string "values"
s" sp" c-string "stack"
s" x21" c-string "control"
s" x22" c-string "instruction"
s" x0" c-string "token"
