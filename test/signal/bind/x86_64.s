   0  cld
   1  movq	%rsp, %rax
   4  subq	$0x100, %rsp
   b  andq	$-0x10, %rsp
   f  movq	%rax, (%rsp)
  13  movslq	%edi, %rdi
  16  movq	%rdi, 0x10(%rsp)
  1b  movq	%rsi, 0x18(%rsp)
  20  movq	%rdx, 0x20(%rsp)
  25  movq	%rbx, 0x40(%rsp)
  2a  movq	%rbp, 0x48(%rsp)
  2f  movq	%r12, 0x50(%rsp)
  34  movq	%r13, 0x58(%rsp)
  39  movq	%r14, 0x60(%rsp)
  3e  movq	%r15, 0x68(%rsp)
  43  movq	%rsp, %r11
  46  movq	0x20(%r11), %rax
  4d  testq	%rax, %rax
  50  je	0x13d
  56  movq	%fs:0x12348, %rax
  5f  testq	%rax, %rax
  62  jne	0x13d
  68  movq	0x20(%r11), %rax
  6f  movq	0xa8(%rax), %rax
  76  movabsq	$0x40000, %r10
  80  cmpq	%r10, %rax
  83  jb	0x9c
  89  movabsq	$0x45000, %r10
  93  cmpq	%r10, %rax
  96  jb	0xa1
  9c  jmp	0x13d
  a1  movabsq	$0x0, %rax
  ab  movq	%rax, 0x38(%r11)
  b2  movq	%fs:0x12350, %rax
  bb  movq	%rax, 0x28(%r11)
  c2  movq	%fs:0x12348, %rax
  cb  movq	%rax, 0x30(%r11)
  d2  movabsq	$0x102a8, %rax
  dc  movq	%rax, %rbx
  df  movq	0x20(%r11), %rax
  e6  movq	0x78(%rax), %rax
  ed  movabsq	$-0x40, %r10
  f7  addq	%r10, %rax
  fa  movabsq	$-0x8, %r10
 104  addq	%r10, %rax
 107  movq	%rax, %rbp
 10a  movq	%r11, (%rbp)
 111  movabsq	$0x123456789abcdef0, %rax
 11b  movq	%rax, %r12
 11e  movq	0x10(%r11), %rax
 125  movq	%rax, %r15
 128  movq	%r11, %rax
 12b  movq	%rax, -0x100(%rbp)
 132  movq	(%r12), %rax
 13a  jmpq	*%rax
 13d  movabsq	$0x1, %rax
 147  movq	%rax, 0x38(%r11)
 14e  movq	%fs:0x12350, %rax
 157  movq	%rax, 0x28(%r11)
 15e  movabsq	$0x1000, %r10
 168  addq	%r10, %rax
 16b  movq	%fs:0x12358, %r10
 174  cmpq	%rax, %r10
 177  jb	0x202
 17d  movq	%rax, %fs:0x12350
 186  movq	%fs:0x12348, %rax
 18f  movq	%rax, 0x30(%r11)
 196  movabsq	$0x0, %rax
 1a0  movq	%rax, %fs:0x12348
 1a9  movabsq	$0x10240, %rax
 1b3  movq	%rax, %rbx
 1b6  movq	0x28(%r11), %rax
 1bd  movabsq	$0x1000, %r10
 1c7  addq	%r10, %rax
 1ca  movabsq	$-0x8, %r10
 1d4  addq	%r10, %rax
 1d7  movq	%rax, %rbp
 1da  movq	%r11, (%rbp)
 1e1  movabsq	$0x22220, %rax
 1eb  movq	(%rax), %rax
 1f2  movq	%rax, %r12
 1f5  movabsq	$0x44440, %rax
 1ff  jmpq	*%rax
 202  movq	0x10(%rsp), %rdi
 207  movq	0x18(%rsp), %rsi
 20c  movq	0x20(%rsp), %rdx
 211  movq	0x40(%rsp), %rbx
 216  movq	0x48(%rsp), %rbp
 21b  movq	0x50(%rsp), %r12
 220  movq	0x58(%rsp), %r13
 225  movq	0x60(%rsp), %r14
 22a  movq	0x68(%rsp), %r15
 22f  movq	(%rsp), %rsp
 233  movabsq	$0x66660, %rax
 23d  jmpq	*%rax
 240  cld
 241  movq	(%rbp), %r11
 248  movq	0x30(%r11), %rax
 24f  movq	%rax, %fs:0x12348
 258  movq	0x28(%r11), %rax
 25f  movq	%rax, %fs:0x12350
 268  movq	%r11, %rsp
 26b  movq	0x10(%rsp), %rdi
 270  movq	0x18(%rsp), %rsi
 275  movq	0x20(%rsp), %rdx
 27a  movq	0x40(%rsp), %rbx
 27f  movq	0x48(%rsp), %rbp
 284  movq	0x50(%rsp), %r12
 289  movq	0x58(%rsp), %r13
 28e  movq	0x60(%rsp), %r14
 293  movq	0x68(%rsp), %r15
 298  movq	(%rsp), %rsp
 29c  retq
