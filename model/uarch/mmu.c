/* mmu.c - lookup, walk, answer, fence: the order of docs/microarchitecture.md sections 3 and 8, one request at a time. */
#include <stdlib.h>

#include "bugs.h"
#include "mmu.h"
#include "walker.h"

static bool size_allowed(unsigned entries)
{
    return entries >= 2 && entries <= FL_L1_MAX && (entries & (entries - 1)) == 0;
}

struct fl_uarch *fl_uarch_new(const struct fl_uarch_config *config, unsigned seeded_bug)
{
    if (!size_allowed(config->itlb_entries) || !size_allowed(config->dtlb_entries) || seeded_bug >= FL_BUG_LIMIT)
        return NULL;
    struct fl_uarch *uarch = calloc(1, sizeof *uarch);
    if (uarch == NULL)
        return NULL;
    uarch->bug = seeded_bug;
    fl_tlb_init(&uarch->l1[FL_PORT_FETCH], config->itlb_entries, seeded_bug);
    fl_tlb_init(&uarch->l1[FL_PORT_DATA], config->dtlb_entries, seeded_bug);
    return uarch;
}

void fl_uarch_free(struct fl_uarch *uarch)
{
    free(uarch);
}

void fl_uarch_reset(struct fl_uarch *uarch)
{
    for (unsigned port = 0; port < FL_PORT_COUNT; port++)
        fl_tlb_reset(&uarch->l1[port]);
    uarch->counts = (struct fl_uarch_counts){0};
    uarch->epoch++;
}

/* MPRV lends data accesses the privilege in MPP (Privileged 3.1.6.3). */
static enum fl_privilege effective_privilege(const struct fl_context *context, enum fl_access access)
{
    return context->mprv && access != FL_FETCH ? context->mpp : context->privilege;
}

/* Fill the stage register: from here on the request's context is not looked at again. */
static void accept(const struct fl_uarch *uarch, const struct fl_request *request, struct fl_stage *stage)
{
    const struct fl_context *context = request->context;
    bool sum_as_mxr = fl_has_bug(uarch->bug, FL_BUG_SUM_AS_MXR);
    uint64_t va = context->xlen == 32 ? (uint32_t)request->va : request->va;
    *stage = (struct fl_stage){
        .va = va,
        .vpn = va >> FL_PAGE_SHIFT & VPN_MASK,
        .root = context->root,
        .asid = context->asid,
        .access = request->access,
        .privilege = effective_privilege(context, request->access),
        .sum = context->sum,
        .mxr = sum_as_mxr ? context->sum : context->mxr,
        .adue = context->adue,
        .pbmte = context->pbmte,
        .writes = request->access == FL_STORE || request->access == FL_AMO || request->access == FL_CBO_ZERO,
    };
    if (stage->privilege != FL_MACHINE && context->mode != FL_BARE)
        stage->scheme = fl_scheme_of(context->xlen, context->mode);
}

static void answer_page(const struct fl_tlb *tlb, unsigned i, const struct fl_stage *stage, enum fl_path path,
                        struct fl_response *response)
{
    response->pa = fl_tlb_address(tlb, i, stage->va);
    response->attribute = tlb->entry[i].pbmt;
    response->path = path;
    response->entry = (uint8_t)i;
    response->level = tlb->entry[i].level;
}

static void answer_fault(const struct fl_stage *stage, enum fl_cause cause, struct fl_response *response)
{
    response->fault = true;
    response->cause = cause;
    response->tval = stage->va;
}

/* Lookup 1: no translation, and no physical address above bit 55. */
static void answer_bare(struct fl_uarch *uarch, enum fl_port port, const struct fl_stage *stage,
                        struct fl_response *response)
{
    if (stage->va >> 56 != 0) {
        answer_fault(stage, fl_access_fault_cause(stage->access), response);
        return;
    }
    uarch->counts.bare[port]++;
    response->pa = stage->va;
    response->path = FL_PATH_BARE;
}

/* Privileged 4.3.2 step 1: the bits above the scheme's width equal its top bit. */
static bool canonical(const struct fl_stage *stage)
{
    uint64_t top = (uint64_t)((int64_t)stage->va >> (stage->scheme->va_bits - 1));
    return stage->scheme->xlen == 32 || top == 0 || top == ~UINT64_C(0);
}

static bool entry_permits(const struct fl_tlb *tlb, unsigned i, const struct fl_stage *stage)
{
    if (stage->writes && !tlb->entry[i].d && !fl_has_bug(tlb->bug, FL_BUG_CLEAN_PAGE_STORE_HIT))
        return false;
    return fl_leaf_permits(tlb->flags[i], stage->access, stage->privilege, stage->sum, stage->mxr) == FL_OK;
}

/* Lookup 4: whatever matches may be stale, so all of it goes, and a walk decides. */
static void refuse_hit(struct fl_uarch *uarch, enum fl_port port, uint64_t matches)
{
    struct fl_tlb *tlb = &uarch->l1[port];
    uarch->counts.refused_hit[port]++;
    if (fl_has_bug(uarch->bug, FL_BUG_REFUSED_HIT_TOUCHES))
        fl_tlb_touch(tlb, (unsigned)__builtin_ctzll(matches));
    if (fl_has_bug(uarch->bug, FL_BUG_REFUSED_HIT_DROPS_ONE))
        matches &= -matches;
    fl_tlb_drop(tlb, matches);
}

/* One lookup cycle, in the page's order. False: the request needs the walker. */
static bool lookup(struct fl_uarch *uarch, enum fl_port port, const struct fl_stage *stage,
                   struct fl_response *response)
{
    struct fl_tlb *tlb = &uarch->l1[port];
    response->cycles++;
    if (stage->scheme == NULL) {
        answer_bare(uarch, port, stage, response);
        return true;
    }
    if (!canonical(stage)) {
        answer_fault(stage, fl_page_fault_cause(stage->access), response);
        return true;
    }
    uint64_t matches = fl_tlb_matches(tlb, stage->vpn, stage->asid);
    if (matches == 0)
        return false;
    unsigned winner = (unsigned)__builtin_ctzll(matches);
    if (!entry_permits(tlb, winner, stage)) {
        refuse_hit(uarch, port, matches);
        return false;
    }
    uarch->counts.l1_hit[port]++;
    fl_tlb_touch(tlb, winner);
    answer_page(tlb, winner, stage, FL_PATH_L1, response);
    return true;
}

/* The ANSWER state. */
static void answer_walk(struct fl_uarch *uarch, enum fl_port port, const struct fl_walk *walk, enum fl_walk_end end,
                        struct fl_response *response)
{
    const struct fl_stage *stage = walk->stage;
    response->cycles += (uint32_t)walk->cycles + 1;
    if (fl_has_bug(uarch->bug, FL_BUG_WALK_ONE_CYCLE_SHORT))
        response->cycles--;
    uarch->counts.walk_cycles += response->cycles;
    if (end == FL_WALK_LEAF) {
        struct fl_tlb_entry leaf = fl_walker_leaf_entry(walk);
        uarch->counts.refills++;
        answer_page(&uarch->l1[port], fl_tlb_refill(&uarch->l1[port], &leaf), stage, FL_PATH_WALK, response);
        return;
    }
    uarch->counts.walk_faults++;
    response->path = FL_PATH_WALK;
    response->level = walk->level;
    answer_fault(stage,
                 end == FL_WALK_PAGE_FAULT ? fl_page_fault_cause(stage->access) : fl_access_fault_cause(stage->access),
                 response);
}

/* Walk, and after a kill look up again, until something answers. */
static void miss(struct fl_uarch *uarch, enum fl_port port, const struct fl_stage *stage, const struct fl_pte_mem *mem,
                 struct fl_walk_trace *trace, struct fl_response *response)
{
    struct fl_walk walk = {.uarch = uarch, .stage = stage, .mem = mem, .trace = trace};
    uarch->counts.l1_miss[port]++;
    do {
        enum fl_walk_end end = fl_walker_run(&walk);
        if (end != FL_WALK_KILLED) {
            answer_walk(uarch, port, &walk, end, response);
            return;
        }
    } while (!lookup(uarch, port, stage, response));
    response->cycles += (uint32_t)walk.cycles;
}

/* Sv32 has levels of 10 bits. An MMU serves one scheme family all its life, so this does nothing after the first request. */
static void follow_scheme(struct fl_uarch *uarch, const struct fl_scheme *scheme)
{
    if (scheme == NULL || scheme->vpn_bits == uarch->l1[FL_PORT_DATA].level_bits)
        return;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++)
        fl_tlb_set_level_bits(&uarch->l1[port], scheme->vpn_bits);
}

void fl_uarch_translate(struct fl_uarch *uarch, enum fl_port port, const struct fl_request *request,
                        const struct fl_pte_mem *mem, struct fl_walk_trace *trace, struct fl_response *response)
{
    struct fl_stage stage;
    accept(uarch, request, &stage);
    follow_scheme(uarch, stage.scheme);
    uarch->counts.requests[port]++;
    *response = (struct fl_response){.entry = FL_NO_ENTRY};
    if (trace != NULL) {
        trace->count = 0;
        trace->truncated = false;
    }
    if (!lookup(uarch, port, &stage, response))
        miss(uarch, port, &stage, mem, trace, response);
}

unsigned fl_uarch_fence(struct fl_uarch *uarch, const struct fl_fence *fence)
{
    uarch->counts.fences++;
    uarch->epoch++;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++)
        fl_tlb_fence(&uarch->l1[port], fence);
    return 2; /* APPLY, then done */
}

const struct fl_uarch_counts *fl_uarch_counts(const struct fl_uarch *uarch)
{
    return &uarch->counts;
}
