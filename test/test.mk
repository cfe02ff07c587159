# The tests: $(B)/test/NAME for each program, `check` runs them all.
TEST_SRC := $(wildcard test/abi/*.c test/base/*.c test/signal/*.c \
	test/fault/*.c test/crash/*.c test/report/*.c test/cmd/*.c \
	test/hosted/*.c test/regression/*.c)
# Without a libc: these run under qemu-user as well.
BARE_TESTS := $(patsubst %.c,$(B)/%,$(wildcard test/bare/*.c))
TEST_PY  := $(wildcard test/*/[a-z]*-*.py)
TESTS    := $(TEST_SRC:%.c=$(B)/%)
TEST_LIB_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard test/lib/*.c))
TEST_CC  = $(CC) $(HOSTED) $(CFLAGS) -fno-omit-frame-pointer $(WARN) \
	$(INCLUDES) -Itest -DKNELL_VERSION='"$(VERSION)"' $(SANITIZE)

# What a test links beside libknell and libc.
$(B)/test/signal/trampoline-libunwind: TEST_LIBS := -lunwind

$(B)/test/lib/%.o: test/lib/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(TEST_CC) $(DEPS) -c -o $@ $<

$(B)/libtest.a: $(TEST_LIB_OBJ)
	$(call say,AR  $@)rm -f $@ && $(AR) rcs $@ $^

$(TESTS): $(B)/test/%: test/%.c $(B)/libtest.a $(B)/libknell.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(TEST_CC) $(DEPS) -MF $@.d -MT $@ -rdynamic -o $@ \
		$< $(B)/libtest.a $(B)/libknell.a $(TEST_LIBS) -pthread

$(BARE_TESTS): $(B)/test/bare/%: test/bare/%.c $(B)/arch/$(ARCH)/start.o \
		$(B)/libknell.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(CC) $(BARE) $(CFLAGS) $(WARN) $(INCLUDES) $(DEPS) \
		-DKNELL_ARCH='"$(ARCH)"' -MF $@.d -MT $@ -nostdlib -static \
		-no-pie -o $@ $< $(B)/arch/$(ARCH)/start.o $(B)/libknell.a

$(B)/test/runner: test/runner.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(TEST_CC) -o $@ $<

include test/programs/programs.mk

tests: all $(TESTS) $(BARE_TESTS) $(B)/test/runner $(PROGRAMS)

# One test: make check T='build/test/signal/mask-calls'
check: tests
	@KNELL_BUILD=$(abspath $(B)) $(B)/test/runner $(TAP) \
		$(if $(T),$(T),$(TESTS) $(BARE_TESTS) $(TEST_PY))

.PHONY: tests check
