#include "lockstep/legal_port.h"

#include <stddef.h>

#include "faultline/pma.h"
#include "lockstep/compare.h"

/* The first finding is told as soon as it is complete. */
static void tell(struct fl_legal_port *port)
{
    struct fl_legal_finding *finding = &port->finding;
    if (finding->fault != FL_LEGAL_SO_FAR && finding->cycle == UINT64_MAX) {
        finding->cycle = port->now;
        if (port->config.found) {
            port->config.found(port->config.self);
        }
    }
}

static unsigned walker_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct fl_legal_port *port = self;
    const struct fl_pte_mem *mem = port->config.mem;
    const struct fl_dut_mem_request access = {.address = address, .size = (uint8_t)size};
    struct fl_dut_mem_answer answer = {0};
    fl_legal_walker_access(&port->walker, &access, port->under_way, &port->finding);
    fl_legal_read(port->legal, address);
    unsigned delay = mem->read(mem->self, address, size, value, error);
    answer.data = *value;
    answer.error = *error;
    fl_legal_walker_accessed(&port->walker, &access, &answer);
    return delay;
}

static unsigned walker_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                            bool *error)
{
    struct fl_legal_port *port = self;
    const struct fl_pte_mem *mem = port->config.mem;
    const struct fl_dut_mem_request access = {
        .compare_and_swap = true, .address = address, .size = (uint8_t)size, .expected = expected, .desired = desired};
    fl_legal_walker_access(&port->walker, &access, port->under_way, &port->finding);
    fl_legal_will_store(port->legal, address, size, port->now);
    return mem->compare_and_swap(mem->self, address, size, expected, desired, won, error);
}

/* The device takes PMP in with the request that brings it. */
static void note_pmp(struct fl_legal_port *port, const struct fl_pmp *pmp)
{
    const struct fl_pmp *latest = fl_pmp_past_latest(&port->pmp);
    if (pmp && (pmp->writes != latest->writes || pmp->count != latest->count)) {
        fl_pmp_past_add(&port->pmp, pmp, port->now);
    }
}

static void accuse_answer(struct fl_legal_port *port, enum fl_port port_of_mmu, const struct fl_request *request,
                          const struct fl_response *response, uint64_t asked)
{
    struct fl_legal_finding *finding = &port->finding;
    if (finding->fault != FL_LEGAL_SO_FAR) {
        return;
    }
    finding->port = port_of_mmu;
    finding->accepted = port->now;
    finding->request = *request;
    finding->context = *request->context;
    finding->pmp = request->context->pmp ? *request->context->pmp : (struct fl_pmp){0};
    finding->response = *response;
    finding->verdict = port->last;
    fl_legal_finding_settle(finding);
    fl_legal_explain(port->legal, &finding->request, response, asked, &finding->verdict);
    fl_accuse(finding, FL_WRONG_ANSWER, "its answer is illegal");
}

static void judge(struct fl_legal_port *port, enum fl_port port_of_mmu, const struct fl_request *request,
                  const struct fl_response *response, uint64_t asked)
{
    fl_legal_judge(port->legal, request, response, asked, port->now, &port->last);
    fl_legal_judge_width(request, response, port->config.claims->pa_bits, &port->last);
    port->count[port->last.legality]++;
    if (port->last.legality == FL_ILLEGAL) {
        accuse_answer(port, port_of_mmu, request, response, asked);
    } else if (port->last.legality == FL_STALE && !port->first_stale[0]) {
        fl_print_verdict(port->first_stale, sizeof port->first_stale, request, response, &port->last);
    }
}

static void listen_to_complaints(struct fl_legal_port *port)
{
    const struct fl_dut *dut = port->config.dut;
    const char *complaint = dut && dut->complaint ? dut->complaint(dut->self) : NULL;
    if (complaint) {
        fl_accuse(&port->finding, FL_WRONG_PORT, "it complains: %s", complaint);
    }
}

static void translate(void *self, enum fl_port port_of_mmu, const struct fl_request *request, uint64_t now,
                      struct fl_response *response)
{
    struct fl_legal_port *port = self;
    struct fl_under_way *under_way = &port->under_way[port_of_mmu];
    port->now = now;
    *under_way = (struct fl_under_way){true, now, *request, *request->context};
    under_way->context.pma = port->config.claims->pma ? &fl_pma_virt : NULL;
    under_way->request.context = &under_way->context;
    note_pmp(port, request->context->pmp);
    fl_legal_walker_drive(&port->walker, &under_way->request);
    uint64_t asked = fl_legal_moment(port->legal);
    port->port->translate(port->port->self, port_of_mmu, request, now, response);
    listen_to_complaints(port); /* what it answers after one is no cause */
    judge(port, port_of_mmu, &under_way->request, response, asked);
    under_way->busy = false;
    tell(port);
}

static unsigned fence(void *self, const struct fl_fence *fence, uint64_t now)
{
    struct fl_legal_port *port = self;
    port->now = now;
    port->fences++;
    uint64_t begun = fl_legal_moment(port->legal);
    fl_legal_walker_fence(&port->walker);
    unsigned cycles = port->port->fence(port->port->self, fence, now);
    fl_legal_fence(port->legal, fence, begun);
    fl_legal_walker_fenced(&port->walker, fence, false);
    listen_to_complaints(port);
    tell(port);
    return cycles;
}

static void trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    struct fl_legal_port *port = self;
    struct fl_trap_out manual;
    struct fl_difference what;
    port->now = now;
    port->port->trap(port->port->self, in, now, out);
    if (!port->trap_unit) {
        return; /* these are the manual's */
    }
    fl_trap(in, &manual);
    port->traps++;
    if (!fl_same_trap(&manual, out, &what)) {
        fl_accuse_trap(&port->finding, &what);
        tell(port);
    }
}

static void events(void *self, struct fl_events *events)
{
    const struct fl_legal_port *port = self;
    port->port->events(port->port->self, events);
}

bool fl_legal_port_init(struct fl_legal_port *port, const struct fl_legal_config *config)
{
    *port = (struct fl_legal_port){.config = *config, .finding = {.cycle = UINT64_MAX}};
    port->legal = fl_legal_new(config->quiet, config->claims->sv32 ? 4 : 8, config->ram_base, config->ram_size);
    port->outer_mem = (struct fl_pte_mem){port, walker_read, walker_swap};
    port->trap_unit = !config->dut || config->dut->trap;
    fl_pmp_past_init(&port->pmp);
    fl_legal_walker_init(&port->walker, config->claims, &port->pmp);
    return port->legal != NULL;
}

void fl_legal_port_attach(struct fl_legal_port *port, const struct fl_mmu_port *engine)
{
    port->port = engine;
    /* Not repeatable: every answer is judged. */
    port->outer_port = (struct fl_mmu_port){
        .self = port, .translate = translate, .fence = fence, .trap = trap, .events = engine->events ? events : NULL};
}

void fl_legal_port_free(struct fl_legal_port *port)
{
    fl_legal_free(port->legal);
    port->legal = NULL;
}
