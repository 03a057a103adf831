/* divergence.h - the first difference between the two MMUs, or between them and the architecture, with all that explains it. */
#ifndef FAULTLINE_DIVERGENCE_H
#define FAULTLINE_DIVERGENCE_H

#include "faultline/pmp.h"
#include "faultline/trap.h"
#include "faultline/types.h"
#include "faultline/uarch.h"
#include "faultline/walk.h"

enum fl_depth {
    FL_DEPTH_RESPONSE, /* fault, cause, tval, pa, attribute */
    FL_DEPTH_WALK,     /* PTE addresses, values, order, A/D writes */
    FL_DEPTH_PATH,     /* bare, hit or walk; entry; level; victim */
    FL_DEPTH_LATENCY,  /* cycles */
    FL_DEPTH_STATE,    /* TLB entries and replacement trees */
    FL_DEPTH_TRAP,     /* trap unit */
    FL_DEPTH_FENCE,    /* cycles of a fence */
    FL_DEPTH_EVENTS,   /* event counts */
    FL_DEPTH_SPEC,     /* both agree, the architecture does not */
    FL_DEPTH_COMPLAINT /* the DUT itself said that something is wrong (assertion, no answer) */
};

/* Whose entries and replacement tree, for state. */
enum fl_part { FL_PART_L1, FL_PART_SUPER, FL_PART_WALK_CACHE, FL_PART_L2 };

/* One side's answer to a request. */
struct fl_answer {
    struct fl_response response;
    struct fl_walk_trace trace;
};

/* What two sides disagree on: a name for people, where it is one of several, and both values. */
struct fl_difference {
    enum fl_depth depth;
    const char *field; /* "pa", "PTE address"; a string constant */
    unsigned index;    /* walk step; or entry, in the L2 set x ways + way, or set for its tree */
    uint8_t port;      /* enum fl_port: whose L1 TLB, for state */
    uint8_t part;      /* enum fl_part, for state */
    uint8_t level;     /* of the walk cache */
    uint64_t model, rtl;
};

/* When an L1 entry was filled, from the request that filled it. */
struct fl_fill {
    bool known;
    uint64_t cycle;
    uint16_t asid;
};

/* What docs/microarchitecture.md makes of the request or fence (page_opinion.h). */
struct fl_opinion {
    bool known;            /* not so when the state before is not known */
    bool disturbed;        /* a fence or another walker came into the walk: only what was done before it is foreseen */
    enum fl_reason reason; /* of a refusal */
    struct fl_answer answer;   /* its pa also where PMP refuses it */
    struct fl_mmu_state state; /* afterwards */
    unsigned fence_cycles;
};

struct fl_divergence {
    struct fl_difference what;
    uint64_t cycle;
    uint64_t last_good;  /* the cycle in which the full states were last equal */
    uint64_t since_good; /* requests and fences since then, with the one at which it showed */
    struct fl_mmu_state
        good; /* the states when they were last equal: those before this request or fence if since_good is 1 */

    /* The request, fence or trap at which it showed; the request also for state. */
    bool has_request, has_fence, has_trap;
    bool unanswered; /* the request: what it showed at came before an answer */
    uint8_t port;
    uint64_t asked_va;         /* as the hart gave it, before pointer masking */
    struct fl_request request; /* its va is masked; request.context points at `context` */
    struct fl_context context;
    struct fl_pmp pmp;
    struct fl_fence fence;
    struct fl_trap_in trap_in;
    struct fl_trap_out trap_model, trap_rtl;

    struct fl_answer model, rtl;
    struct fl_translation spec; /* current memory walked afresh, with the reason of a refusal; of the request */
    struct fl_mmu_state model_state, rtl_state;
    struct fl_opinion page;
    struct fl_fill fill; /* of the entry that the RTL answered from */
    const char *complaint;
    bool turned; /* a copy for the report, in which model and RTL have changed places */
};

#endif
