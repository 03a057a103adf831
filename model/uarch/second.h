/* second.h - the second level of translation: superpage TLB and L2 TLB, asked together (docs/microarchitecture.md 5.1). */
#ifndef FL_UARCH_SECOND_H
#define FL_UARCH_SECOND_H

#include "mmu.h"

/* PROBE. True: *entry is the answer, ready for the L1. False: nothing matched, or what matched was refused and is gone.
 * *l2_victim is the way that a walk's 4 KiB leaf will take. */
bool fl_second_probe(struct fl_uarch *uarch, const struct fl_stage *stage, struct fl_tlb_entry *entry,
                     unsigned *l2_victim);

/* At the end of a walk: its leaf, as it goes into the L1. */
void fl_second_fill(struct fl_uarch *uarch, const struct fl_tlb_entry *leaf, unsigned l2_victim);

#endif
