/* naming.h - whose an address-space number is, told to whoever watches the machine (steps.h, marks 14 and 15). */
#ifndef FAULTLINE_KERNEL_NAMING_H
#define FAULTLINE_KERNEL_NAMING_H

struct process;

/* To be called when a process gets an address space, or another program into it, and before that space is used. */
void naming_tell(const struct process *process);

#endif
