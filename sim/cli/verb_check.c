/* faultline check: random and directed MMU traffic without a hart, model and RTL compared at every answer. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check/bare_clock.h"
#include "check/check.h"
#include "check/directed.h"
#include "cli/check_summary.h"
#include "cli/cli.h"
#include "lockstep/report.h"
#include "lockstep/text.h"

enum { KEY_SEED = 256, KEY_COUNT, KEY_SIZE, KEY_MIX, KEY_SCHEME, KEY_BUG, KEY_DIRECTED, KEY_BENCH };

enum { BARE_CYCLES = 2000000 };

struct check_options {
    uint64_t seed, count;
    const char *size, *scheme;
    const struct fl_mix *mix;
    unsigned schemes, rtl_bug, model_bug;
    bool directed, bench;
};

static const struct argp_option check_options[] = {
    {"seed", KEY_SEED, "N", 0, "Of all that is random (default 1)", 0},
    {"count", KEY_COUNT, "N", 0, "Transactions: answered requests and fences (default 100,000)", 0},
    {"size", KEY_SIZE, "tiny|default|large", 0, "Built size of the MMU", 0},
    {"mix", KEY_MIX, "NAME", 0, "Kind of traffic (docs/check.md lists them; default `default')", 0},
    {"scheme", KEY_SCHEME, "all|sv32|sv39|sv48|sv57", 0, "Schemes of the page tables (default all)", 0},
    {"directed", KEY_DIRECTED, NULL, 0, "Scenes instead of random traffic: one disturbance in every cycle of an access",
     0},
    {"bench", KEY_BENCH, NULL, 0, "Tell also how fast the RTL alone is clocked", 0},
    {"bug", KEY_BUG, "rtl:N|model:N", 0, "With seeded bug N (docs/seeded-bugs.md; test builds)", 0},
    {0}};

static uint64_t positive(const char *option, const char *text)
{
    uint64_t number;
    if (!fl_parse_number(text, &number) || number == 0) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "%s is a number from 1 on, not '%s'", option, text));
    }
    return number;
}

static uint64_t seed_of(const char *text)
{
    uint64_t number;
    if (!fl_parse_number(text, &number)) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--seed is a number, not '%s'", text));
    }
    return number;
}

static const struct fl_mix *mix_of(const char *name)
{
    const struct fl_mix *mix = fl_mix_of(name);
    if (!mix) {
        fprintf(stderr, "faultline: there is no mix '%.40s'; there are:\n", name);
        for (unsigned i = 0; i < fl_mix_count; i++) {
            fprintf(stderr, "  %-8s %s\n", fl_mixes[i].name, fl_mixes[i].about);
        }
        exit(FL_EXIT_USAGE);
    }
    return mix;
}

/* The rows that the option names and the size knows: Sv32 is that of the RV32 build. */
static unsigned schemes_of(const struct check_options *options)
{
    unsigned xlen = strcmp(options->size, "rv32") == 0 ? 32 : 64, schemes = 0;
    bool all = strcmp(options->scheme, "all") == 0, known = all;
    for (unsigned i = 0; i < fl_check_scheme_count; i++) {
        bool named = all || strcmp(fl_check_schemes[i].name, options->scheme) == 0;
        known = known || named;
        schemes |= named && fl_check_schemes[i].xlen == xlen ? 1u << i : 0;
    }
    if (!known) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--scheme is all, sv32, sv39, sv48 or sv57, not '%s'", options->scheme));
    }
    if (schemes == 0) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "an MMU of size %s has no %s: Sv32 is that of rv32, the others of the rest",
                         options->size, options->scheme));
    }
    return schemes;
}

static void set_bug(struct check_options *options, const char *text)
{
    bool rtl = strncmp(text, "rtl:", 4) == 0, model = strncmp(text, "model:", 6) == 0;
    uint64_t number = 0;
    if (!(rtl || model) || !fl_parse_number(strchr(text, ':') + 1, &number) || number == 0 || number > 9999) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--bug is rtl:N or model:N, not '%s'", text));
    }
    *(rtl ? &options->rtl_bug : &options->model_bug) = (unsigned)number;
}

