#include "lockstep/engine.h"

static void translate(void *self, enum fl_port port, const struct fl_request *request, uint64_t now,
                      struct fl_response *response)
{
    struct fl_rtl_engine *engine = self;
    if (engine->before) {
        engine->before(engine->self, now);
    }
    fl_dut_translate(engine->dut, port, request, engine->mem, true, NULL, response);
}

static unsigned fence(void *self, const struct fl_fence *request, uint64_t now)
{
    struct fl_rtl_engine *engine = self;
    if (engine->before) {
        engine->before(engine->self, now);
    }
    return fl_dut_fence(engine->dut, request);
}

static void trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    struct fl_rtl_engine *engine = self;
    (void)now;
    engine->dut->trap(engine->dut->self, in, out);
}

/* An MMU without a trap unit: the manual's. */
static void manual_trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    (void)self, (void)now;
    fl_trap(in, out);
}

static void events(void *self, struct fl_events *events)
{
    const struct fl_rtl_engine *engine = self;
    fl_rtl_events(engine->dut, events);
}

void fl_rtl_engine_init(struct fl_rtl_engine *engine, struct fl_dut *dut, const struct fl_pte_mem *mem)
{
    *engine = (struct fl_rtl_engine){.dut = dut, .mem = mem};
    engine->port = (struct fl_mmu_port){.self = engine,
                                        .translate = translate,
                                        .fence = fence,
                                        .trap = dut->trap ? trap : manual_trap,
                                        .events = events};
}
