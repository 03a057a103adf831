/* The crosses of the miss unit's service and of fences: who is granted it, what a fence kills, and what a fence leaves of an entry. */
#include "check/cross.h"
#include "check/one_page.h"

enum { FORMS = 4, VA_GIVEN = 1, ASID_GIVEN = 2 };

static enum fl_access reading(unsigned port)
{
    return port == FL_PORT_FETCH ? FL_FETCH : FL_LOAD;
}

static struct fl_fence fence_of(const struct fl_one_page *page, unsigned form)
{
    return (struct fl_fence){
        .va_given = form & VA_GIVEN, .asid_given = form & ASID_GIVEN, .va = page->va, .asid = page->context.asid};
}

static void pass_cycles(struct fl_bench *bench, unsigned cycles)
{
    while (cycles-- > 0 && !bench->diverged) {
        fl_bench_cycle(bench);
    }
}

static void fence(struct fl_bench *bench, const struct fl_fence *form)
{
    if (!bench->diverged) {
        fl_bench_fence(bench, form);
    }
}

/* A walk with an update; after so many cycles a fence of this form, or one of everything before it, which leaves a killed walk waiting
 * for a slow memory. */
static void kill_at(const struct fl_one_page *page, unsigned port, unsigned form, unsigned moment, bool again)
{
    enum { SLOW = 12 };
    const struct fl_fence all = {0}, last = fence_of(page, form);
    struct fl_bench *bench = page->bench;
    fl_page_begin(page);
    bench->manners.delay_least = bench->manners.delay_most = again ? SLOW : 1;
    fl_page_drive(page, page->va, port == FL_PORT_DATA ? FL_STORE : FL_FETCH, FL_SUPERVISOR);
    pass_cycles(bench, moment);
    if (again) {
        fence(bench, &all);
        while (fl_bench_fencing(bench) && !bench->diverged) {
            fl_bench_cycle(bench);
        }
    }
    fence(bench, &last);
    fl_bench_rest(bench);
}

unsigned fl_cross_kills(struct fl_bench *bench)
{
    enum { MOMENTS = 64 }; /* more than the slow walk takes */
    struct fl_one_page page = fl_plain_page(bench);
    unsigned played = 0;
    page.pte &= ~(uint64_t)(FL_PTE_A | FL_PTE_D);
    for (unsigned k = 0; k < 2 * FORMS * 2; k++) {
        bool again = k & 1;
        for (unsigned moment = 0; moment < (again ? MOMENTS : MOMENTS / 3); moment++, played++) {
            kill_at(&page, k >> 1 & 1, k >> 2, moment, again);
        }
        fl_bench_settle(bench);
    }
    return played;
}

/* A page is read, perhaps mapped elsewhere, and fenced, or something else is; and it is asked for again: by a store, which an entry whose
 * page is not dirty refuses, or by a load. */
static void fence_entry(const struct fl_one_page *page, unsigned form, bool covered, bool remapped, bool stored)
{
    struct fl_fence fence_it = fence_of(page, form);
    if (!covered) {
        fence_it.va = fl_page_beside(page, page->scheme->levels - 1u);
        fence_it.asid++;
    }
    fl_page_begin(page);
    fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
    if (remapped && !page->bench->diverged) {
        fl_bench_store(page->bench, fl_page_place(page, page->level), fl_page_moved(page));
    }
    fence(page->bench, &fence_it);
    fl_bench_rest(page->bench);
    fl_page_ask(page, page->va, stored ? FL_STORE : FL_LOAD, FL_SUPERVISOR);
}

static unsigned play_fences(const struct fl_one_page *page)
{
    enum { COVERED = 1, REMAPPED = 2, STORED = 4, GLOBAL = 8, NAPOT = 16 };
    unsigned played = 0, kinds = page->level == 0 && page->scheme->xlen == 64 ? 32 : 16;
    for (unsigned k = 0; k < FORMS * kinds; k++, played++) {
        struct fl_one_page entry = *page;
        entry.pte &= ~(uint64_t)FL_PTE_D;
        entry.pte |= k & GLOBAL ? FL_PTE_G : 0;
        entry.pte |= kinds == 32 && k & NAPOT ? FL_PTE_N | UINT64_C(8) << 10 : 0;
        fence_entry(&entry, k / kinds, k & COVERED, k & REMAPPED, k & STORED);
    }
    return played;
}

unsigned fl_cross_fences(struct fl_bench *bench)
{
    return fl_each_level(bench, play_fences);
}

/* One port is served, and then those of `asks` ask: at once, so that they ask in the cycle after its answer, or when all is quiet. What
 * they ask for is not mapped, so that nothing else answers. */
static void grant_after(const struct fl_one_page *page, unsigned before, unsigned asks, bool at_once)
{
    struct fl_bench *bench = page->bench;
    uint64_t va = fl_page_beside(page, 0);
    fl_page_begin(page);
    fl_page_drive(page, va, reading(before), FL_SUPERVISOR);
    pass_cycles(bench, 3); /* it has been granted */
    if (!at_once) {
        fl_bench_rest(bench);
    }
    if (asks >> !before & 1) {
        fl_page_drive(page, va, reading(!before), FL_SUPERVISOR);
    }
    while (!fl_bench_wants(bench, (enum fl_port)before) && !bench->diverged) {
        fl_bench_cycle(bench);
    }
    if (asks >> before & 1) {
        fl_page_drive(page, va, reading(before), FL_SUPERVISOR);
    }
    fl_bench_rest(bench);
}

unsigned fl_cross_grants(struct fl_bench *bench)
{
    const struct fl_one_page page = fl_plain_page(bench);
    unsigned played = 0;
    for (unsigned asks = 1; asks < 4; asks++) {
        for (unsigned k = 0; k < 4; k++, played++) {
            grant_after(&page, k & 1, asks, k & 2);
        }
    }
    fl_bench_settle(bench);
    return played;
}
