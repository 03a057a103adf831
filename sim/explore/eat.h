/* eat.h - effective access time: measured, by the textbook's formula with this run's numbers, and the difference explained.
 *
 *   EAT = (1 - p) x ma + p x page fault time
 *
 * An access is a fetch block, a load or a store of user code. Its time ma is one cycle of the pipeline plus its share of the
 * stalls of user code for translation and memory. p is page faults of user code per access. Measured is the sum of all access
 * times and all fault times over the number of accesses. The formula counts a faulting access as taking the fault time alone;
 * in truth it is restarted and takes ma as well: measured - formula = p x ma.
 */
#ifndef FAULTLINE_EAT_H
#define FAULTLINE_EAT_H

#include "explore/ledger.h"

struct fl_eat {
    uint64_t accesses, faults;         /* of user code; faults that ended with a restarted instruction */
    double ma, p, fault_time;          /* cycles, probability, cycles */
    double translation, memory;        /* parts of ma beyond the pipeline's cycle */
    double measured, formula, restart; /* cycles; restart = p x ma explains the difference */
};

/* The formula: of two times, `ma` and `fault_time`, the second is met with probability p. Any unit; with a hit's time, a miss's
 * time and the miss ratio it is the textbook's formula for a TLB, too. */
double fl_eat_formula(double p, double ma, double fault_time);

/* Its inverse: the probability of faults at which the formula gives `target`. */
double fl_eat_fault_bound(double target, double ma, double fault_time);

struct fl_eat fl_eat_of(const struct fl_ledger *ledger);

#endif
