# start.S - reset: a stack, a trap vector that skips what trapped, and the program.
.section .text.start, "ax"
.globl _start
_start:
    la      sp, stack_top
    la      t0, skip
    csrw    mtvec, t0
    call    program
1:  wfi
    j       1b

# Of the instructions that may trap here none is compressed.
    .balign 4
skip:
    csrr    t6, mepc
    addi    t6, t6, 4
    csrw    mepc, t6
    li      t6, 3 << 11                 # back to M-mode
    csrs    mstatus, t6
    mret

.section .bss
    .balign 16
    .space  4096
stack_top:
