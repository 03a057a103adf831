/* counters.c - one table of counters, counted twice: for the process and for the system.
 *
 * Invariant: the nine kinds of page fault sum to `faults`.
 */
#include "counters.h"

#include "allocation.h"
#include "frame.h"
#include "pool.h"
#include "print.h"
#include "process.h"
#include "swap.h"
#include "virtio_blk.h"

#define COUNTERS (sizeof(struct fl_counters) / sizeof(uint64_t))

_Static_assert(COUNTER(zero_fill) == FAULT_ZERO_FILL && COUNTER(illegal) == FAULT_ILLEGAL,
               "kinds come first, in order");

static struct fl_counters system_counters;

static const char *const names[] = {
    "zero_fill",          "file",        "swap_in",     "cow",           "access_dirty",    "pool_rescue",
    "cache_hit",          "spurious",    "illegal",     "faults",        "evictions",       "page_writes",
    "cow_copies",         "resident",    "frames_free", "frames_total",  "swap_slots_used", "context_switches",
    "switches_during_io", "file_writes", "zeroed_used", "disk_requests", "disk_travel",     "suspensions",
    "busy_ticks",         "idle_ticks",  "size",        "limit",         "working_set",     "tracked",
    "prepaged",
};
_Static_assert(sizeof(names) / sizeof(names[0]) == COUNTERS, "a name for each counter");

static uint64_t *slot(struct fl_counters *counters, size_t counter)
{
    return (uint64_t *)((char *)counters + counter * sizeof(uint64_t));
}

void counters_count(struct process *process, size_t counter)
{
    counters_add(process, counter, 1);
}

void counters_add(struct process *process, size_t counter, uint64_t more)
{
    *slot(&system_counters, counter) += more;
    if (process)
        *slot(&process->counters, counter) += more;
}

void counters_count_fault(struct process *process, enum fault_kind kind)
{
    counters_count(process, kind);
    counters_count(process, COUNTER(faults));
}

struct fl_counters counters_read(const struct process *process)
{
    struct fl_counters counters = process ? process->counters : system_counters;
    if (!process)
        counters.resident = frame_used();
    counters.limit = process ? process->pool->limit : common_pool.limit;
    counters.size = process ? allocation_size(process) : 0;
    counters.disk_travel = blk_sectors_travelled();
    counters.frames_total = pool_frames_total();
    counters.frames_free = pool_frames_total() - frame_used();
    counters.swap_slots_used = swap_used();
    return counters;
}

void counters_write(const struct fl_counters *counters, struct text *text)
{
    for (size_t i = 0; i < COUNTERS; i++)
        print_to(text, "%s %lu\n", names[i], ((const uint64_t *)counters)[i]);
}

void counters_print(void)
{
    struct fl_counters counters = counters_read(NULL);
    for (size_t i = 0; i < COUNTERS; i++)
        print("counter %s %lu\n", names[i], *slot(&counters, i));
}
