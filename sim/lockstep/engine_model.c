#include "lockstep/engine.h"

static void translate(void *self, enum fl_port port, const struct fl_request *request, uint64_t now,
                      struct fl_response *response)
{
    struct fl_model_engine *engine = self;
    (void)now;
    fl_uarch_translate(engine->uarch, port, request, engine->mem, NULL, response);
}

static unsigned fence(void *self, const struct fl_fence *request, uint64_t now)
{
    struct fl_model_engine *engine = self;
    (void)now;
    return fl_uarch_fence(engine->uarch, request);
}

static void trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    (void)self, (void)now;
    fl_trap(in, out);
}

static void events(void *self, struct fl_events *events)
{
    const struct fl_model_engine *engine = self;
    fl_uarch_events(engine->uarch, events);
}

void fl_model_engine_init(struct fl_model_engine *engine, struct fl_uarch *uarch, const struct fl_pte_mem *mem)
{
    *engine = (struct fl_model_engine){.uarch = uarch, .mem = mem};
    engine->port = (struct fl_mmu_port){engine, translate, fence, trap, events, uarch};
}
