/* winter.h - a spell in which the walker's memory is slower, busier or more fought over than in any mix, and fences come in volleys.
 *
 * What counts cycles, fences or lost updates in a few bits shows only here. A world has one winter at most, and it is over after some
 * memory accesses: traffic stays what the mix promises, and about as fast.
 */
#ifndef FAULTLINE_CHECK_WINTER_H
#define FAULTLINE_CHECK_WINTER_H

#include "check/traffic.h"

#define FL_VOLLEY_MOST 17

enum fl_winter_kind { FL_WINTER_NONE, FL_WINTER_SLOW, FL_WINTER_BUSY, FL_WINTER_RIVALS, FL_WINTER_KINDS };

struct fl_winter {
    struct fl_traffic *traffic; /* borrowed */
    struct fl_random random;
    enum fl_winter_kind kind; /* the one that is on, or to come */
    uint64_t from;            /* transactions before it */
    bool on;
    uint64_t last, met;       /* memory accesses: when it is over, and the latest one looked at */
    unsigned volley;          /* fences that are still to come within that access */
    struct fl_manners before; /* of the memory */
};

void fl_winter_init(struct fl_winter *winter, struct fl_traffic *traffic, uint64_t seed);
/* A new world, of so many transactions from the given one on: one may come in it. The old world's is over, and the memory's manners are
 * the new one's. */
void fl_winter_plan(struct fl_winter *winter, uint64_t begins, unsigned transactions);
/* Does it come now, after so many transactions? */
void fl_winter_come(struct fl_winter *winter, uint64_t transactions);
/* One cycle, before the bench's: drives a fence of a volley, and ends a winter that is over. */
void fl_winter_cycle(struct fl_winter *winter);

#endif
