/* check_run.h - a run of `faultline check`: progress, summary, report, and the exit status. */
#ifndef FAULTLINE_CLI_CHECK_RUN_H
#define FAULTLINE_CLI_CHECK_RUN_H

#include "check/check.h"

struct fl_check_options {
    uint64_t seed, count, wave_from, closely_from;
    const char *waves, *coverage; /* NULL: none */
    const char *size, *scheme;
    const char *dut;             /* somebody's own MMU, a shared object; NULL: our RTL of `size` */
    const char *compare;         /* as given; NULL: not */
    bool legal;                  /* held to the architecture alone */
    struct fl_dut_claims claims; /* if so */
    const struct fl_mix *mix;
    unsigned schemes, rtl_bug, model_bug;
    char bugs[48]; /* as given, for the command that repeats the run */
    bool directed, bench;
};

/* `dut` and `model` are of options->size; both are reset. Without a model the device is held to the architecture alone. */
int fl_check_random(const struct fl_check_options *options, struct fl_dut *dut, struct fl_uarch *model);
int fl_check_directed(const struct fl_check_options *options, struct fl_dut *dut, struct fl_uarch *model);

#endif
