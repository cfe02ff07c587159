# The Forth, by its own system calls alone and with libknell, on the machines
# that it is written for.
FORTH_x86_64 := $(B)/examples/forth/forth $(B)/examples/forth/forth-knell
FORTH := $(FORTH_$(ARCH))

$(B)/examples/forth/forth.o $(B)/examples/forth/forth-knell.o: \
		$(wildcard examples/forth/*.fs)
$(B)/examples/forth/forth-knell.o: examples/forth/forth.S $(B)/flags
	@mkdir -p $(@D)
	$(call say,AS  $@)$(CC) $(CFLAGS) $(INCLUDES) $(DEPS) \
		-DFORTH_LIBKNELL -c -o $@ $<
$(B)/examples/forth/forth-knell: $(B)/libknell.a
$(FORTH): %: %.o $(B)/flags
	$(call say,LD  $@)$(CC) $(CFLAGS) -Wl,-z,noexecstack $(LDFLAGS) \
		$(BARE_LINK) -o $@ $(filter %.o %.a,$^)
