/* cover_fence.h - what became of translations that a fence met: the part of functional coverage that needs to know what memory held
 * (docs/coverage.md, groups `fence` and `place`).
 *
 * A fence drops an L1 entry or spares it. When the entry's page is next asked for on its port, the point is met: the form of the fence,
 * whether the old entry answered, its page, and whether one of its PTEs had been rewritten since it was read. And of every entry of every
 * structure that a fence met: where it lay, and whether it was spared. Nothing happens where the device does not count.
 */
#ifndef FAULTLINE_CHECK_COVER_FENCE_H
#define FAULTLINE_CHECK_COVER_FENCE_H

#include "check/bench.h"

/* The bench's fence is about to be applied to the model. */
void fl_cover_before_fence(struct fl_bench *bench);
/* It has been; bench->spec has not heard of it yet. */
void fl_cover_fence(struct fl_bench *bench);
/* The request of this port was answered, and the answer is as it should be; bench->spec has heard of it. */
void fl_cover_answer(struct fl_bench *bench, enum fl_port port);

#endif
