#include "lockstep/spec_check.h"

#include <stdlib.h>

#include "lockstep/compare.h"
#include "lockstep/level.h"

#define NO_KEY   UINT64_MAX
#define VPN_BITS ((UINT64_C(1) << 57) - 1) /* a fence compares these alone (docs/microarchitecture.md 9) */

bool fl_spec_check_init(struct fl_spec_check *check, const struct fl_uarch *model, uint64_t ram_base, uint64_t ram_size)
{
    *check = (struct fl_spec_check){
        .until_sample = FL_SAMPLE_EVERY, .model = model, .ram_base = ram_base, .ram_size = ram_size};
    check->watched = calloc(ram_size / FL_PAGE_SIZE / 64 + 1, sizeof *check->watched);
    for (unsigned i = 0; i < FL_PORT_COUNT * FL_L1_MAX; i++) {
        check->origin[i / FL_L1_MAX][i % FL_L1_MAX].checked_under = NO_KEY;
    }
    return fl_staleness_init(&check->staleness) && check->watched != NULL;
}

void fl_spec_check_free(struct fl_spec_check *check)
{
    fl_staleness_free(&check->staleness);
    free(check->watched);
}

void fl_spec_check_use(struct fl_spec_check *check, const struct fl_context *context)
{
    if (context->mode != FL_BARE) {
        fl_staleness_use(&check->staleness, context->asid, fl_context_key(context));
    }
}

void fl_spec_check_pte_read(struct fl_spec_check *check, uint64_t address, const uint64_t *walked)
{
    if (walked) {
        fl_staleness_read(&check->staleness, address, *walked);
    }
    uint64_t page = (address - check->ram_base) >> FL_PAGE_SHIFT;
    if (address - check->ram_base < check->ram_size) {
        check->watched[page / 64] |= UINT64_C(1) << page % 64;
    }
}

static bool same_page(const struct fl_origin *origin, uint64_t va)
{
    return ((origin->va ^ va) & VPN_BITS) >> origin->shift == 0;
}

void fl_spec_check_store(struct fl_spec_check *check, uint64_t pa, uint64_t size)
{
    fl_staleness_store(&check->staleness, pa, size);
    for (unsigned i = 0; i < FL_PORT_COUNT * FL_L1_MAX; i++) {
        struct fl_origin *origin = &check->origin[i / FL_L1_MAX][i % FL_L1_MAX];
        for (unsigned step = 0; origin->live && step < origin->steps; step++) {
            if (origin->pte[step] < pa + size && pa < origin->pte[step] + 8) {
                origin->checked_under = NO_KEY;
            }
        }
    }
}

void fl_spec_check_fence(struct fl_spec_check *check, const struct fl_fence *fence)
{
    fl_staleness_fence(&check->staleness, fence);
    for (unsigned i = 0; i < FL_PORT_COUNT * FL_L1_MAX; i++) {
        struct fl_origin *origin = &check->origin[i / FL_L1_MAX][i % FL_L1_MAX];
        bool by_va = !fence->va_given || same_page(origin, fence->va);
        bool by_asid = !fence->asid_given || (!origin->global && origin->asid == fence->asid);
        if (by_va && by_asid) {
            origin->live = false;
            origin->checked_under = NO_KEY;
        }
    }
}

static bool same_verdict(const struct fl_answer *answer, const struct fl_translation *spec,
                         struct fl_difference *difference)
{
    const struct fl_response *response = &answer->response;
    const enum fl_depth depth = FL_DEPTH_SPEC;
    bool fault = spec->reason != FL_OK;
    if (!fl_same_field(difference, depth, "fault", 0, response->fault, fault)) {
        return false;
    }
    if (fault) {
        return fl_same_field(difference, depth, "cause", 0, response->cause, spec->cause) &&
               fl_same_field(difference, depth, "tval", 0, response->tval, spec->tval);
    }
    return fl_same_field(difference, depth, "pa", 0, response->pa, spec->pa) &&
           fl_same_field(difference, depth, "attribute", 0, response->attribute, spec->attribute) &&
           (!spec->translated || fl_same_field(difference, depth, "level", 0, response->level, spec->level));
}

/* The leaf in memory must be what the architecture leaves there: the last write won, or, without one, the value read. */
static bool same_leaf(const struct fl_walk_trace *trace, const struct fl_translation *spec,
                      struct fl_difference *difference)
{
    if (trace->count == 0 || trace->truncated || spec->reason != FL_OK) {
        return true;
    }
    const struct fl_walk_step *last = &trace->step[trace->count - 1];
    return fl_same_field(difference, FL_DEPTH_SPEC, "PTE address", 0, last->address, spec->pte_address) &&
           fl_same_field(difference, FL_DEPTH_SPEC, "leaf PTE", 0, last->update ? last->desired : last->value,
                         spec->pte);
}

/* A hit needs no update: memory already holds the leaf as this access would leave it (A set, D set for a write). */
static bool same_dirt(const struct fl_translation *spec, struct fl_difference *difference)
{
    if (spec->reason != FL_OK || spec->trace.count == 0) {
        return true;
    }
    return fl_same_field(difference, FL_DEPTH_SPEC, "A/D bits", 0, spec->trace.step[spec->trace.count - 1].value,
                         spec->pte);
}

/* Did a walk begin below the root, from a pointer that the walk cache remembered? */
static bool began_below_root(const struct fl_answer *answer, const struct fl_translation *spec)
{
    const struct fl_walk_trace *trace = &answer->trace;
    return trace->count == 0 || spec->trace.count == 0 || trace->step[0].level < spec->trace.step[0].level;
}

