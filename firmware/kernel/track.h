/* track.h - exact tracking: a soft fault tells of every use of a page, to policies that want to know each one. */
#ifndef FAULTLINE_KERNEL_TRACK_H
#define FAULTLINE_KERNEL_TRACK_H

#include "counters.h"
#include "reclaim.h"

#include <stdint.h>

struct process;

#define TRACK_OPEN 8 /* one instruction uses at most four pages; a system call may use more, and the first are hidden */

/* A process's tracked pages that are visible now: those its last instruction used. */
struct track {
    uint64_t page[TRACK_OPEN];
    unsigned open;
    uint64_t position; /* the instruction, in user-mode instructions retired before it */
};

/* The fault at `page` has been served as `kind`: tells the pool's policy about the use. Pages that the policy gives up
 * are evicted, so it may sleep. */
void track_use(struct process *process, uint64_t page, enum fault_kind kind);

/* Hides the tracked pages of [start, end), so that their next use is seen. */
void track_hide_all(struct process *process, uint64_t start, uint64_t end);

/* Does an instruction under way need the page?  It will be made again, with all its pages. */
bool track_needs(const struct process *process, uint64_t page);

/* For checks: may the running process's leaf at `page` be visible? */
bool track_is_open(const struct process *process, uint64_t page);

#endif
