/* Looking at a run a second time. It is deterministic, so the second time shows what the first one met: around a fault for its
 * waves, or up to a divergence with full state compared at every request and all stores to page tables watched. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/fst_file.h"
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
        run->lost_waves = true;
        return false;
    }
    run->has_waves = true;
    return true;
}

/* The file is closed: is it all there? What somebody's own MMU writes is not ours to read. */
static void judge_waves(struct fl_run *run)
{
    char path[1200];
    fl_run_path(run, "waves.fst", path, sizeof path);
    if (run->has_waves && !run->options->plan.dut && !fl_fst_is_whole(path)) {
        fl_cli_fail(0, "cannot write %s: it is not complete", path);
        run->has_waves = false;
        run->lost_waves = true;
    }
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

/* With the DUT alone. Of somebody's there is one at a time. */
static void dump_again(struct fl_run *run, const struct fl_wave_plan *plan)
{
    struct fl_machine again = {0};
    struct fl_ledger ledger;
    struct fl_waves waves;
    fl_ledger_init(&ledger);
    fl_machine_close_dut(&run->machine);
    if (prepare_again(run, &again, FL_ENGINE_RTL)) {
        again.ledger = &ledger;
        if (open_waves(run, &again, &waves, plan) && start_again(&again)) {
            fl_waves_run(&waves);
        }
    }
    fl_machine_free(&again);
    fl_ledger_free(&ledger);
    judge_waves(run);
}

void fl_run_waves(struct fl_run *run)
{
    const struct fl_run_options *options = run->options;
    const struct fl_fault *fault = options->wave_from == FL_WAVE_FAULT ? choose_fault(run) : NULL;
    if (options->wave_from == FL_WAVE_DIVERGENCE || (options->wave_from == FL_WAVE_FAULT && !fault)) {
        return; /* nothing of the kind happened; the summary says so */
    }
    if (options->wave_from == FL_WAVE_CYCLE && options->wave_at >= fl_machine_cycles(&run->machine)) {
        return; /* likewise */
    }
    struct fl_wave_plan plan =
        fault ? fl_waves_of_fault(fault, options->wave_length) : fl_waves_from(options->wave_at, options->wave_length);
    dump_again(run, &plan);
}

static const char *symbol_of(void *self, uint64_t address, uint64_t *offset)
{
    const struct fl_machine *machine = self;
    return fl_platform_symbol(machine->platform, address, offset);
}

/* On stderr and in divergence.txt. */
static void write_reports(const struct fl_run *run, const struct fl_machine *machine,
                          const struct fl_report_facts *facts)
{
    const struct fl_divergence *divergence = machine->lockstep ? fl_lockstep_divergence(machine->lockstep) : NULL;
    char path[1200];
    FILE *file = fopen(fl_run_path(run, "divergence.txt", path, sizeof path), "w");
    FILE *outs[] = {stderr, file};
    fprintf(stderr, "%s", fl_red());
    for (unsigned i = 0; i < 2 && outs[i]; i++) {
        if (divergence) {
            fl_write_report(outs[i], divergence, facts);
        } else {
            fl_write_finding(outs[i], &machine->judge->finding, facts);
        }
    }
    fprintf(stderr, "%s", fl_plain());
    bool lost = !file || ferror(file);
    if ((file && fclose(file) != 0) || lost) {
        fl_cli_fail(0, "cannot write %s", path);
    }
}

/* Where it was, and what to type. The text of `waves` is kept by the caller. */
static struct fl_report_facts facts_of(const struct fl_run *run, struct fl_machine *machine, char *waves, size_t size)
{
    snprintf(waves, size, "faultline wave %s", run->options->out);
    return (struct fl_report_facts){.pc = fl_hart_pc(machine->hart),
                                    .history = machine->history,
                                    .again = run->command,
                                    .waves = run->has_waves ? waves : NULL,
                                    .self = machine,
                                    .symbol = symbol_of};
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

static void explain_divergence(struct fl_run *run)
{
    struct fl_machine again = {0};
    struct fl_ledger ledger;
    struct fl_waves waves;
    char command[1100];
    fl_ledger_init(&ledger);
    bool met = meet_again(run, &again, &ledger, &waves);
    if (met && run->has_waves) {
        struct fl_view_span span = fl_view_before(fl_lockstep_divergence(again.lockstep)->cycle);
        fl_view_mark(run->options->out, &span);
    }
    struct fl_machine *machine = met ? &again : &run->machine;
    struct fl_report_facts facts = facts_of(run, machine, command, sizeof command);
    write_reports(run, machine, &facts);
    fl_history_free(again.history);
    again.history = NULL;
    fl_machine_free(&again);
    fl_ledger_free(&ledger);
    judge_waves(run);
}

/* What a stranger did is known from the run itself; its waves need another. */
static void explain_finding(struct fl_run *run)
{
    struct fl_machine *machine = &run->machine;
    const struct fl_legal_finding *finding = &machine->judge->finding;
    uint64_t length = run->options->wave_length;
    char command[1100];
    if (run->options->wave_from != FL_WAVE_NONE && machine->dut.open_waves) {
        struct fl_wave_plan plan = fl_waves_from(finding->cycle > length ? finding->cycle - length : 0, 2 * length);
        plan.view = fl_view_before(finding->cycle);
        dump_again(run, &plan);
    }
    struct fl_report_facts facts = facts_of(run, machine, command, sizeof command);
    write_reports(run, machine, &facts);
}

void fl_run_explain(struct fl_run *run)
{
    if (run->machine.judge) {
        explain_finding(run);
    } else {
        explain_divergence(run);
    }
}
