/* laws.h - the conservation laws that are about one thing; those about all of them together are in invariants.c. */
#ifndef FAULTLINE_KERNEL_LAWS_H
#define FAULTLINE_KERNEL_LAWS_H

#include "pagetable.h"

#include <stdbool.h>
#include <stdint.h>

struct process;

/* Ends the machine with the law's text, and what it is about, if it does not hold. */
void law(bool holds, const char *text, uint64_t what);

void law_of_frame(uint32_t number);
void law_of_slot(uint32_t slot);

/* Of the process's entry for va that is not 0; of one that is a valid leaf, hidden or not, besides. */
void law_of_entry(const struct process *process, uint64_t va);
void law_of_leaf(const struct process *process, uint64_t va, pte_t pte);

#endif
