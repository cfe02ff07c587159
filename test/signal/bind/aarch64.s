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
  4c  cbz	x16, 0x160
  50  mov	x16, #0x5550
  54  movk	x16, #0x5, lsl #16
  58  movk	x16, #0x0, lsl #32
  5c  movk	x16, #0x0, lsl #48
  60  ldr	x16, [x16]
  64  cbnz	x16, 0x160
  68  ldr	x16, [x17, #0x20]
  6c  ldr	x16, [x16, #0x1b8]
  70  mov	x15, #0x0
  74  movk	x15, #0x4, lsl #16
  78  movk	x15, #0x0, lsl #32
  7c  movk	x15, #0x0, lsl #48
  80  cmp	x16, x15
  84  b.lo	0xa0
  88  mov	x15, #0x5000
  8c  movk	x15, #0x4, lsl #16
  90  movk	x15, #0x0, lsl #32
  94  movk	x15, #0x0, lsl #48
  98  cmp	x16, x15
  9c  b.lo	0xa4
  a0  b	0x160
  a4  mov	x16, #0x0
  a8  movk	x16, #0x0, lsl #16
  ac  movk	x16, #0x0, lsl #32
  b0  movk	x16, #0x0, lsl #48
  b4  str	x16, [x17, #0x38]
  b8  mov	x16, #0x7770
  bc  movk	x16, #0x7, lsl #16
  c0  movk	x16, #0x0, lsl #32
  c4  movk	x16, #0x0, lsl #48
  c8  ldr	x16, [x16]
  cc  str	x16, [x17, #0x28]
  d0  mov	x16, #0x5550
  d4  movk	x16, #0x5, lsl #16
  d8  movk	x16, #0x0, lsl #32
  dc  movk	x16, #0x0, lsl #48
  e0  ldr	x16, [x16]
  e4  str	x16, [x17, #0x30]
  e8  mov	x16, #0x350
  ec  movk	x16, #0x1, lsl #16
  f0  movk	x16, #0x0, lsl #32
  f4  movk	x16, #0x0, lsl #48
  f8  add	x19, x16, #0x0
  fc  ldr	x16, [x17, #0x20]
 100  ldr	x16, [x16, #0x158]
 104  mov	x15, #0xffc0
 108  movk	x15, #0xffff, lsl #16
 10c  movk	x15, #0xffff, lsl #32
 110  movk	x15, #0xffff, lsl #48
 114  add	x16, x16, x15
 118  mov	x15, #0xfff8
 11c  movk	x15, #0xffff, lsl #16
 120  movk	x15, #0xffff, lsl #32
 124  movk	x15, #0xffff, lsl #48
 128  add	x16, x16, x15
 12c  add	x20, x16, #0x0
 130  str	x17, [x20]
 134  mov	x16, #0xdef0
 138  movk	x16, #0x9abc, lsl #16
 13c  movk	x16, #0x5678, lsl #32
 140  movk	x16, #0x1234, lsl #48
 144  add	x21, x16, #0x0
 148  ldr	x16, [x17, #0x10]
 14c  add	x0, x16, #0x0
 150  add	x16, x17, #0x0
 154  stur	x16, [x20, #-0x100]
 158  ldr	x16, [x21]
 15c  br	x16
 160  mov	x16, #0x1
 164  movk	x16, #0x0, lsl #16
 168  movk	x16, #0x0, lsl #32
 16c  movk	x16, #0x0, lsl #48
 170  str	x16, [x17, #0x38]
 174  mov	x16, #0x7770
 178  movk	x16, #0x7, lsl #16
 17c  movk	x16, #0x0, lsl #32
 180  movk	x16, #0x0, lsl #48
 184  ldr	x16, [x16]
 188  str	x16, [x17, #0x28]
 18c  mov	x15, #0x2000
 190  movk	x15, #0x3, lsl #16
 194  movk	x15, #0x0, lsl #32
 198  movk	x15, #0x0, lsl #48
 19c  cmp	x16, x15
 1a0  b.lo	0x1a8
 1a4  b	0x280
 1a8  mov	x15, #0x1000
 1ac  movk	x15, #0x0, lsl #16
 1b0  movk	x15, #0x0, lsl #32
 1b4  movk	x15, #0x0, lsl #48
 1b8  add	x16, x16, x15
 1bc  mov	x15, #0x7770
 1c0  movk	x15, #0x7, lsl #16
 1c4  movk	x15, #0x0, lsl #32
 1c8  movk	x15, #0x0, lsl #48
 1cc  str	x16, [x15]
 1d0  mov	x16, #0x5550
 1d4  movk	x16, #0x5, lsl #16
 1d8  movk	x16, #0x0, lsl #32
 1dc  movk	x16, #0x0, lsl #48
 1e0  ldr	x16, [x16]
 1e4  str	x16, [x17, #0x30]
 1e8  mov	x16, #0x0
 1ec  movk	x16, #0x0, lsl #16
 1f0  movk	x16, #0x0, lsl #32
 1f4  movk	x16, #0x0, lsl #48
 1f8  mov	x15, #0x5550
 1fc  movk	x15, #0x5, lsl #16
 200  movk	x15, #0x0, lsl #32
 204  movk	x15, #0x0, lsl #48
 208  str	x16, [x15]
 20c  mov	x16, #0x2cc
 210  movk	x16, #0x1, lsl #16
 214  movk	x16, #0x0, lsl #32
 218  movk	x16, #0x0, lsl #48
 21c  add	x19, x16, #0x0
 220  ldr	x16, [x17, #0x28]
 224  mov	x15, #0x1000
 228  movk	x15, #0x0, lsl #16
 22c  movk	x15, #0x0, lsl #32
 230  movk	x15, #0x0, lsl #48
 234  add	x16, x16, x15
 238  mov	x15, #0xfff8
 23c  movk	x15, #0xffff, lsl #16
 240  movk	x15, #0xffff, lsl #32
 244  movk	x15, #0xffff, lsl #48
 248  add	x16, x16, x15
 24c  add	x20, x16, #0x0
 250  str	x17, [x20]
 254  mov	x16, #0x2220
 258  movk	x16, #0x2, lsl #16
 25c  movk	x16, #0x0, lsl #32
 260  movk	x16, #0x0, lsl #48
 264  ldr	x16, [x16]
 268  add	x21, x16, #0x0
 26c  mov	x16, #0x4440
 270  movk	x16, #0x4, lsl #16
 274  movk	x16, #0x0, lsl #32
 278  movk	x16, #0x0, lsl #48
 27c  br	x16
 280  ldp	x16, x30, [sp]
 284  ldp	x0, x1, [sp, #0x10]
 288  ldr	x2, [sp, #0x20]
 28c  ldp	x19, x20, [sp, #0x40]
 290  ldp	x21, x22, [sp, #0x50]
 294  ldp	x23, x24, [sp, #0x60]
 298  ldp	x25, x26, [sp, #0x70]
 29c  ldp	x27, x28, [sp, #0x80]
 2a0  ldr	x29, [sp, #0x90]
 2a4  ldp	d8, d9, [sp, #0xa0]
 2a8  ldp	d10, d11, [sp, #0xb0]
 2ac  ldp	d12, d13, [sp, #0xc0]
 2b0  ldp	d14, d15, [sp, #0xd0]
 2b4  mov	sp, x16
 2b8  mov	x16, #0x6660
 2bc  movk	x16, #0x6, lsl #16
 2c0  movk	x16, #0x0, lsl #32
 2c4  movk	x16, #0x0, lsl #48
 2c8  br	x16
 2cc  bti	jc
 2d0  ldr	x17, [x20]
 2d4  ldr	x16, [x17, #0x30]
 2d8  mov	x15, #0x5550
 2dc  movk	x15, #0x5, lsl #16
 2e0  movk	x15, #0x0, lsl #32
 2e4  movk	x15, #0x0, lsl #48
 2e8  str	x16, [x15]
 2ec  ldr	x16, [x17, #0x28]
 2f0  mov	x15, #0x7770
 2f4  movk	x15, #0x7, lsl #16
 2f8  movk	x15, #0x0, lsl #32
 2fc  movk	x15, #0x0, lsl #48
 300  str	x16, [x15]
 304  mov	sp, x17
 308  ldp	x16, x30, [sp]
 30c  ldp	x0, x1, [sp, #0x10]
 310  ldr	x2, [sp, #0x20]
 314  ldp	x19, x20, [sp, #0x40]
 318  ldp	x21, x22, [sp, #0x50]
 31c  ldp	x23, x24, [sp, #0x60]
 320  ldp	x25, x26, [sp, #0x70]
 324  ldp	x27, x28, [sp, #0x80]
 328  ldr	x29, [sp, #0x90]
 32c  ldp	d8, d9, [sp, #0xa0]
 330  ldp	d10, d11, [sp, #0xb0]
 334  ldp	d12, d13, [sp, #0xc0]
 338  ldp	d14, d15, [sp, #0xd0]
 33c  mov	sp, x16
 340  ret
