/* flight.c - one request in its parts: acceptance, lookups, services of the miss unit, for a harness that knows when each happens. */
#include <stdlib.h>

#include "miss.h"
#include "walker.h"

struct fl_uarch_flight {
    struct fl_uarch *uarch;
    enum fl_port port;
    bool asked; /* a miss is counted once per request (docs/microarchitecture.md 11) */
    struct fl_stage stage;
    struct fl_walk walk;
};

struct fl_uarch_flight *fl_uarch_flight_new(struct fl_uarch *uarch, enum fl_port port)
{
    struct fl_uarch_flight *flight = calloc(1, sizeof *flight);
    if (flight != NULL) {
        flight->uarch = uarch;
        flight->port = port;
    }
    return flight;
}

void fl_uarch_flight_free(struct fl_uarch_flight *flight)
{
    free(flight);
}

void fl_uarch_accept(struct fl_uarch_flight *flight, const struct fl_request *request, struct fl_walk_trace *trace,
                     struct fl_response *response)
{
    flight->asked = false;
    flight->walk = (struct fl_walk){.uarch = flight->uarch, .stage = &flight->stage, .trace = trace};
    fl_begin(flight->uarch, flight->port, request, &flight->stage, trace, response);
}

bool fl_uarch_lookup(struct fl_uarch_flight *flight, struct fl_response *response)
{
    if (fl_lookup(flight->uarch, flight->port, &flight->stage, response))
        return true;
    flight->uarch->counts.l1_miss[flight->port] += !flight->asked;
    flight->asked = true;
    return false;
}

bool fl_uarch_serve(struct fl_uarch_flight *flight, const struct fl_pte_mem *mem, const struct fl_uarch_watch *watch,
                    struct fl_response *response)
{
    flight->walk.mem = mem;
    flight->walk.watch = watch;
    return fl_miss_serve(flight->port, &flight->walk, response);
}
