/* bench.h - a device under test clocked with both ports, fences and a walker's memory at work at once, and the golden model behind it.
 *
 * The bench owns time, memory and the CSRs. In each cycle a source of traffic may drive requests, a fence, stores and CSR
 * changes; then the cycle passes, and the model follows what the device did in it (follow.h). What the model
 * says does not depend on the device's answers: these only tell when things happened. Every answer is judged (judge.h); at the first
 * difference `divergence.what` is filled and the bench stands still.
 */
#ifndef FAULTLINE_CHECK_BENCH_H
#define FAULTLINE_CHECK_BENCH_H

#include "check/memory.h"
#include "check/random.h"
#include "dut/dut.h"
#include "lockstep/divergence.h"
#include "lockstep/pmp_past.h"
#include "lockstep/spec_check.h"

/* How the walker's memory behaves. Chances are in 1024. */
struct fl_manners {
    bool skips; /* time passes without clocking while the device is quiet and waits for the memory */
    unsigned delay_least, delay_most; /* cycles from acceptance to answer */
    unsigned stall, stall_most;       /* chance in a free cycle to refuse the next ones, and how many at most */
    unsigned error;                   /* chance that an access is refused this once */
    unsigned rival;                   /* chance that somebody else writes the PTE just before a compare-and-swap ... */
    unsigned rounds;                  /* ... and then, at most so many times, before the next ones */
};

/* One access of the device's walker, accepted. */
struct fl_taken_access {
    struct fl_dut_mem_request request;
    struct fl_dut_mem_answer answer;
    uint64_t held;     /* what memory held before it */
    uint64_t stores;   /* the moment, as memory.h counts */
    uint64_t accepted; /* cycle */
    unsigned delay;
    unsigned stalled; /* cycles on end just before it in which the memory was not ready */
};

/* More than a walk makes: a rival's rounds are two accesses each, and 40 at most (winter.c). */
#define FL_SERVICE_MOST 128

/* What the miss unit is doing, as docs/microarchitecture.md section 5 has it. */
struct fl_service {
    bool busy;
    enum fl_port port;
    uint64_t granted; /* cycle */
    uint64_t free_at; /* the unit is IDLE from this cycle on */
    unsigned count;
    bool upset; /* an access was refused this once */
    struct fl_taken_access access[FL_SERVICE_MOST];
};

/* A port's stage register. */
struct fl_slot {
    bool driven; /* waits for ready */
    bool busy;
    bool due;   /* the model's lookup is to be made: the first one, or again after a fence */
    bool done;  /* the model has answered */
    bool alone; /* granted in its first lookup cycle, met no fence: the model counts its cycles by itself */
    uint64_t accepted;
    unsigned last_attempt; /* where in the model's trace its latest walk begins */
    struct fl_request request;
    struct fl_context context;
    struct fl_answer model, rtl;
};

struct fl_bench_counts {
    uint64_t requests, faults, bare, hits, second, walks, refused_early; /* refused_early: answered with path NONE */
    uint64_t scheme[FL_MAX_LEVELS + 1];                                  /* translated requests by number of levels */
    uint64_t fences, fences_in_walk, stores, rivals, lost, context_changes, pmp_changes, stalled_accesses, errors;
    uint64_t exact_by_model, exact_by_page; /* latencies compared: the model's own count, or with waiting added */
    uint64_t skipped;                       /* cycles that were not clocked */
    uint64_t traps, states, spec_checks, excused, unsettled;
    uint64_t fences_close;                            /* that the next one followed before state was compared */
    uint64_t reissued, reissue_excused, reissue_warm; /* warm: by an L1 or the second level, and not excused */
};

/* An L1 entry and the latest fence that met it (cover_fence.h). */
struct fl_fence_past {
    bool held;          /* no fence has dropped it */
    uint8_t fate, form; /* fate 0: no fence has met it, or its page has been asked for since */
    struct fl_origin origin;
    uint64_t pte[FL_MAX_LEVELS]; /* what memory held when it was filled, but A and D */
};

