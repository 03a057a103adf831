/* dut.h - a device under test: any clocked MMU behind one small C table.
 *
 * Time is the DUT's clock. In each cycle the harness may drive requests, a fence and the memory's answer, then calls step(), then
 * samples what the DUT shows in the cycle after that edge. A drive holds until it is changed or accepted (accepted drives are
 * withdrawn by the DUT side). docs/microarchitecture.md defines the cycles of our own RTL; a stranger's may differ.
 *
 * The table's owner owns `self`. Nothing here is thread-safe; two DUTs can live in one process.
 */
#ifndef FAULTLINE_DUT_H
#define FAULTLINE_DUT_H

#include "faultline/trap.h"
#include "faultline/types.h"
#include "faultline/uarch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A walker's memory request, as the port shows it in the cycle in which it is accepted (our memory accepts at once). */
struct fl_dut_mem_request {
    bool compare_and_swap;
    uint8_t size; /* of the PTE in bytes: 8, or 4 under Sv32, in the low half of the words */
    uint64_t address, expected, desired;
    uint8_t level; /* of the PTE, for the trace */
};

/* The memory's answer to the one outstanding request. */
struct fl_dut_mem_answer {
    uint64_t data;
    bool won, error;
};

/* Event outputs of one cycle, docs/microarchitecture.md section 11. Counts since reset. */
struct fl_dut_counts {
    uint64_t clocked; /* cycles evaluated */
    uint64_t skipped; /* cycles that passed without evaluation while the DUT was quiet */
    uint64_t hit[FL_PORT_COUNT], miss[FL_PORT_COUNT], refused[FL_PORT_COUNT], bare[FL_PORT_COUNT],
        refill[FL_PORT_COUNT];
    uint64_t pte_reads[FL_MAX_LEVELS], updates, updates_lost, fences, walks_killed;
    uint64_t l2_hit, super_hit, second_refused, pwc_hit[FL_MAX_LEVELS], l2_fill, super_fill, pwc_fill[FL_MAX_LEVELS],
        denied;    /* READs, UPDATEs and answers that PMP or PMAs denied */
    uint64_t busy; /* cycles in which the miss unit was not IDLE */
};

/* What the waves say besides pins; strings are copied. NULL strings leave the signal as it is. */
struct fl_annotation {
    uint64_t cycle, pc, fault_id; /* cycle: the machine's, where the time axis leaves something out */
    const char *symbol, *process;
    uint8_t privilege, fault_step;
};

#define FL_COVER_VALUES 5 /* of a cover point, besides its group */

struct fl_dut {
    void *self;
    const char *name; /* "rtl default" */
    void (*reset)(void *self);

    /* Before step(): request on a port (NULL: none), fence (NULL: none), answer to the outstanding memory request (NULL: none). */
    void (*drive_request)(void *self, enum fl_port port, const struct fl_request *request);
    void (*drive_fence)(void *self, const struct fl_fence *fence);
    void (*drive_memory)(void *self, const struct fl_dut_mem_answer *answer);
    /* The memory does not accept in the cycles from this one on, or does again. Call before sample_memory. After reset it does. */
    void (*stall_memory)(void *self, bool stalled);

    /* One clock cycle. */
    void (*step)(void *self);

    /* After step(): what the DUT shows in this cycle. Each returns false when there is nothing.
     * sample_response fills all of the response but `cycles`, which the harness counts. */
    bool (*accepted_request)(void *self, enum fl_port port); /* the last driven request was accepted at this edge */
    bool (*sample_response)(void *self, enum fl_port port, struct fl_response *response);
    bool (*sample_memory)(void *self, struct fl_dut_mem_request *request);
    bool (*sample_fence_done)(void *self);

    bool (*quiet)(void *self);                 /* only an answer, a request or a fence can change anything */
    void (*skip)(void *self, uint64_t cycles); /* let time pass while quiet, without clocking */

    /* Quiescent only: no request, walk or fence in flight. */
    void (*read_state)(void *self, struct fl_mmu_state *state);
    void (*load_state)(void *self, const struct fl_mmu_state *state);

    void (*trap)(void *self, const struct fl_trap_in *in, struct fl_trap_out *out);

    const struct fl_dut_counts *(*counts)(void *self);

    /* Waves. open_waves starts a file (false: it cannot be written); dumping can be switched at any cycle; `now` gives the
     * machine's cycle for the time axis, and must not go back. Call set_time before dumping is switched on. */
    bool (*open_waves)(void *self, const char *path);
    void (*dump_waves)(void *self, bool on);
    void (*set_time)(void *self, uint64_t now);
    void (*annotate)(void *self, const struct fl_annotation *annotation);

    /* Functional coverage (docs/coverage.md): count a point that only the harness sees; write all counts to a file (false: it cannot be
     * written). Both NULL where the build does not count. */
    void (*cover)(void *self, unsigned group, const unsigned value[FL_COVER_VALUES]);
    bool (*write_coverage)(void *self, const char *path);

    /* The first assertion or $error that fired inside the DUT since reset; NULL when none did. */
    const char *(*complaint)(void *self);
    /* The blocking helpers report through this that an answer never came. May be NULL. */
    void (*complain)(void *self, const char *text);
    void (*destroy)(void *self);
};

/* Our RTL. `size` is "tiny", "default", "large" or "rv32", which is the default size for Sv32; `bug` selects a seeded bug of the mutant build, 0 is the shipped RTL.
 * Returns false when there is no such build. */
bool fl_rtl_open(const char *size, unsigned bug, struct fl_dut *dut);
/* What a named size holds, so that the model can be built to match. False: no such size. */
bool fl_rtl_config(const char *size, struct fl_uarch_config *config);

/* Blocking helpers on top of the table (dut.c). `mem` serves the walker's port and supplies its delays; `skip` lets quiet
 * cycles pass unclocked. `trace` may be NULL. */
void fl_dut_translate(struct fl_dut *dut, enum fl_port port, const struct fl_request *request,
                      const struct fl_pte_mem *mem, bool skip, struct fl_walk_trace *trace,
                      struct fl_response *response);
unsigned fl_dut_fence(struct fl_dut *dut, const struct fl_fence *fence);

#ifdef __cplusplus
}
#endif
#endif
