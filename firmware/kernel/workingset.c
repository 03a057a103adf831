/* workingset.c - the working-set model, approximated with a timer and the accessed bit.
 *
 * Theory: a process's working set is the set of pages that it used in the last w units of its own time; with that many
 * frames it runs well, with fewer it thrashes. Here a unit is a tick in which it has run. Such a tick reads and clears
 * every A bit of the process and shifts it into the frame's history; a page belongs to the working set if one of the last
 * `wswindow=` bits is set. A process that has retired no instruction is left alone: where faults take longer than a tick,
 * an instruction would lose its first page's A bit while the kernel sets its second page's, and would fault for ever.
 * Pages that were used in the window and have been replaced since are not seen, so under pressure the number is too
 * small; its peak is kept as well.
 * Clearing A fences, and costs each used page an A/D fault where the kernel sets the bits. Replacement loses nothing: what
 * it has not yet seen of the bit is kept in the frame.
 */
#include "workingset.h"

#include "frame.h"
#include "options.h"
#include "process.h"

static bool take_accessed(struct process *process, uint64_t va, pte_t pte)
{
    if (!(pte & PTE_A))
        return false;
    pagetable_put(&process->pagetable, va, pte & ~PTE_A);
    frame_at(pte_pa(pte))->sampled = true;
    return true;
}

bool workingset_holds(const struct frame *frame)
{
    return frame->history & ((1u << options.ws_window) - 1);
}

uint64_t workingset_now(const struct process *process)
{
    uint64_t pages = 0;
    pte_t pte;
    for (uint64_t va = 0; process->pagetable.root && pagetable_next(&process->pagetable, &va, USER_TOP, &pte);
         va += PAGE_SIZE)
        pages += (pte & PTE_V) && workingset_holds(frame_at(pte_pa(pte)));
    return pages;
}

void workingset_sample(struct process *process)
{
    uint64_t pages = 0;
    pte_t pte;
    if (process->load.instret == process->user_instret)
        return;
    process->load.instret = process->user_instret;
    for (uint64_t va = 0; process->pagetable.root && pagetable_next(&process->pagetable, &va, USER_TOP, &pte);
         va += PAGE_SIZE) {
        if (!(pte & PTE_V))
            continue;
        struct frame *frame = frame_at(pte_pa(pte));
        frame->history = (uint8_t)(frame->history << 1 | take_accessed(process, va, pte));
        pages += workingset_holds(frame);
    }
    process->counters.working_set = pages;
    if (pages > process->load.peak)
        process->load.peak = pages;
}
