/* fence.c - SFENCE.VMA on all that remembers translations (docs/microarchitecture.md 9). */
#include "mmu.h"
#include "pwc.h"

unsigned fl_uarch_fence(struct fl_uarch *uarch, const struct fl_fence *asked)
{
    enum { APPLY = 1, DONE = 1 };
    struct fl_fence fence = *asked;
    fence.va &= uarch->va_mask;
    uarch->counts.fences++;
    uarch->epoch++; /* the walk in flight is dead */
    for (unsigned port = 0; port < FL_PORT_COUNT; port++)
        fl_tlb_fence(&uarch->l1[port], &fence);
    fl_tlb_fence(&uarch->super, &fence);
    fl_pwc_fence(uarch, &fence);
    return APPLY + fl_l2_fence(&uarch->l2, &fence) + DONE;
}
