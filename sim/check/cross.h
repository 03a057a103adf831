/* cross.h - every combination that a cover group names, each constructed once (docs/coverage.md).
 *
 * Where random traffic hopes, and a scene tries every cycle, a cross goes through the values of each dimension: the rules that speak
 * against a PTE, by level, access and privilege; what becomes of its update; who denies an address on which path; which fence
 * finds the miss unit in which state.
 */
#ifndef FAULTLINE_CHECK_CROSS_H
#define FAULTLINE_CHECK_CROSS_H

#include "check/bench.h"

/* Each plays one cross on a bench that is at rest; returns how many cases there were. bench->diverged tells the rest. */

/* cross_walk.c: groups rule, update, start */
unsigned fl_cross_rules(struct fl_bench *bench);
unsigned fl_cross_updates(struct fl_bench *bench);
unsigned fl_cross_starts(struct fl_bench *bench);

/* cross_answer.c: groups answer, refused, mask, and of fault what is answered early */
unsigned fl_cross_answers(struct fl_bench *bench);
unsigned fl_cross_refused(struct fl_bench *bench);
unsigned fl_cross_masks(struct fl_bench *bench);
unsigned fl_cross_no_pages(struct fl_bench *bench);

/* cross_denied.c: groups denied, with the access faults of every path, and pte-denied */
unsigned fl_cross_denied(struct fl_bench *bench);
unsigned fl_cross_pte_denied(struct fl_bench *bench);

/* cross_place.c: group place */
unsigned fl_cross_places(struct fl_bench *bench);

/* cross_fence.c: groups kill, fence, grant */
unsigned fl_cross_kills(struct fl_bench *bench);
unsigned fl_cross_fences(struct fl_bench *bench);
unsigned fl_cross_grants(struct fl_bench *bench);

/* cross_memory.c, of no group either: what tries a walk's patience */
unsigned fl_cross_slow(struct fl_bench *bench);
unsigned fl_cross_busy(struct fl_bench *bench);
unsigned fl_cross_lost(struct fl_bench *bench);
unsigned fl_cross_volleys(struct fl_bench *bench);

/* Of no group: cross_answer.c, every effective privilege; cross_pmp.c, every encoding of a PMP entry; cross_bits.c, every bit of what
 * comes in; cross_state.c, every word of the state port; cross_trap.c, every bit of a trap */
unsigned fl_cross_privileges(struct fl_bench *bench);
unsigned fl_cross_bits(struct fl_bench *bench);
unsigned fl_cross_pmp(struct fl_bench *bench);
unsigned fl_cross_states(struct fl_bench *bench);
unsigned fl_cross_traps(struct fl_bench *bench);

#endif
