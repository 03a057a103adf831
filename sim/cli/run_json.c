/* run.json: how a run came about and ended, so that it can be repeated. stats.json: its cycles, faults and EAT. */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/run.h"
#include "explore/ledger_report.h"

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *argv_json(const struct fl_run_options *options)
{
    json_t *array = json_array();
    for (int i = 0; i < options->argc; i++) {
        json_array_append_new(array, json_string(i == 0 ? "faultline" : options->argv[i]));
    }
    return array;
}

static json_t *config_json(const struct fl_config *config)
{
    json_t *object = json_object();
    for (int key = 0; key < FL_KEY_COUNT; key++) {
        json_object_set_new(
            object, fl_keys[key].name,
            json_pack("{s:s, s:s}", "value", config->value[key].text, "from", config->value[key].source));
    }
    return object;
}

/* A named number; tables of them become objects. */
struct row {
    const char *name;
    uint64_t value;
};

static json_t *rows_json(const struct row *row, size_t count)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++) {
        json_object_set_new(object, row[i].name, number(row[i].value));
    }
    return object;
}
#define ROWS_JSON(rows) rows_json(rows, sizeof(rows) / sizeof(rows)[0])

static json_t *compared_json(const struct fl_run *run)
{
    const struct fl_lockstep_counts *c = &run->compared;
    const struct row rows[] = {{"translations", c->requests}, {"walks", c->walks},   {"states", c->states},
                               {"fences", c->fences},         {"traps", c->traps},   {"manual_checks", c->spec_checks},
                               {"stale", c->excused},         {"events", c->events}, {"divergences", c->divergences}};
    return ROWS_JSON(rows);
}

/* What a judge of the architecture alone has seen. */
static json_t *judged_json(const struct fl_legal_port *judge)
{
    const struct row rows[] = {{"fresh", judge->count[FL_FRESH]},
                               {"stale", judge->count[FL_STALE]},
                               {"undecided", judge->count[FL_UNDECIDED]},
                               {"pte_reads", judge->walker.reads},
                               {"updates", judge->walker.updates},
                               {"fences", judge->fences},
                               {"traps", judge->traps},
                               {"illegal", judge->finding.fault != FL_LEGAL_SO_FAR}};
    return ROWS_JSON(rows);
}

static json_t *counts_json(const struct fl_hart_counts *c)
{
    const struct row rows[] = {{"cycles", c->cycles},
                               {"instructions", c->instret},
                               {"base", c->base},
                               {"fetch_walk", c->fetch_walk},
                               {"data_walk", c->data_walk},
                               {"fetch_memory", c->fetch_memory},
                               {"data_memory", c->data_memory},
                               {"fence", c->fence},
                               {"trap", c->trap},
                               {"idle", c->idle},
                               {"loads", c->loads},
                               {"stores", c->stores},
                               {"fetch_blocks", c->fetch_blocks},
                               {"traps", c->traps},
                               {"interrupts", c->interrupts}};
    return ROWS_JSON(rows);
}

/* Cycles that were evaluated, and those that passed unclocked while the RTL was quiet. */
static json_t *rtl_json(const struct fl_dut *dut)
{
    const struct fl_dut_counts *c = dut->counts(dut->self);
    const struct row rows[] = {{"clocked", c->clocked}, {"skipped", c->skipped}};
    return ROWS_JSON(rows);
}

static json_t *counters_json(const struct fl_console *console)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < console->counters; i++) {
        json_object_set_new(object, console->counter[i].name, number(console->counter[i].value));
    }
    return object;
}

json_t *fl_run_json(const struct fl_run *run)
{
    static const char *const engines[] = {"lockstep", "rtl", "model"};
    json_t *result = json_pack("{s:i, s:b, s:b, s:b, s:I, s:f}", "exit_status", fl_run_status(run), "guest_finished",
                               run->machine.finished, "diverged", run->diverged, "interrupted", run->interrupted,
                               "residual", (json_int_t)run->residual, "seconds", run->seconds);
    json_t *json = json_pack("{s:s, s:o, s:s, s:I, s:o, s:o}", "version", FAULTLINE_VERSION, "argv",
                             argv_json(run->options), "engine", engines[run->options->plan.engine], "seed",
                             (json_int_t)fl_config_number(&run->options->config, FL_KEY_SEED), "config",
                             config_json(&run->options->config), "result", result);
    json_object_set_new(json, "compared", compared_json(run));
    if (run->machine.judge) {
        json_object_set_new(json, "judged", judged_json(run->machine.judge));
        json_object_set_new(json, "dut", json_string(run->options->plan.dut ? run->options->plan.dut : "our RTL"));
    }
    json_object_set_new(json, "counts", counts_json(fl_hart_counts(run->machine.hart)));
    if (run->machine.has_dut) {
        json_object_set_new(json, "rtl", rtl_json(&run->machine.dut));
    }
    json_object_set_new(json, "kernel_counters", counters_json(&run->console));
    json_object_set_new(json, "wrote_waves", json_boolean(run->has_waves));
    return json;
}

static bool dump(const struct fl_run *run, const char *name, json_t *json, char *error, size_t error_size)
{
    char path[1200];
    fl_run_path(run, name, path, sizeof path);
    bool written = json && json_dump_file(json, path, JSON_INDENT(2)) == 0;
    if (!written) {
        snprintf(error, error_size, "cannot write %s: %s", path, strerror(errno));
    }
    json_decref(json);
    return written;
}

bool fl_run_write_json(const struct fl_run *run, char *error, size_t error_size)
{
    return dump(run, "run.json", fl_run_json(run), error, error_size) &&
           dump(run, "stats.json", fl_ledger_json(&run->ledger), error, error_size);
}
