   0  bti	c
   4  mov	x16, sp
   8  sub	sp, sp, #0x100
   c  stp	x16, x30, [sp]
  10  sxtw	x0, w0
  14  stp	x0, x1, [sp, #0x10]
  18  str	x2, [sp, #0x20]
  1c  stp	x19, x20, [sp, #0x40]
  20  stp	x21, x22, [sp, #0x50]
  24  stp	x23, x24, [sp, #0x60]
  28  stp	x25, x26, [sp, #0x70]
  2c  stp	x27, x28, [sp, #0x80]
  30  str	x29, [sp, #0x90]
  34  stp	d8, d9, [sp, #0xa0]
  38  stp	d10, d11, [sp, #0xb0]
  3c  stp	d12, d13, [sp, #0xc0]
  40  stp	d14, d15, [sp, #0xd0]
  44  mov	x17, sp
  48  ldr	x16, [x17, #0x20]
  4c  cbz	x16, 0x148
  50  mrs	x16, TPIDR_EL0
  54  add	x16, x16, #0x12, lsl #12
  58  ldr	x16, [x16, #0x348]
  5c  cbnz	x16, 0x148
  60  ldr	x16, [x17, #0x20]
  64  ldr	x16, [x16, #0x1b8]
  68  mov	x15, #0x0
  6c  movk	x15, #0x4, lsl #16
  70  movk	x15, #0x0, lsl #32
  74  movk	x15, #0x0, lsl #48
  78  cmp	x16, x15
  7c  b.lo	0x98
  80  mov	x15, #0x5000
  84  movk	x15, #0x4, lsl #16
  88  movk	x15, #0x0, lsl #32
  8c  movk	x15, #0x0, lsl #48
  90  cmp	x16, x15
  94  b.lo	0x9c
  98  b	0x148
  9c  mov	x16, #0x0
  a0  movk	x16, #0x0, lsl #16
  a4  movk	x16, #0x0, lsl #32
  a8  movk	x16, #0x0, lsl #48
  ac  str	x16, [x17, #0x38]
  b0  mrs	x16, TPIDR_EL0
  b4  add	x16, x16, #0x12, lsl #12
  b8  ldr	x16, [x16, #0x350]
  bc  str	x16, [x17, #0x28]
  c0  mrs	x16, TPIDR_EL0
  c4  add	x16, x16, #0x12, lsl #12
  c8  ldr	x16, [x16, #0x348]
  cc  str	x16, [x17, #0x30]
  d0  mov	x16, #0x300
  d4  movk	x16, #0x1, lsl #16
  d8  movk	x16, #0x0, lsl #32
  dc  movk	x16, #0x0, lsl #48
  e0  add	x19, x16, #0x0
  e4  ldr	x16, [x17, #0x20]
  e8  ldr	x16, [x16, #0x158]
  ec  mov	x15, #0xffc0
  f0  movk	x15, #0xffff, lsl #16
  f4  movk	x15, #0xffff, lsl #32
  f8  movk	x15, #0xffff, lsl #48
  fc  add	x16, x16, x15
 100  mov	x15, #0xfff8
 104  movk	x15, #0xffff, lsl #16
 108  movk	x15, #0xffff, lsl #32
 10c  movk	x15, #0xffff, lsl #48
 110  add	x16, x16, x15
 114  add	x20, x16, #0x0
 118  str	x17, [x20]
 11c  mov	x16, #0xdef0
 120  movk	x16, #0x9abc, lsl #16
 124  movk	x16, #0x5678, lsl #32
 128  movk	x16, #0x1234, lsl #48
 12c  add	x21, x16, #0x0
 130  ldr	x16, [x17, #0x10]
 134  add	x0, x16, #0x0
 138  add	x16, x17, #0x0
 13c  stur	x16, [x20, #-0x100]
 140  ldr	x16, [x21]
 144  br	x16
 148  mov	x16, #0x1
 14c  movk	x16, #0x0, lsl #16
 150  movk	x16, #0x0, lsl #32
 154  movk	x16, #0x0, lsl #48
 158  str	x16, [x17, #0x38]
 15c  mrs	x16, TPIDR_EL0
 160  add	x16, x16, #0x12, lsl #12
 164  ldr	x16, [x16, #0x350]
 168  str	x16, [x17, #0x28]
 16c  mov	x15, #0x1000
 170  movk	x15, #0x0, lsl #16
 174  movk	x15, #0x0, lsl #32
 178  movk	x15, #0x0, lsl #48
 17c  add	x16, x16, x15
 180  mrs	x15, TPIDR_EL0
 184  add	x15, x15, #0x12, lsl #12
 188  ldr	x15, [x15, #0x358]
 18c  cmp	x15, x16
 190  b.lo	0x240
 194  mrs	x15, TPIDR_EL0
 198  add	x15, x15, #0x12, lsl #12
 19c  str	x16, [x15, #0x350]
 1a0  mrs	x16, TPIDR_EL0
 1a4  add	x16, x16, #0x12, lsl #12
 1a8  ldr	x16, [x16, #0x348]
 1ac  str	x16, [x17, #0x30]
 1b0  mov	x16, #0x0
 1b4  movk	x16, #0x0, lsl #16
 1b8  movk	x16, #0x0, lsl #32
 1bc  movk	x16, #0x0, lsl #48
 1c0  mrs	x15, TPIDR_EL0
 1c4  add	x15, x15, #0x12, lsl #12
 1c8  str	x16, [x15, #0x348]
 1cc  mov	x16, #0x28c
 1d0  movk	x16, #0x1, lsl #16
 1d4  movk	x16, #0x0, lsl #32
 1d8  movk	x16, #0x0, lsl #48
 1dc  add	x19, x16, #0x0
 1e0  ldr	x16, [x17, #0x28]
 1e4  mov	x15, #0x1000
 1e8  movk	x15, #0x0, lsl #16
 1ec  movk	x15, #0x0, lsl #32
 1f0  movk	x15, #0x0, lsl #48
 1f4  add	x16, x16, x15
 1f8  mov	x15, #0xfff8
 1fc  movk	x15, #0xffff, lsl #16
 200  movk	x15, #0xffff, lsl #32
 204  movk	x15, #0xffff, lsl #48
 208  add	x16, x16, x15
 20c  add	x20, x16, #0x0
 210  str	x17, [x20]
 214  mov	x16, #0x2220
 218  movk	x16, #0x2, lsl #16
 21c  movk	x16, #0x0, lsl #32
 220  movk	x16, #0x0, lsl #48
 224  ldr	x16, [x16]
 228  add	x21, x16, #0x0
 22c  mov	x16, #0x4440
 230  movk	x16, #0x4, lsl #16
 234  movk	x16, #0x0, lsl #32
 238  movk	x16, #0x0, lsl #48
 23c  br	x16
 240  ldp	x16, x30, [sp]
 244  ldp	x0, x1, [sp, #0x10]
 248  ldr	x2, [sp, #0x20]
 24c  ldp	x19, x20, [sp, #0x40]
 250  ldp	x21, x22, [sp, #0x50]
 254  ldp	x23, x24, [sp, #0x60]
 258  ldp	x25, x26, [sp, #0x70]
 25c  ldp	x27, x28, [sp, #0x80]
 260  ldr	x29, [sp, #0x90]
 264  ldp	d8, d9, [sp, #0xa0]
 268  ldp	d10, d11, [sp, #0xb0]
 26c  ldp	d12, d13, [sp, #0xc0]
 270  ldp	d14, d15, [sp, #0xd0]
 274  mov	sp, x16
 278  mov	x16, #0x6660
 27c  movk	x16, #0x6, lsl #16
 280  movk	x16, #0x0, lsl #32
 284  movk	x16, #0x0, lsl #48
 288  br	x16
 28c  bti	jc
 290  ldr	x17, [x20]
 294  ldr	x16, [x17, #0x30]
 298  mrs	x15, TPIDR_EL0
 29c  add	x15, x15, #0x12, lsl #12
 2a0  str	x16, [x15, #0x348]
 2a4  ldr	x16, [x17, #0x28]
 2a8  mrs	x15, TPIDR_EL0
 2ac  add	x15, x15, #0x12, lsl #12
 2b0  str	x16, [x15, #0x350]
 2b4  mov	sp, x17
 2b8  ldp	x16, x30, [sp]
 2bc  ldp	x0, x1, [sp, #0x10]
 2c0  ldr	x2, [sp, #0x20]
 2c4  ldp	x19, x20, [sp, #0x40]
 2c8  ldp	x21, x22, [sp, #0x50]
 2cc  ldp	x23, x24, [sp, #0x60]
 2d0  ldp	x25, x26, [sp, #0x70]
 2d4  ldp	x27, x28, [sp, #0x80]
 2d8  ldr	x29, [sp, #0x90]
 2dc  ldp	d8, d9, [sp, #0xa0]
 2e0  ldp	d10, d11, [sp, #0xb0]
 2e4  ldp	d12, d13, [sp, #0xc0]
 2e8  ldp	d14, d15, [sp, #0xd0]
 2ec  mov	sp, x16
 2f0  ret
