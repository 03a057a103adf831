/* alloc.h - how many frames each process gets; arithmetic only, the same in the kernel and on the host. */
#ifndef FAULTLINE_KERNEL_POLICY_ALLOC_H
#define FAULTLINE_KERNEL_POLICY_ALLOC_H

#include <stdbool.h>
#include <stdint.h>

#define FL_ALLOC_MOST 64 /* processes */

/* FREQUENCY: the minimum for everybody; what else one gets, its page faults decide (frequency.h). */
enum fl_alloc_rule { FL_ALLOC_EQUAL, FL_ALLOC_PROPORTIONAL, FL_ALLOC_PRIORITY, FL_ALLOC_FREQUENCY };

struct fl_alloc_claim {
    uint64_t pages;    /* how big the process is           */
    uint64_t priority; /* 1 and up, for FL_ALLOC_PRIORITY  */
};

/* The share of each of `count` processes in share[], what division leaves over in *spare. False: `frames` are fewer than
 * the minimum for everybody, and nothing is said. */
bool fl_alloc_shares(enum fl_alloc_rule rule, uint64_t frames, uint64_t minimum, const struct fl_alloc_claim *claim,
                     uint32_t count, uint64_t *share, uint64_t *spare);

#endif
