#include "lockstep/fence_ring.h"

#define VA_BITS ((UINT64_C(1) << 57) - 1) /* docs/microarchitecture.md 9 */

void fl_fence_ring_add(struct fl_fence_ring *ring, const struct fl_fence *fence, uint64_t begun, uint64_t done)
{
    unsigned slot = ring->count++ % FL_RING_FENCES;
    ring->fence[slot].begun = begun;
    ring->fence[slot].done = done;
    ring->fence[slot].fence = *fence;
}

static bool covers(const struct fl_fence *fence, const struct fl_fence_subject *subject)
{
    if (fence->va_given && (subject->pointer || ((fence->va ^ subject->va) & VA_BITS) >> subject->shift != 0)) {
        return false;
    }
    return !fence->asid_given || (!subject->global && fence->asid == subject->asid);
}

bool fl_fence_ring_unfenced(const struct fl_fence_ring *ring, uint64_t time, const struct fl_fence_subject *subject)
{
    return fl_fence_ring_unfenced_for(ring, time, UINT64_MAX, subject);
}

bool fl_fence_ring_unfenced_for(const struct fl_fence_ring *ring, uint64_t time, uint64_t asked,
                                const struct fl_fence_subject *subject)
{
    for (unsigned back = 1; back <= FL_RING_FENCES && back <= ring->count; back++) {
        unsigned slot = (ring->count - back) % FL_RING_FENCES;
        if (ring->fence[slot].begun <= time) {
            return true;
        }
        if (ring->fence[slot].done <= asked && covers(&ring->fence[slot].fence, subject)) {
            return false;
        }
    }
    return true;
}
