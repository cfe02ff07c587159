# Programs that the tests let die, not of our own making but for this: one
# source, built as the programs out there are.
CRASHER_SRC := $(wildcard test/programs/crasher*.c)
CRASHER = -std=gnu11 -D_GNU_SOURCE -w -g -O1 $(CRASHER_SRC) -pthread
P := $(B)/test/programs
MUSL_CC := $(shell command -v musl-gcc)
LLD_CC := $(shell command -v clang-19)
CXX ?= c++

PROGRAMS := $(addprefix $(P)/,crasher crasher-stripped crasher-static \
	crasher-i386 crasher-frameless crasher-throw listener \
	$(if $(MUSL_CC),crasher-musl))
STEPS := $(addprefix $(P)/,steps steps-static steps-frameless steps-unindexed \
	steps-i386 $(if $(LLD_CC),steps-lld) $(if $(MUSL_CC),steps-musl))
SHAPES := $(if $(LLD_CC),$(patsubst %,$(P)/shapes-%.so,aarch64 \
	aarch64-signed aarch64-unoptimised aarch64-debug))
STEPS_AARCH64 := $(if $(LLD_CC),$(addprefix $(P)/steps-aarch64,-plain \
	-signed -unoptimised -frameless))
PROGRAMS += $(STEPS) $(SHAPES) $(STEPS_AARCH64)

$(P)/%: CRASHER_CC = gcc
$(P)/crasher-stripped: CRASHER_FLAGS = -s
$(P)/crasher-static: CRASHER_FLAGS = -static
$(P)/crasher-i386: CRASHER_FLAGS = -m32
# No call frame information, but frame pointers.
$(P)/crasher-frameless: CRASHER_FLAGS = -fno-asynchronous-unwind-tables \
	-fno-unwind-tables -fno-omit-frame-pointer -Wl,--no-eh-frame-hdr
$(P)/crasher-musl: CRASHER_CC = $(MUSL_CC)
$(P)/crasher-musl: CRASHER_FLAGS = -static -idirafter /usr/include \
	-idirafter /usr/include/$(shell gcc -dumpmachine)

$(P)/crasher $(P)/crasher-stripped $(P)/crasher-static $(P)/crasher-i386 \
	$(P)/crasher-frameless $(P)/crasher-musl: $(CRASHER_SRC) \
		test/programs/crasher.h test/programs/programs.mk
	@mkdir -p $(@D)
	$(call say,CC  $@)$(CRASHER_CC) $(CRASHER) $(CRASHER_FLAGS) -o $@

$(P)/crasher-throw: test/programs/throw.cc
	@mkdir -p $(@D)
	$(call say,CXX $@)$(CXX) -g -O1 -o $@ $<

$(B)/test/crash/unwind-steps: | $(STEPS)
$(B)/test/crash/unwind-aarch64: | $(STEPS_AARCH64)
$(B)/test/crash/cfi-readelf: | $(SHAPES)

# To be stepped through: bound lazily, and with no protection of the stack.
$(STEPS): STEPS_CC = gcc -O2
$(P)/steps-static: STEPS_FLAGS = -static
$(P)/steps-frameless: STEPS_FLAGS = -fno-asynchronous-unwind-tables \
	-fno-unwind-tables -fno-omit-frame-pointer -fno-optimize-sibling-calls
$(P)/steps-unindexed: STEPS_FLAGS = -Wl,--no-eh-frame-hdr
$(P)/steps-i386: STEPS_FLAGS = -m32
$(P)/steps-lld: STEPS_CC = $(LLD_CC) -O1 -fuse-ld=lld-19
$(P)/steps-musl: STEPS_CC = $(MUSL_CC) -O2
$(P)/steps-musl: STEPS_FLAGS = -static

$(STEPS): test/programs/steps.c \
		test/programs/programs.mk
	@mkdir -p $(@D)
	$(call say,CC  $@)$(STEPS_CC) -std=gnu11 -D_GNU_SOURCE -Wl,-z,lazy \
		$(STEPS_FLAGS) -o $@ $<

$(P)/listener: test/programs/listener.c
	@mkdir -p $(@D)
	$(call say,CC  $@)gcc -o $@ $<

PROGRAMS += $(P)/constructor.so
$(P)/constructor.so: test/programs/constructor.c
	@mkdir -p $(@D)
	$(call say,CC  $@)gcc -g -O1 -fPIC -shared -o $@ $<

# Shared objects of another machine, to be read.
$(P)/shapes-aarch64.so: SHAPES_FLAGS = -O2
$(P)/shapes-aarch64-signed.so: SHAPES_FLAGS = -Os \
	-mbranch-protection=pac-ret+leaf+b-key
