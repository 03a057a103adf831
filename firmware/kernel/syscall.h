/* syscall.h - what processes may ask for; abi.h says what each call means. */
#ifndef FAULTLINE_KERNEL_SYSCALL_H
#define FAULTLINE_KERNEL_SYSCALL_H

#include <stdint.h>

struct trap_frame;

/* One call: arguments as in a0 to a5, the result for a0. */
typedef int64_t syscall_function(const uint64_t argument[6]);

/* Does what the registers ask and puts the result in a0. */
void syscall_handle(struct trap_frame *frame);

#endif
