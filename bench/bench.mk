# The benchmarks: bench/run prints one table of what the programs here measure.
# Those in bench/peer cannot be linked into one.
BENCHES := $(patsubst %.c,$(B)/%,$(wildcard bench/*.c bench/peer/*.c))
BENCH_LIB_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard bench/lib/*.c))

# As compilers do it unless they are asked for frame pointers.
BENCH_CC = $(TEST_CC) -fomit-frame-pointer

# What a peer links beside libknell and libc.
$(B)/bench/peer/unwind-libunwind: PEER_LIBS := -lunwind
$(B)/bench/peer/unwind-libunwind-backtrace: PEER_LIBS := -lunwind

$(B)/bench/lib/%.o: bench/lib/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(BENCH_CC) $(DEPS) -c -o $@ $<

$(B)/libbench.a: $(BENCH_LIB_OBJ)
	$(call say,AR  $@)rm -f $@ && $(AR) rcs $@ $^

$(BENCHES): $(B)/%: %.c $(B)/libbench.a $(B)/libtest.a $(B)/libknell.a \
		$(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(BENCH_CC) $(DEPS) -MF $@.d -MT $@ -o $@ $< \
		$(B)/libbench.a $(B)/libtest.a $(B)/libknell.a $(PEER_LIBS) \
		-pthread

# The same works by glibc and, where it is installed, musl, and by libknell in a
# program on each: where a signal comes, glibc has more for the kernel to do.
HAVE_MUSL := $(shell command -v musl-gcc)
SIGNAL_BENCHES := $(foreach libc,glibc $(if $(HAVE_MUSL),musl),\
	$(B)/bench/signal/$(libc) $(B)/bench/signal/knell-$(libc))
$(filter %/glibc %/musl,$(SIGNAL_BENCHES)): bench/signal/libc.c
$(filter %/knell-glibc %/knell-musl,$(SIGNAL_BENCHES)): \
	bench/signal/knell.c $(B)/libknell.a
$(filter %musl,$(SIGNAL_BENCHES)): \
	BENCH_CC = musl-gcc $(HOSTED) $(CFLAGS) $(WARN) $(INCLUDES)
$(SIGNAL_BENCHES): bench/signal/work.h $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $@)$(BENCH_CC) -o $@ $(filter %.c %.a,$^)

benches: all $(BENCHES) $(SIGNAL_BENCHES)

# test/cmd/bench-runs.py runs them.
tests: $(BENCHES) $(SIGNAL_BENCHES)

# In a hurry, only to see that all runs: make bench QUICK=1
bench: benches
	@KNELL_BUILD=$(abspath $(B)) bench/run $(if $(QUICK),--quick)

.PHONY: bench benches
