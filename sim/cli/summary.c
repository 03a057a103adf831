/* What a run ends with on stderr: what happened, what was compared, where the faults' time went, and what to type next. */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/run.h"
#include "explore/ledger_report.h"
#include "lockstep/text.h"

static const char *const fault_kinds[] = {"zero_fill",   "file",      "swap_in",  "cow",    "access_dirty",
                                          "pool_rescue", "cache_hit", "spurious", "illegal"};

static void line(FILE *out, const char *name, uint64_t value, const char *remark)
{
    fprintf(out, "  %-26s %18s%s%s\n", name, fl_decimal(value).text, remark[0] ? "   " : "", remark);
}

/* A comparison that never happened proves nothing, and says so. */
static void compared(FILE *out, const char *name, uint64_t value)
{
    line(out, name, value, value ? "" : "nothing was compared here");
}

static void write_ending(FILE *out, const struct fl_run *run)
{
    const struct fl_machine *machine = &run->machine;
    fprintf(out, "%s", fl_bold());
    if (run->diverged) {
        fprintf(out, "The run stopped at %s", machine->judge ? "what the architecture forbids" : "a divergence");
    } else if (machine->finished) {
        fprintf(out, "The guest ended with status %u", machine->code);
    } else if (run->interrupted) {
        fprintf(out, "Interrupted");
    } else if (run->stop == FL_STOP_DEADLOCK) {
        fprintf(out, "The guest waits for an interrupt that cannot come");
    } else {
        fprintf(out, "The cycle limit was reached");
    }
    fprintf(out, "%s: exit status %d\n", fl_plain(), fl_run_status(run));
}

static void write_work(FILE *out, const struct fl_run *run)
{
    const struct fl_hart_counts *counts = fl_hart_counts(run->machine.hart);
    char rate[64] = "";
    if (run->seconds > 0.001) {
        snprintf(rate, sizeof rate, "%.1f million a second", (double)counts->instret / run->seconds / 1e6);
    }
    line(out, "instructions", counts->instret, rate);
    line(out, "cycles", counts->cycles, "");
}

static void write_judged(FILE *out, const struct fl_run *run)
{
    const struct fl_legal_port *judge = run->machine.judge;
    compared(out, "answers fresh", judge->count[FL_FRESH]);
    if (judge->count[FL_STALE]) {
        line(out, "answers legal but stale", judge->count[FL_STALE], "a PTE changed and no fence has followed yet");
    }
    if (judge->count[FL_UNDECIDED]) {
        line(out, "answers not decided", judge->count[FL_UNDECIDED], "more was changed than is remembered");
    }
    compared(out, "PTE reads judged", judge->walker.reads);
    compared(out, "A/D updates judged", judge->walker.updates);
    line(out, "fences", judge->fences, "");
    line(out, "traps judged", judge->traps, judge->trap_unit ? "" : "it has no trap unit; the manual's stood in");
    line(out, "illegal", run->diverged, "");
    if (judge->first_stale[0]) {
        fprintf(out, "  first %s\n", judge->first_stale);
    }
}

static void write_compared(FILE *out, const struct fl_run *run)
{
    const struct fl_lockstep_counts *c = &run->compared;
    if (run->machine.judge) {
        write_judged(out, run);
        return;
    }
    if (!run->machine.lockstep) {
        fprintf(out, "  nothing was compared: one engine ran alone (--engine=lockstep compares)\n");
        return;
    }
    compared(out, "translations compared", c->requests);
    compared(out, "walks compared", c->walks);
    compared(out, "state snapshots compared", c->states);
    compared(out, "fences compared", c->fences);
    compared(out, "traps compared", c->traps);
    compared(out, "checks against the manual", c->spec_checks);
    if (c->excused) {
        line(out, "  of these stale", c->excused, "a PTE changed and no fence has followed yet");
    }
    line(out, "divergences", c->divergences, "");
}

static void write_faults(FILE *out, const struct fl_run *run)
{
    const struct fl_counter *all = fl_console_counter(&run->console, "faults");
    const uint64_t *traps = run->ledger.exceptions;
    if (!all) {
        fprintf(out, "\nPage faults (traps)\n");
        line(out, "fetch", traps[FL_CAUSE_FETCH_PAGE], "");
        line(out, "load", traps[FL_CAUSE_LOAD_PAGE], "");
        line(out, "store", traps[FL_CAUSE_STORE_PAGE], "");
        return;
    }
    fprintf(out, "\nPage faults by kind, as the kernel counted them\n");
    for (size_t i = 0; i < sizeof fault_kinds / sizeof fault_kinds[0]; i++) {
        const struct fl_counter *kind = fl_console_counter(&run->console, fault_kinds[i]);
        line(out, fault_kinds[i], kind ? kind->value : 0, "");
    }
    line(out, "in all", all->value, "");
}

static void write_next(FILE *out, const struct fl_run *run)
{
    const struct fl_run_options *options = run->options;
    fprintf(out, "\nresults  %s/run.json  stats.json  console.txt  end.state%s\n", options->out,
            run->diverged ? "  divergence.txt" : "");
    if (run->has_waves) {
        fprintf(out, "waves    %s/waves.fst\nnext     faultline wave %s\n", options->out, options->out);
    } else if (run->lost_waves) {
        fprintf(out, "waves    lost: the file could not be written\n");
    } else if (options->wave_from == FL_WAVE_CYCLE) {
        fprintf(out, "waves    none: the run ended before that cycle\n");
    } else if (options->wave_from == FL_WAVE_FAULT) {
        fprintf(out, "waves    none: no such page fault was served\n");
    } else {
        fprintf(out, "next     faultline walk --state %s --va ADDRESS\n", options->out);
    }
}

void fl_run_summary(FILE *out, const struct fl_run *run)
{
    fputc('\n', out);
    write_ending(out, run);
    write_work(out, run);
    write_compared(out, run);
    write_faults(out, run);
    fl_ledger_write(out, &run->ledger, (unsigned)fl_config_number(&run->options->config, FL_KEY_CPU_MHZ));
    if (run->residual != 0) {
        fprintf(out, "%sLEDGER%s  %" PRId64 " cycles belong to no account; the figures above are not to be trusted\n",
                fl_red(), fl_plain(), run->residual);
    }
    write_next(out, run);
}