struct fl_bench {
    struct fl_dut *dut;           /* borrowed */
    struct fl_uarch *model;       /* borrowed; NULL for a stranger */
    struct fl_stranger *stranger; /* owned; NULL: the model follows the device, and all is compared exactly */
    struct fl_uarch_flight *flight[FL_PORT_COUNT];
    uint64_t now; /* the cycle shown */
    struct fl_check_memory memory;
    unsigned pte_size;
    struct fl_manners manners;
    struct fl_random random; /* of memory's manners */
    uint64_t wave_from;      /* waves are dumped from this cycle on; set after fl_bench_init, which says never */
    void *self;              /* handed to rival_pte */
    uint64_t (*rival_pte)(void *self, uint64_t held);

    struct fl_context context; /* CSRs as they stand; pmp is set by the bench */
    struct fl_pmp pmp;
    struct fl_pmp_past pmp_past;

    struct fl_slot slot[FL_PORT_COUNT];
    struct fl_service service;
    struct {
        bool waits, driven, active; /* waits: for the ports to drain; active: accepted, not done */
        struct fl_fence fence;
        uint64_t accepted;
        unsigned cycles; /* the model's */
        uint64_t seen;   /* fence events of the device */
    } fence;
    struct {
        bool waiting;
        uint64_t due;
        struct fl_dut_mem_answer answer;
        unsigned stall_left, rounds_left;
        unsigned stalled,
            stalled_before; /* cycles on end in which it was not ready: up to the last, and the one before */
        uint64_t accesses;  /* so far */
    } port;                 /* of memory */

    struct fl_spec_check spec;
    struct fl_fence_past fence_past[FL_PORT_COUNT][FL_L1_MAX];
    struct fl_mmu_state fence_found; /* what the fence being applied met, where the device counts */
    struct fl_bench_counts counts;
    uint64_t last_progress;   /* cycle of the latest answer or done */
    bool judging_walk;        /* the answer being judged is that of bench->service */
    bool latest_is_fence;     /* the latest transaction; otherwise a request ... */
    enum fl_port latest_port; /* ... of this port */
    uint64_t good_cycle, good_requests, good_fences;
    struct fl_mmu_state good;
    bool diverged;
    char complaint[160];
    struct fl_divergence divergence;
};

/* Everything begins afresh, memory zeroed. Without a model the device is a stranger, and fl_stranger_init comes next. False: out of memory. */
bool fl_bench_init(struct fl_bench *bench, struct fl_dut *dut, struct fl_uarch *model, uint64_t seed);
void fl_bench_free(struct fl_bench *bench);

/* May this port be given a request? */
static inline bool fl_bench_wants(const struct fl_bench *bench, enum fl_port port)
{
    return !bench->slot[port].driven && !bench->slot[port].busy;
}
/* In this cycle, before fl_bench_cycle: a request (its context is the bench's), a fence, a store by software, other CSRs. A fence waits
 * until no request under another satp, ADUE or PBMTE is in flight (docs/microarchitecture.md 9). */
void fl_bench_request(struct fl_bench *bench, enum fl_port port, const struct fl_request *request);
void fl_bench_fence(struct fl_bench *bench, const struct fl_fence *fence);
/* Does the device see a fence? Is one under way, that it may not see yet? */
static inline bool fl_bench_fence_offered(const struct fl_bench *bench)
{
    return bench->fence.driven || bench->fence.active;
}
static inline bool fl_bench_fencing(const struct fl_bench *bench)
{
    return bench->fence.waits || fl_bench_fence_offered(bench);
}
void fl_bench_store(struct fl_bench *bench, uint64_t address, uint64_t value);
/* Nothing is in flight, and all tables are about to be made anew. */
void fl_bench_new_tables(struct fl_bench *bench);
void fl_bench_set_csrs(struct fl_bench *bench, const struct fl_context *context, const struct fl_pmp *pmp);

/* One cycle passes. */
void fl_bench_cycle(struct fl_bench *bench);
/* Is nothing in flight? */
bool fl_bench_at_rest(const struct fl_bench *bench);
/* Cycles pass until nothing is in flight; and then the full states and all event counts are compared. */
void fl_bench_rest(struct fl_bench *bench);
void fl_bench_settle(struct fl_bench *bench);

/* PMP as in force in `cycle`. */
const struct fl_pmp *fl_bench_pmp_at(const struct fl_bench *bench, uint64_t cycle);

#endif
