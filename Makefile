# Builds libknell, knell and knell-report into $(B); `make help` lists targets.
include config.mk

LIB_SRC    := $(wildcard src/abi/*.c src/sys/*.c src/base/*.c src/signal/*.c \
	src/fault/*.c src/crash/*.c src/report/*.c arch/*.c arch/*/machine.c)
LIB_ASM    := $(filter-out %/start.S,$(wildcard arch/$(ARCH)/*.S))
CMD_SRC    := $(wildcard src/cmd/*.c src/cmd/*/*.c)
HOSTED_SRC := $(wildcard src/hosted/*.c)

LIB_OBJ    := $(LIB_SRC:%.c=$(B)/%.o) $(LIB_ASM:%.S=$(B)/%.o)
START_OBJ  := $(B)/arch/$(ARCH)/start.o $(patsubst %.c,$(B)/%.o,$(wildcard src/start/*.c))
CMD_OBJ    := $(CMD_SRC:%.c=$(B)/%.o) $(START_OBJ)
HOSTED_OBJ := $(HOSTED_SRC:%.c=$(B)/%.o)

HOSTED_PKG := libdw libelf capstone libdeflate
# The libraries are those of the machine that builds.
ifeq ($(ARCH),$(OWN_ARCH))
HAVE_HOSTED := $(shell $(PKG_CONFIG) --exists $(HOSTED_PKG) 2>/dev/null && echo yes)
HINT := $(if $(HAVE_HOSTED),,hint)
endif

all: $(B)/knell $(B)/libknell.so $(B)/knell-start.o $(if $(HAVE_HOSTED),$(B)/knell-report) $(HINT)

help:
	@echo 'all tests check check-machines check-kernels check-builds check-sanitized check-threads check-valgrind fuzz bench install clean; ARCH= CC= CFLAGS= B= PREFIX= DESTDIR= WERROR=1'

hint:
	@echo 'knell-report is not built: it needs the development files of' \
	      '$(HOSTED_PKG) (./try installs them)'

# Short lines instead of commands, unless V=1; none with make -s.
SILENT := $(findstring s,$(firstword -$(MAKEFLAGS)))
say = $(if $(V),,@$(if $(SILENT),,echo '  $1';))

# Flags that changed rebuild everything; a file that came or went is linked anew.
FLAGS := $(CC) $(CFLAGS) $(LDFLAGS) $(WARN) $(BARE) $(BARE_LINK) $(HOSTED) $(VERSION)
$(B)/flags: NOW = $(FLAGS)
$(B)/objects: NOW = $(LIB_OBJ) $(CMD_OBJ) $(HOSTED_OBJ)
$(B)/flags $(B)/objects: FORCE
	@mkdir -p $(B)
	@echo '$(NOW)' | cmp -s - $@ || echo '$(NOW)' > $@

$(B)/src/hosted/%.o: src/hosted/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(CC) $(HOSTED) $(CFLAGS) $(WARN) $(INCLUDES) $(DEPS) \
		-DKNELL_VERSION='"$(VERSION)"' -c -o $@ $<

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC  $<)$(CC) $(CFLAGS) $(BARE) $(WARN) $(INCLUDES) $(DEPS) \
		-DKNELL_VERSION='"$(VERSION)"' -c -o $@ $<

$(B)/%.o: %.S $(B)/flags
	@mkdir -p $(@D)
	$(call say,AS  $<)$(CC) $(CFLAGS) $(INCLUDES) $(DEPS) -c -o $@ $<

# Defines what src/base/compiler.h has renamed elsewhere.
$(B)/src/start/memory.o: private BARE += -DKNELL_PLAIN_CALLS

$(B)/libknell.a: $(LIB_OBJ) $(B)/objects
	$(call say,AR  $@)rm -f $@ && $(AR) rcs $@ $(LIB_OBJ)

$(B)/libknell.so: $(LIB_OBJ) $(B)/objects src/libknell.map
	$(call say,LD  $@)$(CC) $(CFLAGS) -nostdlib -Wl,-soname,libknell.so.0 \
		-Wl,-z,defs -Wl,-z,noexecstack -Wl,-Bsymbolic \
		-Wl,--version-script=src/libknell.map $(LDFLAGS) -fno-lto \
		-shared -o $@ $(LIB_OBJ)

# What a program without a libc is linked with.
$(B)/knell-start.o: $(START_OBJ)
	$(call say,LD  $@)$(CC) $(CFLAGS) -nostdlib -fno-lto -r -o $@ $^

$(B)/knell: $(CMD_OBJ) $(B)/libknell.a $(B)/objects
	$(call say,LD  $@)$(CC) $(CFLAGS) -Wl,--gc-sections -Wl,-z,noexecstack \
		-Wl,--build-id $(LDFLAGS) $(BARE_LINK) -o $@ $(CMD_OBJ) \
		$(B)/libknell.a

$(B)/knell-report: $(HOSTED_OBJ) $(B)/libknell.a $(B)/objects
	$(call say,LD  $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(HOSTED_OBJ) \
		$(B)/libknell.a $(shell $(PKG_CONFIG) --libs $(HOSTED_PKG)) -liberty

# Anew each time: the prefix of an install need not be that of the last.
$(B)/knell.pc: FORCE
	@mkdir -p $(B)
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' \
		'includedir=$${prefix}/include' \
		'start=$${libdir}/knell-start.o' '' 'Name: knell' \
		'Description: Linux signals on bare system calls' \
		'Version: $(VERSION)' 'Cflags: -I$${includedir}' \
		'Libs: -L$${libdir} -lknell' > $@

# The pages of section 3, from the comments in the headers.
$(B)/man3/made: tools/make-manual $(wildcard include/knell/*.h \
		arch/include/knell/*.h examples/*.c)
	$(call say,MAN $(@D))rm -rf $(@D) && $< $(VERSION) $(@D) && touch $@

install: all $(B)/knell.pc $(B)/man3/made
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin include/knell \
		lib/pkgconfig share/man/man1 share/man/man3 share/man/man7)
	install $(B)/knell $(if $(HAVE_HOSTED),$(B)/knell-report) \
		$(DESTDIR)$(PREFIX)/bin
	install -m 644 include/knell.h $(DESTDIR)$(PREFIX)/include
	install -m 644 include/knell/*.h arch/include/knell/*.h $(DESTDIR)$(PREFIX)/include/knell
	install -m 644 $(B)/libknell.a $(B)/knell-start.o $(DESTDIR)$(PREFIX)/lib
	install $(B)/libknell.so $(DESTDIR)$(PREFIX)/lib/libknell.so.$(VERSION)
	ln -sf libknell.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/libknell.so.0
	ln -sf libknell.so.0 $(DESTDIR)$(PREFIX)/lib/libknell.so
	install -m 644 $(B)/knell.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig
	for page in $(wildcard doc/man/*/*.[17]) $(B)/man3/*.3; do install -m 644 $$page \
		$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/; done

clean:
	rm -rf $(B)

include examples/forth/forth.mk
include test/test.mk
include bench/bench.mk

FORCE:
.PHONY: all help hint install clean FORCE
.DELETE_ON_ERROR:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