$(P)/shapes-aarch64-unoptimised.so: SHAPES_FLAGS = -O0
$(P)/shapes-aarch64-debug.so: SHAPES_FLAGS = -O2 -gdwarf-5 \
	-fforce-dwarf-frame -fno-unwind-tables -fno-asynchronous-unwind-tables

$(SHAPES): test/programs/shapes.c test/programs/programs.mk
	@mkdir -p $(@D)
	$(call say,CC  $@)$(LLD_CC) --target=aarch64-linux-gnu -fPIC -shared \
		-nostdlib -fuse-ld=lld-19 -Wl,-z,undefs \
		-fasynchronous-unwind-tables $(SHAPES_FLAGS) -o $@ $<

# To be stepped through under qemu-user: no libc of that machine is needed.
$(P)/steps-aarch64-plain: STEPS_FLAGS = -O2 -fomit-frame-pointer
$(P)/steps-aarch64-signed: STEPS_FLAGS = -O1 \
	-march=armv8.3-a -mbranch-protection=pac-ret+leaf
$(P)/steps-aarch64-unoptimised: STEPS_FLAGS = -O0
$(P)/steps-aarch64-frameless: STEPS_FLAGS = -O1 -fno-omit-frame-pointer \
	-mno-omit-leaf-frame-pointer -fno-asynchronous-unwind-tables \
	-fno-optimize-sibling-calls

$(STEPS_AARCH64): test/programs/steps-aarch64.c test/programs/programs.mk
	@mkdir -p $(@D)
	$(call say,CC  $@)$(LLD_CC) --target=aarch64-linux-gnu -ffreestanding \
		-fno-stack-protector -nostdlib -static -fuse-ld=lld-19 \
		-fasynchronous-unwind-tables $(STEPS_FLAGS) -o $@ $<

PROGRAMS += $(if $(LLD_CC),$(P)/crash-aarch64)
$(P)/crash-aarch64: test/programs/crash-aarch64.c
	@mkdir -p $(@D)
	$(call say,CC  $@)$(LLD_CC) --target=aarch64-linux-gnu -ffreestanding \
		-fno-stack-protector -nostdlib -static -fuse-ld=lld-19 -O1 \
		-fasynchronous-unwind-tables -Wl,--build-id -o $@ $<

ifeq ($(ARCH),x86_64)
PROGRAMS += $(P)/causes
endif
$(P)/causes: $(wildcard test/programs/causes*.c) test/programs/causes.h
	@mkdir -p $(@D)
	$(call say,CC  $@)gcc -std=gnu11 -D_GNU_SOURCE -w -g -O1 \
		-fno-stack-protector -o $@ $(filter %.c,$^) -pthread -lm

# Languages of their own, which describe themselves; by a note, .dynsym, .symtab.
RUNTIMES := $(addprefix $(P)/,bytecode bytecode-i386 bytecode-dynamic)
ifeq ($(ARCH),x86_64)
RUNTIMES += $(addprefix $(P)/,threaded threaded-stripped threaded-static jit \
	interpreters bound)
endif
PROGRAMS += $(RUNTIMES)
$(P)/bytecode-i386: RUNTIME_FLAGS = -m32
$(P)/bytecode-dynamic: RUNTIME_FLAGS = -s -rdynamic
$(P)/threaded-stripped: RUNTIME_FLAGS = -s
$(P)/threaded-static: RUNTIME_FLAGS = -s -static
$(P)/threaded%: RUNTIME = threaded
$(P)/threaded: RUNTIME = threaded
$(P)/bytecode%: RUNTIME = bytecode
$(P)/bytecode: RUNTIME = bytecode
$(P)/jit: RUNTIME = jit
$(P)/interpreters: RUNTIME = interpreters
$(P)/interpreters: RUNTIME_FLAGS = -pthread
$(P)/bound: RUNTIME = bound

$(RUNTIMES): $(addprefix test/programs/,threaded.c bytecode.c jit.c interpreters.c \
		bound.c programs.mk) include/knell/runtime.h $(B)/libknell.a
	@mkdir -p $(@D)
	$(call say,CC  $@)gcc -std=gnu11 -g -O1 -w -Iinclude -Iarch/include -o $@ \
		test/programs/$(RUNTIME).c $(if $(filter -m32,$(RUNTIME_FLAGS)),,$(B)/libknell.a) $(RUNTIME_FLAGS)

# For any machine, by `make ARCH=…`; not among those for this one.
$(P)/crash-bare: test/programs/crash-bare.c $(B)/arch/$(ARCH)/start.o \
		$(B)/libknell.a
	@mkdir -p $(@D)
	$(call say,CC  $@)$(CC) $(BARE) -O1 -g -fno-optimize-sibling-calls $(INCLUDES) -nostdlib -static \
		-Wl,--build-id $(LDFLAGS) -o $@ $^
