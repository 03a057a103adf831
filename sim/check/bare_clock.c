/* The traffic alternates fetch and data hits over all entries of both TLBs, as firmware that runs out of its L1s would. */
#include "check/bare_clock.h"

#include <time.h>

static void fill(struct fl_dut *dut, const struct fl_uarch_config *config)
{
    struct fl_mmu_state state = {0};
    state.l1[FL_PORT_FETCH].entries = config->itlb_entries;
    state.l1[FL_PORT_DATA].entries = config->dtlb_entries;
    for (int port = 0; port < FL_PORT_COUNT; port++) {
        for (unsigned i = 0; i < state.l1[port].entries; i++) {
            state.l1[port].entry[i] = (struct fl_tlb_entry){
                .valid = true, .r = true, .w = true, .x = true, .d = true, .vpn = i, .ppn = 0x80000u + i};
        }
    }
    dut->load_state(dut->self, &state);
}

double fl_cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Returns the number of hits answered, one per cycle when all is well. */
static uint64_t run(struct fl_dut *dut, const struct fl_uarch_config *config, unsigned xlen, uint64_t cycles)
{
    const struct fl_context context = {
        .xlen = (uint8_t)xlen, .privilege = FL_SUPERVISOR, .mode = xlen == 32 ? FL_SV32 : FL_SV39, .root = 0x80000};
    uint64_t answered = 0;
    for (uint64_t cycle = 0; cycle < cycles; cycle++) {
        enum fl_port port = cycle % 5 < 2 ? FL_PORT_DATA : FL_PORT_FETCH;
        unsigned entries = port == FL_PORT_DATA ? config->dtlb_entries : config->itlb_entries;
        struct fl_request request = {.va = (cycle * 7 % entries) << FL_PAGE_SHIFT,
                                     .access = port == FL_PORT_DATA ? FL_LOAD : FL_FETCH,
                                     .size = 4,
                                     .context = &context};
        struct fl_response response;
        dut->drive_request(dut->self, port, &request);
        dut->step(dut->self);
        answered += dut->sample_response(dut->self, port, &response) && !response.fault;
    }
    return answered;
}

double fl_bare_clock(struct fl_dut *dut, const struct fl_uarch_config *config, unsigned xlen, uint64_t cycles)
{
    dut->reset(dut->self);
    fill(dut, config);
    double start = fl_cpu_seconds();
    uint64_t answered = run(dut, config, xlen, cycles);
    double seconds = fl_cpu_seconds() - start;
    return answered < cycles - 1 ? 0 : (double)cycles / seconds;
}
