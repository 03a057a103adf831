/* test_lockstep_seeded.c - each deliberate fault of docs/seeded-bugs.md that one hart can meet is caught under random traffic, and
 * the first five lines of the report name structure, level and rule. Faults on both sides at once are caught by the manual.
 *
 * Not here: RTL bugs 5 and 13 and model bug 8 need a fence or a rival inside a walk; the RTL's and the model's own tests meet them.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lockstep/report.h"
#include "lockstep_bench.h"

enum { STEPS = 40000 };

static const struct {
    unsigned rtl, model;
    enum fl_satp_mode mode;
    const char *words[3]; /* all in the first five lines */
} bugs[] = {
    {1, 0, FL_SV39, {"TLB entry", "the ASID compare did not reject it"}},
    {2, 0, FL_SV39, {"did not drop", "a fence by VA drops the entry whose page, of any size, contains the VA"}},
    {3, 0, FL_SV39, {"dropped", "a fence by ASID spares global entries"}},
    {4, 0, FL_SV39, {"did not drop", "global", "a fence by VA drops"}},
    {6, 0, FL_SV39, {"TLB", "a refused hit drops"}},
    {7, 0, FL_SV39, {"the walker accepts the level-", "misaligned", "4.3.2 step 5"}},
    {8, 0, FL_SV39, {"must be refused", "reserved", "4.3.2 step 3"}},
    {9, 0, FL_SV39, {"user", "step 6"}},
    {10, 0, FL_SV39, {"not writable", "step 8"}},
    {11, 0, FL_SV39, {"NAPOT page is composed wrongly in bits", "Svnapot"}},
    {12, 0, FL_SV39, {"A/D update at level", "instead of the PTE it had read"}},
    {14, 0, FL_SV39, {"A/D update at level", "wrote D wrong", "4.3.2 step 9"}},
    {15, 0, FL_SV39, {"replacement tree", "PLRU", "a refused request"}},
    {16, 0, FL_SV39, {"fetch"}},
    {17, 0, FL_SV39, {"a refused amo raises", "table 3.6"}},
    {18, 0, FL_SV39, {"the latency is", "the walker's state machine takes"}},
    {19, 0, FL_SV39, {"the walker's base at level 2 is wrong", "satp.PPN says"}},
    {20, 0, FL_SV39, {"must be refused", "Svpbmt"}},
    {21, 0, FL_SV39, {"canonical"}},
    {22, 0, FL_SV39, {"the victim is entry", "the invalid one of lowest index"}},
    {23, 0, FL_SV39, {"global"}},
    {24, 0, FL_SV39, {"D = 0: a write may not hit it", "4.3.2 step 9"}},
    {25, 0, FL_SV39, {"the trap unit's", "3.1.8"}},
    {26, 0, FL_SV39, {"the trap unit's mstatus on", "xPIE"}},
    {27, 0, FL_SV39, {"the trap unit's mstatus on", "MPRV"}},
    {1, 1, FL_SV39, {"model and RTL agree, the architecture does not", "the ASID compare did not reject it"}},
    {14, 11, FL_SV39, {"model and RTL agree, the architecture does not", "A/D update leaves", "step 9"}},
    {24, 7, FL_SV39, {"model and RTL agree, the architecture does not", "D = 0"}},
};

static char *head_of_report(const struct fl_divergence *divergence)
{
    char *text = NULL, *end;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct fl_report_facts facts = {.pc = 0x1000, .again = "-"};
    fl_write_report(out, divergence, &facts);
    fclose(out);
    end = text;
    for (unsigned line = 0; line < 5 && end; line++) {
        end = strchr(end + (line > 0), '\n');
    }
    if (end) {
        *end = '\0';
    }
    return text;
}

static void load(struct bench *bench, uint64_t va)
{
    struct fl_request request = {.va = va, .access = FL_LOAD, .size = 8, .context = &bench->rig->context};
    bench->port.translate(bench->port.self, FL_PORT_DATA, &request, bench->now, &bench->rig->response);
    bench->now += bench->rig->response.cycles;
}

/* What random traffic does not make: a misaligned superpage, an address just outside Sv39, a global pointer, a
 * new root. */
static void rare_cases(struct bench *bench)
{
    rig_map(bench->rig, 0x80000000, 1, 0x100001000, V | R | A | D);
    load(bench, 0x80000000);
    load(bench, UINT64_C(1) << 38);
    rig_map_under(bench->rig, 0xc0000000, 0, 0x100000000, V | R | A | D, G);
    load(bench, 0xc0000000);
    for (unsigned i = 0; i < 2; i++) { /* to tables that are not there, under the same ASID, and back */
        bench->rig->context.root ^= 0x100;
        load(bench, 0x90000000);
    }
}

/* A random trap or return, as a hart might present it. */
static void random_trap(struct bench *bench, uint64_t *seed)
{
    struct fl_trap_in in = {.event = rig_random(seed) % 4,
                            .privilege = (uint8_t[]){FL_USER, FL_SUPERVISOR, FL_MACHINE}[rig_random(seed) % 3],
                            .cause = rig_random(seed) % 16,
                            .tval = rig_random(seed),
                            .pc = rig_random(seed) & ~1ull,
                            .mstatus = rig_random(seed) & 0x219aa, /* MPRV, MPP, SPP, MPIE, SPIE, MIE, SIE */
                            .medeleg = rig_random(seed) & 0xb3ff,
                            .mideleg = rig_random(seed) & 0x222,
                            .mie = rig_random(seed) & 0xaaa,
                            .mip = rig_random(seed) & 0xaaa,
                            .mtvec = rig_random(seed) & ~2ull,
                            .stvec = rig_random(seed) & ~2ull,
                            .mepc = rig_random(seed) & ~1ull,
                            .sepc = rig_random(seed) & ~1ull};
    struct fl_trap_out out;
    in.mstatus = (in.mstatus & 0x1800) == 0x1000 ? in.mstatus & ~0x1800ull : in.mstatus; /* MPP is never 2 */
    bench->port.trap(bench->port.self, &in, bench->now++, &out);
}

static void test_each_seeded_bug_is_caught_and_named(void **state)
{
    static struct bench bench;
    unsigned silent = 0;
    (void)state;
    for (size_t i = 0; i < sizeof bugs / sizeof bugs[0]; i++) {
        struct traffic traffic = {.seed = 0x5eed + bugs[i].mode};
        uint64_t seed = 0x7ea9;
        bench_open(&bench, "default", bugs[i].mode, bugs[i].rtl, bugs[i].model);
        fl_lockstep_state_always_from(bench.lockstep, 0);
        rare_cases(&bench);
        for (unsigned step = 0; step < STEPS && !fl_lockstep_divergence(bench.lockstep); step++) {
            bench_step(&bench, &traffic);
            random_trap(&bench, &seed);
        }
        const struct fl_divergence *divergence = fl_lockstep_divergence(bench.lockstep);
        if (!divergence) {
            print_error("rtl bug %u, model bug %u: not caught\n", bugs[i].rtl, bugs[i].model);
            silent++;
            bench_close(&bench);
            continue;
        }
        char *head = head_of_report(divergence);
        for (unsigned w = 0; w < 3 && bugs[i].words[w]; w++) {
            if (!strstr(head, bugs[i].words[w])) {
                print_error("rtl bug %u, model bug %u: the report does not say '%s':\n%s\n", bugs[i].rtl, bugs[i].model,
                            bugs[i].words[w], head);
                silent++;
            }
        }
        free(head);
        bench_close(&bench);
    }
    assert_int_equal(silent, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_seeded_bug_is_caught_and_named)};
    return cmocka_run_group_tests_name("lockstep_seeded", tests, NULL, NULL);
}
