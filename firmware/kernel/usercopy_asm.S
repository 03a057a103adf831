# usercopy_asm.S - usercopy_bytes(to, from, size): the only kernel code that may fault, with access to user pages (SUM)
# on just here. The trap handler continues at usercopy_failed after a reference that is not legal.

#include "csr.h"

.section .text
.globl usercopy_bytes, usercopy_begin, usercopy_end, usercopy_failed
usercopy_bytes:
    li      t0, SSTATUS_SUM
    add     t2, a1, a2
    csrs    sstatus, t0
usercopy_begin:
    beq     a1, t2, usercopy_end
    lbu     t1, 0(a1)
    sb      t1, 0(a0)
    addi    a0, a0, 1
    addi    a1, a1, 1
    j       usercopy_begin
usercopy_end:
    csrc    sstatus, t0
    li      a0, 0
    ret
usercopy_failed:
    li      t0, SSTATUS_SUM
    csrc    sstatus, t0
    li      a0, -1
    ret
