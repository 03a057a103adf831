/* hart_stage.h - where stories are played: the hart of the unit tests' rig, behind the golden model or in lockstep with the RTL. */
#ifndef DIRECTED_HART_STAGE_H
#define DIRECTED_HART_STAGE_H

#include "hart_story.h"
#include "lockstep/lockstep.h"

struct hart_engine {
    const char *name;
    const char *rtl; /* the size in lockstep; NULL: the model alone */
    bool fast;       /* decoded blocks and remembered hits */
    struct fl_dut dut;
    struct fl_uarch *model;
};

struct hart_stage {
    struct rig *rig;
    struct fl_lockstep *lockstep; /* NULL: the model alone */
};

/* False: there is no RTL of this size. An engine serves one stage after another. */
bool hart_engine_open(struct hart_engine *engine);
void hart_engine_close(struct hart_engine *engine);

/* A machine that has not started yet: the story's pages can still be mapped. */
void hart_stage_open(struct hart_stage *stage, struct hart_engine *engine);
void hart_stage_close(struct hart_stage *stage);
/* Another agent's store, which everybody concerned is told of. */
void hart_stage_store(struct hart_stage *stage, uint64_t pa, uint64_t value, unsigned size);
/* Compare what is left. False, after a report on stdout: model, RTL and manual do not agree. */
bool hart_stage_agrees(struct hart_stage *stage);

#endif