static error_t parse_check(int key, char *argument, struct argp_state *state)
{
    struct check_options *options = state->input;
    switch (key) {
    case KEY_SEED:
        options->seed = seed_of(argument);
        return 0;
    case KEY_COUNT:
        options->count = positive("--count", argument);
        return 0;
    case KEY_SIZE:
        options->size = argument;
        return 0;
    case KEY_MIX:
        options->mix = mix_of(argument);
        return 0;
    case KEY_SCHEME:
        options->scheme = argument;
        return 0;
    case KEY_DIRECTED:
        options->directed = true;
        return 0;
    case KEY_BENCH:
        options->bench = true;
        return 0;
    case KEY_BUG:
        set_bug(options, argument);
        return 0;
    case ARGP_KEY_ARG:
        exit(fl_cli_fail(FL_EXIT_USAGE, "check takes no argument: '%s'", argument));
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

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

/* The two sides, or one line that says what is missing. */
static bool open_sides(const struct check_options *options, struct fl_dut *dut, struct fl_uarch **model, int *status)
{
    struct fl_uarch_config size;
    if (!fl_rtl_config(options->size, &size)) {
        *status = fl_cli_fail(FL_EXIT_USAGE, "--size is tiny, default or large, not '%s'", options->size);
        return false;
    }
    *model = fl_uarch_new(&size, options->model_bug);
    if (!*model) {
        *status =
            fl_cli_fail(FL_EXIT_HOST, "there is no model with seeded bug %u: seeded bugs are in the test build alone",
                        options->model_bug);
        return false;
    }
    if (!fl_rtl_open(options->size, options->rtl_bug, dut)) {
        fl_uarch_free(*model);
        *status =
            fl_cli_fail(FL_EXIT_HOST, "there is no RTL of size %s with seeded bug %u", options->size, options->rtl_bug);
        return false;
    }
    return true;
}

static int report(const struct fl_bench *bench, const char *again)
{
    fl_write_report(stderr, &bench->divergence, &(struct fl_report_facts){.again = again});
    return FL_EXIT_DIVERGENCE;
}

static int report_random(const struct check_options *options, const struct fl_check *check)
{
    char again[256];
    snprintf(again, sizeof again, "faultline check --size %s --mix %s --scheme %s --seed %" PRIu64 " --count %" PRIu64,
             options->size, options->mix->name, options->scheme, options->seed, options->count);
    return report(&check->bench, again);
}

/* Every scene in every variation. */
static int run_directed(const struct check_options *options, struct fl_dut *dut, struct fl_uarch *model)
{
    struct fl_bench *bench = calloc(1, sizeof *bench);
    char again[64];
    unsigned played = 0;
    if (!bench || !fl_bench_init(bench, dut, model, 1)) {
        return fl_cli_fail(FL_EXIT_HOST, "not enough memory");
    }
    printf("check   size %s, directed\n", options->size);
    for (unsigned scene = 0; scene < fl_scene_count && !bench->diverged; scene++) {
        unsigned times = fl_scene_play(bench, scene);
        played += times;
        printf("  %5u  %s%s\n", times, fl_scene_name(scene), bench->diverged ? ": DIVERGENCE" : "");
    }
    printf("%u scenes, %s requests, %s fences (%s met a walk or probe), %s states: %d divergences\n", played,
           fl_decimal(bench->counts.requests).text, fl_decimal(bench->counts.fences).text,
           fl_decimal(bench->counts.fences_in_walk).text, fl_decimal(bench->counts.states).text, bench->diverged);
    snprintf(again, sizeof again, "faultline check --directed --size %s", options->size);
    int status = bench->diverged ? report(bench, again) : 0;
    fl_bench_free(bench);
    free(bench);
    return status;
}

/* On stderr: what goes to stdout is the same for the same seed. */
static void write_speed(const struct check_options *options, const struct fl_check *check, struct fl_dut *dut,
                        double seconds)
{
    double transactions = (double)fl_check_transactions(check) / seconds;
    double cycles = (double)check->bench.now / seconds;
    fprintf(stderr, "speed   %s transactions and %s cycles a CPU second", fl_decimal((uint64_t)transactions).text,
            fl_decimal((uint64_t)cycles).text);
    struct fl_uarch_config size;
    if (options->bench && !check->bench.diverged && fl_rtl_config(options->size, &size)) {
        double clock = fl_bare_clock(dut, &size, BARE_CYCLES);
        fprintf(stderr, "; the RTL alone: %s cycles; ratio %.3f transactions, %.3f cycles",
                fl_decimal((uint64_t)clock).text, transactions / clock, cycles / clock);
    }
    fputc('\n', stderr);
}

/* Runs, and says what was done. */
static int run_random(const struct check_options *options, struct fl_dut *dut, struct fl_uarch *model)
{
    struct progress progress = {options->count, seconds_now()};
    struct fl_check *check = calloc(1, sizeof *check);
    double start = fl_cpu_seconds();
    const struct fl_check_config config = {.dut = dut,
                                           .model = model,
                                           .mix = options->mix,
                                           .seed = options->seed,
                                           .count = options->count,
                                           .schemes = options->schemes,
                                           .self = &progress,
                                           .progress = isatty(STDERR_FILENO) ? show_progress : NULL};
    if (!check || !fl_check_run(check, &config)) {
        return fl_cli_fail(FL_EXIT_HOST, "not enough memory");
    }
    double spent = fl_cpu_seconds() - start;
    if (config.progress) {
        fprintf(stderr, "\r\033[K");
    }
    printf("check   size %s, mix %s, scheme %s, seed %" PRIu64 "\n", options->size, options->mix->name, options->scheme,
           options->seed);
    bool enough = fl_write_check_summary(stdout, check, options->mix);
    write_speed(options, check, dut, spent);
    int status = check->bench.diverged ? report_random(options, check) : enough ? 0 : 1;
    fl_check_free(check);
    free(check);
    return status;
}

int fl_verb_check(int argc, char **argv)
{
    struct check_options options = {
        .seed = 1, .count = 100000, .size = "default", .scheme = "all", .mix = fl_mix_of("default")};
    const struct argp argp = {.options = check_options,
                              .parser = parse_check,
                              .doc =
                                  "Random traffic on both ports of the MMU, model and RTL compared at every answer."};
    struct fl_dut dut;
    struct fl_uarch *model;
    int status;
    if (!fl_parse(&argp, argc, argv, &options, &status) || !open_sides(&options, &dut, &model, &status)) {
        return status;
    }
    options.schemes = schemes_of(&options);
    status = options.directed ? run_directed(&options, &dut, model) : run_random(&options, &dut, model);
    dut.destroy(dut.self);
    fl_uarch_free(model);
    return status;
}
