# trap.S - every trap comes in here, and leaves here.
#
# sscratch always points at the hart's block (hart.h). Two registers find a home there, so that the first marks of the
# fault steps (steps.h) can be made before anything is saved on a stack: step 1 at once, and step 7 if this is an
# interrupt. The counter of retired instructions is read on the way in and out, at a constant distance from user mode
# (trap_overhead), so that trap.c can tell how far a process has come. A trap from user mode continues on the process's kernel stack, one from the kernel (a page fault while it
# copies from or to a process, an interrupt while it idles) on the stack in use.

#include "csr.h"
#include "hart.h"
#include "steps.h"
#include "trap.h"

.section .text
.globl trap_entry
    .balign 4
trap_entry:
    csrrw   tp, sscratch, tp
    sd      t0, HART_SCRATCH_T0(tp)
    csrr    t0, instret
    sd      t0, HART_ENTERED(tp)
    ld      t0, HART_NEXT_TOKEN(tp)
    fault_step(t0, 1)
    csrr    t0, scause
    bgez    t0, 1f
    ld      t0, HART_DISK_TOKEN(tp)
    fault_step(t0, 7)
1:  sd      sp, HART_SCRATCH_SP(tp)
    csrr    t0, sstatus
    andi    t0, t0, SSTATUS_SPP
    bnez    t0, 2f
    ld      sp, HART_STACK(tp)
2:  addi    sp, sp, -FRAME_SIZE

    sd      x1, 8(sp)
    sd      x3, 24(sp)
    sd      x6, 48(sp)
    sd      x7, 56(sp)
    sd      x8, 64(sp)
    sd      x9, 72(sp)
    sd      x10, 80(sp)
    sd      x11, 88(sp)
    sd      x12, 96(sp)
    sd      x13, 104(sp)
    sd      x14, 112(sp)
    sd      x15, 120(sp)
    sd      x16, 128(sp)
    sd      x17, 136(sp)
    sd      x18, 144(sp)
    sd      x19, 152(sp)
    sd      x20, 160(sp)
    sd      x21, 168(sp)
    sd      x22, 176(sp)
    sd      x23, 184(sp)
    sd      x24, 192(sp)
    sd      x25, 200(sp)
    sd      x26, 208(sp)
    sd      x27, 216(sp)
    sd      x28, 224(sp)
    sd      x29, 232(sp)
    sd      x30, 240(sp)
    sd      x31, 248(sp)
    ld      t0, HART_SCRATCH_SP(tp)
    sd      t0, 16(sp)
    csrrw   t0, sscratch, tp            # the interrupted tp; the block is back in its place
    sd      t0, 32(sp)
    ld      t0, HART_SCRATCH_T0(tp)
    sd      t0, 40(sp)
    csrr    t0, sepc
    sd      t0, FRAME_PC(sp)
    csrr    t0, sstatus
    sd      t0, FRAME_STATUS(sp)
    sd      x0, FRAME_TOKEN(sp)
    li      t1, SSTATUS_SUM             # a copy from or to a process may be what faulted
    csrc    sstatus, t1

    ld      t0, HART_NEXT_TOKEN(tp)
    fault_step(t0, 2)
    csrr    t0, scause
    bgez    t0, 3f
    ld      t0, HART_DISK_TOKEN(tp)
    fault_step(t0, 8)
3:  mv      a0, sp
    call    trap_handle

.globl trap_return
trap_return:                            # sp points at the frame
    .option push
    .option norvc                       # so that the distance below can be had from addresses
leaving:
    csrr    t0, instret
    sd      t0, HART_LEFT(tp)
    ld      t0, FRAME_PC(sp)
    csrw    sepc, t0
    ld      t0, FRAME_STATUS(sp)
    csrw    sstatus, t0
    ld      t0, FRAME_TOKEN(sp)
    ld      x1, 8(sp)
    ld      x3, 24(sp)
    ld      x4, 32(sp)
    ld      x6, 48(sp)
    ld      x7, 56(sp)
    ld      x8, 64(sp)
    ld      x9, 72(sp)
    ld      x10, 80(sp)
    ld      x11, 88(sp)
    ld      x12, 96(sp)
    ld      x13, 104(sp)
    ld      x14, 112(sp)
    ld      x15, 120(sp)
    ld      x16, 128(sp)
    ld      x17, 136(sp)
    ld      x18, 144(sp)
    ld      x19, 152(sp)
    ld      x20, 160(sp)
    ld      x21, 168(sp)
    ld      x22, 176(sp)
    ld      x23, 184(sp)
    ld      x24, 192(sp)
    ld      x25, 200(sp)
    ld      x26, 208(sp)
    ld      x27, 216(sp)
    ld      x28, 224(sp)
    ld      x29, 232(sp)
    ld      x30, 240(sp)
    ld      x31, 248(sp)
    fault_step(t0, 12)
    ld      x5, 40(sp)
    ld      x2, 16(sp)
    sret
left:
    .option pop

# Instructions outside the process between the two readings: these here, and two before trap_entry's.
.section .rodata
    .balign 8
.globl trap_overhead
trap_overhead:
    .dword  (left - leaving) / 4 + 2
.section .text

# A process's first moments: the function in s0 runs in the kernel, then the frame that sp points at is returned to.
.globl kernel_thread
kernel_thread:
    jalr    s0
    j       trap_return
