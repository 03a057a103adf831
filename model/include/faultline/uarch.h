/* uarch.h - the exact model of our RTL MMU, from docs/microarchitecture.md: which entry hits, which is the victim, which PTEs
 * are read in which order, how many cycles pass.
 *
 * Sizes are run-time parameters, so the model also stands for designs of which no RTL was built. One struct is one MMU; nothing
 * is global. The caller owns memory and time; the model owns its TLBs.
 */
#ifndef FAULTLINE_UARCH_H
#define FAULTLINE_UARCH_H

#include "pma.h"

#pragma GCC visibility push(default) /* what the shared library exports */

enum fl_port { FL_PORT_FETCH = 0, FL_PORT_DATA = 1, FL_PORT_COUNT = 2 };

#define FL_L1_MAX    64
#define FL_SUPER_MAX 64
#define FL_L2_MAX    2048 /* entries: sets x ways */
#define FL_L2_SETS   1024
#define FL_PWC_MAX   16

/* docs/microarchitecture.md section 1. */
struct fl_uarch_config {
    unsigned itlb_entries, dtlb_entries; /* powers of two, 2 to FL_L1_MAX */
    unsigned l2_sets;                    /* a power of two, 2 to FL_L2_SETS; 0: no L2 TLB */
    unsigned l2_ways;                    /* a power of two, 2 to 8; sets x ways at most FL_L2_MAX */
    unsigned super_entries;              /* a power of two, 2 to FL_SUPER_MAX; 0: no superpage TLB */
    unsigned walk_entries;               /* per level, a power of two, 2 to FL_PWC_MAX; 0: no page-walk cache */
    struct fl_pma pma;                   /* at most FL_PMA_MAX ranges; none: nobody checks */
};

/* One L1 entry, as both sides present it for the compare. A and the X/W/R legality of the PTE were checked before the refill. */
struct fl_tlb_entry {
    bool valid, global, napot;
    bool r, w, x, u, d;
    uint8_t level; /* 0 = 4 KiB, counts up towards the root */
    uint8_t pbmt;
    uint16_t asid;
    uint16_t vmid; /* reserved */
    uint64_t vpn;  /* va[56:12], 45 bits; bits below the page size are kept as they came */
    uint64_t ppn;  /* as in the PTE, 44 bits */
};

/* All state of an MMU at rest: what lockstep compares and what load_state puts back. Bits of `plru`: node k of the tree at bit k. */
struct fl_mmu_state {
    struct {
        unsigned entries;
        struct fl_tlb_entry entry[FL_L1_MAX];
        uint64_t plru;
    } l1[FL_PORT_COUNT];
    struct {
        unsigned entries;
        struct fl_tlb_entry entry[FL_SUPER_MAX];
        uint64_t plru;
    } super;
    struct { /* pwc[l - 1] holds pointers read at level l; ppn is what they point at */
        unsigned entries;
        struct fl_tlb_entry entry[FL_PWC_MAX];
        uint64_t plru;
    } pwc[FL_MAX_LEVELS - 1];
    struct {
        unsigned sets, ways;
        struct fl_tlb_entry entry[FL_L2_MAX]; /* set s, way w at s * ways + w */
        uint8_t plru[FL_L2_SETS];
    } l2;
};

/* Event counts since reset. Per port where the RTL has one event output per port. */
struct fl_uarch_counts {
    uint64_t requests[FL_PORT_COUNT], l1_hit[FL_PORT_COUNT], l1_miss[FL_PORT_COUNT], refused_hit[FL_PORT_COUNT];
    uint64_t bare[FL_PORT_COUNT];
    uint64_t walks, walks_killed; /* begun, the second level having no answer; of these, killed by a fence */
    uint64_t pte_reads[FL_MAX_LEVELS], updates, updates_lost, walk_faults, refills, fences;
    uint64_t l2_hit, super_hit, second_refused, pwc_hit[FL_MAX_LEVELS], l2_fill, super_fill, pwc_fill[FL_MAX_LEVELS],
        denied;           /* READs, UPDATEs and answers that PMP or PMAs denied */
    uint64_t walk_cycles; /* sum of the latencies of all answers of path WALK */
    uint64_t busy;        /* cycles in which the miss unit was not IDLE, killed walks left out */
};

struct fl_uarch;

/* NULL when `config` is out of range. `seeded_bug` 0 is the real model; other values select one of the deliberate faults of
 * docs/seeded-bugs.md, by which the tests prove that the checks see them. */
