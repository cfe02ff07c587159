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
  50  je	0x155
  56  movabsq	$0x55550, %rax
  60  movq	(%rax), %rax
  67  testq	%rax, %rax
  6a  jne	0x155
  70  movq	0x20(%r11), %rax
  77  movq	0xa8(%rax), %rax
  7e  movabsq	$0x40000, %r10
  88  cmpq	%r10, %rax
  8b  jb	0xa4
  91  movabsq	$0x45000, %r10
  9b  cmpq	%r10, %rax
  9e  jb	0xa9
  a4  jmp	0x155
  a9  movabsq	$0x0, %rax
  b3  movq	%rax, 0x38(%r11)
  ba  movabsq	$0x77770, %rax
  c4  movq	(%rax), %rax
  cb  movq	%rax, 0x28(%r11)
  d2  movabsq	$0x55550, %rax
  dc  movq	(%rax), %rax
  e3  movq	%rax, 0x30(%r11)
  ea  movabsq	$0x102f8, %rax
  f4  movq	%rax, %rbx
  f7  movq	0x20(%r11), %rax
  fe  movq	0x78(%rax), %rax
 105  movabsq	$-0x40, %r10
 10f  addq	%r10, %rax
 112  movabsq	$-0x8, %r10
 11c  addq	%r10, %rax
 11f  movq	%rax, %rbp
 122  movq	%r11, (%rbp)
 129  movabsq	$0x123456789abcdef0, %rax
 133  movq	%rax, %r12
 136  movq	0x10(%r11), %rax
 13d  movq	%rax, %r15
 140  movq	%r11, %rax
 143  movq	%rax, -0x100(%rbp)
 14a  movq	(%r12), %rax
 152  jmpq	*%rax
 155  movabsq	$0x1, %rax
 15f  movq	%rax, 0x38(%r11)
 166  movabsq	$0x77770, %rax
 170  movq	(%rax), %rax
 177  movq	%rax, 0x28(%r11)
 17e  movabsq	$0x32000, %r10
 188  cmpq	%r10, %rax
 18b  jb	0x196
 191  jmp	0x240
 196  movabsq	$0x1000, %r10
 1a0  addq	%r10, %rax
 1a3  movabsq	$0x77770, %r10
 1ad  movq	%rax, (%r10)
 1b4  movabsq	$0x55550, %rax
 1be  movq	(%rax), %rax
 1c5  movq	%rax, 0x30(%r11)
 1cc  movabsq	$0x0, %rax
 1d6  movabsq	$0x55550, %r10
 1e0  movq	%rax, (%r10)
 1e7  movabsq	$0x1027e, %rax
 1f1  movq	%rax, %rbx
 1f4  movq	0x28(%r11), %rax
 1fb  movabsq	$0x1000, %r10
 205  addq	%r10, %rax
 208  movabsq	$-0x8, %r10
 212  addq	%r10, %rax
 215  movq	%rax, %rbp
 218  movq	%r11, (%rbp)
 21f  movabsq	$0x22220, %rax
 229  movq	(%rax), %rax
 230  movq	%rax, %r12
 233  movabsq	$0x44440, %rax
 23d  jmpq	*%rax
 240  movq	0x10(%rsp), %rdi
 245  movq	0x18(%rsp), %rsi
 24a  movq	0x20(%rsp), %rdx
 24f  movq	0x40(%rsp), %rbx
 254  movq	0x48(%rsp), %rbp
 259  movq	0x50(%rsp), %r12
 25e  movq	0x58(%rsp), %r13
 263  movq	0x60(%rsp), %r14
 268  movq	0x68(%rsp), %r15
 26d  movq	(%rsp), %rsp
 271  movabsq	$0x66660, %rax
 27b  jmpq	*%rax
 27e  cld
 27f  movq	(%rbp), %r11
 286  movq	0x30(%r11), %rax
 28d  movabsq	$0x55550, %r10
 297  movq	%rax, (%r10)
 29e  movq	0x28(%r11), %rax
 2a5  movabsq	$0x77770, %r10
 2af  movq	%rax, (%r10)
 2b6  movq	%r11, %rsp
 2b9  movq	0x10(%rsp), %rdi
 2be  movq	0x18(%rsp), %rsi
 2c3  movq	0x20(%rsp), %rdx
 2c8  movq	0x40(%rsp), %rbx
 2cd  movq	0x48(%rsp), %rbp
 2d2  movq	0x50(%rsp), %r12
 2d7  movq	0x58(%rsp), %r13
 2dc  movq	0x60(%rsp), %r14
 2e1  movq	0x68(%rsp), %r15
 2e6  movq	(%rsp), %rsp
 2ea  retq
