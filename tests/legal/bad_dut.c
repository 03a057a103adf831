/* bad_dut.c - plug-ins that do not keep to sim/dut/plugin.h, or whose walker breaks the architecture; BAD_DUT says in which way.
 *
 * What they share is an MMU that refuses every access; some answer no fetch, and access memory for the data port first. */
#include <stdlib.h>
#include <string.h>

#include "dut/plugin.h"

static struct {
    const char *way;
    struct fl_request request[FL_PORT_COUNT];
    struct fl_context context;
    bool driven[FL_PORT_COUNT], accepted[FL_PORT_COUNT], busy[FL_PORT_COUNT];
    bool fencing, reading;
} bad;

static bool is(const char *way)
{
    return strcmp(bad.way, way) == 0;
}

static bool walks(void)
{
    return is("astray") || is("chatty") || is("halves") || is("marking") || is("scribbling") || is("clearing") ||
           is("eager");
}

static bool accepts(unsigned port)
{
    return !is("mute") && !is("overdone") && (port == FL_PORT_DATA || !walks());
}

static void reset(void *self)
{
    (void)self;
}

static void drive_request(void *self, enum fl_port port, const struct fl_request *request)
{
    (void)self;
    bad.request[port] = *request;
    bad.context = *request->context;
    bad.driven[port] = true;
}

static void drive_fence(void *self, const struct fl_fence *fence)
{
    (void)self, (void)fence;
    bad.fencing = true;
}

static void drive_memory(void *self, const struct fl_dut_mem_answer *answer)
{
    (void)self, (void)answer;
    bad.reading = false;
}

static void step(void *self)
{
    (void)self;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        bad.accepted[port] = bad.driven[port] && accepts(port);
        bad.driven[port] = bad.driven[port] && !bad.accepted[port];
        bad.busy[port] = bad.busy[port] || bad.accepted[port];
    }
}

static bool accepted_request(void *self, enum fl_port port)
{
    (void)self;
    return bad.accepted[port];
}

static bool sample_response(void *self, enum fl_port port, struct fl_response *response)
{
    (void)self;
    bool answers = (bad.busy[port] && !is("deaf") && !walks()) || is("rash");
    bad.busy[port] = bad.busy[port] && !answers;
    response->fault = true;
    response->cause = port == FL_PORT_FETCH ? FL_CAUSE_FETCH_PAGE : FL_CAUSE_LOAD_PAGE;
    response->tval = bad.request[port].va;
    return answers;
}

/* The PTE of an address at the root of Sv39. */
static uint64_t root_pte(uint64_t va)
{
    return (bad.context.root << FL_PAGE_SHIFT) + (va >> 30 & 511) * 8;
}

static bool sample_memory(void *self, struct fl_dut_mem_request *request)
{
    (void)self;
    bool due = walks() && bad.busy[FL_PORT_DATA] && (!bad.reading || is("chatty"));
    *request = (struct fl_dut_mem_request){.size = 8, .address = root_pte(bad.request[FL_PORT_DATA].va)};
    if (is("astray")) {
        request->address = 0x1000;
    } else if (is("halves")) {
        request->size = 4;
    } else if (is("marking")) {
        request->compare_and_swap = true;
        request->expected = 0x2000000f;
        request->desired = 0x2000008f; /* D alone */
    } else if (is("eager")) {          /* its claims have no ADUE */
        request->compare_and_swap = true;
        request->expected = 0x2000000f;
        request->desired = 0x2000004f;
    } else if (is("scribbling")) {
        request->compare_and_swap = true;
        request->desired = 0x300; /* the bits that are software's */
    } else if (is("clearing")) {
        request->compare_and_swap = true;
        request->expected = 0x200000cf;
        request->desired = 0x2000000f;
    }
    bad.reading = bad.reading || due;
    return due;
}

static bool sample_fence_done(void *self)
{
    (void)self;
    bool done = (bad.fencing && !is("endless")) || is("overdone");
    bad.fencing = bad.fencing && !done;
    return done;
}

static const char *complaint(void *self)
{
    (void)self;
    return is("assertion") ? "assertion failed in their_mmu.v:7" : NULL;
}

unsigned faultline_dut(unsigned abi, struct fl_dut *dut, struct fl_dut_claims *claims);

unsigned faultline_dut(unsigned abi, struct fl_dut *dut, struct fl_dut_claims *claims)
{
    bad.way = getenv("BAD_DUT");
    if (!bad.way || is("none")) {
        return 0;
    }
    *dut = (struct fl_dut){.reset = reset,
                           .drive_request = drive_request,
                           .drive_fence = drive_fence,
                           .drive_memory = drive_memory,
                           .step = is("hollow") ? NULL : step,
                           .accepted_request = accepted_request,
                           .sample_response = sample_response,
                           .sample_memory = sample_memory,
                           .sample_fence_done = sample_fence_done,
                           .complaint = complaint};
    *claims = (struct fl_dut_claims){.sv39 = !is("schemeless"), .sv32 = is("both"), .pa_bits = is("wide") ? 64 : 56};
    claims->svadu = is("marking") || is("scribbling") || is("clearing");
    return is("abi") ? abi + 1 : abi;
}
