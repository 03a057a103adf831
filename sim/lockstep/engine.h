/* engine.h - the two engines that compare nothing: the golden model alone and the device under test alone.
 * The third, which compares, is lockstep.h.
 */
#ifndef FAULTLINE_ENGINE_H
#define FAULTLINE_ENGINE_H

#include "dut/dut.h"
#include "hart/hart.h"

/* The model: exact in outcome, path and cycles, and repeatable. */
struct fl_model_engine {
    struct fl_mmu_port port; /* hand this to the hart */
    struct fl_uarch *uarch;
    const struct fl_pte_mem *mem;
};
/* uarch and mem are borrowed. The struct must stay where it is. */
void fl_model_engine_init(struct fl_model_engine *engine, struct fl_uarch *uarch, const struct fl_pte_mem *mem);

/* The DUT. `before` (may be NULL) is called ahead of every request and fence: annotations of a wave being dumped. */
struct fl_rtl_engine {
    struct fl_mmu_port port; /* hand this to the hart */
    struct fl_dut *dut;
    const struct fl_pte_mem *mem;
    void *self;
    void (*before)(void *self, uint64_t now);
};
void fl_rtl_engine_init(struct fl_rtl_engine *engine, struct fl_dut *dut, const struct fl_pte_mem *mem);

/* What the DUT has counted since reset, by event number. */
void fl_rtl_events(const struct fl_dut *dut, struct fl_events *events);

#endif
