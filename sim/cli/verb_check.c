/* faultline check: random and directed MMU traffic without a hart, model and RTL compared at every answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check_run.h"
#include "cli/cli.h"
#include "cli/fst_file.h"

enum {
    KEY_SEED = 256,
    KEY_COUNT,
    KEY_SIZE,
    KEY_MIX,
    KEY_SCHEME,
    KEY_BUG,
    KEY_DIRECTED,
    KEY_BENCH,
    KEY_WAVES,
    KEY_WAVE_FROM,
    KEY_COVERAGE,
    KEY_DUT,
    KEY_COMPARE,
    KEY_CLOSELY_FROM
};

static const struct argp_option check_options[] = {
    {"seed", KEY_SEED, "N", 0, "Of all that is random (default 1)", 0},
    {"count", KEY_COUNT, "N", 0, "Transactions: answered requests and fences (default 100,000)", 0},
    {"size", KEY_SIZE, "tiny|default|large|rv32", 0, "Built size of the MMU", 0},
    {"mix", KEY_MIX, "NAME", 0, "Kind of traffic (docs/check.md lists them; default `default')", 0},
    {"scheme", KEY_SCHEME, "all|sv32|sv39|sv48|sv57", 0, "Schemes of the page tables (default all)", 0},
    {"dut", KEY_DUT, "FILE.so", 0, "Your own MMU instead of our RTL (sim/dut/plugin.h), held to the architecture alone",
     0},
    {"compare", KEY_COMPARE, "exact|legal", 0,
     "With the model, to the cycle; or with the architecture alone (default exact, with --dut legal)", 0},
    {"directed", KEY_DIRECTED, NULL, 0, "Scenes instead of random traffic: one disturbance in every cycle of an access",
     0},
    {"bench", KEY_BENCH, NULL, 0, "Tell also how fast the RTL alone is clocked", 0},
    {"waves", KEY_WAVES, "FILE.fst", 0, "Dump waves into this file ...", 0},
    {"wave-from", KEY_WAVE_FROM, "CYCLE", 0, "... from this cycle on (default 0)", 0},
    {"closely-from", KEY_CLOSELY_FROM, "N", 0,
     "After so many transactions they come one by one, and state is compared after each (default: never)", 0},
    {"coverage", KEY_COVERAGE, "FILE", 0, "Write how often each point was met (docs/coverage.md; test builds)", 0},
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

static uint64_t number_of(const char *option, const char *text)
{
    uint64_t number;
    if (!fl_parse_number(text, &number)) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "%s is a number, not '%s'", option, text));
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

static bool is_claimed(const struct fl_dut_claims *claims, unsigned mode)
{
    switch (mode) {
    case FL_SV32:
        return claims->sv32;
    case FL_SV39:
        return claims->sv39;
    case FL_SV48:
        return claims->sv48;
    default:
        return claims->sv57;
    }
}

/* The rows that the option names and the MMU knows: Sv32 is that of the RV32 build. */
static unsigned schemes_of(const struct fl_check_options *options)
{
    unsigned schemes = 0;
    bool all = strcmp(options->scheme, "all") == 0, known = all;
    for (unsigned i = 0; i < fl_check_scheme_count; i++) {
        bool named = all || strcmp(fl_check_schemes[i].name, options->scheme) == 0;
        known = known || named;
        schemes |= named && is_claimed(&options->claims, fl_check_schemes[i].mode) ? 1u << i : 0;
    }
    if (!known) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--scheme is all, sv32, sv39, sv48 or sv57, not '%s'", options->scheme));
    }
    if (schemes == 0 && options->dut) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "%s does not claim %s", options->dut, options->scheme));
    } else if (schemes == 0) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "an MMU of size %s has no %s: Sv32 is that of rv32, the others of the rest",
                         options->size, options->scheme));
    }
    return schemes;
}

static void set_bug(struct fl_check_options *options, const char *text)
{
    bool rtl = strncmp(text, "rtl:", 4) == 0, model = strncmp(text, "model:", 6) == 0;
    uint64_t number = 0;
    if (!(rtl || model) || !fl_parse_number(strchr(text, ':') + 1, &number) || number == 0 || number > 9999) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--bug is rtl:N or model:N, not '%s'", text));
    }
    snprintf(options->bugs, sizeof options->bugs, " --bug %s:%u", rtl ? "rtl" : "model", (unsigned)number);
    *(rtl ? &options->rtl_bug : &options->model_bug) = (unsigned)number;
}

