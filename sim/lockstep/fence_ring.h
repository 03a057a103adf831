/* fence_ring.h - the latest fences, and the question that staleness is about: has one covered this PTE since then?
 *
 * A leaf is covered by any fence over its page, a pointer only by fences without VA, what is global only by fences without ASID
 * (Privileged 4.2.1).
 */
#ifndef FAULTLINE_FENCE_RING_H
#define FAULTLINE_FENCE_RING_H

#include "faultline/types.h"

enum { FL_RING_FENCES = 1024 };

struct fl_fence_ring {
    unsigned count; /* fences ever */
    struct {
        uint64_t begun, done; /* what was stored before it began is covered for whoever asks after it is done */
        struct fl_fence fence;
    } fence[FL_RING_FENCES];
};

/* Of which address does a fence have to tell, and of what kind is it? */
struct fl_fence_subject {
    uint64_t va;
    uint16_t asid;
    unsigned shift; /* log2 of the bytes the PTE maps */
    bool pointer, global;
};

/* Times grow, whatever they count; fences come one after the other. */
void fl_fence_ring_add(struct fl_fence_ring *ring, const struct fl_fence *fence, uint64_t begun, uint64_t done);

/* Was there no covering fence after `time`? Fences that left the ring are not known, and trusted to nothing. */
bool fl_fence_ring_unfenced(const struct fl_fence_ring *ring, uint64_t time, const struct fl_fence_subject *subject);
/* The same for an access that was asked for at `asked`: a fence that was not done by then need not have covered anything for it. */
bool fl_fence_ring_unfenced_for(const struct fl_fence_ring *ring, uint64_t time, uint64_t asked,
                                const struct fl_fence_subject *subject);

#endif
