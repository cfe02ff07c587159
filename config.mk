# What a builder may want to change; each can be given on make's command line.
PREFIX  ?= /usr/local
B       ?= build
CC      ?= cc
AR      ?= ar
CFLAGS  ?= -O2 -g
arch_of = $(patsubst powerpc%,ppc%,$(patsubst i%86,i386,$(firstword $(subst -, ,$(shell $1 -dumpmachine)))))
ARCH    ?= $(call arch_of,$(CC) $(CFLAGS))
PKG_CONFIG ?= pkg-config

# `make ARCH=aarch64` is enough: the compiler for each machine but one's own.
CLANG := clang-19 -fuse-ld=lld-19 -Wno-unused-command-line-argument --target
CC_i386        := gcc -m32
CC_aarch64     := $(CLANG)=aarch64-linux-gnu
CC_arm         := $(CLANG)=arm-linux-gnueabihf
CC_riscv64     := $(CLANG)=riscv64-linux-gnu
CC_loongarch64 := $(CLANG)=loongarch64-linux-gnu
CC_ppc64le     := $(CLANG)=powerpc64le-linux-gnu
CC_s390x       := $(CLANG)=s390x-linux-gnu
CC_mips64el    := $(CLANG)=mips64el-linux-gnuabi64
OWN_ARCH := $(call arch_of,cc)
ifeq ($(origin CC)$(filter $(OWN_ARCH),$(ARCH)),default)
CC := $(CC_$(ARCH))
endif

VERSION := 0.1.0

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wundef -Wvla -Wimplicit-fallthrough
# WERROR=1 makes warnings errors.
WARN += $(if $(WERROR),-Werror)

INCLUDES := -Iinclude -Iarch/include -Isrc -I. -Iarch/$(ARCH)
DEPS     := -MMD -MP
# Shadow stacks where they are asked for; there are no branch targets to track.
BARE_x86_64      := -fcf-protection=$(if $(filter -fcf-protection \
	-fcf-protection=full -fcf-protection=return,$(CFLAGS)),return,none)
BARE_i386        := -msse2 -mstackrealign -fcf-protection=none
BARE_aarch64     := -mno-outline-atomics
# The unwind tables of the EABI, which only exceptions need, would make objects
# ask for libgcc; without debug information they take the place of DWARF's.
BARE_arm         := -marm -fno-asynchronous-unwind-tables -fno-unwind-tables \
	$(if $(findstring clang,$(CC)),-fforce-dwarf-frame)
BARE_riscv64     := -march=rv64gc -mno-relax
BARE_loongarch64 := -mno-lsx
# libknell and knell: no libc, no compiler run-time, no state of a thread. After
# CFLAGS, whatever hardening they ask for; the calls that src/base/compiler.h
# renames stay calls of their own file, without link-time optimization.
BARE := -std=gnu11 -ffreestanding -fPIC -fno-stack-protector -fno-common \
	-fasynchronous-unwind-tables -ffunction-sections -fdata-sections \
	-fno-strict-aliasing -fno-lto -fno-exceptions \
	-U_FORTIFY_SOURCE $(BARE_$(ARCH)) -include src/base/compiler.h
# Programs without a libc do not relocate themselves.
BARE_LINK := -nostdlib -static -Wl,-no-pie -fno-lto
HOSTED := -std=gnu11 -D_GNU_SOURCE -DKNELL_HOSTED
