/* proc.h - the kernel's state as text, by name, for processes to read. */
#ifndef FAULTLINE_KERNEL_PROC_H
#define FAULTLINE_KERNEL_PROC_H

#include "print.h"

#include <stdbool.h>

/* Appends what is known under `name`: "faults", "memory", "buddy", "slab", "processes" or
 * "recount" (the others' figures counted again); "all" is all of them at one moment. False: no such name. */
bool proc_write(const char *name, struct text *text);

#endif
