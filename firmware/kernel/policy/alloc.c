/* alloc.c - frame allocation: equal, proportional to size, or by size times priority.
 *
 * Theory: of m frames, process i with weight w(i) gets m x w(i) / W, where W is the sum of all weights; the weights are
 * 1, the process's pages, or its pages times its priority. Shares are rounded down, and what is left is spare: 62 frames
 * for processes of 10 and 127 pages make 4 and 57, one spare.
 * Nobody gets less than the minimum that the instruction set asks for, so that one instruction can always have all its
 * pages at once: whose share would be smaller gets the minimum, and the others divide the rest anew.
 * Cost: at most `count` rounds over the processes.
 */
#include "alloc.h"

static uint64_t weight_of(enum fl_alloc_rule rule, const struct fl_alloc_claim *claim)
{
    switch (rule) {
    case FL_ALLOC_PROPORTIONAL:
        return claim->pages;
    case FL_ALLOC_PRIORITY:
        return claim->pages * claim->priority;
    default:
        return 1;
    }
}

/* Divides `frames` among those that are not fixed at the minimum. True: somebody new fell below it and is fixed now. */
static bool divide(enum fl_alloc_rule rule, uint64_t frames, uint64_t minimum, const struct fl_alloc_claim *claim,
                   uint32_t count, bool *fixed, uint64_t *share)
{
    uint64_t weights = 0;
    bool fell = false;
    for (uint32_t i = 0; i < count; i++)
        if (fixed[i])
            frames -= minimum;
        else
            weights += weight_of(rule, &claim[i]);
    for (uint32_t i = 0; i < count; i++) {
        if (!fixed[i])
            share[i] = weights ? frames * weight_of(rule, &claim[i]) / weights : 0;
        if (share[i] < minimum) {
            share[i] = minimum;
            fixed[i] = fell = true;
        }
    }
    return fell;
}

bool fl_alloc_shares(enum fl_alloc_rule rule, uint64_t frames, uint64_t minimum, const struct fl_alloc_claim *claim,
                     uint32_t count, uint64_t *share, uint64_t *spare)
{
    bool fixed[FL_ALLOC_MOST] = {false};
    if (count > FL_ALLOC_MOST || frames < count * minimum)
        return false;
    while (divide(rule, frames, minimum, claim, count, fixed, share))
        ;
    *spare = frames;
    for (uint32_t i = 0; i < count; i++)
        *spare -= share[i];
    return true;
}
