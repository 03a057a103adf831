/* laws.c - what must hold of one frame, one swap slot, one page-table entry whenever no mechanism is half way through.
 *
 * Each is checked from what is known about that one thing, so it costs the same however much there is. References are
 * compared with the second books (audit.h).
 */
#include "laws.h"

#include "audit.h"
#include "frame.h"
#include "freepool.h"
#include "print.h"
#include "process.h"
#include "swap.h"

void law(bool holds, const char *text, uint64_t what)
{
    if (!holds)
        panic("invariant broken: %s (0x%lx)", text, what);
}

static const struct region *region_around(const struct process *process, uint64_t va)
{
    const struct region *r = process->regions;
    while (r && r->end <= va)
        r = r->next;
    return r && r->start <= va ? r : NULL;
}

static void check_reverse_map(const struct frame *frame, uint32_t number)
{
    const struct audit_frame *written = audit_of_frame(number);
    uint64_t marks = 0, mappings = 0;
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next, mappings++)
        marks += audit_mark(&m->process->pagetable, m->va);
    law(mappings == frame->mappings && written->leaves == mappings && written->marks == marks,
        "a frame's reverse map is the set of leaves", number);
}

/* A page of a file or object: who may write it, maps it shared. */
static void check_writers(const struct frame *frame)
{
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next) {
        const struct region *region = region_around(m->process, m->va);
        law(!(pagetable_get(&m->process->pagetable, m->va) & PTE_W) || (region && region->shared),
            "a page of a file or object is writable only where it is mapped shared", m->va);
    }
}

static bool knows_nothing(const struct frame *frame)
{
    return !frame->mappings && !frame->evictable && !frame->busy && !frame->dirty && !frame->shared && !frame->kept &&
           frame->slot == SWAP_NONE && frame->file_bytes == 0;
}

void law_of_frame(uint32_t number)
{
    const struct frame *frame = frame_numbered(number);
    uint32_t writable = audit_of_frame(number)->writable;
    check_reverse_map(frame, number);
    law(frame->pool || knows_nothing(frame), "a free frame is nobody's", number);
    law(!frame->buffered || (!frame->evictable && !frame->mappings), "a page in the free pool is unmapped", number);
    law(freepool_pays_for(frame) ? frame->buffered || frame->busy : !frame->buffered,
        "a frame of the free pool is marked as such", number);
    law(!frame->evictable || !frame->busy, "a page under I/O is not evictable", number);
    law(frame->mappings == 0 || frame->evictable || frame->busy, "a mapped page is known to its policy", number);
    law(frame->mappings > 0 || !frame->evictable || frame->slot != SWAP_NONE || frame->kept,
        "a frame nobody maps is free", number);
    law(!frame->busy || !frame->mappings || frame->shared, "a page under I/O is not mapped, unless it is being cleaned",
        number);
    law(frame->slot == SWAP_NONE || swap_frame(frame->slot) == frame, "a frame and its slot know each other", number);
    law(frame->mappings == 1 || frame->shared || writable == 0, "a shared page is writable in no mapping", number);
    if (frame->shared && writable > 0)
        check_writers(frame);
}

/* A fault that reads a page in has moved its leaf's reference to its frame before the leaf says so. */
void law_of_slot(uint32_t slot)
{
    const struct audit_slot *written = audit_of_slot(slot);
    const struct frame *frame = swap_frame(slot);
    uint32_t references = swap_references(slot), named = written->entries + written->objects + (frame != NULL);
    bool arriving = frame && !frame->mappings && !frame->evictable && !frame->buffered;
    law(!frame || frame->slot == slot, "a slot and its frame know each other", slot);
    law(references == named || (arriving && references + 1 == named),
        "a slot's references are the entries, frame and objects that name it", slot);
}

/* The reverse map holds as many places as there are leaves (check_reverse_map), so a leaf's own place is found in it. */
static bool is_mapped_by(const struct frame *frame, const struct process *process, uint64_t va)
{
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next)
        if (m->process == process && m->va == va)
            return true;
    return false;
}

void law_of_leaf(const struct process *process, uint64_t va, pte_t pte)
{
    const struct frame *frame = frame_at(pte_pa(pte));
    law(frame->pool && is_mapped_by(frame, process, va), "a leaf is in its frame's reverse map", va);
    law(!frame->pool->tracked || process != process_space() || track_is_open(process, va) ||
            pagetable_is_hidden(&process->pagetable, va),
        "a tracked page is hidden unless the last instruction used it", va);
}

void law_of_entry(const struct process *process, uint64_t va)
{
    law(region_around(process, va) != NULL, "an entry lies in a region", va);
}
