# The benchmarks: each bench/NAME.c is a program that prints a table of what it
# measured. What it compares with are programs of their own in bench/peer, for
# some of them cannot be linked into one.
BENCHES := $(patsubst %.c,$(B)/%,$(wildcard bench/*.c))
PEERS   := $(patsubst %.c,$(B)/%,$(wildcard bench/peer/*.c))
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

$(BENCHES) $(PEERS): $(B)/%: %.c $(B)/libbench.a $(B)/libtest.a \
		$(B)/libknell.a $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(BENCH_CC) $(DEPS) -MF $@.d -MT $@ -o $@ $< \
		$(B)/libbench.a $(B)/libtest.a $(B)/libknell.a $(PEER_LIBS)

bench: all $(BENCHES) $(PEERS)
	@for bench in $(BENCHES); do KNELL_BUILD=$(abspath $(B)) $$bench || \
		exit 1; done

.PHONY: bench
