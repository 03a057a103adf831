/* audit.h - second books of what page-table entries refer to, kept from the writes of the entries themselves, and notes of
 * which frames and swap slots have changed since the laws were last checked.
 *
 * With them a law about one frame or slot is checked by looking at that one alone (invariants.c), so a check costs what
 * has changed and not what there is. Nothing is kept unless the option check= asks for checks.
 */
#ifndef FAULTLINE_KERNEL_AUDIT_H
#define FAULTLINE_KERNEL_AUDIT_H

#include "pagetable.h"

#include <stdbool.h>
#include <stdint.h>

/* The valid leaves that point at a frame. */
struct audit_frame {
    uint64_t marks; /* sum of their audit_mark() */
    uint32_t leaves;
    uint32_t writable; /* those of them with W */
};

/* Who names a swap slot, but for the frame that caches it. */
struct audit_slot {
    uint32_t entries; /* of page tables            */
    uint32_t objects; /* of shared-memory objects  */
};

/* Opens the books, before the first entry is written. Panics if memory does not suffice. */
void audit_start(void);

/* The entry for va changes from one value to another; hidden leaves count as what they stand for. */
void audit_note_entry(const struct pagetable *pagetable, uint64_t va, pte_t before, pte_t after);

/* A shared-memory object names the slot (+1), or no longer (-1). */
void audit_note_object(uint32_t slot, int more);

/* Something about the frame, or the slot, has changed. */
void audit_note_frame(uint32_t number);
void audit_note_slot(uint32_t slot);

const struct audit_frame *audit_of_frame(uint32_t number);
const struct audit_slot *audit_of_slot(uint32_t slot);

/* A number that stands for the place of a leaf. Sums of them are equal, for all practical purposes, only if the sets of
 * places are. */
uint64_t audit_mark(const struct pagetable *pagetable, uint64_t va);

/* The same for an entry: its place and what it refers to; and the sum of them over all entries in the books. */
uint64_t audit_entry_mark(const struct pagetable *pagetable, uint64_t va, pte_t pte);
uint64_t audit_entry_marks(void);

/* Visits each frame and slot noted since the last time and forgets the notes. False: there were too many to remember. */
bool audit_visit(void (*visit_frame)(uint32_t number), void (*visit_slot)(uint32_t slot));

#endif
