/* waves.h - a window of a run as waves: which cycles to dump, and what the annotation signals say meanwhile.
 *
 * Waves are made by running again: the first run knows where the fault was, the second dumps around it. A fault that waits
 * long for the disk gets two windows, one up to the wait and one from the disk's interrupt on, in the same file; the time
 * axis then leaves out what lies between them, and the `cycle` annotation tells the machine's time.
 */
#ifndef FAULTLINE_WAVES_H
#define FAULTLINE_WAVES_H

#include "cli/machine.h"
#include "cli/view.h"

struct fl_wave_window {
    uint64_t from, to; /* cycles */
};

struct fl_wave_plan {
    struct fl_wave_window window[2];
    unsigned count;
    struct fl_view_span view;
    struct fl_fault fault; /* whose id the faulting and the retried instruction carry; token 0: none */
};

/* Around a fault, at most `length` cycles. A wait for the disk of more than a tenth of that is left out. */
struct fl_wave_plan fl_waves_of_fault(const struct fl_fault *fault, uint64_t length);
/* [from, from + length). */
struct fl_wave_plan fl_waves_from(uint64_t from, uint64_t length);

struct fl_waves {
    struct fl_machine *machine;
    struct fl_wave_plan plan;
    bool dumping;
    uint64_t left_out; /* cycles that the time axis lags behind the machine */
    uint64_t fault_id; /* of the fault being served on the CPU */
    uint8_t step;
    uint16_t asid; /* active now */
    bool ready;    /* the planned fault is served, and its process waits for the CPU */
};

/* Hang on a prepared machine with a DUT, before it is started. False: the file cannot be written. */
bool fl_waves_open(struct fl_waves *waves, struct fl_machine *machine, const struct fl_wave_plan *plan,
                   const char *path);
/* Run the started machine to the end of its last window, or until it stops by itself. */
void fl_waves_run(struct fl_waves *waves);

/* What the machine tells. */
void fl_waves_before(struct fl_waves *waves, uint64_t now);
void fl_waves_trap(struct fl_waves *waves, const struct fl_trap_record *record);
void fl_waves_resume(struct fl_waves *waves, const struct fl_trap_record *record);
void fl_waves_mark(struct fl_waves *waves, int n, uint64_t token);
void fl_waves_satp(struct fl_waves *waves, uint64_t satp);

#endif
