/* Looking at a run a second time. It is deterministic, so the second time shows what the first one met: around a fault for its
 * waves, or up to a divergence with full state compared at every request and all stores to page tables watched. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/run.h"
#include "cli/view.h"
#include "lockstep/report.h"

/* A second machine like the first, silent, whose disk writes go nowhere. */
static bool prepare_again(const struct fl_run *run, struct fl_machine *again, enum fl_engine_kind engine)
{
    char error[512];
    struct fl_machine_plan plan = run->options->plan;
    plan.engine = engine;
    plan.private_disk = true;
    plan.disk = run->disk_before[0] ? run->disk_before : plan.disk;
    if (!fl_machine_prepare(again, &plan, error, sizeof error)) {
        fl_cli_fail(0, "cannot run again: %s", error);
        return false;
    }
    return true;
}

static bool start_again(struct fl_machine *again)
{
    char error[512];
    bool started = fl_machine_start(again, error, sizeof error);
    if (!started) {
        fl_cli_fail(0, "cannot run again: %s", error);
    }
    return started;
}

static bool open_waves(struct fl_run *run, struct fl_machine *again, struct fl_waves *waves,
                       const struct fl_wave_plan *plan)
{
    char path[1200];
    fl_run_path(run, "waves.fst", path, sizeof path);
    if (!fl_waves_open(waves, again, plan, path) || !fl_view_mark(run->options->out, &plan->view)) {
        fl_cli_fail(0, "cannot write %s; the run goes on without waves", path);
        return false;
    }
    run->has_waves = true;
    return true;
}

/* The fault to show: the one asked for, else the first that went to the disk, else the first. */
static const struct fl_fault *choose_fault(const struct fl_run *run)
{
    const struct fl_fault_log *log = &run->ledger.faults;
    if (run->options->wave_at != 0) {
        for (unsigned i = 0; i < log->count; i++) {
            if (log->fault[i].fault_id == run->options->wave_at && log->fault[i].resumed) {
                return &log->fault[i];
            }
        }
        return NULL;
    }
    struct fl_fault_choice major = fl_fault_log_choose(log, true), minor = fl_fault_log_choose(log, false);
    return major.first ? major.first : minor.first;
}

void fl_run_waves(struct fl_run *run)
{
    const struct fl_run_options *options = run->options;
    const struct fl_fault *fault = options->wave_from == FL_WAVE_FAULT ? choose_fault(run) : NULL;
    if (options->wave_from == FL_WAVE_DIVERGENCE || (options->wave_from == FL_WAVE_FAULT && !fault)) {
        return; /* nothing of the kind happened; the summary says so */
    }
    struct fl_wave_plan plan =
        fault ? fl_waves_of_fault(fault, options->wave_length) : fl_waves_from(options->wave_at, options->wave_length);
    struct fl_machine again = {0};
    struct fl_ledger ledger;
    struct fl_waves waves;
    fl_ledger_init(&ledger);
    if (prepare_again(run, &again, FL_ENGINE_RTL)) {
        again.ledger = &ledger;
        if (open_waves(run, &again, &waves, &plan) && start_again(&again)) {
            fl_waves_run(&waves);
        }
    }
    fl_machine_free(&again);
    fl_ledger_free(&ledger);
}

static const char *symbol_of(void *self, uint64_t address, uint64_t *offset)
{
    const struct fl_machine *machine = self;
    return fl_platform_symbol(machine->platform, address, offset);
}

static void write_reports(const struct fl_run *run, struct fl_machine *machine)
{
    char path[1200], waves[1100];
    snprintf(waves, sizeof waves, "faultline wave %s", run->options->out);
    struct fl_report_facts facts = {.pc = fl_hart_pc(machine->hart),
                                    .history = machine->history,
                                    .again = run->command,
                                    .waves = run->has_waves ? waves : NULL,
                                    .self = machine,
                                    .symbol = symbol_of};
    const struct fl_divergence *divergence = fl_lockstep_divergence(machine->lockstep);
    fl_write_report(stderr, divergence, &facts);
    FILE *file = fopen(fl_run_path(run, "divergence.txt", path, sizeof path), "w");
    if (!file) {
        fl_cli_fail(0, "cannot write %s", path);
        return;
    }
    fl_write_report(file, divergence, &facts);
    fclose(file);
}

/* The pages that held page tables in the first run, so that stores before their first walk are seen too. */
static uint64_t *copy_watched(const struct fl_machine *machine)
{
    size_t words = fl_platform_bus(machine->platform)->ram_size / FL_PAGE_SIZE / 64 + 1;
    uint64_t *copy = calloc(words, sizeof *copy);
    if (copy) {
        memcpy(copy, fl_lockstep_watched(machine->lockstep), words * sizeof *copy);
    }
    return copy;
}

/* The second run up to the divergence; true when it met one again (it does, unless the host lacks memory or the console's input
 * has changed). */
static bool meet_again(struct fl_run *run, struct fl_machine *again, struct fl_ledger *ledger, struct fl_waves *waves)
{
    const struct fl_divergence *first = fl_lockstep_divergence(run->machine.lockstep);
    const struct fl_bus *bus = fl_platform_bus(run->machine.platform);
    if (!prepare_again(run, again, FL_ENGINE_LOCKSTEP)) {
        return false;
    }
    again->ledger = ledger;
    again->watch_always = copy_watched(&run->machine);
    again->history = fl_history_new(bus->ram_base, bus->ram_size);
    uint64_t length = run->options->wave_length;
    uint64_t from = first->last_good < first->cycle ? first->last_good : first->cycle;
    struct fl_wave_plan plan = fl_waves_from(from > length ? from - length : 0, UINT32_MAX);
    plan.view = fl_view_before(first->cycle);
    bool dump = run->options->wave_from != FL_WAVE_NONE && open_waves(run, again, waves, &plan);
    if (!start_again(again)) {
        return false;
    }
    fl_lockstep_state_always_from(again->lockstep, first->last_good);
    if (dump) {
        fl_waves_run(waves);
    } else {
        fl_hart_run(again->hart, first->cycle + 1000000);
    }
    if (!fl_lockstep_divergence(again->lockstep)) {
        fl_lockstep_finish(again->lockstep, fl_machine_cycles(again));
    }
    return fl_lockstep_divergence(again->lockstep) != NULL;
}

void fl_run_explain(struct fl_run *run)
{
    struct fl_machine again = {0};
    struct fl_ledger ledger;
    struct fl_waves waves;
    fl_ledger_init(&ledger);
    bool met = meet_again(run, &again, &ledger, &waves);
    if (met && run->has_waves) {
        struct fl_view_span span = fl_view_before(fl_lockstep_divergence(again.lockstep)->cycle);
        fl_view_mark(run->options->out, &span);
    }
    fprintf(stderr, "%s", fl_red());
    write_reports(run, met ? &again : &run->machine);
    fprintf(stderr, "%s", fl_plain());
    fl_history_free(again.history);
    again.history = NULL;
    fl_machine_free(&again);
    fl_ledger_free(&ledger);
}
