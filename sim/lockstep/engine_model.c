#include "faultline/pmp.h"
#include "lockstep/engine.h"

static bool refused(const struct fl_model_engine *engine, uint64_t address, unsigned size, enum fl_pmp_kind kind)
{
    return engine->pmp && !fl_pmp_allows(engine->pmp, FL_SUPERVISOR, kind, address, size, NULL);
}

static unsigned checked_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct fl_model_engine *engine = self;
    unsigned delay = engine->mem->read(engine->mem->self, address, size, value, error);
    *error = *error || refused(engine, address, size, FL_PMP_READ);
    return delay;
}

static unsigned checked_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                             bool *won, bool *error)
{
    struct fl_model_engine *engine = self;
    if (refused(engine, address, size, FL_PMP_READ_WRITE)) {
        uint64_t value;
        *won = false;
        unsigned delay = engine->mem->read(engine->mem->self, address, size, &value, error);
        *error = true;
        return delay;
    }
    return engine->mem->compare_and_swap(engine->mem->self, address, size, expected, desired, won, error);
}

static void translate(void *self, enum fl_port port, const struct fl_request *request, uint64_t now,
                      struct fl_response *response)
{
    struct fl_model_engine *engine = self;
    (void)now;
    engine->pmp = request->context->pmp;
    fl_uarch_translate(engine->uarch, port, request, engine->pmp ? &engine->checked_mem : engine->mem, NULL, response);
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

void fl_model_engine_init(struct fl_model_engine *engine, struct fl_uarch *uarch, const struct fl_pte_mem *mem)
{
    *engine = (struct fl_model_engine){.uarch = uarch, .mem = mem};
    engine->checked_mem = (struct fl_pte_mem){engine, checked_read, checked_swap};
    engine->port = (struct fl_mmu_port){engine, translate, fence, trap, uarch};
}
