/* counters.h - what the kernel counts, for each process and for the whole system (struct fl_counters in abi.h). */
#ifndef FAULTLINE_KERNEL_COUNTERS_H
#define FAULTLINE_KERNEL_COUNTERS_H

#include "abi.h"

#include <stddef.h>

struct process;
struct text;

/* What served a page fault; in the order of struct fl_counters. */
enum fault_kind {
    FAULT_ZERO_FILL,
    FAULT_FILE,
    FAULT_SWAP_IN,
    FAULT_COW,
    FAULT_ACCESS_DIRTY,
    FAULT_POOL_RESCUE,
    FAULT_CACHE_HIT,
    FAULT_SPURIOUS,
    FAULT_ILLEGAL,
    FAULT_KINDS
};

#define COUNTER(name) (offsetof(struct fl_counters, name) / sizeof(uint64_t))

/* One more of counter COUNTER(name), for the process (may be NULL) and the system. */
void counters_count(struct process *process, size_t counter);

/* So many more. */
void counters_add(struct process *process, size_t counter, uint64_t more);

void counters_count_fault(struct process *process, enum fault_kind kind);

/* A process's counters, or with NULL the system's; those that are states rather than events as they stand now. */
struct fl_counters counters_read(const struct process *process);

/* Each counter in a line of its own: "<name> <value>". */
void counters_write(const struct fl_counters *counters, struct text *text);

/* The system's counters on the console, one line each: "counter <name> <value>". */
void counters_print(void);

#endif
