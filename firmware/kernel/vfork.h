/* vfork.h - a child in its parent's address space. */
#ifndef FAULTLINE_KERNEL_VFORK_H
#define FAULTLINE_KERNEL_VFORK_H

/* As fork, but the child uses the running process's address space, which sleeps until the child has started another
 * program or ended. The child's pid, 0 in the child, or a negative FL_E*. */
int vfork_running(void);

#endif