bool fl_spec_may_be_global(const struct fl_spec_check *check, enum fl_port port, const struct fl_response *response)
{
    struct fl_mmu_state state;
    if (response->entry >= FL_L1_MAX) {
        return true;
    }
    fl_uarch_read_state(check->model, &state);
    return state.l1[port].entry[response->entry].global;
}

/* May this answer be out of date? Not if it was read from memory all the way. */
static bool excused(struct fl_spec_check *check, enum fl_port port, const struct fl_request *request,
                    const struct fl_answer *answer, const struct fl_translation *spec)
{
    uint8_t path = answer->response.path;
    bool remembered =
        path == FL_PATH_L1 || path == FL_PATH_L2 || (path == FL_PATH_WALK && began_below_root(answer, spec));
    if (!remembered || !fl_staleness_possible(&check->staleness, spec->tval, request->context, spec,
                                              fl_spec_may_be_global(check, port, &answer->response))) {
        return false;
    }
    check->excused++;
    return true;
}

/* Does the refilled entry hold a NAPOT range? Not from the second level; from a walk, if the leaf that it read says so, which may be
 * out of date. */
static bool filled_range(const struct fl_answer *answer, const struct fl_translation *spec)
{
    const struct fl_walk_trace *trace = &answer->trace;
    if (answer->response.path != FL_PATH_WALK) {
        return false;
    }
    return trace->count == 0 || trace->truncated ? spec->napot : trace->step[trace->count - 1].value >> 63 != 0;
}

static void remember_fill(struct fl_origin *origin, const struct fl_request *request, const struct fl_answer *answer,
                          const struct fl_translation *spec, uint64_t now)
{
    bool napot = filled_range(answer, spec);
    *origin = (struct fl_origin){.live = true,
                                 .global = spec->global,
                                 .napot = napot,
                                 .shift = napot ? FL_NAPOT_SHIFT
                                                : (uint8_t)fl_page_shift(request->context->xlen, spec->level),
                                 .level = spec->level,
                                 .asid = request->context->asid,
                                 .va = spec->tval,
                                 .cycle = now,
                                 .checked_under = fl_context_key(request->context)};
    for (unsigned i = 0; i < spec->trace.count && origin->steps < FL_MAX_LEVELS; i++) {
        if (!spec->trace.step[i].update) {
            origin->pte[origin->steps++] = spec->trace.step[i].address;
        }
    }
}

/* PMP and PMAs look at the address that is accessed, and not at the one that the entry was made for (Privileged 3.6, 3.7.1). */
static void judge_final_address(const struct fl_request *request, struct fl_translation *spec)
{
    spec->reason = fl_final_check(request, spec->pa);
    spec->cause = spec->reason == FL_OK ? 0 : (uint8_t)fl_access_fault_cause((enum fl_access)request->access);
}

/* A NAPOT range has 16 PTEs that say the same, and hardware may read and update any of them (Svnapot): on a hit, the one that the
 * entry was made from speaks for all. */
static void walk_for_hit(const struct fl_origin *origin, const struct fl_request *request,
                         const struct fl_pte_mem *before, struct fl_translation *spec)
{
    const uint64_t slot = UINT64_C(0xf000);
    struct fl_request asked = *request;
    asked.va = (request->va & ~slot) | (origin->va & slot);
    fl_walk(&asked, before, false, spec);
    spec->tval = (spec->tval & ~slot) | (request->va & slot);
    if (spec->napot && fl_spec_reached_page(spec)) {
        spec->pa = (spec->pa & ~slot) | (request->va & slot);
        judge_final_address(request, spec);
    }
}

bool fl_spec_check(struct fl_spec_check *check, enum fl_port port, const struct fl_request *request,
                   const struct fl_answer *answer, const struct fl_pte_mem *before, uint64_t now,
                   struct fl_translation *spec, struct fl_difference *difference)
{
    const struct fl_response *response = &answer->response;
    struct fl_origin *origin = response->entry < FL_L1_MAX ? &check->origin[port][response->entry] : NULL;
    const struct fl_context context = fl_spec_context(check->model, request->context);
    const struct fl_request asked = {request->va, request->access, request->size, &context};
    check->checks++;
    if (check->until_sample == 0) {
        check->until_sample = FL_SAMPLE_EVERY;
    }
    fl_spec_check_use(check, request->context);
    fl_walk(&asked, before, false, spec);
    if (origin && response->path == FL_PATH_L1 && origin->napot && same_page(origin, spec->tval)) {
        walk_for_hit(origin, &asked, before, spec);
    }
    bool refill = response->path == FL_PATH_WALK || response->path == FL_PATH_L2;
    bool same = same_verdict(answer, spec, difference);
    if (response->path == FL_PATH_WALK) {
        same = same && same_leaf(&answer->trace, spec, difference);
    } else if (response->path == FL_PATH_L1 || response->path == FL_PATH_L2) {
        same = same && same_dirt(spec, difference);
    }
    if (refill && origin) {
        remember_fill(origin, request, answer, spec, now);
    }
    if (same && origin && !refill) { /* a refill is no hit of any kind */
        uint64_t key = fl_context_key(request->context);
        origin->checked_kinds = (origin->checked_under == key ? origin->checked_kinds : 0) | fl_kind_of_hit(request);
        origin->checked_under = key;
    } else if (!same && origin) {
        origin->checked_under = NO_KEY;
    }
    return same || excused(check, port, request, answer, spec);
}
