# The tests: $(B)/test/NAME for each program, `check` runs them all.
TEST_SRC := $(wildcard $(addprefix test/,$(addsuffix /*-*.c,abi base signal \
	fault crash report cmd hosted regression)))
# Without a libc: these run under qemu-user as well.
BARE_TESTS := $(patsubst %.c,$(B)/%,$(wildcard test/bare/*.c))
TEST_PY  := $(wildcard test/*/[a-z]*-*.py)
TESTS    := $(TEST_SRC:%.c=$(B)/%)
TEST_LIB_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard test/lib/*.c))
TEST_CC  = $(CC) $(HOSTED) $(CFLAGS) -fno-omit-frame-pointer $(WARN) \
	$(if $(findstring clang,$(CC)),-Wno-unknown-attributes) \
	$(INCLUDES) -Itest -DKNELL_VERSION='"$(VERSION)"' $(SANITIZE)

# What a test links beside libknell and libc.
$(B)/test/signal/trampoline-libunwind $(B)/test/signal/steps-libunwind: TEST_LIBS := -lunwind
$(B)/test/signal/storm-registers: TEST_LIBS := test/signal/storm_round.S
$(B)/test/signal/storm-registers: test/signal/storm_round.S
$(B)/test/crash/operand-capstone $(B)/test/crash/operand-aarch64 $(B)/test/crash/operand-processor: \
	TEST_LIBS := -lcapstone

$(B)/test/lib/%.o: test/lib/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(TEST_CC) $(DEPS) -c -o $@ $<

$(B)/libtest.a: $(TEST_LIB_OBJ)
	$(call say,AR  $@)rm -f $@ && $(AR) rcs $@ $^

$(TESTS): $(B)/test/%: test/%.c $(B)/libtest.a $(B)/libknell.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(TEST_CC) $(DEPS) -MF $@.d -MT $@ -rdynamic -o $@ \
		$< $(B)/libtest.a $(B)/libknell.a $(TEST_LIBS) -pthread

$(B)/libbare.a: $(patsubst %.c,$(B)/%.o,$(wildcard test/bare/lib/*.c)) \
		$(patsubst %.S,$(B)/%.o,$(wildcard test/bare/*/$(ARCH).S))
	$(call say,AR  $@)rm -f $@ && $(AR) rcs $@ $^

$(B)/test/bare/start-memory: private BARE += -DKNELL_PLAIN_CALLS
$(BARE_TESTS): $(B)/test/bare/%: test/bare/%.c $(START_OBJ) \
		$(B)/libbare.a $(B)/libknell.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(CC) $(CFLAGS) $(BARE) $(WARN) $(INCLUDES) $(DEPS) \
		-DKNELL_ARCH='"$(ARCH)"' -MF $@.d -MT $@ $(LDFLAGS) \
		$(BARE_LINK) -o $@ $< $(START_OBJ) $(B)/libbare.a $(B)/libknell.a

# The first process of the guests that check-kernels boots.
$(B)/test/kernels/init: $(B)/test/kernels/init.o $(START_OBJ) \
		$(B)/libknell.a
	$(call say,LD  $@)$(CC) $(CFLAGS) $(LDFLAGS) $(BARE_LINK) -o $@ $^