struct fl_uarch *fl_uarch_new(const struct fl_uarch_config *config, unsigned seeded_bug);
void fl_uarch_free(struct fl_uarch *uarch);
void fl_uarch_reset(struct fl_uarch *uarch);

/* Answer one request. `trace` (may be NULL) receives the walk's memory steps. `mem` is called for every PTE access in order;
 * a fence issued from inside such a call is a fence that hits the walk in flight (it is killed and retried). */
void fl_uarch_translate(struct fl_uarch *uarch, enum fl_port port, const struct fl_request *request,
                        const struct fl_pte_mem *mem, struct fl_walk_trace *trace, struct fl_response *response);

/* The same in its parts, for a harness that follows an MMU with both ports at work, cycle by cycle (docs/microarchitecture.md 3
 * and 5): it says when a request is looked up, when it is granted the miss unit, and where a fence or new PMP values meet it.
 * A flight is the stage register of one port. fl_uarch_accept fills it, and clears `response` and `trace`; the request's
 * context stays the caller's, who may point it at other PMP values at any time.
 * fl_uarch_lookup is one lookup cycle: false when the request asks for the miss unit.
 * fl_uarch_serve is all that the unit then does, from PROBE to ANSWER: false when a fence issued in one of the calls of `watch` or
 * `mem` killed it, and the port has to look up again. */
enum fl_uarch_point {
    FL_AT_READ,   /* READ or UPDATE begins: PMP is about to be asked */
    FL_AT_DRIVE,  /* and has allowed it: the access is about to be accepted */
    FL_AT_ANSWER, /* ANSWER begins */
};
struct fl_uarch_watch {
    void *self;
    void (*at)(void *self, enum fl_uarch_point point);
};

struct fl_uarch_flight;
struct fl_uarch_flight *fl_uarch_flight_new(struct fl_uarch *uarch, enum fl_port port); /* NULL: out of memory */
void fl_uarch_flight_free(struct fl_uarch_flight *flight);
void fl_uarch_accept(struct fl_uarch_flight *flight, const struct fl_request *request, struct fl_walk_trace *trace,
                     struct fl_response *response);
bool fl_uarch_lookup(struct fl_uarch_flight *flight, struct fl_response *response);
bool fl_uarch_serve(struct fl_uarch_flight *flight, const struct fl_pte_mem *mem, const struct fl_uarch_watch *watch,
                    struct fl_response *response);

/* Apply a fence; returns the cycles from acceptance to done. */
unsigned fl_uarch_fence(struct fl_uarch *uarch, const struct fl_fence *fence);

void fl_uarch_read_state(const struct fl_uarch *uarch, struct fl_mmu_state *state);
/* False, and nothing is loaded, when the sizes differ or a field holds what no hardware holds. Under Sv32, whose levels are
 * wider, an MMU learns so from its first request: load after it, or before any fence by VA. */
bool fl_uarch_load_state(struct fl_uarch *uarch, const struct fl_mmu_state *state);
const struct fl_uarch_counts *fl_uarch_counts(const struct fl_uarch *uarch);
/* The physical memory attributes it checks, as the pure walk wants them. */
const struct fl_pma *fl_uarch_pma(const struct fl_uarch *uarch);

/* For simulators that remember a hit: an entry keeps answering the same (page, context) alike until its generation changes.
 * `generation` points at one counter per entry; it changes when the entry is refilled, dropped or fenced.
 * A touch, with one more of `requests` and `hits`, has exactly the effect of a lookup that hits `entry`. */
struct fl_uarch_view {
    const uint32_t *generation; /* [entries] */
    uint64_t *plru;             /* the tree of this port */
    uint64_t *requests, *hits;  /* its counters */
    const uint64_t *plru_keep;  /* [entries] mask of the bits a touch leaves alone */
    const uint64_t *plru_set;   /* [entries] bits a touch sets */
};
void fl_uarch_view(struct fl_uarch *uarch, enum fl_port port, struct fl_uarch_view *view);

/* The replacement tree's part of it; `requests` and `hits` may follow in bulk. */
static inline void fl_uarch_touch(const struct fl_uarch_view *view, unsigned entry)
{
    *view->plru = (*view->plru & view->plru_keep[entry]) | view->plru_set[entry];
}

#pragma GCC visibility pop

#endif
