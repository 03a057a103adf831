/* allocation.c - frame allocation: with local replacement, how many frames each process gets.
 *
 * scope=global: all processes take frames from the common pool, and one's fault can cost another a page.
 * scope=local: every process but the first has a pool of its own, and replaces only its own pages. The first process
 * only starts the others and waits; it stays in the common pool, which keeps its least number of frames. What the others
 * get is computed by policy/alloc.c whenever one of them comes, goes, or changes its size.
 * A process that holds more than its new share gives frames back as it faults.
 * Invariant: the limits of all pools sum to the machine's frames.
 */
#include "allocation.h"

#include "options.h"
#include "policy/alloc.h"
#include "pool.h"
#include "process.h"

_Static_assert(FL_ALLOC_MOST >= PROCESSES, "a share for each process");

static bool takes_part(const struct process *process)
{
    return process->state != UNUSED && process->state != ENDED && process->pool != &common_pool;
}

uint64_t allocation_size(const struct process *process)
{
    uint64_t bytes = 0;
    for (const struct region *r = process->regions; r; r = r->next)
        bytes += r->end - r->start;
    return bytes >> PAGE_SHIFT;
}

/* alloc=frequency: who has less than the minimum, a newcomer, gets it from what is to spare; all others keep what they have. */
static bool share_minimum(void)
{
    for (struct process *p = processes; p < processes + PROCESSES; p++) {
        if (!takes_part(p) || p->pool->limit >= options.min_frames)
            continue;
        uint64_t missing = options.min_frames - p->pool->limit;
        if (common_pool.limit < POOL_MIN_COMMON + missing)
            return false;
        common_pool.limit -= missing;
        p->pool->limit += missing;
        pool_wake(p->pool);
    }
    return true;
}

/* Collects the claims; returns how many, and the frames there are to divide in *frames. */
static uint32_t collect(struct fl_alloc_claim *claim, uint64_t *frames)
{
    uint32_t count = 0;
    *frames = common_pool.limit - POOL_MIN_COMMON;
    for (struct process *p = processes; p < processes + PROCESSES; p++) {
        if (!takes_part(p))
            continue;
        *frames += p->pool->limit;
        claim[count++] = (struct fl_alloc_claim){.pages = allocation_size(p), .priority = p->priority};
    }
    return count;
}

static bool share(void)
{
    if (options.alloc_rule == FL_ALLOC_FREQUENCY)
        return share_minimum();
    struct fl_alloc_claim claim[PROCESSES];
    uint64_t given[PROCESSES], frames, spare;
    uint32_t count = collect(claim, &frames), i = 0;
    if (!fl_alloc_shares(options.alloc_rule, frames, options.min_frames, claim, count, given, &spare))
        return false;
    common_pool.limit = POOL_MIN_COMMON + spare;
    for (struct process *p = processes; p < processes + PROCESSES; p++) {
        if (!takes_part(p))
            continue;
        p->pool->limit = given[i++];
        pool_wake(p->pool);
    }
    return true;
}

void allocation_share(void)
{
    if (options.local_scope)
        share(); /* cannot fail: the minimum was there when the last one joined */
}

bool allocation_join(struct process *process)
{
    process->priority = 1;
    process->pool = &common_pool;
    if (!options.local_scope || process == processes)
        return true;
    struct pool *pool = pool_open(0, options.policy);
    if (!pool)
        return false;
    process->pool = pool;
    if (share())
        return true;
    allocation_leave(process);
    return false;
}

void allocation_leave(struct process *process)
{
    struct pool *pool = process->pool;
    if (pool == &common_pool)
        return;
    process->pool = &common_pool;
    pool_close(pool);
    allocation_share();
}
