/* The crosses of a memory that tries a walk's patience, at each of its accesses: slow to answer, busy for long, lost to a rival again and
 * again, and fenced again and again within one access. What counts any of it in too few bits, or gives up, shows here. */
#include "check/cross.h"
#include "check/one_page.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A walk from the root with an update begins: so many reads and a compare-and-swap. Returns the number of accesses before it. */
static uint64_t begin_walk(const struct fl_one_page *page, enum fl_port port)
{
    fl_page_begin(page);
    fl_page_drive(page, page->va, port == FL_PORT_DATA ? FL_STORE : FL_FETCH, FL_SUPERVISOR);
    return page->bench->port.accesses;
}

static void pass_until_access(struct fl_bench *bench, uint64_t accesses)
{
    while (bench->port.accesses < accesses && !bench->diverged) {
        fl_bench_cycle(bench);
    }
}

static struct fl_one_page page_to_update(struct fl_bench *bench)
{
    struct fl_one_page page = fl_plain_page(bench);
    page.pte &= ~(uint64_t)(FL_PTE_A | FL_PTE_D);
    return page;
}

/* One way to be hard on one access of a walk, by so much. */
typedef void hardship(const struct fl_one_page *page, enum fl_port port, unsigned access, unsigned much);

/* Each access of the walk, on each port, by each of these amounts. */
static unsigned play_each(struct fl_bench *bench, hardship *play, const unsigned much[], unsigned count)
{
    const struct fl_one_page page = page_to_update(bench);
    unsigned accesses = page.scheme->levels + 1u, played = 0;
    for (; played < count * accesses * FL_PORT_COUNT; played++) {
        unsigned k = played / FL_PORT_COUNT;
        play(&page, played % FL_PORT_COUNT, k % accesses, much[k / accesses]);
    }
    fl_bench_settle(bench);
    return played;
}

static void answer_late(const struct fl_one_page *page, enum fl_port port, unsigned access, unsigned delay)
{
    struct fl_bench *bench = page->bench;
    uint64_t before = begin_walk(page, port);
    pass_until_access(bench, before + access);
    bench->manners.delay_least = bench->manners.delay_most = delay;
    pass_until_access(bench, before + access + 1);
    bench->manners.delay_least = bench->manners.delay_most = 1;
    fl_bench_rest(bench);
}

unsigned fl_cross_slow(struct fl_bench *bench)
{
    static const unsigned delays[] = {17, 33, 48, 65, 100, 129, 257, 300};
    return play_each(bench, answer_late, delays, COUNT(delays));
}

/* Busy from the cycle after the access before. */
static void keep_waiting(const struct fl_one_page *page, enum fl_port port, unsigned access, unsigned cycles)
{
    struct fl_bench *bench = page->bench;
    uint64_t before = begin_walk(page, port);
    pass_until_access(bench, before + access);
    bench->port.stall_left = cycles;
    fl_bench_rest(bench);
}

unsigned fl_cross_busy(struct fl_bench *bench)
{
    static const unsigned stalls[] = {20, 40, 62, 66, 70, 100, 140, 200, 300};
    return play_each(bench, keep_waiting, stalls, COUNT(stalls));
}

/* So many are lost, and the next one is won. */
unsigned fl_cross_lost(struct fl_bench *bench)
{
    enum { MOST = 40 };
    const struct fl_one_page page = page_to_update(bench);
    unsigned played = 0;
    bench->rival_pte = fl_rival_turns_dirty; /* that there is one; a fight of many rounds is not its to choose */
    for (; played < MOST * FL_PORT_COUNT; played++) {
        begin_walk(&page, played % FL_PORT_COUNT);
        bench->port.rounds_left = played / FL_PORT_COUNT + 2;
        fl_bench_rest(bench);
    }
    fl_bench_settle(bench);
    return played;
}

/* Fences of everything, which take two cycles, within one access. */
static void fence_within(const struct fl_one_page *page, enum fl_port port, unsigned access, unsigned fences)
{
    const struct fl_fence all = {0};
    struct fl_bench *bench = page->bench;
    uint64_t before = begin_walk(page, port);
    pass_until_access(bench, before + access);
    bench->manners.delay_least = bench->manners.delay_most = 4 * fences + 4;
    pass_until_access(bench, before + access + 1);
    while (fences > 0 && !bench->diverged) {
        if (!fl_bench_fencing(bench)) {
            fl_bench_fence(bench, &all);
            fences--;
        }
        fl_bench_cycle(bench);
    }
    bench->manners.delay_least = bench->manners.delay_most = 1;
    fl_bench_rest(bench);
}

unsigned fl_cross_volleys(struct fl_bench *bench)
{
    static const unsigned fences[] = {2, 3, 4, 8, 16, 32, 64};
    return play_each(bench, fence_within, fences, COUNT(fences));
}
