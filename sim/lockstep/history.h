/* history.h - the past of page tables: the last store to each PTE and all fences, collected while a diverged run is run again.
 *
 * A run is deterministic, so facts about the past are not logged always: they are looked for the second time, when it is known
 * which pages held page tables.
 */
#ifndef FAULTLINE_HISTORY_H
#define FAULTLINE_HISTORY_H

#include <stddef.h>

#include "faultline/types.h"

enum fl_writer { FL_WRITER_NONE = 0, FL_WRITER_HART, FL_WRITER_WALKER, FL_WRITER_DMA };

struct fl_past_store {
    enum fl_writer writer;
    uint64_t pc, cycle; /* pc: of the store, or of the access whose walk wrote */
};

struct fl_past_fence {
    struct fl_fence fence;
    uint64_t pc, cycle;
};

struct fl_history;
struct fl_history *fl_history_new(uint64_t ram_base, uint64_t ram_size);
void fl_history_free(struct fl_history *history);

/* Something was written, or fenced. Memory that cannot be had is a fact forgotten, never an error. */
void fl_history_store(struct fl_history *history, uint64_t pa, uint64_t size, const struct fl_past_store *store);
void fl_history_fence(struct fl_history *history, const struct fl_past_fence *fence);

/* The last store to the eight bytes around `pa`; writer NONE when there was none. */
struct fl_past_store fl_history_last_store(const struct fl_history *history, uint64_t pa);
/* The last fence that covers a leaf mapping of va under asid (Privileged 4.2.1); NULL when there was none. */
const struct fl_past_fence *fl_history_last_fence(const struct fl_history *history, uint64_t va, uint16_t asid);
/* The same for a page of 2^shift bytes; 64: of a pointer, which no fence by VA covers. */
const struct fl_past_fence *fl_history_last_fence_over(const struct fl_history *history, uint64_t va, uint16_t asid,
                                                       unsigned shift);

#endif
