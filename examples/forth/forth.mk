# The Forth, by its own system calls alone and with libknell, on the machines
# that examples/forth has a folder for.
FORTH := $(if $(wildcard examples/forth/$(ARCH)/),\
	$(B)/examples/forth/forth $(B)/examples/forth/forth-knell)

$(B)/examples/forth/forth-knell.o: private FORTH_FLAGS := -DFORTH_LIBKNELL
$(FORTH:=.o): examples/forth/forth.S $(B)/flags \
		$(wildcard examples/forth/*.fs examples/forth/$(ARCH)/*.fs)
	@mkdir -p $(@D)
	$(call say,AS  $@)$(CC) $(CFLAGS) -Iexamples/forth/$(ARCH) $(INCLUDES) \
		$(DEPS) -DMACHINE=$(ARCH) $(FORTH_FLAGS) -c -o $@ $<
$(B)/examples/forth/forth-knell: $(B)/libknell.a
$(FORTH): %: %.o $(B)/flags
	$(call say,LD  $@)$(CC) $(CFLAGS) -Wl,-z,noexecstack $(LDFLAGS) \
		$(BARE_LINK) -o $@ $(filter %.o %.a,$^)