static error_t parse_check(int key, char *argument, struct argp_state *state)
{
    struct fl_check_options *options = state->input;
    switch (key) {
    case KEY_SEED:
        options->seed = number_of("--seed", argument);
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
    case KEY_WAVES:
        options->waves = argument;
        return 0;
    case KEY_WAVE_FROM:
        options->wave_from = number_of("--wave-from", argument);
        return 0;
    case KEY_CLOSELY_FROM:
        options->closely_from = number_of("--closely-from", argument);
        return 0;
    case KEY_COVERAGE:
        options->coverage = argument;
        return 0;
    case KEY_DUT:
        options->dut = argument;
        return 0;
    case KEY_COMPARE:
        options->compare = argument;
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

/* Which compare, and do the options go together? */
static void set_compare(struct fl_check_options *options)
{
    options->legal = fl_cli_legal(options->dut, options->compare, options->bugs[0]);
    if (options->dut && options->size) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--dut brings an MMU of its own: --size is of ours"));
    }
    if (options->legal && options->directed) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--directed needs --compare exact: its scenes know the cycles of our RTL"));
    }
    if (options->legal && options->model_bug) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--bug model:%u: the model does not run here", options->model_bug));
    }
    if (options->wave_from && !options->waves) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--wave-from needs --waves FILE.fst"));
    }
    if (!options->size) {
        options->size = "default";
    }
}

/* Somebody's MMU, or ours as if it were one. */
static bool open_stranger(struct fl_check_options *options, struct fl_dut *dut, int *status)
{
    char error[4400];
    if (options->dut) {
        bool open = fl_plugin_open(options->dut, dut, &options->claims, error, sizeof error);
        *status = open ? 0 : fl_cli_fail(FL_EXIT_HOST, "%s", error);
        return open;
    }
    bool open = fl_rtl_open(options->size, options->rtl_bug, dut);
    if (!open) {
        *status =
            fl_cli_fail(FL_EXIT_HOST, "there is no RTL of size %s with seeded bug %u", options->size, options->rtl_bug);
    }
    return open;
}

/* The two sides, or one line that says what is missing. */
static bool open_sides(struct fl_check_options *options, struct fl_dut *dut, struct fl_uarch **model, int *status)
{
    struct fl_uarch_config size;
    *model = NULL;
    if (!fl_rtl_config(options->size, &size)) {
        *status = fl_cli_fail(FL_EXIT_USAGE, "--size is tiny, default, large or rv32, not '%s'", options->size);
        return false;
    }
    options->claims = fl_rtl_claims(options->size);
    if (options->legal) {
        return open_stranger(options, dut, status);
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

int fl_verb_check(int argc, char **argv)
{
    struct fl_check_options options = {
        .seed = 1, .count = 100000, .closely_from = UINT64_MAX, .scheme = "all", .mix = fl_mix_of("default")};
    const struct argp argp = {
        .options = check_options,
        .parser = parse_check,
        .doc = "Random traffic on both ports of the MMU, model and RTL compared at every answer.\v"
               "With --dut somebody's own MMU, of which only the port is known: what it answers, reads and writes is "
               "held to the architecture (docs/lockstep.md). Exit status: 0; 1 when the mix did not hold what it "
               "promises; 64 usage; "
               "125 a divergence, or what the architecture forbids; 126 host error."};
    struct fl_dut dut;
    struct fl_uarch *model;
    int status;
    if (!fl_parse(&argp, argc, argv, &options, &status)) {
        return status;
    }
    set_compare(&options);
    if (!open_sides(&options, &dut, &model, &status)) {
        return status;
    }
    options.schemes = schemes_of(&options);
    if (options.coverage && !dut.write_coverage) {
        status = fl_cli_fail(FL_EXIT_HOST, "--coverage: this build counts no coverage; faultline-covered does");
    } else if (options.waves && !dut.open_waves) {
        status = fl_cli_fail(FL_EXIT_HOST, "--waves: %s makes none", options.dut);
    } else if (options.waves && !dut.open_waves(dut.self, options.waves)) {
        status = fl_cli_fail(FL_EXIT_HOST, "cannot write %s", options.waves);
    } else {
        status = options.directed ? fl_check_directed(&options, &dut, model) : fl_check_random(&options, &dut, model);
    }
    dut.destroy(dut.self);
    if (options.waves && !options.dut && (status == 0 || status == 1) && !fl_fst_is_whole(options.waves)) {
        status = fl_cli_fail(FL_EXIT_HOST, "cannot write %s: it is not complete", options.waves);
    }
    if (model) {
        fl_uarch_free(model);
    }
    return status;
}
