/* process.c - the life of a process: created, ready, running, sleeping, ended, and forgotten when its parent has asked.
 *
 * Invariant: a process that has ended owns a kernel stack and nothing else; a slot not in use owns nothing.
 */
#include "process.h"

#include "allocation.h"
#include "counters.h"
#include "descriptor.h"
#include "file.h"
#include "frame.h"
#include "freepool.h"
#include "hart.h"
#include "invariants.h"
#include "kmem.h"
#include "layout.h"
#include "power.h"
#include "prepage.h"
#include "print.h"
#include "reclaim.h"
#include "sched.h"
#include "shm.h"
#include "string.h"
#include "trap.h"

struct kernel_stack {
    uint64_t end_mark; /* still there, unless the stack has grown over it */
    char bytes[KERNEL_STACK_SIZE - sizeof(uint64_t)];
};
#define END_MARK 0x6b636174732d656eull

/* Written once for each stack of a new slab, not for each process. */
static void construct_stack(void *object)
{
    ((struct kernel_stack *)object)->end_mark = END_MARK;
}

static struct kmem_cache stack_cache = {.slab = {.name = "kernel_stack",
                                                 .object_size = sizeof(struct kernel_stack),
                                                 .slab_bytes = 4 * sizeof(struct kernel_stack),
                                                 .construct = construct_stack}};

struct process processes[PROCESSES];
static int last_pid;

extern char kernel_thread[]; /* trap.S: calls s0, then returns to user mode */

struct process *process_running(void)
{
    return hart.running;
}

struct trap_frame *process_user_frame(const struct process *process)
{
    return (struct trap_frame *)(process->kernel_stack + KERNEL_STACK_SIZE - sizeof(struct trap_frame));
}

static void forget(struct process *process)
{
    if (((struct kernel_stack *)process->kernel_stack)->end_mark != END_MARK)
        panic("pid %d (%s): its kernel stack was too small", process->pid, process->name);
    kmem_give(&stack_cache, process->kernel_stack);
    process->kernel_stack = NULL;
    process->state = UNUSED;
}

struct process *process_space(void)
{
    struct process *process = process_running();
    return process->lender ? process->lender : process;
}

struct process *process_create_borrowing(const char *name, struct process *lender)
{
    uint64_t slot = 0;
    while (slot < PROCESSES && processes[slot].state != UNUSED)
        slot++;
    if (slot == PROCESSES)
        return NULL;
    struct process *process = &processes[slot];
    memset(process, 0, sizeof(*process));
    process->kernel_stack = kmem_take(&stack_cache);
    if (!process->kernel_stack)
        return NULL;
    process->lender = lender;
    process->pagetable.asid = slot + 1;
    process->state = SLEEPING;
    process->pid = ++last_pid;
    process->parent = process_running();
    if (!allocation_join(process)) {
        forget(process);
        return NULL;
    }
    string_copy(process->name, name, sizeof(process->name));
    memset(process_user_frame(process), 0, sizeof(struct trap_frame));
    return process;
}

struct process *process_create(const char *name)
{
    struct process *process = process_create_borrowing(name, NULL);
    if (process && !pagetable_create(&process->pagetable, process->pagetable.asid)) {
        allocation_leave(process);
        forget(process);
        return NULL;
    }
    return process;
}

void process_drop_pages(struct process *process, uint64_t start, uint64_t end)
{
    pte_t pte;
    prepage_cancel(process, start, end);
    for (uint64_t va = start; pagetable_next(&process->pagetable, &va, end, &pte); va += PAGE_SIZE) {
        struct frame *frame = pte & PTE_V ? frame_at(pte_pa(pte)) : NULL;
        if (frame && (pte & PTE_D))
            frame->dirty = true;
        pagetable_put(&process->pagetable, va, 0);
        if (frame) {
            frame_unmap(frame, process, va);
            reclaim_drop_unmapped(frame);
        } else {
            reclaim_release_slot(pte_slot(pte));
        }
    }
}

void process_drop_space(struct process *process)
{
    if (process->lender) {
        process->lender = NULL;
        sched_wake(process); /* its parent waits for that */
        return;
    }
    for (const struct region *r = process->regions; r; r = r->next)
        process_drop_pages(process, r->start, r->end);
    region_free_all(process);
    pagetable_destroy(&process->pagetable);
}

void process_discard(struct process *process)
{
    process_drop_space(process);
    allocation_leave(process);
    forget(process);
}

void process_boot(void (*start)(void))
{
    struct process *process = process_create("init");
    if (!process)
        panic("no memory for the first process");
    process->context.ra = (uint64_t)kernel_thread;
    process->context.sp = (uint64_t)process_user_frame(process);
    process->context.s[0] = (uint64_t)start;
    sched_ready(process);
}

static void machine_ends(int status)
{
    files_sync_all();
    shm_drop_all();
    prepage_drain();
    freepool_drain();
    invariants_check_end();
    counters_print();
    power_off(status);
}

/* Orphans have nobody who will ask for their status: they are forgotten as soon as they have ended. */
static void leave_children(const struct process *parent)
{
    for (struct process *p = processes; p < processes + PROCESSES; p++) {
        if (p->state == UNUSED || p->parent != parent)
            continue;
        p->parent = NULL;
        process_bury(p);
    }
}

void process_exit(int status)
{
    struct process *process = process_running();
    process->status = status;
    process_drop_space(process);
    descriptors_close_all(process);
    if (process == processes)
        machine_ends(status);
    allocation_leave(process);
    leave_children(process);
    process->state = ENDED;
    invariants_check();
    if (process->parent)
        sched_wake(process->parent);
    sched_leave();
}

void process_bury(struct process *process)
{
    if (process->state == ENDED && !process->parent)
        forget(process);
}

static struct process *ended_child(const struct process *parent, bool *any)
{
    *any = false;
    for (struct process *p = processes; p < processes + PROCESSES; p++) {
        if (p->state == UNUSED || p->parent != parent)
            continue;
        *any = true;
        if (p->state == ENDED)
            return p;
    }
    return NULL;
}

int process_wait(int *status)
{
    struct process *self = process_running();
    for (;;) {
        bool any;
        struct process *child = ended_child(self, &any);
        if (child) {
            int pid = child->pid;
            *status = child->status;
            forget(child);
            return pid;
        }
        if (!any)
            return -FL_ECHILD;
        sched_sleep(self);
    }
}

struct process *process_by_pid(int pid)
{
    for (struct process *p = processes; p < processes + PROCESSES; p++)
        if (p->state != UNUSED && p->pid == pid)
            return p;
    return NULL;
}
