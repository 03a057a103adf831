/* check.h - a run of random traffic: a seed, a mix, a number of transactions; what was done and compared. */
#ifndef FAULTLINE_CHECK_H
#define FAULTLINE_CHECK_H

#include "check/mix.h"
#include "check/stranger.h"
#include "check/traffic.h"
#include "check/winter.h"

struct fl_check_config {
    struct fl_dut *dut;     /* borrowed; reset */
    struct fl_uarch *model; /* borrowed; reset, sized like the DUT; NULL: the DUT is held to the architecture alone */
    const struct fl_dut_claims *claims; /* of a DUT without model */
    const struct fl_mix *mix;
    uint64_t seed, count;
    uint64_t
        wave_from; /* waves are dumped from this cycle on, into the file the caller has opened; UINT64_MAX: never */
    uint64_t
        closely_from; /* from so many transactions on they come one by one, state compared after each; UINT64_MAX: never */
    unsigned schemes; /* one bit per row of fl_check_schemes */
    void *self;       /* handed to progress, which may be NULL */
    void (*progress)(void *self, uint64_t transactions);
};

/* One run. Large: allocate it. */
struct fl_check {
    struct fl_bench bench;
    struct fl_software software;
    struct fl_traffic traffic;
    struct fl_winter winter;
    struct fl_random random;
};

/* Transactions are answered requests and fences. */
static inline uint64_t fl_check_transactions(const struct fl_check *check)
{
    return check->bench.counts.requests + check->bench.counts.fences;
}

/* Runs until `count` transactions are done or something differs (check->bench.diverged). False: out of memory. Free it either way. */
bool fl_check_run(struct fl_check *check, const struct fl_check_config *config);
void fl_check_free(struct fl_check *check);

#endif