$(B)/test/runner: $(wildcard test/runner/*.[ch]) $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $@)$(TEST_CC) -o $@ $(filter %.c,$^)

include test/programs/programs.mk

tests: all $(TESTS) $(BARE_TESTS) $(B)/test/runner $(PROGRAMS) $(FORTH)

# One test: make check T='build/test/signal/mask-calls'
check: tests
	@KNELL_BUILD=$(abspath $(B)) $(B)/test/runner $(TAP) \
		$(if $(T),$(T),$(TEST_PY) $(TESTS) $(BARE_TESTS))

# Those without a libc, the Forth's and the command, on all machines of arch/ or
# those of M: under qemu-user, and in guests that boot their kernels.
bare: $(BARE_TESTS) $(B)/test/kernels/init $(B)/knell $(FORTH)

check-machines check-kernels:
	@tools/$@ $(M)

# With other flags: BUILDS=all, or by the names that test/builds has.
check-builds:
	@tools/$@ $(BUILDS)

.PHONY: tests check bare check-machines check-kernels check-builds

# The C tests that have no row for the tool $1 in test/unsanitized.
testable = $(filter-out $(shell sed -nE \
	's,^([a-z]+/[^ ]+) +([a-z]+\+)*$1[+ ].*,$(B)/test/\1,p' \
	test/unsanitized),$(TESTS))

# The library and the C tests that can run so, under ASan and UBSan. Programs that
# link libknell are left out: they are made without what sanitizers need.
SANITIZED := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
SANITIZED_BARE := -std=gnu11 -D_GNU_SOURCE -DKNELL_HOSTED -fPIC \
	-include src/base/compiler.h
SANITIZED_TESTS := $(call testable,address)
check-sanitized:
	@$(MAKE) --no-print-directory CFLAGS='$(SANITIZED)' \
		BARE='$(SANITIZED_BARE)' $(B)/test/runner $(SANITIZED_TESTS) \
		$(filter-out $(RUNTIMES),$(PROGRAMS))
	@KNELL_BUILD=$(abspath $(B)) $(B)/test/runner $(SANITIZED_TESTS)

# The same of the lower floors under TSan, and as they are under valgrind.
LOWER := $(B)/test/abi/% $(B)/test/base/% $(B)/test/signal/% \
	$(B)/test/fault/% $(B)/test/crash/%
THREADS_TESTS := $(filter $(LOWER),$(call testable,threads))
VALGRIND_TESTS := $(filter $(LOWER),$(call testable,valgrind))
check-threads:
	@$(MAKE) --no-print-directory CFLAGS='-O1 -g -fsanitize=thread' \
		BARE='$(SANITIZED_BARE)' $(B)/test/runner $(THREADS_TESTS)
	@KNELL_BUILD=$(abspath $(B)) $(B)/test/runner $(THREADS_TESTS)

check-valgrind: $(B)/test/runner $(VALGRIND_TESTS)
	@KNELL_BUILD=$(abspath $(B)) $(B)/test/runner \
		--under tools/under-valgrind $(VALGRIND_TESTS)

# Each fuzz target for SECONDS_EACH, from its corpus.
FUZZERS := $(patsubst %.c,$(B)/%,$(wildcard test/fuzz/*.c))
FUZZ_RUNS := $(FUZZERS:%=%.run)
SECONDS_EACH ?= 60
fuzz:
	@$(MAKE) --no-print-directory --output-sync \
		BARE='$(SANITIZED_BARE)' \
		CFLAGS='$(SANITIZED) -fsanitize=fuzzer-no-link' $(FUZZ_RUNS)

$(FUZZ_RUNS): $(B)/test/fuzz/%.run: $(B)/test/fuzz/%
	@mkdir -p $(B)/new/$*
	$(call say,RUN $<)$< -max_total_time=$(SECONDS_EACH) -timeout=10 \
		-rss_limit_mb=4096 -verbosity=0 -artifact_prefix=$(B)/$*- \
		$(B)/new/$* test/fuzz/corpus/$*

# Of the command, what reads foreign bytes, and all that it may call.
FUZZED_OBJ := $(patsubst %.c,$(B)/%.o,$(filter-out src/cmd/main.c, \
	$(wildcard src/cmd/*.c src/cmd/exercise/*.c)))
$(B)/test/fuzz/libcommand.a: $(FUZZED_OBJ)
	@mkdir -p $(@D)
	$(call say,AR  $@)rm -f $@ && $(AR) rcs $@ $^

$(FUZZERS): $(B)/%: %.c $(B)/test/fuzz/libcommand.a $(B)/libtest.a $(B)/libknell.a
	@mkdir -p $(@D)
	$(call say,CC  $<)$(TEST_CC) $(DEPS) -MF $@.d -MT $@ \
		-fsanitize=fuzzer -o $@ $< $(filter %.a,$^)

.PHONY: check-sanitized check-threads check-valgrind fuzz $(FUZZ_RUNS)
