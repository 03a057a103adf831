#include "cli/check_summary.h"

#include "lockstep/text.h"

static double share(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void write_requests(FILE *out, const struct fl_bench_counts *counts)
{
    const struct {
        const char *what;
        uint64_t count;
    } paths[] = {{"L1 hits", counts->hits},
                 {"second-level hits", counts->second},
                 {"walks", counts->walks},
                 {"bare", counts->bare},
                 {"refused before lookup", counts->refused_early}};
    fprintf(out, "requests %s:", fl_decimal(counts->requests).text);
    for (unsigned i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        fprintf(out, "%s %.1f %% %s", i ? "," : "", share(paths[i].count, counts->requests), paths[i].what);
    }
    fprintf(out, "\n  schemes");
    for (unsigned levels = 2; levels <= FL_MAX_LEVELS; levels++) {
        static const char *const names[] = {"Sv32", "Sv39", "Sv48", "Sv57"};
        if (counts->scheme[levels]) {
            fprintf(out, "  %s %.1f %%", names[levels - 2], share(counts->scheme[levels], counts->requests));
        }
    }
    fprintf(out, "\n  faults  %s (%.1f %%)\n", fl_decimal(counts->faults).text,
            share(counts->faults, counts->requests));
}

static void write_work(FILE *out, const struct fl_check *check)
{
    const struct fl_bench_counts *counts = &check->bench.counts;
    fprintf(out, "fences  %s (%.1f %% of all transactions), %s of them met a walk or probe\n",
            fl_decimal(counts->fences).text, share(counts->fences, fl_check_transactions(check)),
            fl_decimal(counts->fences_in_walk).text);
    fprintf(out,
            "memory  %s PTE rewrites, %s by a rival before a compare-and-swap, %s of these lost; %s accesses refused\n",
            fl_decimal(counts->stores).text, fl_decimal(counts->rivals).text, fl_decimal(counts->lost).text,
            fl_decimal(counts->errors).text);
    fprintf(out, "CSRs    %s changes, %s with PMP\n", fl_decimal(counts->context_changes).text,
            fl_decimal(counts->pmp_changes).text);
}

static void write_compared(FILE *out, const struct fl_bench_counts *counts)
{
    uint64_t latencies = counts->exact_by_model + counts->exact_by_page;
    fprintf(out,
            "compared every answer, walk, path and entry; %s full states with event counts; %s traps and returns\n",
            fl_decimal(counts->states).text, fl_decimal(counts->traps).text);
    fprintf(out, "  state   after every fence, but %s that had the next one on their heels\n",
            fl_decimal(counts->fences_close).text);
    fprintf(out, "  latency exactly: %.1f %% against the model alone, %.1f %% with the waiting for walks and fences\n",
            share(counts->exact_by_model, latencies), share(counts->exact_by_page, latencies));
    fprintf(out,
            "  manual  asked %s times, %s differed where software owed a fence, %s not judged: PMP or memory changed "
            "meanwhile\n",
            fl_decimal(counts->spec_checks).text, fl_decimal(counts->excused).text, fl_decimal(counts->unsettled).text);
    fprintf(out, "  cold    %s accesses made again after a full fence, %s where something stale was possible; ",
            fl_decimal(counts->reissued).text, fl_decimal(counts->reissue_excused).text);
    fprintf(out, "of the others %s had an answer of a TLB\n", fl_decimal(counts->reissue_warm).text);
}

/* Shares are promised of runs that are long enough to have them. */
static bool write_promises(FILE *out, const struct fl_check *check, const struct fl_mix *mix)
{
    const struct fl_bench_counts *counts = &check->bench.counts;
    const struct {
        const char *what;
        uint64_t part, whole;
        unsigned least;
    } promises[] = {{"walks", counts->walks, counts->requests, mix->least.walks},
                    {"faults", counts->faults, counts->requests, mix->least.faults},
                    {"fences", counts->fences, fl_check_transactions(check), mix->least.fences}};
    bool kept = true;
    for (unsigned i = 0; i < sizeof promises / sizeof promises[0]; i++) {
        if (promises[i].least > 0 &&
            (promises[i].part == 0 || promises[i].part * 100 < promises[i].whole * promises[i].least)) {
            fprintf(out, "too few %s: %.1f %% instead of at least %u %%, which mix %s promises; run longer\n",
                    promises[i].what, share(promises[i].part, promises[i].whole), promises[i].least, mix->name);
            kept = false;
        }
    }
    return kept;
}

bool fl_write_check_summary(FILE *out, const struct fl_check *check, const struct fl_mix *mix)
{
    struct fl_bench_counts counts = check->bench.counts;
    counts.spec_checks = check->bench.spec.checks;
    counts.excused = check->bench.spec.excused;
    write_requests(out, &counts);
    write_work(out, check);
    write_compared(out, &counts);
    fprintf(out, "%s divergence%s in %s transactions, %s cycles, %s of them not clocked while the RTL was quiet\n",
            check->bench.diverged ? "1" : "0", check->bench.diverged ? "" : "s",
            fl_decimal(fl_check_transactions(check)).text, fl_decimal(check->bench.now).text,
            fl_decimal(counts.skipped).text);
    return check->bench.diverged || !mix || write_promises(out, check, mix);
}
