/* test_uarch_spec.c - with a fence after every change nothing is stale: the MMU's answers must be the architecture's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "faultline/walk.h"
#include "uarch_rig.h"
#include "uarch_traffic.h"

#define SEED UINT64_C(0x5bec)

/* Both read and update their own memory, to which the same things happen. */
static void compare_answers(const struct fl_response *r, const struct fl_translation *t)
{
    assert_int_equal(r->fault, t->reason != FL_OK);
    if (r->fault) {
        assert_int_equal(r->cause, t->cause);
        assert_int_equal(r->tval, t->tval);
        return;
    }
    assert_int_equal(r->pa, t->pa);
    assert_int_equal(r->attribute, t->attribute);
    if (r->path != FL_PATH_BARE)
        assert_int_equal(r->level, t->level);
}

static void compare_walks(const struct fl_walk_trace *ours, const struct fl_walk_trace *spec)
{
    assert_int_equal(ours->count, spec->count);
    for (unsigned i = 0; i < ours->count; i++) {
        assert_int_equal(ours->step[i].address, spec->step[i].address);
        assert_int_equal(ours->step[i].value, spec->step[i].value);
        assert_int_equal(ours->step[i].level, spec->step[i].level);
        assert_int_equal(ours->step[i].update, spec->step[i].update);
        assert_int_equal(ours->step[i].won, spec->step[i].won);
        if (ours->step[i].update)
            assert_int_equal(ours->step[i].desired, spec->step[i].desired);
    }
}

static void agrees_with_spec(enum fl_satp_mode mode)
{
    struct traffic traffic = {.seed = SEED + mode, .always_fence = true};
    struct rig *rig = rig_new(mode, 8, 0), *spec = rig_new(mode, 8, 0);
    for (unsigned i = 0; i < 60000; i++) {
        struct fl_translation translation;
        traffic_step(&traffic, rig, spec);
        struct fl_request request = {
            .va = traffic.va, .access = (uint8_t)traffic.access, .size = 1, .context = &spec->context};
        fl_walk(&request, &spec->mem, true, &translation);
        rig_access(rig, traffic.access, traffic.va);
        compare_answers(&rig->response, &translation);
        if (rig->response.path == FL_PATH_WALK)
            compare_walks(&rig->trace, &translation.trace);
    }
    assert_memory_equal(rig->ram, spec->ram, sizeof rig->ram);
    const struct fl_uarch_counts *counts = fl_uarch_counts(rig->mmu);
    assert_true(counts->l1_hit[FL_PORT_DATA] > 1000 && counts->refused_hit[FL_PORT_DATA] > 50);
    assert_true(counts->updates_lost > 10 && counts->walk_faults > 1000 && counts->refills > 1000);
    rig_free(rig);
    rig_free(spec);
}

static void test_answers_are_the_architectures_in_sv32(void **state)
{
    (void)state;
    agrees_with_spec(FL_SV32);
}

static void test_answers_are_the_architectures_in_sv39(void **state)
{
    (void)state;
    agrees_with_spec(FL_SV39);
}

static void test_answers_are_the_architectures_in_sv48(void **state)
{
    (void)state;
    agrees_with_spec(FL_SV48);
}

static void test_answers_are_the_architectures_in_sv57(void **state)
{
    (void)state;
    agrees_with_spec(FL_SV57);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_the_architectures_in_sv32),
        cmocka_unit_test(test_answers_are_the_architectures_in_sv39),
        cmocka_unit_test(test_answers_are_the_architectures_in_sv48),
        cmocka_unit_test(test_answers_are_the_architectures_in_sv57),
    };
    return cmocka_run_group_tests_name("uarch_spec", tests, NULL, NULL);
}
