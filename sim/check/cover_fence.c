#include "check/cover_fence.h"

enum { GROUP = 12, PLACE = 13, SPARED = 1, DROPPED = 2 }; /* tests/coverage/points.txt */
enum { AT_L1, AT_L2, AT_SUPERPAGE, AT_WALK_CACHE };
enum { QUARTERS = 4 };
enum { AFTER_DROPPED, AFTER_HIT, AFTER_REFUSED };
enum { PTE_A = 64, PTE_D = 128 };

/* As cover_pkg numbers them. */
static unsigned size_of(const struct fl_bench *bench, const struct fl_origin *origin)
{
    if (bench->pte_size == 4) {
        return 6u + origin->level;
    }
    return origin->level == 0 ? origin->napot : 1u + origin->level;
}

static uint64_t pte_now(const struct fl_bench *bench, const struct fl_origin *origin, unsigned step)
{
    uint64_t value = 0;
    fl_check_load(&bench->memory, origin->pte[step], bench->pte_size, &value);
    return value & ~(uint64_t)(PTE_A | PTE_D);
}

static bool remapped(const struct fl_bench *bench, const struct fl_fence_past *past)
{
    for (unsigned step = 0; step < past->origin.steps; step++) {
        if (pte_now(bench, &past->origin, step) != past->pte[step]) {
            return true;
        }
    }
    return false;
}

static void meet(struct fl_bench *bench, struct fl_fence_past *past, unsigned after)
{
    const unsigned value[FL_COVER_VALUES] = {past->form, after, size_of(bench, &past->origin), past->origin.global,
                                             remapped(bench, past)};
    bench->dut->cover(bench->dut->self, GROUP, value);
    past->fate = 0;
}

static bool same_page(const struct fl_origin *origin, uint64_t va)
{
    return (origin->va ^ va) << 7 >> 7 >> origin->shift == 0;
}

void fl_cover_before_fence(struct fl_bench *bench)
{
    if (bench->dut->cover) {
        fl_uarch_read_state(bench->model, &bench->fence_found);
    }
}

static unsigned form_of(const struct fl_fence *fence)
{
    return fence->va_given | (unsigned)fence->asid_given << 1;
}

/* What the fence met in a structure of so many ways, and what is left of it. */
static void meet_places(struct fl_bench *bench, unsigned structure, const struct fl_tlb_entry *found,
                        const struct fl_tlb_entry *left, unsigned entries, unsigned ways)
{
    for (unsigned i = 0; i < entries; i++) {
        if (found[i].valid) {
            const unsigned value[FL_COVER_VALUES] = {structure, form_of(&bench->fence.fence), left[i].valid,
                                                     i % ways * QUARTERS / ways, found[i].global};
            bench->dut->cover(bench->dut->self, PLACE, value);
        }
    }
}

static void meet_structures(struct fl_bench *bench)
{
    const struct fl_mmu_state *found = &bench->fence_found;
    struct fl_mmu_state left;
    fl_uarch_read_state(bench->model, &left);
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        unsigned entries = found->l1[port].entries;
        meet_places(bench, AT_L1, found->l1[port].entry, left.l1[port].entry, entries, entries);
    }
    meet_places(bench, AT_L2, found->l2.entry, left.l2.entry, found->l2.sets * found->l2.ways, found->l2.ways);
    meet_places(bench, AT_SUPERPAGE, found->super.entry, left.super.entry, found->super.entries, found->super.entries);
    for (unsigned level = 1; level < FL_MAX_LEVELS; level++) {
        unsigned entries = found->pwc[level - 1].entries;
        meet_places(bench, AT_WALK_CACHE, found->pwc[level - 1].entry, left.pwc[level - 1].entry, entries, entries);
    }
}

void fl_cover_fence(struct fl_bench *bench)
{
    const struct fl_fence *fence = &bench->fence.fence;
    if (!bench->dut->cover) {
        return;
    }
    meet_structures(bench);
    for (unsigned i = 0; i < FL_PORT_COUNT * FL_L1_MAX; i++) {
        struct fl_fence_past *past = &bench->fence_past[i / FL_L1_MAX][i % FL_L1_MAX];
        const struct fl_origin *origin = &past->origin;
        if (past->held) {
            bool by_va = !fence->va_given || same_page(origin, fence->va);
            bool by_asid = !fence->asid_given || (!origin->global && origin->asid == fence->asid);
            past->held = !(by_va && by_asid);
            past->form = (uint8_t)form_of(fence);
            past->fate = past->held ? SPARED : DROPPED;
        }
    }
}

/* A fenced page is asked for again, and its entry did not answer. */
static void meet_again(struct fl_bench *bench, enum fl_port port, const struct fl_origin *asked)
{
    for (unsigned entry = 0; entry < FL_L1_MAX; entry++) {
        struct fl_fence_past *past = &bench->fence_past[port][entry];
        bool same = past->fate && same_page(&past->origin, asked->va) &&
                    (past->origin.global || past->origin.asid == asked->asid);
        if (same) {
            meet(bench, past, past->fate == DROPPED ? AFTER_DROPPED : AFTER_REFUSED);
        }
    }
}

void fl_cover_answer(struct fl_bench *bench, enum fl_port port)
{
    const struct fl_response *response = &bench->slot[port].rtl.response;
    if (!bench->dut->cover || response->fault || response->entry >= FL_L1_MAX) {
        return;
    }
    struct fl_fence_past *past = &bench->fence_past[port][response->entry];
    if (response->path == FL_PATH_L1) {
        if (past->fate == SPARED) {
            meet(bench, past, AFTER_HIT);
        }
        return;
    }
    const struct fl_origin *origin = &bench->spec.origin[port][response->entry];
    meet_again(bench, port, origin);
    *past = (struct fl_fence_past){.held = true, .origin = *origin};
    for (unsigned step = 0; step < origin->steps; step++) {
        past->pte[step] = pte_now(bench, origin, step);
    }
}
