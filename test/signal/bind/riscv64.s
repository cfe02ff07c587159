   0  mv	t0, sp
   4  addi	sp, sp, -0x100
   8  sd	t0, 0x0(sp)
   c  sd	ra, 0x8(sp)
  10  sext.w	a0, a0
  14  sd	a0, 0x10(sp)
  18  sd	a1, 0x18(sp)
  1c  sd	a2, 0x20(sp)
  20  sd	s0, 0x40(sp)
  24  fsd	fs0, 0xa0(sp)
  28  sd	s1, 0x48(sp)
  2c  fsd	fs1, 0xa8(sp)
  30  sd	s2, 0x50(sp)
  34  fsd	fs2, 0xb0(sp)
  38  sd	s3, 0x58(sp)
  3c  fsd	fs3, 0xb8(sp)
  40  sd	s4, 0x60(sp)
  44  fsd	fs4, 0xc0(sp)
  48  sd	s5, 0x68(sp)
  4c  fsd	fs5, 0xc8(sp)
  50  sd	s6, 0x70(sp)
  54  fsd	fs6, 0xd0(sp)
  58  sd	s7, 0x78(sp)
  5c  fsd	fs7, 0xd8(sp)
  60  sd	s8, 0x80(sp)
  64  fsd	fs8, 0xe0(sp)
  68  sd	s9, 0x88(sp)
  6c  fsd	fs9, 0xe8(sp)
  70  sd	s10, 0x90(sp)
  74  fsd	fs10, 0xf0(sp)
  78  sd	s11, 0x98(sp)
  7c  fsd	fs11, 0xf8(sp)
  80  mv	t2, sp
  84  ld	t1, 0x20(t2)
  88  bnez	t1, 0x90
  8c  j	0x154
  90  lui	t1, 0x12
  94  add	t1, t1, tp
  98  ld	t1, 0x348(t1)
  9c  beqz	t1, 0xa4
  a0  j	0x154
  a4  ld	t1, 0x20(t2)
  a8  ld	t1, 0xb0(t1)
  ac  auipc	t3, 0x0
  b0  ld	t3, 0x294(t3)
  b4  bgeu	t1, t3, 0xbc
  b8  j	0xcc
  bc  auipc	t3, 0x0
  c0  ld	t3, 0x28c(t3)
  c4  bgeu	t1, t3, 0xcc
  c8  j	0xd0
  cc  j	0x154
  d0  auipc	t1, 0x0
  d4  ld	t1, 0x280(t1)
  d8  sd	t1, 0x38(t2)
  dc  lui	t1, 0x12
  e0  add	t1, t1, tp
  e4  ld	t1, 0x350(t1)
  e8  sd	t1, 0x28(t2)
  ec  lui	t1, 0x12
  f0  add	t1, t1, tp
  f4  ld	t1, 0x348(t1)
  f8  sd	t1, 0x30(t2)
  fc  auipc	t1, 0x0
 100  ld	t1, 0x25c(t1)
 104  mv	s1, t1
 108  ld	t1, 0x20(t2)
 10c  ld	t1, 0x140(t1)
 110  auipc	t3, 0x0
 114  ld	t3, 0x250(t3)
 118  add	t1, t1, t3
 11c  auipc	t3, 0x0
 120  ld	t3, 0x24c(t3)
 124  add	t1, t1, t3
 128  mv	s2, t1
 12c  sd	t2, 0x0(s2)
 130  auipc	t1, 0x0
 134  ld	t1, 0x240(t1)
 138  mv	s3, t1
 13c  ld	t1, 0x10(t2)
 140  mv	a0, t1
 144  mv	t1, t2
 148  sd	t1, -0x100(s2)
 14c  ld	t1, 0x0(s3)
 150  jr	t1
 154  auipc	t1, 0x0
 158  ld	t1, 0x224(t1)
 15c  sd	t1, 0x38(t2)
 160  lui	t1, 0x12
 164  add	t1, t1, tp
 168  ld	t1, 0x350(t1)
 16c  sd	t1, 0x28(t2)
 170  auipc	t3, 0x0
 174  ld	t3, 0x210(t3)
 178  add	t1, t1, t3
 17c  lui	t3, 0x12
 180  add	t3, t3, tp
 184  ld	t3, 0x358(t3)
 188  bgeu	t3, t1, 0x190
 18c  j	0x20c
 190  lui	t3, 0x12
 194  add	t3, t3, tp
 198  sd	t1, 0x350(t3)
 19c  lui	t1, 0x12
 1a0  add	t1, t1, tp
 1a4  ld	t1, 0x348(t1)
 1a8  sd	t1, 0x30(t2)
 1ac  auipc	t1, 0x0
 1b0  ld	t1, 0x1dc(t1)
 1b4  lui	t3, 0x12
 1b8  add	t3, t3, tp
 1bc  sd	t1, 0x348(t3)
 1c0  auipc	t1, 0x0
 1c4  ld	t1, 0x1d0(t1)
 1c8  mv	s1, t1
 1cc  ld	t1, 0x28(t2)
 1d0  auipc	t3, 0x0
 1d4  ld	t3, 0x1c8(t3)
 1d8  add	t1, t1, t3
 1dc  auipc	t3, 0x0
 1e0  ld	t3, 0x1c4(t3)
 1e4  add	t1, t1, t3
 1e8  mv	s2, t1
 1ec  sd	t2, 0x0(s2)
 1f0  auipc	t1, 0x0
 1f4  ld	t1, 0x1b8(t1)
 1f8  ld	t1, 0x0(t1)
 1fc  mv	s3, t1
 200  auipc	t1, 0x0
 204  ld	t1, 0x1b0(t1)
 208  jr	t1
 20c  ld	ra, 0x8(sp)
 210  ld	a0, 0x10(sp)
 214  ld	a1, 0x18(sp)
 218  ld	a2, 0x20(sp)
 21c  ld	s0, 0x40(sp)
 220  fld	fs0, 0xa0(sp)
 224  ld	s1, 0x48(sp)
 228  fld	fs1, 0xa8(sp)
 22c  ld	s2, 0x50(sp)
 230  fld	fs2, 0xb0(sp)
 234  ld	s3, 0x58(sp)
 238  fld	fs3, 0xb8(sp)
 23c  ld	s4, 0x60(sp)
 240  fld	fs4, 0xc0(sp)
 244  ld	s5, 0x68(sp)
 248  fld	fs5, 0xc8(sp)
 24c  ld	s6, 0x70(sp)
 250  fld	fs6, 0xd0(sp)
 254  ld	s7, 0x78(sp)
 258  fld	fs7, 0xd8(sp)
 25c  ld	s8, 0x80(sp)
 260  fld	fs8, 0xe0(sp)
 264  ld	s9, 0x88(sp)
 268  fld	fs9, 0xe8(sp)
 26c  ld	s10, 0x90(sp)
 270  fld	fs10, 0xf0(sp)
 274  ld	s11, 0x98(sp)
 278  fld	fs11, 0xf8(sp)
 27c  ld	sp, 0x0(sp)
 280  auipc	t1, 0x0
 284  ld	t1, 0x138(t1)
 288  jr	t1
 28c  ld	t2, 0x0(s2)
 290  ld	t1, 0x30(t2)
 294  lui	t3, 0x12
 298  add	t3, t3, tp
 29c  sd	t1, 0x348(t3)
 2a0  ld	t1, 0x28(t2)
 2a4  lui	t3, 0x12
 2a8  add	t3, t3, tp
 2ac  sd	t1, 0x350(t3)
 2b0  mv	sp, t2
 2b4  ld	ra, 0x8(sp)
 2b8  ld	a0, 0x10(sp)
 2bc  ld	a1, 0x18(sp)
 2c0  ld	a2, 0x20(sp)
 2c4  ld	s0, 0x40(sp)
 2c8  fld	fs0, 0xa0(sp)
 2cc  ld	s1, 0x48(sp)
 2d0  fld	fs1, 0xa8(sp)
 2d4  ld	s2, 0x50(sp)
 2d8  fld	fs2, 0xb0(sp)
 2dc  ld	s3, 0x58(sp)
 2e0  fld	fs3, 0xb8(sp)
 2e4  ld	s4, 0x60(sp)
 2e8  fld	fs4, 0xc0(sp)
 2ec  ld	s5, 0x68(sp)
 2f0  fld	fs5, 0xc8(sp)
 2f4  ld	s6, 0x70(sp)
 2f8  fld	fs6, 0xd0(sp)
 2fc  ld	s7, 0x78(sp)
 300  fld	fs7, 0xd8(sp)
 304  ld	s8, 0x80(sp)
 308  fld	fs8, 0xe0(sp)
 30c  ld	s9, 0x88(sp)
 310  fld	fs9, 0xe8(sp)
 314  ld	s10, 0x90(sp)
 318  fld	fs10, 0xf0(sp)
 31c  ld	s11, 0x98(sp)
 320  fld	fs11, 0xf8(sp)
 324  ld	sp, 0x0(sp)
 328  ret
