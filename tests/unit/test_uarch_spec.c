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

/* A walk that the walk cache shortened is the end of the architecture's. */
static void compare_walks(const struct fl_walk_trace *ours, const struct fl_walk_trace *spec, bool may_be_shorter)
{
    unsigned skipped = spec->count - ours->count;
    assert_true(ours->count <= spec->count && (skipped == 0 || may_be_shorter));
    for (unsigned i = 0; i < ours->count; i++) {
        const struct fl_walk_step *a = &ours->step[i], *b = &spec->step[i + skipped];
        assert_int_equal(a->address, b->address);
        assert_int_equal(a->value, b->value);
        assert_int_equal(a->level, b->level);
        assert_int_equal(a->update, b->update);
        assert_int_equal(a->won, b->won);
        if (a->update)
            assert_int_equal(a->desired, b->desired);
    }
}

static const struct fl_uarch_config l1_alone = {.itlb_entries = 8, .dtlb_entries = 8};
static const struct fl_uarch_config whole = {
    .itlb_entries = 2, .dtlb_entries = 2, .l2_sets = 4, .l2_ways = 4, .super_entries = 4, .walk_entries = 2};
/* The traffic's tables lie from 0x80000 on, its pages from 0x100000 on (Sv32: from 0 on): some of both can do less. */
static const struct fl_pma patchy = {.count = 6,
                                     .range = {{0x80020, 0x80021, 0x0f},
                                               {0x80030, 0x80033, 0x17},
                                               {0x100000, 0x100007, 0x17},
                                               {0x100010, 0x100013, 0x03},
                                               {0x8, 0xb, 0x05},
                                               {0, 0x100037, 0x1f}}};

static void agrees_with_spec(enum fl_satp_mode mode, const struct fl_uarch_config *sizes, unsigned pmp_entries)
{
    struct fl_uarch_config config = *sizes;
    if (pmp_entries)
        config.pma = patchy;
    struct traffic traffic = {.seed = SEED + mode, .always_fence = true};
    struct rig *rig = rig_new_sized(mode, &config, 0), *spec = rig_new_sized(mode, &config, 0);
    rig->pmp.count = spec->pmp.count = pmp_entries;
    rig->pmp.cfg[0] = spec->pmp.cfg[0] = 0x0f; /* everything, until the traffic says otherwise */
    rig->pmp.addr[0] = spec->pmp.addr[0] = UINT64_MAX;
    spec->context.pmp = pmp_entries ? &spec->pmp : NULL;
    spec->context.pma = fl_uarch_pma(rig->mmu);
    unsigned by_pma = 0;
    for (unsigned i = 0; i < 60000; i++) {
        struct fl_translation translation;
        traffic_step(&traffic, rig, spec);
        struct fl_request request = {
            .va = traffic.va, .access = (uint8_t)traffic.access, .size = 1, .context = &spec->context};
        fl_walk(&request, &spec->mem, true, &translation);
        by_pma += translation.reason == FL_PTE_PMA || translation.reason == FL_PTE_UPDATE_PMA ||
                  translation.reason == FL_PMA_DENIED;
        rig_access(rig, traffic.access, traffic.va);
        compare_answers(&rig->response, &translation);
        if (rig->response.path == FL_PATH_WALK)
            compare_walks(&rig->trace, &translation.trace, config.walk_entries != 0);
    }
    assert_memory_equal(rig->ram, spec->ram, sizeof rig->ram);
    const struct fl_uarch_counts *counts = fl_uarch_counts(rig->mmu);
    assert_int_equal(counts->l2_hit > 500 && counts->super_hit > 100 && counts->pwc_hit[1] > 1000, sizes == &whole);
    assert_int_equal(counts->second_refused > 50, sizes == &whole);
    assert_int_equal(counts->denied > 1000, pmp_entries != 0);
    assert_int_equal(by_pma > 1000, pmp_entries != 0);
    assert_true(counts->l1_hit[FL_PORT_DATA] > 1000 && counts->refused_hit[FL_PORT_DATA] > 50);
    assert_true(counts->updates_lost > 10 && counts->walk_faults > 1000 && counts->refills > 1000);
    rig_free(rig);
    rig_free(spec);
}

static void test_answers_are_the_architectures_in_sv32(void **state)
{
    (void)state;
    agrees_with_spec(FL_SV32, &l1_alone, 0);
    agrees_with_spec(FL_SV32, &whole, 0);
    agrees_with_spec(FL_SV32, &whole, 16);
}

static void test_answers_are_the_architectures_in_sv39(void **state)
{
    (void)state;
    agrees_with_spec(FL_SV39, &l1_alone, 0);
    agrees_with_spec(FL_SV39, &whole, 0);
    agrees_with_spec(FL_SV39, &whole, 16);
}

static void test_answers_are_the_architectures_in_sv48(void **state)
{
    (void)state;
    agrees_with_spec(FL_SV48, &l1_alone, 0);
    agrees_with_spec(FL_SV48, &whole, 0);
    agrees_with_spec(FL_SV48, &whole, 16);
}

static void test_answers_are_the_architectures_in_sv57(void **state)
{
    (void)state;
    agrees_with_spec(FL_SV57, &l1_alone, 0);
    agrees_with_spec(FL_SV57, &whole, 0);
    agrees_with_spec(FL_SV57, &whole, 16);
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
