# vfork.S - the one system call that must not have a stack frame: the child would spoil it before the parent returns.
    .text
    .globl fl_vfork
fl_vfork:
    li      a7, 48          # FL_SYS_VFORK
    ecall
    ret
