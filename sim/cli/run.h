/* run.h - one run of `faultline run`: what was asked, what came of it, and the files that tell. */
#ifndef FAULTLINE_RUN_H
#define FAULTLINE_RUN_H

#include <jansson.h>

#include "cli/console.h"
#include "cli/machine.h"
#include "cli/waves.h"

enum fl_wave_from { FL_WAVE_NONE, FL_WAVE_FAULT, FL_WAVE_DIVERGENCE, FL_WAVE_CYCLE };

struct fl_run_options {
    struct fl_config config;
    struct fl_machine_plan plan;
    const char *out, *record;
    const char *engine, *compare; /* as typed; NULL: not */
    enum fl_wave_from wave_from;
    uint64_t wave_at; /* which fault (0: the first with disk traffic, else the first), or which cycle */
    uint64_t wave_length;
    bool json;
    int argc;
    char **argv; /* as typed, for run.json and "again" */
};

struct fl_run {
    const struct fl_run_options *options;
    struct fl_machine machine;
    struct fl_console console;
    struct fl_ledger ledger;
    enum fl_stop stop;
    bool interrupted;
    int64_t residual;
    struct fl_lockstep_counts compared; /* zeros unless in lockstep */
    bool diverged;                      /* or something illegal was done */
    bool has_waves, lost_waves;         /* lost: they were asked for, and could not be written */
    double seconds;                     /* host time of the run itself */
    char command[1024];                 /* argv, quoted */
    char disk_before[1200];             /* copy of a writable disk as the run found it, for running again; "" without */
};

/* Run to the end and tell; returns the exit status. */
int fl_run(const struct fl_run_options *options);

/* A path inside the output folder; in `path`, which is returned. */
char *fl_run_path(const struct fl_run *run, const char *name, char *path, size_t size);

/* Run again up to the divergence with watches and waves on; writes divergence.txt and tells it on stderr. */
void fl_run_explain(struct fl_run *run);
/* Run again for the wave window that was asked for, if there is anything to show. */
void fl_run_waves(struct fl_run *run);

/* What the run ends with. */
int fl_run_status(const struct fl_run *run);
void fl_run_summary(FILE *out, const struct fl_run *run);
/* run.json and stats.json; false and one line in `error` when they cannot be written. */
bool fl_run_write_json(const struct fl_run *run, char *error, size_t error_size);
json_t *fl_run_json(const struct fl_run *run);
/* The machine's memory at the end, for `faultline walk`. */
bool fl_run_write_end_state(const struct fl_run *run, char *error, size_t error_size);

#endif
