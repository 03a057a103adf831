/* fault.h - serving one page fault. */
#ifndef FAULTLINE_KERNEL_FAULT_H
#define FAULTLINE_KERNEL_FAULT_H

#include "reclaim.h"

#include <stdint.h>

struct process;

enum access { ACCESS_LOAD, ACCESS_STORE, ACCESS_FETCH };

/* Serves the fault of the running process at `va`; may sleep. When DONE the access can be made again. ILLEGAL: *why
 * says, in a few words, which rule the reference breaks. */
enum outcome fault_serve(struct process *process, uint64_t va, enum access access, const char **why);

#endif
