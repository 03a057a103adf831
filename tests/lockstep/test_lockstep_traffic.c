/* test_lockstep_traffic.c - random remaps, fences, CSR changes and accesses through the lockstep engine, without a hart: our RTL and
 * its model must agree on every answer, walk, path, latency and state, and with the architecture wherever nothing is stale. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lockstep_bench.h"

enum { STEPS = 20000 };
#define SEED UINT64_C(0x10c5)

static void agree(const char *size, enum fl_satp_mode mode)
{
    static struct bench bench;
    struct traffic traffic = {.seed = SEED + mode};
    bench_open(&bench, size, mode, 0, 0);
    for (unsigned i = 0; i < STEPS; i++) {
        bench_step(&bench, &traffic);
        const struct fl_divergence *divergence = fl_lockstep_divergence(bench.lockstep);
        if (divergence)
            fail_msg("%s, step %u: %s differs: model 0x%llx, rtl 0x%llx", size, i, divergence->what.field,
                     (unsigned long long)divergence->what.model, (unsigned long long)divergence->what.rtl);
    }
    fl_lockstep_finish(bench.lockstep, bench.now);
    struct fl_lockstep_counts counts = fl_lockstep_counts(bench.lockstep);
    const struct fl_divergence *last = fl_lockstep_divergence(bench.lockstep);
    if (last)
        fail_msg("%s, at the end: %s %u differs: model 0x%llx, rtl 0x%llx", size, last->what.field, last->what.index,
                 (unsigned long long)last->what.model, (unsigned long long)last->what.rtl);
    assert_true(counts.requests == STEPS && counts.walks > STEPS / 20 && counts.fences > STEPS / 100);
    assert_true(counts.states > STEPS / 64 && counts.spec_checks > STEPS / 20);
    const struct fl_uarch_counts *model = fl_uarch_counts(bench.rig->mmu);
    bool second_level = model->l2_hit > 50 && model->super_hit > 10 && model->pwc_hit[1] > 100;
    assert_true(model->denied > 100 && second_level == (strcmp(size, "tiny") != 0));
    bench_close(&bench);
}

static void test_tiny_agrees(void **state)
{
    (void)state;
    agree("tiny", FL_SV39);
    agree("tiny", FL_SV57);
}

static void test_default_agrees(void **state)
{
    (void)state;
    agree("default", FL_SV39);
    agree("default", FL_SV48);
    agree("default", FL_SV57);
}

static void test_large_agrees(void **state)
{
    (void)state;
    agree("large", FL_SV48);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tiny_agrees),
        cmocka_unit_test(test_default_agrees),
        cmocka_unit_test(test_large_agrees),
    };
    return cmocka_run_group_tests_name("lockstep_traffic", tests, NULL, NULL);
}
