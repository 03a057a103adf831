/* judge.h - do device, model and architecture agree? What is compared of answers, fences, states and event counts. */
#ifndef FAULTLINE_CHECK_JUDGE_H
#define FAULTLINE_CHECK_JUDGE_H

#include "check/bench.h"

/* The device has answered the request of this port, and the model has its answer. */
void fl_judge_answer(struct fl_bench *bench, enum fl_port port);
/* The device's fence took so many cycles. */
void fl_judge_fence(struct fl_bench *bench, unsigned cycles);
/* Nothing is in flight: full states and event counts. */
void fl_judge_state(struct fl_bench *bench);
/* The trap unit's answers. */
void fl_judge_trap(struct fl_bench *bench, const struct fl_trap_in *in, const struct fl_trap_out *model,
                   const struct fl_trap_out *rtl);
/* The device broke a rule that needs no model: who it is and when, `text` says. */
void fl_judge_rule(struct fl_bench *bench, enum fl_port port, const char *text);
/* Did an assertion inside the device fire? */
void fl_judge_complaint(struct fl_bench *bench);

#endif
