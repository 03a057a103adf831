# start.S - the kernel's first instructions, at its own addresses: a stack and the hart's block.
#
# In: a0 = hart id, a1 = device tree (physical), a2 = 1 if the hart has stimecmp,
# a3 = the largest ASID it keeps.

.section .text
.globl kernel_start
kernel_start:
    la      sp, scheduler_stack_top
    la      tp, hart
    mv      a0, a1
    mv      a1, a2
    mv      a2, a3
    tail    kernel_main

# The boot code's stack, and the scheduler's ever after.
.section .bss.scheduler_stack, "aw", @nobits
    .balign 16
    .space  8192
scheduler_stack_top:
