/* seeded_traffic.c - random traffic through the lockstep engine, without a hart, on any pair of seeded bugs.
 *
 * usage: seeded_traffic [--bug rtl:N|model:N|both:N]... [--races] [--seed N] [--steps N]
 *
 * With --races, other walkers beat some A/D updates, and fences come inside walks.
 * State is compared after every request. A divergence is reported as `faultline run` reports it: exit status 125.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lockstep/report.h"
#include "race.h"
#include "spice.h"

enum { EXIT_DIVERGENCE = 125, EXIT_USAGE = 64, EXIT_HOST = 126 };

struct options {
    unsigned rtl_bug, model_bug, steps;
    bool races;
    uint64_t seed;
};

struct bench {
    struct rig *rig, *unused; /* the traffic drives two rigs alike */
    struct fl_dut dut;
    struct race race;
    struct fl_lockstep *lockstep;
    struct fl_mmu_port port;
    uint64_t now;
    uint8_t before[RIG_TABLES][FL_PAGE_SIZE];
};

static unsigned number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || value > UINT32_MAX) {
        fprintf(stderr, "seeded_traffic: '%s' is not a number\n", text);
        exit(EXIT_USAGE);
    }
    return (unsigned)value;
}

static bool choose_bug(struct options *options, const char *text)
{
    const char *colon = strchr(text, ':');
    bool both = strncmp(text, "both:", 5) == 0;
    bool rtl = both || strncmp(text, "rtl:", 4) == 0, model = both || strncmp(text, "model:", 6) == 0;
    if (rtl) {
        options->rtl_bug = number(colon + 1);
    }
    if (model) {
        options->model_bug = number(colon + 1);
    }
    return rtl || model;
}

static bool take_option(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "--bug") == 0) {
        return choose_bug(options, value);
    }
    if (strcmp(name, "--seed") == 0) {
        options->seed = number(value) | UINT64_C(1) << 32; /* a seed of 0 would never change */
    } else if (strcmp(name, "--steps") == 0) {
        options->steps = number(value);
    } else {
        return false;
    }
    return true;
}

static struct options parse(int argc, char **argv)
{
    struct options options = {.steps = 40000, .seed = 0x5eed};
    bool good = true;
    for (int i = 1; i < argc && good; i++) {
        if (strcmp(argv[i], "--races") == 0) {
            options.races = true;
        } else {
            good = i + 1 < argc && take_option(&options, argv[i], argv[i + 1]);
            i++;
        }
    }
    if (!good) {
        fprintf(stderr, "usage: seeded_traffic [--bug rtl:N|model:N|both:N]... [--races] [--seed N] [--steps N]\n");
        exit(EXIT_USAGE);
    }
    return options;
}

static void fence_both(struct rig *rig, const struct fl_fence *fence)
{
    struct bench *bench = rig->self;
    bench->now += bench->port.fence(bench->port.self, fence, bench->now);
}

static void open_bench(struct bench *bench, const struct options *options)
{
    struct fl_uarch_config config;
    if (!fl_rtl_config("default", &config) || !fl_rtl_open("default", options->rtl_bug, &bench->dut)) {
        fprintf(stderr, "seeded_traffic: there is no RTL with seeded bug %u\n", options->rtl_bug);
        exit(EXIT_HOST);
    }
    bench->dut.reset(bench->dut.self);
    bench->rig = rig_new_sized(FL_SV39, &config, options->model_bug);
    bench->unused = rig_new_sized(FL_SV39, &config, 0);
    if (!bench->rig->mmu) {
        fprintf(stderr, "seeded_traffic: there is no model with seeded bug %u\n", options->model_bug);
        exit(EXIT_HOST);
    }
    rig_open_pmp(bench->rig);
    rig_open_pmp(bench->unused);
    bench->rig->fenced = fence_both;
    bench->rig->self = bench;
    race_init(&bench->race, bench->rig, &bench->dut);
    bench->lockstep = fl_lockstep_new(&(struct fl_lockstep_config){.dut = &bench->dut,
                                                                   .model = bench->rig->mmu,
                                                                   .mem = &bench->race.mem,
                                                                   .quiet = &bench->race.quiet,
                                                                   .ram_base = RIG_BASE,
                                                                   .ram_size = sizeof bench->rig->ram,
                                                                   .state_every = 1});
    if (!bench->lockstep) {
        fprintf(stderr, "seeded_traffic: not enough memory\n");
        exit(EXIT_HOST);
    }
    bench->race.lockstep = bench->lockstep;
    bench->port = fl_lockstep_port(bench->lockstep);
}

static void close_bench(struct bench *bench)
{
    fl_lockstep_free(bench->lockstep);
    bench->dut.destroy(bench->dut.self);
    rig_free(bench->rig);
    rig_free(bench->unused);
}

/* Traffic rewrites tables behind the engine's back: tell it, as a bus would. */
static void stored(void *self, uint64_t pa)
{
    fl_lockstep_store(self, pa, 8);
}

/* Up to 8 bytes, aligned or not, inside a page. */
static uint8_t size_of(const struct traffic *traffic, uint64_t *seed)
{
    unsigned size = traffic->access == FL_FETCH ? 2 : 1u << rig_random(seed) % 4;
    return (uint8_t)(traffic->va % FL_PAGE_SIZE + size > FL_PAGE_SIZE ? 1 : size);
}

static void step(struct bench *bench, struct traffic *traffic, struct spice *spice, bool races)
{
    struct rig *rig = bench->rig;
    memcpy(bench->before, rig->ram, sizeof rig->ram);
    traffic_step(traffic, rig, bench->unused);
    rig->rival_flips = 0; /* races are of our own making */
    spice_request(spice, traffic, rig);
    race_none(&bench->race);
    if (races) {
        race_sometimes(&bench->race, &spice->seed);
    }
    rig_report_changes(rig, bench->before, stored, bench->lockstep);
    const struct fl_request request = {.va = traffic->va,
                                       .access = (uint8_t)traffic->access,
                                       .size = size_of(traffic, &spice->seed),
                                       .context = &rig->context};
    enum fl_port port = traffic->access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
    bench->port.translate(bench->port.self, port, &request, bench->now, &rig->response);
    bench->now += rig->response.cycles;

    const struct fl_trap_in trap = spice_trap(&spice->seed);
    struct fl_trap_out after;
    bench->port.trap(bench->port.self, &trap, bench->now++, &after);
}

static int tell(struct bench *bench, const struct options *options)
{
    const struct fl_divergence *divergence = fl_lockstep_divergence(bench->lockstep);
    struct fl_lockstep_counts counts = fl_lockstep_counts(bench->lockstep);
    char again[128];
    snprintf(again, sizeof again, "seeded_traffic --bug rtl:%u --bug model:%u%s --seed %" PRIu32 " --steps %u",
             options->rtl_bug, options->model_bug, options->races ? " --races" : "", (uint32_t)options->seed,
             options->steps);
    if (divergence) {
        fl_write_report(stderr, divergence, &(struct fl_report_facts){.again = again});
    }
    const struct fl_uarch_counts *model = fl_uarch_counts(bench->rig->mmu);
    printf("updates lost %" PRIu64 ", walks killed %" PRIu64 "\n", model->updates_lost, model->walks_killed);
    printf("compared %" PRIu64 " requests, %" PRIu64 " walks, %" PRIu64 " fences, %" PRIu64 " states, %" PRIu64
           " traps, %" PRIu64 " checks against the manual (%" PRIu64 " excused): %" PRIu64 " divergences\n",
           counts.requests, counts.walks, counts.fences, counts.states, counts.traps, counts.spec_checks,
           counts.excused, counts.divergences);
    return divergence ? EXIT_DIVERGENCE : 0;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct options options = parse(argc, argv);
    struct traffic traffic = {.seed = options.seed};
    struct spice spice = {.seed = options.seed ^ 0x7ea9};
    open_bench(&bench, &options);
    for (unsigned i = 0; i < options.steps && !fl_lockstep_divergence(bench.lockstep); i++) {
        step(&bench, &traffic, &spice, options.races);
    }
    fl_lockstep_finish(bench.lockstep, bench.now);
    int status = tell(&bench, &options);
    close_bench(&bench);
    return status;
}
