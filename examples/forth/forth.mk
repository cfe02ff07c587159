# The Forth, by its own system calls alone and linked with libknell, on the
# machines that it is written for.
FORTH_x86_64 := $(B)/examples/forth/forth
FORTH := $(FORTH_$(ARCH))

$(B)/examples/forth/forth.o: $(wildcard examples/forth/*.fs)
$(B)/examples/forth/forth: $(B)/examples/forth/forth.o
	$(call say,LD  $@)$(CC) $(CFLAGS) -Wl,-z,noexecstack $(LDFLAGS) \
		$(BARE_LINK) -o $@ $<
