#include "check/cover_fence.h"

enum { GROUP = 12, SPARED = 1, DROPPED = 2 }; /* tests/coverage/points.txt */
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

void fl_cover_fence(struct fl_bench *bench)
{
    const struct fl_fence *fence = &bench->fence.fence;
    if (!bench->dut->cover) {
        return;
    }
    for (unsigned i = 0; i < FL_PORT_COUNT * FL_L1_MAX; i++) {
        struct fl_fence_past *past = &bench->fence_past[i / FL_L1_MAX][i % FL_L1_MAX];
        const struct fl_origin *origin = &past->origin;
        if (past->held) {
            bool by_va = !fence->va_given || same_page(origin, fence->va);
            bool by_asid = !fence->asid_given || (!origin->global && origin->asid == fence->asid);
            past->held = !(by_va && by_asid);
            past->form = (uint8_t)(fence->va_given | fence->asid_given << 1);
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
