#include "lockstep/staleness.h"

#include <stdlib.h>
#include <string.h>

#include "lockstep/level.h"

#define PTE_N (UINT64_C(1) << 63)

enum { PTE_V = 1, PTE_RWX = 0xe, PTE_G = 0x20, PTE_AD = 0xc0 };
enum { POINTER = 1, GLOBAL = 2 }; /* bits of the index of fl_stale_pte.old */

bool fl_staleness_init(struct fl_staleness *staleness)
{
    *staleness = (struct fl_staleness){.time = 1};
    staleness->context = calloc(FL_STALE_ASIDS, sizeof *staleness->context);
    staleness->pte = calloc(FL_STALE_PTES, sizeof *staleness->pte);
    return staleness->context && staleness->pte;
}

void fl_staleness_free(struct fl_staleness *staleness)
{
    free(staleness->context);
    free(staleness->pte);
}

/* The record of a PTE, or the free one where it would be. */
static struct fl_stale_pte *find(const struct fl_staleness *staleness, uint64_t address)
{
    uint64_t slot = (address >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 48;
    while (staleness->pte[slot % FL_STALE_PTES].address != 0 &&
           staleness->pte[slot % FL_STALE_PTES].address != address) {
        slot++;
    }
    return &staleness->pte[slot % FL_STALE_PTES];
}

static void forget_all(struct fl_staleness *staleness)
{
    memset(staleness->pte, 0, FL_STALE_PTES * sizeof *staleness->pte);
    staleness->ptes = 0;
    staleness->forgotten = staleness->time;
}

/* What is invalid is never remembered; a leaf that only gained A or D is the walker's own update. */
static bool replaced(uint64_t old, uint64_t value)
{
    uint64_t own = old & PTE_RWX ? value & PTE_AD : 0;
    return (old & PTE_V) && (old | own) != value;
}

static unsigned kind_of(uint64_t pte)
{
    return (pte & PTE_RWX ? 0 : POINTER) | (pte & PTE_G ? GLOBAL : 0);
}

void fl_staleness_read(struct fl_staleness *staleness, uint64_t address, uint64_t value)
{
    struct fl_stale_pte *pte = find(staleness, address);
    staleness->time++;
    if (pte->address == 0) {
        if (staleness->ptes > FL_STALE_PTES / 4 * 3) {
            forget_all(staleness);
            pte = find(staleness, address);
        }
        staleness->ptes++;
        *pte = (struct fl_stale_pte){.address = address, .value = value};
    }
    if (pte->written > pte->read && replaced(pte->value, value)) {
        pte->old[kind_of(pte->value)] = pte->read;
    }
    pte->napot = pte->napot || (value & PTE_N);
    pte->value = value;
    pte->read = staleness->time;
}

void fl_staleness_fence(struct fl_staleness *staleness, const struct fl_fence *fence)
{
    staleness->time++;
    fl_fence_ring_add(&staleness->fences, fence, staleness->time, staleness->time);
}

void fl_staleness_store(struct fl_staleness *staleness, uint64_t pa, uint64_t size)
{
    staleness->time++;
    for (uint64_t address = pa & ~UINT64_C(3); address < pa + size; address += 4) { /* PTEs of Sv32 have 4 bytes */
        struct fl_stale_pte *pte = find(staleness, address);
        if (pte->address != 0) {
            pte->written = staleness->time;
        }
    }
}

static void use(struct fl_stale_context *context, uint64_t key, uint64_t now)
{
    if (context->used != 0 && context->key != key) {
        context->old = context->used;
    }
    context->key = key;
    context->used = now;
}

void fl_staleness_use(struct fl_staleness *staleness, uint16_t asid, uint64_t key)
{
    staleness->time++;
    use(&staleness->context[asid], key, staleness->time);
    use(&staleness->any, key, staleness->time);
}

/* `now` is what memory holds, which the MMU may not have read yet. */
static bool pte_outdated(const struct fl_staleness *staleness, const struct fl_stale_pte *pte, uint64_t now,
                         struct fl_fence_subject subject, bool global)
{
    for (unsigned kind = 0; kind < 4; kind++) {
        bool latest = kind == kind_of(pte->value) && pte->written > pte->read && replaced(pte->value, now);
        uint64_t old = latest ? pte->read : pte->old[kind];
        subject.pointer = kind & POINTER;
        subject.global = global || (kind & GLOBAL);
        if (old != 0 && fl_fence_ring_unfenced(&staleness->fences, old, &subject)) {
            return true;
        }
    }
    return false;
}

/* The L1 entry of a 64 KiB NAPOT range was made from one of its 16 PTEs, and answers for the pages of all. They were equal. */
static bool range_outdated(const struct fl_staleness *staleness, const struct fl_walk_step *step,
                           struct fl_fence_subject subject, bool global)
{
    enum { RANGE_BYTES = 16 * 8, RANGE_SHIFT = 16 };
    uint64_t first = step->address & ~(uint64_t)(RANGE_BYTES - 1);
    subject.shift = RANGE_SHIFT;
    for (uint64_t address = first; address < first + RANGE_BYTES; address += 8) {
        const struct fl_stale_pte *pte = find(staleness, address);
        if (pte->address != 0 && pte->napot && pte_outdated(staleness, pte, step->value, subject, global)) {
            return true;
        }
    }
    return false;
}

bool fl_staleness_possible(const struct fl_staleness *staleness, uint64_t va, const struct fl_context *context,
                           const struct fl_translation *fresh, bool global)
{
    const uint16_t asid = context->asid;
    const struct fl_fence_subject all = {.va = va, .asid = asid, .pointer = true, .global = global};
    const struct fl_stale_context *used = &staleness->context[asid];
    if (used->old != 0 && fl_fence_ring_unfenced(&staleness->fences, used->old, &all)) {
        return true;
    }
    if (global && staleness->any.old != 0 && fl_fence_ring_unfenced(&staleness->fences, staleness->any.old, &all)) {
        return true;
    }
    if (staleness->forgotten != 0 && fl_fence_ring_unfenced(&staleness->fences, staleness->forgotten, &all)) {
        return true;
    }
    for (unsigned i = 0; i < fresh->trace.count; i++) {
        const struct fl_walk_step *step = &fresh->trace.step[i];
        const struct fl_fence_subject subject = {
            .va = va, .asid = asid, .shift = fl_page_shift(context->xlen, step->level)};
        const struct fl_stale_pte *pte = find(staleness, step->address);
        bool wide = global || fresh->global;
        if ((pte->address != 0 && pte_outdated(staleness, pte, step->value, subject, wide)) ||
            (step->level == 0 && range_outdated(staleness, step, subject, wide))) {
            return true;
        }
    }
    return false;
}
