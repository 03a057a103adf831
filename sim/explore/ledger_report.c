#include "explore/ledger_report.h"

#include <inttypes.h>

#include "explore/eat.h"
#include "lockstep/text.h"

static const char *const step_texts[FL_STEPS + 1] = {"",
                                                     "trap to the kernel",
                                                     "save registers and state",
                                                     "determine: a page fault",
                                                     "check legality, find the page",
                                                     "find a frame, issue the disk request",
                                                     "disk serves, CPU runs others",
                                                     "interrupt from the disk",
                                                     "save the other's registers",
                                                     "determine: the disk",
                                                     "correct the tables",
                                                     "wait for the CPU",
                                                     "restore registers, resume"};

/* The sum of the accounts of activities first to last. */
static struct fl_account sum_of(const struct fl_ledger *ledger, unsigned first, unsigned last)
{
    struct fl_account sum = {0};
    for (unsigned activity = first; activity <= last; activity++) {
        struct fl_account part = fl_ledger_total(ledger, activity);
        for (unsigned kind = 0; kind < FL_KIND_COUNT; kind++) {
            sum.cycles[kind] += part.cycles[kind];
        }
    }
    return sum;
}

static void write_cycles(FILE *out, const struct fl_ledger *ledger)
{
    const struct fl_account columns[] = {
        sum_of(ledger, FL_ACTIVITY_USER, FL_ACTIVITY_USER), sum_of(ledger, 1, FL_STEPS),
        sum_of(ledger, FL_ACTIVITY_KERNEL, FL_ACTIVITY_KERNEL), sum_of(ledger, 0, FL_ACTIVITY_COUNT - 1)};
    fprintf(out, "\nEvery cycle %18s %15s %15s %15s\n", "user", "fault steps", "other kernel", "all");
    for (unsigned kind = 0; kind < FL_KIND_COUNT; kind++) {
        fprintf(out, "  %-12s", fl_kind_names[kind]);
        for (unsigned i = 0; i < 4; i++) {
            fprintf(out, " %15s", fl_decimal(columns[i].cycles[kind]).text);
        }
        fputc('\n', out);
    }
    fprintf(out, "  %-12s", "in all");
    for (unsigned i = 0; i < 4; i++) {
        fprintf(out, " %15s", fl_decimal(fl_account_sum(&columns[i])).text);
    }
    fputc('\n', out);
}

static void write_processes(FILE *out, const struct fl_ledger *ledger)
{
    fprintf(out, "\nEvery process %16s %15s %15s\n", "user", "fault steps", "other kernel");
    for (unsigned i = 0; i < ledger->process_count; i++) {
        const struct fl_process_account *process = &ledger->process[i];
        uint64_t steps = 0;
        for (unsigned step = 1; step <= FL_STEPS; step++) {
            steps += fl_account_sum(&process->account[step]);
        }
        fprintf(out, "  %-12s %15s %15s %15s\n", process->name.text,
                fl_decimal(fl_account_sum(&process->account[FL_ACTIVITY_USER])).text, fl_decimal(steps).text,
                fl_decimal(fl_account_sum(&process->account[FL_ACTIVITY_KERNEL])).text);
    }
}

static void write_disk(FILE *out, const char *name, const struct fl_fault_choice *major, size_t offset)
{
    const struct fl_fault *faults[] = {major->first, major->median, major->worst};
    fprintf(out, "     %-38s", name);
    for (unsigned i = 0; i < 3; i++) {
        fprintf(out, " %13s", fl_decimal(*(const uint64_t *)((const char *)faults[i] + offset)).text);
    }
    fputc('\n', out);
}

static void write_steps(FILE *out, const struct fl_ledger *ledger)
{
    struct fl_fault_choice major = fl_fault_log_choose(&ledger->faults, true);
    if (major.count == 0) {
        fprintf(out, "\nNo page fault went to the disk.\n");
        return;
    }
    fprintf(out, "\nThe twelve steps of a major page fault, cycles (%u faults)\n  %41s %13s %13s %13s\n", major.count,
            "", "first", "median", "worst");
    for (unsigned step = 1; step <= FL_STEPS; step++) {
        fprintf(out, "  %2u %-38s %13s %13s %13s\n", step, step_texts[step], fl_decimal(major.first->step[step]).text,
                fl_decimal(major.median->step[step]).text, fl_decimal(major.worst->step[step]).text);
        if (step == 5) {
            write_disk(out, "  5a wait in the disk's queue", &major, offsetof(struct fl_fault, queue));
            write_disk(out, "  5b seek and rotation", &major, offsetof(struct fl_fault, position));
            write_disk(out, "  5c transfer", &major, offsetof(struct fl_fault, transfer));
        }
    }
    fprintf(out, "     %-38s %13s %13s %13s\n", "from trap to restart",
            fl_decimal(major.first->ended - major.first->began).text,
            fl_decimal(major.median->ended - major.median->began).text,
            fl_decimal(major.worst->ended - major.worst->began).text);
    fprintf(out, "     (5a to 5c pass within step 6; the twelve steps alone sum to the last line)\n");
}

static void write_eat(FILE *out, const struct fl_ledger *ledger, unsigned mhz)
{
    struct fl_eat eat = fl_eat_of(ledger);
    if (eat.accesses == 0) {
        fprintf(out, "\nNo user code ran: there is no effective access time.\n");
        return;
    }
    fprintf(out, "\nEffective access time\n");
    fprintf(out, "  accesses %s, page faults %s: p = %.3g\n", fl_decimal(eat.accesses).text,
            fl_decimal(eat.faults).text, eat.p);
    fprintf(out, "  ma = %.3f cycles (1 pipeline + %.3f translation + %.3f memory), page fault time = %.1f cycles\n",
            eat.ma, eat.translation, eat.memory, eat.fault_time);
    fprintf(out, "  measured %.3f cycles (%.3f ns)\n", eat.measured, eat.measured * 1000 / mhz);
    fprintf(out, "  formula  (1 - p) x ma + p x fault time = (1 - %.3g) x %.3f + %.3g x %.1f = %.3f cycles\n", eat.p,
            eat.ma, eat.p, eat.fault_time, eat.formula);
    fprintf(out, "  difference %.6f = p x ma = %.6f: a faulting access is restarted, and pays ma once more\n",
            eat.measured - eat.formula, eat.restart);
}

void fl_ledger_write(FILE *out, const struct fl_ledger *ledger, unsigned mhz)
{
    write_cycles(out, ledger);
    write_processes(out, ledger);
    write_steps(out, ledger);
    write_eat(out, ledger, mhz);
}
