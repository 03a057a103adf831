/* spec_check.h - the architecture's own opinion, beside the two MMUs.
 *
 * Model and RTL are written from one page and could share an illegal habit. So a pure walk of current memory (walk.h) is asked
 * at every refill, at every fault, at one hit in 64, at an entry's first hit by each kind of access, and at its first hit
 * after something it depends on has changed: one of its PTEs, satp, ADUE, PBMTE or PMP. A different verdict is excused only
 * while such a change is newer than the last fence that covers what was remembered (Privileged 4.2.1, staleness.h): an L1
 * entry, an entry of the second level, or the pointer from which the walk cache started a walk. A walk from the root is never
 * excused.
 */
#ifndef FAULTLINE_SPEC_CHECK_H
#define FAULTLINE_SPEC_CHECK_H

#include "faultline/walk.h"
#include "lockstep/divergence.h"
#include "lockstep/staleness.h"

/* What an L1 entry was made from, as the architecture saw it at the refill. */
struct fl_origin {
    bool live; /* filled, and not covered by a fence since */
    bool global, napot;
    uint8_t shift; /* log2 of the bytes that it covers */
    uint8_t level, steps;
    uint16_t asid;
    uint64_t va, cycle;
    uint64_t checked_under; /* context_key() of the last check that agreed; NO_KEY asks for a check */
    uint64_t checked_kinds; /* of hits checked under that key, one bit each: fl_kind_of_hit() */
    uint64_t pte[FL_MAX_LEVELS];
};

struct fl_spec_check {
    struct fl_origin origin[FL_PORT_COUNT][FL_L1_MAX];
    unsigned until_sample;
    uint64_t checks, excused;
    struct fl_staleness staleness;
    const struct fl_uarch *model; /* borrowed */
    uint64_t ram_base, ram_size;
    uint64_t *watched; /* pages that served PTE reads; owned */
};

#define FL_SAMPLE_EVERY 64

/* False: out of memory. */
bool fl_spec_check_init(struct fl_spec_check *check, const struct fl_uarch *model, uint64_t ram_base,
                        uint64_t ram_size);
void fl_spec_check_free(struct fl_spec_check *check);

/* What of a context an entry depends on besides its tag, in one word: root PPN (44 bits), mode, ADUE, PBMTE, and how often PMP
 * has been written. */
static inline uint64_t fl_context_key(const struct fl_context *context)
{
    return context->root | (uint64_t)context->mode << 44 | (uint64_t)context->adue << 48 |
           (uint64_t)context->pbmte << 49 | (context->pmp ? (uint64_t)context->pmp->writes << 50 : 0);
}

/* What the architecture is asked under: the request's context, and the physical memory attributes that the model was built with. */
static inline struct fl_context fl_spec_context(const struct fl_uarch *model, const struct fl_context *context)
{
    struct fl_context asked = *context;
    asked.pma = fl_uarch_pma(model);
    return asked;
}

/* Did the walk end at a page, which the access may then not reach? */
static inline bool fl_spec_reached_page(const struct fl_translation *spec)
{
    return spec->reason == FL_OK || spec->reason == FL_PMP_DENIED || spec->reason == FL_PMA_DENIED;
}

/* What else decides if an entry may answer: the access, SUM, MXR and the effective privilege, as one bit of 64. */
static inline uint64_t fl_kind_of_hit(const struct fl_request *request)
{
    const struct fl_context *context = request->context;
    bool as_mpp = context->mprv && request->access != FL_FETCH;
    unsigned user = (as_mpp ? context->mpp : context->privilege) == FL_USER;
    return UINT64_C(1) << ((request->access & 7u) | user << 3 | (unsigned)context->sum << 4 |
                           (unsigned)context->mxr << 5);
}

/* Does this hit need a check? (the hot path: two compares and one countdown) */
static inline bool fl_spec_check_due(struct fl_spec_check *check, enum fl_port port, unsigned entry,
                                     const struct fl_request *request)
{
    if (--check->until_sample == 0 || entry >= FL_L1_MAX) {
        return true;
    }
    const struct fl_origin *origin = &check->origin[port][entry];
    return origin->checked_under != fl_context_key(request->context) ||
           !(origin->checked_kinds & fl_kind_of_hit(request));
}

/* Walk and compare with `answer`. `before` is memory as the request found it. True: the architecture agrees, or the difference is
 * excused. `spec` receives the walk; *difference the first field that differs. */
bool fl_spec_check(struct fl_spec_check *check, enum fl_port port, const struct fl_request *request,
                   const struct fl_answer *answer, const struct fl_pte_mem *before, uint64_t now,
                   struct fl_translation *spec, struct fl_difference *difference);

/* Does what has just answered hold for every address space? A walk that faulted may have begun at a pointer that does. */
bool fl_spec_may_be_global(const struct fl_spec_check *check, enum fl_port port, const struct fl_response *response);

/* What happens to the things checked: a walk reads under this context (an answer tells of its own), a PTE was read, memory is about to be
 * written, a fence was applied. */
void fl_spec_check_use(struct fl_spec_check *check, const struct fl_context *context);
void fl_spec_check_pte_read(struct fl_spec_check *check, uint64_t address, const uint64_t *walked);
void fl_spec_check_store(struct fl_spec_check *check, uint64_t pa, uint64_t size);
void fl_spec_check_fence(struct fl_spec_check *check, const struct fl_fence *fence);

#endif
