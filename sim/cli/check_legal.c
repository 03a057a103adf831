#include "cli/check_legal.h"

#include "lockstep/text.h"

static double share(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void write_requests(FILE *out, const struct fl_bench_counts *counts)
{
    static const char *const names[] = {"Sv32", "Sv39", "Sv48", "Sv57"};
    fprintf(out, "requests %s:", fl_decimal(counts->requests).text);
    for (unsigned levels = 2; levels <= FL_MAX_LEVELS; levels++) {
        if (counts->scheme[levels]) {
            fprintf(out, " %.1f %% %s,", share(counts->scheme[levels], counts->requests), names[levels - 2]);
        }
    }
    fprintf(out, " %.1f %% not translated; %s faults (%.1f %%)\n", share(counts->bare, counts->requests),
            fl_decimal(counts->faults).text, share(counts->faults, counts->requests));
}

static void write_work(FILE *out, const struct fl_check *check)
{
    const struct fl_bench_counts *counts = &check->bench.counts;
    fprintf(out, "fences  %s (%.1f %% of all transactions)\n", fl_decimal(counts->fences).text,
            share(counts->fences, fl_check_transactions(check)));
    fprintf(out,
            "memory  %s PTE rewrites, %s by a rival before a compare-and-swap, %s of these lost; %s accesses refused\n",
            fl_decimal(counts->stores).text, fl_decimal(counts->rivals).text, fl_decimal(counts->lost).text,
            fl_decimal(counts->errors).text);
    fprintf(out, "CSRs    %s changes, %s with PMP\n", fl_decimal(counts->context_changes).text,
            fl_decimal(counts->pmp_changes).text);
}

static void write_verdicts(FILE *out, const struct fl_stranger *stranger, uint64_t requests)
{
    const struct fl_stranger_counts *counts = &stranger->counts;
    const uint64_t *verdict = counts->verdict;
    fprintf(out, "answers %s fresh (%.1f %%), %s legal but stale (%.1f %%), %s illegal, %s not decided",
            fl_decimal(verdict[FL_FRESH]).text, share(verdict[FL_FRESH], requests), fl_decimal(verdict[FL_STALE]).text,
            share(verdict[FL_STALE], requests), fl_decimal(verdict[FL_ILLEGAL]).text,
            fl_decimal(verdict[FL_UNDECIDED]).text);
    fprintf(out, "; %s a fault since memory refused an access\n", fl_decimal(counts->refused).text);
    if (stranger->first_stale[0]) {
        fprintf(out, "  first %s\n", stranger->first_stale);
    }
}

static void write_latency(FILE *out, const struct fl_stranger_counts *counts, uint64_t requests)
{
    const struct {
        const char *what;
        const struct fl_latencies *latencies;
    } kinds[] = {{"without memory", &counts->alone}, {"while its walker used memory", &counts->walked}};
    fprintf(out, "latency");
    for (unsigned i = 0; i < 2; i++) {
        const struct fl_latencies *l = kinds[i].latencies;
        fprintf(out, "%s %.1f %% %s: mean %.1f cycles, longest %s", i ? ";" : "", share(l->answers, requests),
                kinds[i].what, l->answers ? (double)l->cycles / (double)l->answers : 0, fl_decimal(l->most).text);
    }
    fprintf(out, "\n  cycles");
    for (unsigned bin = 0; bin < FL_LATENCY_BINS; bin++) {
        bool last = bin + 1 == FL_LATENCY_BINS;
        fprintf(out, "  %u%s %.1f %%", 1u << bin,
                bin == 0 ? ":"
                : last   ? " and more:"
                         : " on:",
                share(counts->bin[bin], requests));
    }
    fputc('\n', out);
}

void fl_write_legal_summary(FILE *out, const struct fl_check *check)
{
    const struct fl_bench_counts *counts = &check->bench.counts;
    const struct fl_stranger *stranger = check->bench.stranger;
    write_requests(out, counts);
    write_work(out, check);
    write_verdicts(out, stranger, counts->requests);
    fprintf(
        out,
        "walker  %s reads of page tables, %s updates, %s of these of A for nobody under way; %s traps and returns\n",
        fl_decimal(stranger->walker.reads).text, fl_decimal(stranger->walker.updates).text,
        fl_decimal(stranger->walker.speculative).text, fl_decimal(counts->traps).text);
    write_latency(out, &stranger->counts, counts->requests);
    fprintf(out, "%s illegal in %s transactions, %s cycles\n", check->bench.diverged ? "1" : "0",
            fl_decimal(fl_check_transactions(check)).text, fl_decimal(check->bench.now).text);
}
