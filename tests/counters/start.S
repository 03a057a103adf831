# start.S - reset: a stack, a trap vector that skips what trapped or returns from where no code is, and the program.
.section .text.start, "ax"
.globl _start
_start:
    la      sp, stack_top
    la      t0, skip
    csrw    mtvec, t0
    call    program
1:  wfi
    j       1b

# Of the loads and stores that may trap here none is compressed.
    .balign 4
skip:
    csrr    t6, mepc
    csrr    t5, mcause
    addi    t5, t5, -1                  # instruction access fault
    addi    t6, t6, 4
    bnez    t5, 1f
    mv      t6, ra
1:  csrw    mepc, t6
    li      t6, 3 << 11                 # back to M-mode
    csrs    mstatus, t6
    mret

.section .bss
    .balign 16
    .space  4096
stack_top:
