/* frequency.c - page-fault frequency: a process that reads pages too often gets a frame more, one that seldom does gives one
 * back.
 *
 * Theory: the rate of page-ins tells directly what the working-set model estimates. Above an upper bound the process has
 * too few frames, below a lower bound more than it needs. The rate is taken from one page-in to the next, in the
 * process's own CPU time, so nothing has to be sampled:
 *
 *   CPU time since the last page-in    below 1 ms / HIGH   the pool's limit grows by one, if there is a frame to spare
 *   (`pff=LOW,HIGH`, per ms)           above 1 ms / LOW    it shrinks by one, down to `minframes=`
 *
 * A process that stops reading pages keeps what it has: it shrinks with its next page-ins. Frames to spare are the common
 * pool's beyond its least number. Cost: constant, and an eviction when a pool shrinks.
 */
#include "frequency.h"

#include "layout.h"
#include "options.h"
#include "platform.h"
#include "pool.h"
#include "process.h"
#include "reclaim.h"
#include "sched.h"

#define TICKS_PER_MS (TIMEBASE_HZ / 1000)

static bool takes_part(const struct process *process)
{
    return options.local_scope && options.alloc_rule == FL_ALLOC_FREQUENCY && process->pool != &common_pool &&
           process == process_running();
}

void frequency_fault(struct process *process, enum fault_kind kind)
{
    struct pool *pool = process->pool;
    if (!takes_part(process) || (kind != FAULT_FILE && kind != FAULT_SWAP_IN))
        return;
    uint64_t now = sched_busy(), gap = now - process->load.last_page_in;
    process->load.last_page_in = now;
    if (gap * options.pff_high < TICKS_PER_MS && common_pool.limit > POOL_MIN_COMMON) {
        common_pool.limit--;
        pool->limit++;
    } else if (gap * options.pff_low > TICKS_PER_MS && pool->limit > options.min_frames) {
        pool->limit--;
        common_pool.limit++;
        reclaim_shrink(pool); /* a page that cannot be written stays, and the pool is over its limit for a while */
    }
}
