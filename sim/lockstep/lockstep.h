/* lockstep.h - two MMUs, one memory: every request goes to the device under test and to the golden model, and every answer,
 * walk, path, latency and state is compared.
 *
 * The DUT goes first and only its walker writes memory. The model then walks the memory as it was before (an undo log of the
 * DUT's writes during this request), and makes its own compare-and-swap decisions there. Beside the two stands the architecture:
 * a pure walk of current memory at every refill and fault, and at hits that could have gone stale (spec_check.h).
 *
 * The first difference is kept as a fl_divergence and nothing is compared after it: the caller stops the hart and reports.
 */
#ifndef FAULTLINE_LOCKSTEP_H
#define FAULTLINE_LOCKSTEP_H

#include "dut/dut.h"
#include "hart/hart.h"
#include "lockstep/divergence.h"

struct fl_lockstep_config {
    struct fl_dut *dut;             /* borrowed; reset */
    struct fl_uarch *model;         /* borrowed; reset, sized like the DUT */
    const struct fl_pte_mem *mem;   /* the machine's memory as the DUT's walker reaches it, borrowed */
    const struct fl_pte_mem *quiet; /* the same for the reads of model and manual: a recorder must not see them */
    uint64_t ram_base, ram_size;    /* where page tables can lie */
    unsigned state_every;           /* full state compare every so many requests, >= 1 */
    void *self;                     /* handed to the two calls below, either of which may be NULL */
    void (*diverged)(void *self);   /* the first difference was found */
    void (*before)(void *self, uint64_t now); /* before each request: annotations of a wave being dumped */
};

/* What was compared. A run that compared nothing proves nothing, so each of these is printed. */
struct fl_lockstep_counts {
    uint64_t requests, walks, fences, states, traps, spec_checks, events, divergences;
    uint64_t excused; /* spec checks that differed because software changed a PTE and has not fenced yet */
};

struct fl_lockstep;
struct fl_lockstep *fl_lockstep_new(const struct fl_lockstep_config *config);
void fl_lockstep_free(struct fl_lockstep *lockstep);

/* The engine as the hart sees it; valid for the life of the lockstep. */
struct fl_mmu_port fl_lockstep_port(struct fl_lockstep *lockstep);

/* Compare what is left: full state and event counts. Call once at the end of a run. */
void fl_lockstep_finish(struct fl_lockstep *lockstep, uint64_t now);

struct fl_lockstep_counts fl_lockstep_counts(const struct fl_lockstep *lockstep);
/* NULL as long as the two agree. */
const struct fl_divergence *fl_lockstep_divergence(const struct fl_lockstep *lockstep);
/* When the full states were last found equal. */
uint64_t fl_lockstep_last_good(const struct fl_lockstep *lockstep);

/* From cycle `from` on, compare full state after every request: finds the request that caused a difference, not the one that
 * showed it. */
void fl_lockstep_state_always_from(struct fl_lockstep *lockstep, uint64_t from);

/* Pages that served PTE reads, one bit each from ram_base: the bus reports stores there. */
const uint64_t *fl_lockstep_watched(const struct fl_lockstep *lockstep);
/* Somebody (hart or DMA) is about to write [pa, pa + size). */
void fl_lockstep_store(struct fl_lockstep *lockstep, uint64_t pa, uint64_t size);

#endif
