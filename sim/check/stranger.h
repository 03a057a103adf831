/* stranger.h - a device of which only the port is known, under the bench's traffic: no model follows it, and its entries, walks and cycles
 * are its own. What it answers, reads and writes is held to the architecture.
 * Answers are held to legal.h, reads and updates to legal_walker.h.
 * An access that memory refused this once may be answered by an access fault by whoever was under way.
 */
#ifndef FAULTLINE_CHECK_STRANGER_H
#define FAULTLINE_CHECK_STRANGER_H

#include "check/bench.h"
#include "dut/plugin.h"
#include "lockstep/history.h"
#include "lockstep/legal_walker.h"

#define FL_LATENCY_BINS 8 /* 1 cycle, 2 and 3, 4 to 7, ... and the rest */

struct fl_latencies {
    uint64_t answers, cycles, most;
};

struct fl_stranger_counts {
    uint64_t verdict[FL_UNDECIDED + 1]; /* of answers */
    uint64_t refused;                   /* answers that are a fault because memory refused an access this once */
    struct fl_latencies alone, walked;  /* without, and with, an access of the walker while the request was under way */
    uint64_t bin[FL_LATENCY_BINS];
};

struct fl_stranger {
    struct fl_dut_claims claims;
    struct fl_legal *legal;     /* owned */
    struct fl_history *history; /* owned */
    struct fl_pte_mem quiet;
    uint64_t asked[FL_PORT_COUNT];    /* moment of legal.h */
    uint64_t accesses[FL_PORT_COUNT]; /* of the walker, when it was accepted */
    uint64_t all_accesses;
    uint64_t refused_at;  /* cycle of the latest access that memory refused this once */
    uint64_t fence_begun; /* moment */
    struct fl_legal_walker walker;
    struct fl_stranger_counts counts;
    char first_stale[320]; /* the first verdict of this kind, in words */
    struct fl_legal_finding found;
};

/* False: out of memory. */
bool fl_stranger_init(struct fl_bench *bench, const struct fl_dut_claims *claims);
void fl_stranger_free(struct fl_bench *bench);

/* Traffic may not ask for what is not claimed. */
void fl_stranger_limit_context(const struct fl_stranger *stranger, struct fl_context *context);
const struct fl_pmp *fl_stranger_limit_pmp(const struct fl_stranger *stranger, const struct fl_pmp *pmp);
void fl_stranger_limit_request(const struct fl_stranger *stranger, struct fl_request *request);
void fl_stranger_limit_fence(const struct fl_stranger *stranger, struct fl_fence *fence);

/* What the bench does, told as it happens. */
void fl_stranger_drive(struct fl_bench *bench, const struct fl_slot *slot);
void fl_stranger_fence(struct fl_bench *bench);
void fl_stranger_new_pmp(struct fl_bench *bench);
void fl_stranger_new_tables(struct fl_bench *bench);
void fl_stranger_will_store(struct fl_bench *bench, uint64_t address, enum fl_writer writer);
/* A cycle has passed: what the device shows in it. */
void fl_stranger_follow(struct fl_bench *bench);

/* The walker's access, before memory has its turn; and afterwards. */
void fl_stranger_access(struct fl_bench *bench, const struct fl_dut_mem_request *request);
void fl_stranger_accessed(struct fl_bench *bench, const struct fl_taken_access *access, bool upset);

/* Something that must not be: the bench stands still. Text as printf has it. */
void fl_stranger_accuse(struct fl_bench *bench, enum fl_legal_fault fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void fl_stranger_accuse_trap(struct fl_bench *bench, const struct fl_difference *what);

#endif
