/* pte_view.h - one memory, two walkers.
 *
 * The DUT's walker works on the machine's memory through `live`, which remembers what each write replaced. The model's walker
 * works on `past`: the same memory as it was before the DUT's writes of this request, plus the model's own writes, which never
 * reach the machine. `before` is that same past without the model's writes, for the architecture's own walk.
 */
#ifndef FAULTLINE_PTE_VIEW_H
#define FAULTLINE_PTE_VIEW_H

#include "faultline/types.h"

/* More PTE writes in one request than this is a runaway walker: `overflow` says so and the caller must call it a difference. */
#define FL_VIEW_WRITES 32

struct fl_view_word {
    uint64_t address, value;
};

struct fl_pte_view {
    struct fl_pte_mem live, past, before; /* three faces of this struct */
    const struct fl_pte_mem *memory;      /* as the DUT's walker reaches it */
    const struct fl_pte_mem *quiet;       /* the same memory for reads that nobody else may see */
    /* Where page tables lie, and what the DUT's walker read there; NULL for the other readers. */
    void (*read_seen)(void *self, uint64_t address, const uint64_t *walked);
    void *seen_self;
    unsigned undo_count, own_count;
    bool overflow;
    struct fl_view_word undo[FL_VIEW_WRITES]; /* oldest first: what memory held */
    struct fl_view_word own[FL_VIEW_WRITES];  /* latest value of each word that the model wrote */
};

void fl_pte_view_init(struct fl_pte_view *view, const struct fl_pte_mem *memory, const struct fl_pte_mem *quiet,
                      void (*read_seen)(void *self, uint64_t address, const uint64_t *walked), void *seen_self);

/* A new request begins: forget the last one's writes. */
static inline void fl_pte_view_begin(struct fl_pte_view *view)
{
    view->undo_count = view->own_count = 0;
    view->overflow = false;
}

#endif
