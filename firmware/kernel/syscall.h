/* syscall.h - what processes may ask for; abi.h says what each call means. */
#ifndef FAULTLINE_KERNEL_SYSCALL_H
#define FAULTLINE_KERNEL_SYSCALL_H

struct trap_frame;

/* Does what the registers ask and puts the result in a0. */
void syscall_handle(struct trap_frame *frame);

#endif
