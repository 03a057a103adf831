/* recount.c - the kernel's figures once more: from page tables, frame table, slots, regions and free blocks, and from no
 * counter. What the kernel says of itself (proc.c, counters.c) is compared with it, by its own checks and by programs.
 */
#include "recount.h"

#include "frame.h"
#include "kmem.h"
#include "process.h"
#include "swap.h"
#include "workingset.h"

static void count_space(struct recount *now, const struct process *process)
{
    pte_t pte;
    for (uint64_t va = 0; process->pagetable.root && pagetable_next(&process->pagetable, &va, USER_TOP, &pte);
         va += PAGE_SIZE) {
        if (pte & PTE_V)
            now->leaves++;
        else
            now->swapped++;
    }
    for (const struct region *r = process->regions; r; r = r->next)
        now->regions++;
}

static void count_frame(struct recount *now, const struct frame *frame)
{
    now->frames += frame->pool != NULL;
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next) {
        now->further += m != &frame->first;
        now->working += workingset_holds(frame);
    }
}

static uint64_t count_free(const struct fl_buddy *buddy)
{
    uint64_t pages = 0;
    for (unsigned order = 0; order < FL_BUDDY_ORDERS; order++)
        for (uint32_t first = buddy->first_free[order]; first != FL_BUDDY_NONE; first = buddy->page[first].next)
            pages += 1u << order;
    return pages;
}

struct recount recount_all(void)
{
    struct recount now = {0};
    uint32_t begin, end;
    for (const struct process *p = processes; p < processes + PROCESSES; p++)
        if (p->state != UNUSED)
            count_space(&now, p);
    frame_table_range(&begin, &end);
    for (uint32_t i = begin; i < end; i++)
        count_frame(&now, frame_numbered(i));
    for (uint32_t slot = 0; slot < swap_slots(); slot++)
        now.slots += swap_references(slot) > 0;
    now.free = count_free(kmem_arena());
    return now;
}
