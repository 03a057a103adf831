#include "hart_stage.h"

#include <stdio.h>

#include "lockstep/report.h"

bool hart_engine_open(struct hart_engine *engine)
{
    struct fl_uarch_config config;
    if (!engine->rtl)
        return true;
    if (!fl_rtl_config(engine->rtl, &config) || !fl_rtl_open(engine->rtl, 0, &engine->dut))
        return false;
    engine->model = fl_uarch_new(&config, 0);
    return engine->model != NULL;
}

void hart_engine_close(struct hart_engine *engine)
{
    if (!engine->rtl)
        return;
    engine->dut.destroy(engine->dut.self);
    fl_uarch_free(engine->model);
}

static void store_seen(void *watcher, uint64_t pa, unsigned size, uint64_t now)
{
    (void)now;
    fl_lockstep_store(watcher, pa, size);
}

/* The rig's own model steps aside. */
static void bring_in(struct hart_stage *stage, struct hart_engine *engine)
{
    struct rig *rig = stage->rig;
    engine->dut.reset(engine->dut.self);
    fl_uarch_reset(engine->model);
    stage->lockstep = fl_lockstep_new(&(struct fl_lockstep_config){.dut = &engine->dut,
                                                                   .model = engine->model,
                                                                   .mem = &rig->mem,
                                                                   .quiet = &rig->mem,
                                                                   .ram_base = RIG_RAM,
                                                                   .ram_size = RIG_RAM_SIZE,
                                                                   .state_every = 1});
    rig->port = fl_lockstep_port(stage->lockstep);
    rig->bus.watched = fl_lockstep_watched(stage->lockstep);
    rig->bus.watcher = stage->lockstep;
    rig->bus.store_seen = store_seen;
}

void hart_stage_open(struct hart_stage *stage, struct hart_engine *engine)
{
    *stage = (struct hart_stage){.rig = rig_new(engine->fast ? RIG_REPEATABLE : RIG_ASKED, engine->fast)};
    if (engine->rtl)
        bring_in(stage, engine);
}

void hart_stage_close(struct hart_stage *stage)
{
    rig_free(stage->rig);
    fl_lockstep_free(stage->lockstep);
}

void hart_stage_store(struct hart_stage *stage, uint64_t pa, uint64_t value, unsigned size)
{
    if (stage->lockstep)
        fl_lockstep_store(stage->lockstep, pa, size);
    rig_set(stage->rig, pa, value, size);
    if (stage->rig->hart)
        fl_hart_memory_written(stage->rig->hart, pa, size);
}

bool hart_stage_agrees(struct hart_stage *stage)
{
    if (!stage->lockstep)
        return true;
    fl_lockstep_finish(stage->lockstep, fl_hart_counts(stage->rig->hart)->cycles);
    const struct fl_divergence *divergence = fl_lockstep_divergence(stage->lockstep);
    if (divergence)
        fl_write_report(stdout, divergence, &(struct fl_report_facts){.pc = fl_hart_pc(stage->rig->hart)});
    return divergence == NULL;
}
