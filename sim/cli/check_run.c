#include "cli/check_run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "check/bare_clock.h"
#include "check/directed.h"
#include "check/stranger.h"
#include "cli/check_legal.h"
#include "cli/check_summary.h"
#include "cli/cli.h"
#include "lockstep/report.h"
#include "lockstep/text.h"

enum { BARE_CYCLES = 2000000 };

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct progress {
    uint64_t count;
    double since;
};

static void show_progress(void *self, uint64_t transactions)
{
    const struct progress *progress = self;
    double seconds = seconds_now() - progress->since;
    fprintf(stderr, "\r  %s of %s transactions, %s a second ", fl_decimal(transactions).text,
            fl_decimal(progress->count).text,
            fl_decimal((uint64_t)((double)transactions / (seconds > 0 ? seconds : 1))).text);
}

static int report(const struct fl_bench *bench, const char *again, const char *waves)
{
    fl_write_report(stderr, &bench->divergence, &(struct fl_report_facts){.again = again, .waves = waves});
    return FL_EXIT_DIVERGENCE;
}

/* Only what was checked counts: nothing of a run that diverged. */
static int write_coverage(const struct fl_check_options *options, struct fl_dut *dut, int status)
{
    if (status != FL_EXIT_DIVERGENCE && options->coverage && !dut->write_coverage(dut->self, options->coverage)) {
        return fl_cli_fail(FL_EXIT_HOST, "cannot write %s", options->coverage);
    }
    return status;
}

/* The command that repeats the run, and the same with the cycles before the end as waves. */
static int report_random(const struct fl_check_options *options, const struct fl_check *check)
{
    enum { WINDOW = 400 };
    uint64_t now = check->bench.now;
    char again[704], waves[384], closely[48] = "";
    if (options->closely_from != UINT64_MAX) {
        snprintf(closely, sizeof closely, " --closely-from %" PRIu64, options->closely_from);
    }
    snprintf(again, sizeof again,
             "faultline check %s %s%s --mix %s --scheme %s --seed %" PRIu64 " --count %" PRIu64 "%s%s",
             options->dut ? "--dut" : "--size", options->dut ? options->dut : options->size,
             options->legal && !options->dut ? " --compare legal" : "", options->mix->name, options->scheme,
             options->seed, options->count, closely, options->bugs);
    if (options->legal) {
        const struct fl_stranger *stranger = check->bench.stranger;
        fl_write_finding(stderr, &stranger->found,
                         &(struct fl_report_facts){.history = stranger->history, .again = again});
        return FL_EXIT_DIVERGENCE;
    }
    snprintf(waves, sizeof waves, "the same with --waves check.fst --wave-from %" PRIu64,
             now > WINDOW ? now - WINDOW : 0);
    return report(&check->bench, again, waves);
}

/* Every scene in every variation. */
int fl_check_directed(const struct fl_check_options *options, struct fl_dut *dut, struct fl_uarch *model)
{
    struct fl_bench *bench = calloc(1, sizeof *bench);
    char again[128];
    unsigned played = 0;
    if (!bench || !fl_bench_init(bench, dut, model, 1)) {
        return fl_cli_fail(FL_EXIT_HOST, "not enough memory");
    }
    bench->pte_size = fl_check_pte_size(options->schemes);
    printf("check   size %s, directed\n", options->size);
    for (unsigned scene = 0; scene < fl_scene_count && !bench->diverged; scene++) {
        unsigned times = fl_scene_play(bench, scene);
        played += times;
        printf("  %5u  %s%s\n", times, fl_scene_name(scene), bench->diverged ? ": DIVERGENCE" : "");
    }
    const struct fl_bench_counts *counts = &bench->counts;
    printf("%u scenes: %s requests (%s L1 hits, %s second-level hits, %s walks; %s faults),\n", played,
           fl_decimal(counts->requests).text, fl_decimal(counts->hits).text, fl_decimal(counts->second).text,
           fl_decimal(counts->walks).text, fl_decimal(counts->faults).text);
    printf("%s fences (%s met a walk or probe), %s compare-and-swaps lost, %s states\n",
           fl_decimal(counts->fences).text, fl_decimal(counts->fences_in_walk).text, fl_decimal(counts->lost).text,
           fl_decimal(counts->states).text);
    printf("%d divergence%s\n", bench->diverged, bench->diverged ? "" : "s");
    snprintf(again, sizeof again, "faultline check --directed --size %s%s", options->size, options->bugs);
    int status = bench->diverged ? report(bench, again, NULL) : 0;
    fl_bench_free(bench);
    free(bench);
    return write_coverage(options, dut, status);
}

/* On stderr: what goes to stdout is the same for the same seed. */
static void write_speed(const struct fl_check_options *options, const struct fl_check *check, struct fl_dut *dut,
                        double seconds)
{
    double transactions = (double)fl_check_transactions(check) / seconds;
    double cycles = (double)check->bench.now / seconds;
    fprintf(stderr, "speed   %s transactions and %s cycles a CPU second", fl_decimal((uint64_t)transactions).text,
            fl_decimal((uint64_t)cycles).text);
    struct fl_uarch_config size;
    if (options->bench && !options->dut && !check->bench.diverged && fl_rtl_config(options->size, &size)) {
        double clock = fl_bare_clock(dut, &size, fl_check_pte_size(options->schemes) == 4 ? 32 : 64, BARE_CYCLES);
        fprintf(stderr, "; the RTL alone: %s cycles; ratio %.3f transactions, %.3f cycles",
                fl_decimal((uint64_t)clock).text, transactions / clock, cycles / clock);
    }
    fputc('\n', stderr);
}

static bool write_summary(const struct fl_check_options *options, const struct fl_check *check)
{
    if (options->legal) {
        fl_write_legal_summary(stdout, check);
        return true;
    }
    bool one_by_one = options->closely_from < options->count; /* such traffic has other shares */
    return fl_write_check_summary(stdout, check, one_by_one ? NULL : options->mix);
}

static struct fl_check_config config_of(const struct fl_check_options *options, struct fl_dut *dut,
                                        struct fl_uarch *model)
{
    return (struct fl_check_config){.dut = dut,
                                    .model = model,
                                    .mix = options->mix,
                                    .seed = options->seed,
                                    .count = options->count,
                                    .wave_from = options->waves ? options->wave_from : UINT64_MAX,
                                    .closely_from = options->closely_from,
                                    .schemes = options->schemes,
                                    .claims = &options->claims};
}

/* A divergence showed some transactions after the states were last equal. The same once more, and from there one by one: if that shows
 * which of them it was, the report is about it. */
static int report_closely(const struct fl_check_options *options, const struct fl_check *seen, struct fl_dut *dut,
                          struct fl_uarch *model)
{
    enum { PATIENCE = 256 };
    const struct fl_divergence *d = &seen->bench.divergence;
    bool known = options->legal || d->since_good <= 1 || d->has_trap || d->complaint || options->waves;
    struct fl_check_options closely = *options;
    closely.closely_from = seen->bench.good_requests;
    struct fl_check_config config = config_of(&closely, dut, model);
    config.count = fl_check_transactions(seen) + PATIENCE;
    struct fl_check *check = known ? NULL : calloc(1, sizeof *check);
    bool found =
        check && fl_check_run(check, &config) && check->bench.diverged && check->bench.divergence.since_good == 1;
    int status = found ? report_random(&closely, check) : report_random(options, seen);
    if (check) {
        fl_check_free(check);
    }
    free(check);
    return status;
}

/* Runs, and says what was done. */
int fl_check_random(const struct fl_check_options *options, struct fl_dut *dut, struct fl_uarch *model)
{
    struct progress progress = {options->count, seconds_now()};
    struct fl_check *check = calloc(1, sizeof *check);
    double start = fl_cpu_seconds();
    struct fl_check_config config = config_of(options, dut, model);
    config.self = &progress;
    config.progress = isatty(STDERR_FILENO) ? show_progress : NULL;
    if (!check || !fl_check_run(check, &config)) {
        return fl_cli_fail(FL_EXIT_HOST, "not enough memory");
    }
    double spent = fl_cpu_seconds() - start;
    if (config.progress) {
        fprintf(stderr, "\r\033[K");
    }
    printf("check   %s %s, mix %s, scheme %s, seed %" PRIu64 "\n", options->dut ? "device" : "size",
           options->dut ? dut->name : options->size, options->mix->name, options->scheme, options->seed);
    bool enough = write_summary(options, check);
    int status = check->bench.diverged ? report_closely(options, check, dut, model) : enough ? 0 : 1;
    status = write_coverage(options, dut, status); /* before the RTL runs alone, and nothing is checked */
    write_speed(options, check, dut, spent);
    fl_check_free(check);
    free(check);
    return status;
}
