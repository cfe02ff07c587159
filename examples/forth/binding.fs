\ SPDX-License-Identifier: MIT
\ Binding a word to a signal, by the restorer and a handler made for it.

variable restorer-made
: restorer ( -- address )
	restorer-made @ 0= if assemble-restorer restorer-made ! then
	restorer-made @ ;

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
