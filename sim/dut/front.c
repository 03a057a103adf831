/* front.c - every call of the table, passed on. */
#include "front.h"

#include <stddef.h>

/* Defines the function that passes a call on; parameters and arguments follow self. */
#define PASS(result, call, parameters, ...)                                                                            \
    static result call parameters                                                                                      \
    {                                                                                                                  \
        const struct fl_dut *behind = self;                                                                            \
        return behind->call(__VA_ARGS__);                                                                              \
    }

#define SELF behind->self

PASS(void, reset, (void *self), SELF)
PASS(void, drive_request, (void *self, enum fl_port port, const struct fl_request *request), SELF, port, request)
PASS(void, drive_fence, (void *self, const struct fl_fence *fence), SELF, fence)
PASS(void, drive_memory, (void *self, const struct fl_dut_mem_answer *answer), SELF, answer)
PASS(void, stall_memory, (void *self, bool stalled), SELF, stalled)
PASS(void, step, (void *self), SELF)
PASS(bool, accepted_request, (void *self, enum fl_port port), SELF, port)
PASS(bool, sample_response, (void *self, enum fl_port port, struct fl_response *response), SELF, port, response)
PASS(bool, sample_memory, (void *self, struct fl_dut_mem_request *request), SELF, request)
PASS(bool, sample_fence_done, (void *self), SELF)
PASS(bool, quiet, (void *self), SELF)
PASS(void, skip, (void *self, uint64_t cycles), SELF, cycles)
PASS(void, read_state, (void *self, struct fl_mmu_state *state), SELF, state)
PASS(void, load_state, (void *self, const struct fl_mmu_state *state), SELF, state)
PASS(void, trap, (void *self, const struct fl_trap_in *in, struct fl_trap_out *out), SELF, in, out)
PASS(const struct fl_dut_counts *, counts, (void *self), SELF)
PASS(bool, open_waves, (void *self, const char *path), SELF, path)
PASS(void, dump_waves, (void *self, bool on), SELF, on)
PASS(void, set_time, (void *self, uint64_t now), SELF, now)
PASS(void, annotate, (void *self, const struct fl_annotation *annotation), SELF, annotation)
PASS(void, cover, (void *self, unsigned group, const unsigned *value), SELF, group, value)
PASS(bool, write_coverage, (void *self, const char *path), SELF, path)
PASS(const char *, complaint, (void *self), SELF)
PASS(void, complain, (void *self, const char *text), SELF, text)
PASS(void, destroy, (void *self), SELF)

#define THROUGH(call) .call = behind->call ? (call) : NULL

struct fl_dut fl_dut_front(struct fl_dut *behind)
{
    return (struct fl_dut){.self = behind,
                           .name = behind->name,
                           THROUGH(reset),
                           THROUGH(drive_request),
                           THROUGH(drive_fence),
                           THROUGH(drive_memory),
                           THROUGH(stall_memory),
                           THROUGH(step),
                           THROUGH(accepted_request),
                           THROUGH(sample_response),
                           THROUGH(sample_memory),
                           THROUGH(sample_fence_done),
                           THROUGH(quiet),
                           THROUGH(skip),
                           THROUGH(read_state),
                           THROUGH(load_state),
                           THROUGH(trap),
                           THROUGH(counts),
                           THROUGH(open_waves),
                           THROUGH(dump_waves),
                           THROUGH(set_time),
                           THROUGH(annotate),
                           THROUGH(cover),
                           THROUGH(write_coverage),
                           THROUGH(complaint),
                           THROUGH(complain),
                           THROUGH(destroy)};
}
