/* directed.h - scenes: one or two accesses, and one disturbance that is tried in every cycle of them.
 *
 * Where random traffic hopes to meet a state, a scene visits each: a fence in READ, in WAIT, in CHECK, in UPDATE, in ANSWER, while the
 * other port waits; PMP that changes between lookup and answer; a PTE rewritten before and after it is read. The crosses (cross.h) are
 * played as the last of them.
 */
#ifndef FAULTLINE_CHECK_DIRECTED_H
#define FAULTLINE_CHECK_DIRECTED_H

#include "check/bench.h"

struct fl_scene;
extern const unsigned fl_scene_count;

const char *fl_scene_name(unsigned scene);
/* Plays a scene in all its variations on a bench that is at rest; returns how many. bench->diverged tells the rest. */
unsigned fl_scene_play(struct fl_bench *bench, unsigned scene);

#endif
