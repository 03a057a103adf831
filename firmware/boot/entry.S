# entry.S - the first instructions after reset: a stack, the M-mode trap vector, and the way into S-mode.
#
# In: a0 = hart id, a1 = device tree (physical). The kernel gets them unchanged, with a2 = 1 if stimecmp works
# and a3 = the largest ASID.

.section .boot.entry, "ax"
.globl _start
_start:
    la      sp, shim_stack_top
    la      t0, trap_vector
    csrw    mtvec, t0
    csrw    mscratch, sp
    mv      s0, a0
    mv      s1, a1
    bnez    a0, park                    # one hart runs; the others sleep
    call    pmp_open
    call    traps_delegate
    call    sstc_enable
    mv      s2, a0
    call    largest_asid
    mv      s4, a0
    call    first_map_build
    mv      s3, a0

    li      t0, 3 << 11                 # mstatus.MPP = S, interrupts off: the return below drops to S-mode
    csrc    mstatus, t0
    li      t0, 1 << 11
    csrs    mstatus, t0
    la      t0, enter_kernel
    csrw    mepc, t0
    mv      a0, s0
    mv      a1, s1
    mv      a2, s2
    mv      a3, s4
    mret

# S-mode, still untranslated. The first tables map this page one to one as well, so the fetch after satp succeeds.
enter_kernel:
    csrw    satp, s3
    sfence.vma x0, x0
    ld      t0, kernel_entry
    jr      t0
    .balign 8
kernel_entry:
    .dword  kernel_start

park:
    wfi
    j       park

# Calls from S-mode keep every register but a0 and a1, so what C may clobber is saved here.
    .balign 4
trap_vector:
    csrrw   sp, mscratch, sp
    addi    sp, sp, -144
    sd      ra, 0(sp)
    sd      t0, 8(sp)
    sd      t1, 16(sp)
    sd      t2, 24(sp)
    sd      t3, 32(sp)
    sd      t4, 40(sp)
    sd      t5, 48(sp)
    sd      t6, 56(sp)
    sd      a0, 64(sp)
    sd      a1, 72(sp)
    sd      a2, 80(sp)
    sd      a3, 88(sp)
    sd      a4, 96(sp)
    sd      a5, 104(sp)
    sd      a6, 112(sp)
    sd      a7, 120(sp)
    csrr    t0, mepc                    # probing an absent register traps inside the handler, and changes both
    sd      t0, 128(sp)
    csrr    t0, mstatus
    sd      t0, 136(sp)
    mv      a0, sp
    call    shim_trap
    ld      t0, 136(sp)
    csrw    mstatus, t0
    ld      t0, 128(sp)
    csrw    mepc, t0
    ld      ra, 0(sp)
    ld      t0, 8(sp)
    ld      t1, 16(sp)
    ld      t2, 24(sp)
    ld      t3, 32(sp)
    ld      t4, 40(sp)
    ld      t5, 48(sp)
    ld      t6, 56(sp)
    ld      a0, 64(sp)
    ld      a1, 72(sp)
    ld      a2, 80(sp)
    ld      a3, 88(sp)
    ld      a4, 96(sp)
    ld      a5, 104(sp)
    ld      a6, 112(sp)
    ld      a7, 120(sp)
    addi    sp, sp, 144
    csrrw   sp, mscratch, sp
    mret

.section .bss.shim_stack, "aw", @nobits
    .balign 16
    .space  2048
shim_stack_top:
