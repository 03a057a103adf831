/* mmu.c - one MMU, and the lookup in the order of docs/microarchitecture.md section 3, one request at a time. */
#include <stdlib.h>

#include "bugs.h"
#include "faultline/pmp.h"
#include "miss.h"
#include "second.h"
#include "walker.h"

static bool size_allowed(unsigned entries, unsigned least, unsigned most)
{
    return entries >= least && entries <= most && (entries & (entries - 1)) == 0;
}

/* 0 leaves a structure of the second level out. */
static bool config_allowed(const struct fl_uarch_config *config)
{
    bool l1 = size_allowed(config->itlb_entries, 2, FL_L1_MAX) && size_allowed(config->dtlb_entries, 2, FL_L1_MAX);
    bool l2 = config->l2_sets == 0 ||
              (size_allowed(config->l2_sets, 2, FL_L2_SETS) && size_allowed(config->l2_ways, 2, FL_L2_WAYS_MAX) &&
               config->l2_sets * config->l2_ways <= FL_L2_MAX);
    bool super = config->super_entries == 0 || size_allowed(config->super_entries, 2, FL_SUPER_MAX);
    bool walk = config->walk_entries == 0 || size_allowed(config->walk_entries, 2, FL_PWC_MAX);
    return l1 && l2 && super && walk && config->pma.count <= FL_PMA_MAX;
}

struct fl_uarch *fl_uarch_new(const struct fl_uarch_config *config, unsigned seeded_bug)
{
    if (!config_allowed(config) || seeded_bug >= FL_BUG_LIMIT)
        return NULL;
    struct fl_uarch *uarch = calloc(1, sizeof *uarch);
    if (uarch == NULL)
        return NULL;
    uarch->bug = seeded_bug;
    uarch->pma = config->pma;
    uarch->va_mask = UINT64_MAX;
    fl_tlb_init(&uarch->l1[FL_PORT_FETCH], FL_TLB_L1, config->itlb_entries, seeded_bug);
    fl_tlb_init(&uarch->l1[FL_PORT_DATA], FL_TLB_L1, config->dtlb_entries, seeded_bug);
    fl_tlb_init(&uarch->super, FL_TLB_SUPER, config->super_entries, seeded_bug);
    for (unsigned level = 1; level < FL_MAX_LEVELS; level++)
        fl_tlb_init(&uarch->pwc[level - 1], FL_TLB_POINTERS, config->walk_entries, seeded_bug);
    fl_l2_init(&uarch->l2, config->l2_sets, config->l2_ways, seeded_bug);
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
    fl_tlb_reset(&uarch->super);
    for (unsigned level = 1; level < FL_MAX_LEVELS; level++)
        fl_tlb_reset(&uarch->pwc[level - 1]);
    fl_l2_reset(&uarch->l2);
    uarch->counts = (struct fl_uarch_counts){0};
    uarch->epoch++;
}

void fl_answer_page(const struct fl_tlb *tlb, unsigned i, const struct fl_stage *stage, enum fl_path path,
                    struct fl_response *response)
{
    response->pa = fl_tlb_address(tlb, i, stage->va);
    response->attribute = tlb->entry[i].pbmt;
    response->path = path;
    response->entry = (uint8_t)i;
    response->level = tlb->entry[i].level;
}

void fl_answer_fault(const struct fl_stage *stage, enum fl_cause cause, struct fl_response *response)
{
    response->fault = true;
    response->cause = cause;
    response->tval = stage->va;
}

static bool pmp_allows(const struct fl_uarch *uarch, const struct fl_stage *stage, uint64_t pa)
{
    const struct fl_pmp *pmp = stage->context->pmp;
    return pmp == NULL || fl_has_bug(uarch->bug, FL_BUG_PMP_PASSES_ANSWERS) ||
           fl_pmp_allows_access(pmp, stage->privilege, stage->access, pa, stage->size);
}

static bool pma_allows(const struct fl_uarch *uarch, const struct fl_stage *stage, uint64_t pa)
{
    bool as_store = fl_has_bug(uarch->bug, FL_BUG_PMA_AMO_AS_STORE) && stage->access == FL_AMO;
    return fl_pma_allows_access(&uarch->pma, as_store ? FL_STORE : stage->access, pa);
}

void fl_answer_protect(struct fl_uarch *uarch, const struct fl_stage *stage, struct fl_response *response)
{
    if (pmp_allows(uarch, stage, response->pa) && pma_allows(uarch, stage, response->pa))
        return;
    uarch->counts.denied++;
    fl_answer_fault(stage, fl_access_fault_cause(stage->access), response);
}

/* Lookup 1: no translation, and no physical address above bit 55. */
static void answer_bare(struct fl_uarch *uarch, enum fl_port port, const struct fl_stage *stage,
                        struct fl_response *response)
{
    if (stage->va >> 56 != 0) {
        fl_answer_fault(stage, fl_access_fault_cause(stage->access), response);
        return;
    }
    uarch->counts.bare[port]++;
    response->pa = stage->va;
    response->path = FL_PATH_BARE;
    fl_answer_protect(uarch, stage, response);
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

bool fl_lookup(struct fl_uarch *uarch, enum fl_port port, const struct fl_stage *stage, struct fl_response *response)
{
    struct fl_tlb *tlb = &uarch->l1[port];
    response->cycles++;
    if (stage->scheme == NULL) {
        answer_bare(uarch, port, stage, response);
        return true;
    }
    if (!fl_stage_canonical(stage)) {
        fl_answer_fault(stage, fl_page_fault_cause(stage->access), response);
        return true;
    }
    uint64_t matches = fl_tlb_matches(tlb, stage->vpn, stage->asid);
    if (matches == 0)
        return false;
    unsigned winner = (unsigned)__builtin_ctzll(matches);
    if (!fl_entry_permits(&tlb->entry[winner], tlb->flags[winner], stage, uarch->bug)) {
        refuse_hit(uarch, port, matches);
        return false;
    }
    uarch->counts.l1_hit[port]++;
    fl_tlb_touch(tlb, winner);
    fl_answer_page(tlb, winner, stage, FL_PATH_L1, response);
    fl_answer_protect(uarch, stage, response);
    return true;
}

/* Ask the miss unit, and after a kill look up again, until something answers. */
static void miss(struct fl_uarch *uarch, enum fl_port port, const struct fl_stage *stage, const struct fl_pte_mem *mem,
                 struct fl_walk_trace *trace, struct fl_response *response)
{
    struct fl_walk walk = {.uarch = uarch, .stage = stage, .mem = mem, .trace = trace};
    uarch->counts.l1_miss[port]++;
    while (!fl_miss_serve(port, &walk, response))
        if (fl_lookup(uarch, port, stage, response)) {
            response->cycles += (uint32_t)walk.cycles;
            return;
        }
}

/* Sv32 has levels of 10 bits and addresses of 32. An MMU serves one scheme family all its life, so this does nothing after the first request. */
static void follow_scheme(struct fl_uarch *uarch, const struct fl_scheme *scheme)
{
    if (scheme == NULL || scheme->vpn_bits == uarch->l1[FL_PORT_DATA].level_bits)
        return;
    uarch->va_mask = scheme->xlen == 32 ? UINT32_MAX : UINT64_MAX;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++)
        fl_tlb_set_level_bits(&uarch->l1[port], scheme->vpn_bits);
    fl_tlb_set_level_bits(&uarch->super, scheme->vpn_bits);
    for (unsigned level = 1; level < FL_MAX_LEVELS; level++)
        fl_tlb_set_level_bits(&uarch->pwc[level - 1], scheme->vpn_bits);
}

void fl_begin(struct fl_uarch *uarch, enum fl_port port, const struct fl_request *request, struct fl_stage *stage,
              struct fl_walk_trace *trace, struct fl_response *response)
{
    fl_stage_accept(stage, request, uarch->bug);
    follow_scheme(uarch, stage->scheme);
    uarch->counts.requests[port]++;
    *response = (struct fl_response){.entry = FL_NO_ENTRY};
    if (trace != NULL) {
        trace->count = 0;
        trace->truncated = false;
    }
}

void fl_uarch_translate(struct fl_uarch *uarch, enum fl_port port, const struct fl_request *request,
                        const struct fl_pte_mem *mem, struct fl_walk_trace *trace, struct fl_response *response)
{
    struct fl_stage stage;
    fl_begin(uarch, port, request, &stage, trace, response);
    if (!fl_lookup(uarch, port, &stage, response))
        miss(uarch, port, &stage, mem, trace, response);
}

const struct fl_pma *fl_uarch_pma(const struct fl_uarch *uarch)
{
    return &uarch->pma;
}

const struct fl_uarch_counts *fl_uarch_counts(const struct fl_uarch *uarch)
{
    return &uarch->counts;
}
