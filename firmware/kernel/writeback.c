/* writeback.c - cleaning: the content goes to the disk, and the D bits that told of the change are cleared.
 *
 * D is cleared before the write begins, and behind a fence, so a store that comes later sets it again.
 * Invariant: a page that is not dirty equals its place on the disk.
 */
#include "writeback.h"

#include "counters.h"
#include "invariants.h"
#include "pagetable.h"
#include "process.h"
#include "sched.h"
#include "string.h"
#include "swap.h"
#include "virtio_blk.h"

bool writeback_is_dirty(const struct frame *frame)
{
    if (frame->dirty)
        return true;
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next)
        if (pagetable_get(&m->process->pagetable, m->va) & PTE_D)
            return true;
    return false;
}

/* What was stored behind the file's end in its last page is not part of the file. */
static void clear_tail(struct frame *frame)
{
    memset((char *)frame_page(frame) + frame->file_bytes, 0, PAGE_SIZE - frame->file_bytes);
}

bool writeback_transfer(struct frame *frame)
{
    struct blk_request request = {.write = true, .data = frame_page(frame)};
    bool is_file = frame->file_bytes > 0;
    if (is_file)
        clear_tail(frame);
    request.sector = is_file ? frame->file_sector : swap_sector(frame->slot);
    request.bytes = is_file ? (frame->file_bytes + 511) / 512 * 512 : PAGE_SIZE;
    frame->busy = true;
    blk_transfer(&request);
    frame->busy = false;
    sched_wake(frame);
    if (is_file && !request.error)
        counters_count(process_running(), COUNTER(file_writes));
    return !request.error;
}

static void clear_dirty_bits(struct frame *frame)
{
    for (struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next) {
        pte_t pte = pagetable_get(&m->process->pagetable, m->va);
        if (pte & PTE_D)
            pagetable_put(&m->process->pagetable, m->va, pte & ~PTE_D);
    }
    frame->dirty = false;
}

bool writeback_clean(struct frame *frame)
{
    if (!writeback_is_dirty(frame))
        return true;
    frame_set_evictable(frame, false);
    clear_dirty_bits(frame);
    invariants_note_clean(frame);
    bool written = writeback_transfer(frame);
    frame->dirty = frame->dirty || !written;
    frame->unwritten = !written;
    frame_set_evictable(frame, true);
    return written;
}
