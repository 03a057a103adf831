/* sched.c - the ready queue and the switch between processes.
 *
 * The scheduler is a loop with a stack of its own. The kernel runs with interrupts off; only the idle loop lets them
 * in, so that no mechanism is ever interrupted half way.
 * Invariant: a process is in the queue if and only if it is READY.
 */
#include "sched.h"

#include "counters.h"
#include "csr.h"
#include "freepool.h"
#include "hart.h"
#include "print.h"
#include "process.h"
#include "steps.h"
#include "timer.h"
#include "virtio_blk.h"

#include <stddef.h>

#define SLEEPER_GROUPS 64 /* most wake-ups find their group empty, and look at no process */

void switch_context(struct context *from, const struct context *to); /* switch.S */

static struct context scheduler;
static struct process *first, *last;
static unsigned sleepers[SLEEPER_GROUPS]; /* how many wait for a sched_wake(), by what they wait for */
static uint64_t giver;                    /* token of the fault whose process gave the CPU away just now */
static const struct process *previous;
static uint64_t turn_began; /* of the running process */

void sched_ready(struct process *process)
{
    process->state = READY;
    process->next = NULL;
    if (last)
        last->next = process;
    else
        first = process;
    last = process;
    fault_step(process->token, 11);
}

static struct process *take_first(void)
{
    struct process *process = first;
    first = process->next;
    if (!first)
        last = NULL;
    return process;
}

/* Step 6 of the fault that gave the CPU away: somebody else, or nobody, has it now. */
static void mark_given(void)
{
    fault_step(giver, 6);
    giver = 0;
}

/* WFI wakes for a pending interrupt even while interrupts are off, so none is lost between looking and waiting. */
static void idle(void)
{
    uint64_t since = timer_now();
    pagetable_activate(NULL);
    mark_given();
    while (!first) {
        if (!freepool_zero_one())
            __asm__ volatile("wfi" ::: "memory");
        csr_set(sstatus, SSTATUS_SIE);
        csr_clear(sstatus, SSTATUS_SIE);
    }
    counters_add(NULL, COUNTER(idle_ticks), timer_now() - since);
}

static void dispatch(struct process *process)
{
    if (process != previous) {
        counters_count(process, COUNTER(context_switches));
        if (blk_in_flight() > 0)
            counters_count(process, COUNTER(switches_during_io));
    }
    previous = process;
    hart.running = process;
    hart.kernel_stack = (uint64_t)process->kernel_stack + KERNEL_STACK_SIZE;
    process->state = RUNNING;
    pagetable_activate(&process_space()->pagetable);
    turn_began = timer_start_slice();
    mark_given();
    switch_context(&scheduler, &process->context);
    hart.running = NULL;
    counters_add(process, COUNTER(busy_ticks), timer_now() - turn_began);
    process_bury(process);
}

uint64_t sched_busy(void)
{
    return hart.running->counters.busy_ticks + (timer_now() - turn_began);
}

void sched_discount(uint64_t since)
{
    turn_began += timer_now() - since;
    timer_discount(since);
}

void sched_run(void)
{
    for (;;) {
        if (!first)
            idle();
        dispatch(take_first());
    }
}

static void give_cpu_away(void)
{
    struct process *process = hart.running;
    giver = process->token;
    switch_context(&process->context, &scheduler);
}

void sched_yield(void)
{
    sched_ready(hart.running);
    give_cpu_away();
}

void sched_block(void)
{
    hart.running->state = SLEEPING;
    give_cpu_away();
}

static unsigned *sleepers_of(const void *on)
{
    return &sleepers[(uint64_t)on * 0x9e3779b97f4a7c15 >> 32 & (SLEEPER_GROUPS - 1)];
}

void sched_sleep(const void *on)
{
    hart.running->sleeping_on = on;
    ++*sleepers_of(on);
    sched_block();
}

void sched_wake(const void *on)
{
    unsigned *group = sleepers_of(on);
    for (struct process *p = processes; *group > 0 && p < processes + PROCESSES; p++) {
        if (p->state != SLEEPING || p->sleeping_on != on)
            continue;
        p->sleeping_on = NULL;
        --*group;
        sched_ready(p);
    }
}

void sched_leave(void)
{
    give_cpu_away();
    panic("a process that has ended runs");
}
