#include "lockstep/legal_port.h"

#include <stddef.h>

#include "lockstep/compare.h"

static unsigned walker_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct fl_legal_port *port = self;
    fl_legal_read(port->legal, address);
    return port->mem->read(port->mem->self, address, size, value, error);
}

static unsigned walker_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                            bool *error)
{
    struct fl_legal_port *port = self;
    fl_legal_will_store(port->legal, address, size, port->now);
    return port->mem->compare_and_swap(port->mem->self, address, size, expected, desired, won, error);
}

static void remember(struct fl_legal_port *port, const struct fl_request *request, const struct fl_response *response)
{
    port->found = true;
    port->found_at = port->now;
    port->request = *request;
    port->context = *request->context;
    port->context.pmp = NULL;
    port->request.context = &port->context;
    port->response = *response;
    port->verdict = port->last;
}

static void translate(void *self, enum fl_port port_of_mmu, const struct fl_request *request, uint64_t now,
                      struct fl_response *response)
{
    struct fl_legal_port *port = self;
    port->now = now;
    uint64_t asked = fl_legal_moment(port->legal);
    port->port->translate(port->port->self, port_of_mmu, request, now, response);
    fl_legal_judge(port->legal, request, response, asked, now, &port->last);
    port->count[port->last.legality]++;
    if (port->last.legality == FL_ILLEGAL && !port->found) {
        remember(port, request, response);
    }
}

static unsigned fence(void *self, const struct fl_fence *fence, uint64_t now)
{
    struct fl_legal_port *port = self;
    port->now = now;
    uint64_t begun = fl_legal_moment(port->legal);
    unsigned cycles = port->port->fence(port->port->self, fence, now);
    fl_legal_fence(port->legal, fence, begun);
    return cycles;
}

static void trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    struct fl_legal_port *port = self;
    struct fl_trap_out manual;
    struct fl_difference ignored;
    port->now = now;
    port->port->trap(port->port->self, in, now, out);
    fl_trap(in, &manual);
    port->traps++;
    port->wrong_traps += !fl_same_trap(&manual, out, &ignored);
}

bool fl_legal_port_init(struct fl_legal_port *port, const struct fl_pte_mem *mem, const struct fl_pte_mem *quiet,
                        uint64_t ram_base, uint64_t ram_size)
{
    *port = (struct fl_legal_port){.mem = mem, .legal = fl_legal_new(quiet, 8, ram_base, ram_size)};
    port->outer_mem = (struct fl_pte_mem){port, walker_read, walker_swap};
    return port->legal != NULL;
}

void fl_legal_port_attach(struct fl_legal_port *port, const struct fl_mmu_port *engine)
{
    port->port = engine;
    /* Not repeatable: every answer is judged. */
    port->outer_port = (struct fl_mmu_port){.self = port, .translate = translate, .fence = fence, .trap = trap};
}

void fl_legal_port_free(struct fl_legal_port *port)
{
    fl_legal_free(port->legal);
}
