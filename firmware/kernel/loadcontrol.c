/* loadcontrol.c - thrashing is noticed by the page-fault frequency, and ended by suspending a process.
 *
 * Theory: when the working sets of the active processes exceed memory, each process faults as soon as it runs, everybody
 * waits for the disk, and CPU utilisation falls although there is work. Starting more processes makes it worse; taking one
 * out, with all its pages, lets the others finish.
 *
 *   page-ins for each millisecond of CPU time, over one tick (`pff=low,high`)
 *     above high        suspend the youngest active process: it goes to swap and sleeps
 *     below low         resume one, if the peaks of all working sets fit into memory with its own
 *     nobody active     resume one in any case, and so after many quiet ticks: nobody waits for ever
 *
 * After each decision one tick passes for it to take effect. The first process is never suspended, nor is the last
 * active one. Cost: a tick looks at every page of every process (workingset.c).
 */
#include "loadcontrol.h"

#include "counters.h"
#include "memcalls.h"
#include "options.h"
#include "platform.h"
#include "pool.h"
#include "process.h"
#include "sched.h"
#include "workingset.h"

#define PERIOD_US    1000
#define PATIENCE     20 /* quiet ticks: the others may be waiting for the suspended one, or share what it uses */
#define TICKS_PER_MS (TIMEBASE_HZ / 1000)

static bool settling;  /* the last decision has not had its effect yet */
static unsigned quiet; /* ticks since the frequency was last above its lower bound, or a process came back */

/* What happened since the last tick, over all processes but the first. */
struct interval {
    uint64_t page_ins, busy, peaks;
    unsigned active;
    struct process *youngest, *waiting; /* of the active; of the suspended, the one that came first */
};

uint64_t loadcontrol_period(void)
{
    return options.load_control ? PERIOD_US : 0;
}

static uint64_t page_ins_of(const struct process *p)
{
    return p->counters.file + p->counters.swap_in;
}

static void look_at(struct interval *interval, struct process *p)
{
    uint64_t page_ins = page_ins_of(p) - p->load.page_ins, busy = p->counters.busy_ticks - p->load.busy;
    p->load.page_ins = page_ins_of(p);
    p->load.busy = p->counters.busy_ticks;
    interval->page_ins += page_ins;
    interval->busy += busy;
    if (p->load.suspended) {
        if (!interval->waiting || p->pid < interval->waiting->pid)
            interval->waiting = p;
        return;
    }
    workingset_sample(p);
    interval->peaks += p->load.peak;
    if (busy == 0 && page_ins == 0)
        return;
    interval->active++;
    if (!interval->youngest || p->pid > interval->youngest->pid)
        interval->youngest = p;
}

static void resume(struct process *p)
{
    p->load.suspended = false;
    sched_wake(&p->load);
    quiet = 0;
    settling = true;
}

static void decide(const struct interval *now)
{
    uint64_t cpu = now->busy ? now->busy : 1, frequency = now->page_ins * TICKS_PER_MS / cpu;
    quiet = frequency < options.pff_low ? quiet + 1 : 0;
    if (now->waiting && now->active == 0) {
        resume(now->waiting);
    } else if (frequency > options.pff_high && now->active > 1) {
        now->youngest->load.suspended = true;
        settling = true;
    } else if (now->waiting && quiet > 0 &&
               (quiet > PATIENCE || now->peaks + now->waiting->load.peak <= common_pool.limit)) {
        resume(now->waiting);
    }
}

void loadcontrol_tick(void)
{
    struct interval now = {0};
    for (struct process *p = processes + 1; p < processes + PROCESSES; p++)
        if (p->state != UNUSED && p->state != ENDED)
            look_at(&now, p);
    if (!settling)
        decide(&now);
    else
        settling = false;
}

/* A page that cannot go (swap is full, or the disk fails) simply stays. */
void loadcontrol_checkpoint(void)
{
    struct process *process = process_running();
    if (!process->load.suspended)
        return;
    counters_count(process, COUNTER(suspensions));
    memory_swap_out(process);
    while (process->load.suspended)
        sched_sleep(&process->load);
}
