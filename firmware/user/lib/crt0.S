# crt0.S - the first instructions of a user program.
#
# The kernel enters with a0 = argc, a1 = argv and sp on the stack; bss needs no clearing, because its pages are
# zero-filled on demand. What main returns is the exit status.
    .section .start, "ax"
    .globl _start
_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    la      tp, __tls_base
    call    main
    call    exit
