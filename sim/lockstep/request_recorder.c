/* request_recorder.c - writes the request log while a run goes on: a pass-through on the MMU port and on the walker's memory. */
#include <inttypes.h>
#include <string.h>

#include "lockstep/request_log.h"

static void write_context(struct fl_recorder *recorder, const struct fl_context *c)
{
    char line[sizeof recorder->last_context];
    snprintf(line, sizeof line, "c %x %x %x %x %x %x %x %x %x %x %x %x %x %" PRIx64 "\n", c->xlen, c->privilege, c->mpp,
             c->mprv, c->sum, c->mxr, c->adue, c->pbmte, c->pmm_m, c->pmm_s, c->pmm_u, c->mode, c->asid, c->root);
    if (strcmp(line, recorder->last_context) == 0)
        return;
    fputs(line, recorder->file);
    memcpy(recorder->last_context, line, sizeof line);
}

static void write_pmp(struct fl_recorder *recorder, const struct fl_pmp *pmp)
{
    static const struct fl_pmp none = {0};
    pmp = pmp ? pmp : &none;
    if (recorder->pmp_known && recorder->last_pmp.count == pmp->count && recorder->last_pmp.writes == pmp->writes)
        return;
    fprintf(recorder->file, "p %x %x %x\n", pmp->count, pmp->mml, pmp->mmwp);
    for (unsigned i = 0; i < pmp->count; i++) {
        if (pmp->cfg[i] != 0 || pmp->addr[i] != 0)
            fprintf(recorder->file, "e %x %x %" PRIx64 "\n", i, pmp->cfg[i], pmp->addr[i]);
    }
    recorder->last_pmp = *pmp;
    recorder->pmp_known = true;
}

static void record_translate(void *self, enum fl_port port, const struct fl_request *request, uint64_t now,
                             struct fl_response *response)
{
    struct fl_recorder *recorder = self;
    write_context(recorder, request->context);
    write_pmp(recorder, request->context->pmp);
    fprintf(recorder->file, "q %x %" PRIx64 " %x %x\n", port, request->va, request->access, request->size);
    recorder->port->translate(recorder->port->self, port, request, now, response);
    fprintf(recorder->file, "a %x %" PRIx64 " %x %x %x %x %x\n", response->fault,
            response->fault ? response->cause : response->pa, response->cycles, response->path, response->entry,
            response->level, response->fault ? 0 : response->attribute);
}

static unsigned record_fence(void *self, const struct fl_fence *fence, uint64_t now)
{
    struct fl_recorder *recorder = self;
    unsigned cycles = recorder->port->fence(recorder->port->self, fence, now);
    fprintf(recorder->file, "f %x %x %" PRIx64 " %x %x\n", fence->va_given, fence->asid_given, fence->va, fence->asid,
            cycles);
    return cycles;
}

static void record_trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    struct fl_recorder *recorder = self;
    recorder->port->trap(recorder->port->self, in, now, out);
}

/* Not an event of the log: it changes nothing. */
static void pass_events(void *self, struct fl_events *events)
{
    const struct fl_recorder *recorder = self;
    recorder->port->events(recorder->port->self, events);
}

static unsigned record_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct fl_recorder *recorder = self;
    unsigned delay = recorder->mem->read(recorder->mem->self, address, size, value, error);
    fprintf(recorder->file, "r %" PRIx64 " %" PRIx64 " %x %x\n", address, *value, *error, delay);
    return delay;
}

static unsigned record_compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected,
                                        uint64_t desired, bool *won, bool *error)
{
    struct fl_recorder *recorder = self;
    unsigned delay = recorder->mem->compare_and_swap(recorder->mem->self, address, size, expected, desired, won, error);
    fprintf(recorder->file, "s %" PRIx64 " %" PRIx64 " %" PRIx64 " %x %x %x\n", address, expected, desired, *won,
            *error, delay);
    return delay;
}

void fl_recorder_init(struct fl_recorder *recorder, FILE *file, const char *size, const struct fl_pte_mem *mem)
{
    *recorder = (struct fl_recorder){.file = file, .mem = mem};
    recorder->outer_mem = (struct fl_pte_mem){recorder, record_read, record_compare_and_swap};
    fprintf(file, "faultline-requests 2 %s\n", size);
}

void fl_recorder_attach(struct fl_recorder *recorder, const struct fl_mmu_port *port)
{
    recorder->port = port;
    /* Not repeatable: the log must see every request. */
    recorder->outer_port = (struct fl_mmu_port){.self = recorder,
                                                .translate = record_translate,
                                                .fence = record_fence,
                                                .trap = record_trap,
                                                .events = port->events ? pass_events : NULL};
}
