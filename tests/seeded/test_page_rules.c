/* test_page_rules.c - the rules by which a report says which side is wrong: under random traffic they must foresee every state of the
 * model that has no bug. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lockstep/page_rules.h"
#include "spice.h"

enum { STEPS = 20000 };

static struct fl_divergence d; /* the facts that the rules work on */
static unsigned fences;

static void assert_foreseen(struct rig *rig)
{
    struct fl_mmu_state right, state;
    unsigned victim;
    fl_rule_state_after(&d, &right, &victim);
    fl_uarch_read_state(rig->mmu, &state);
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        assert_int_equal(state.l1[port].plru, right.l1[port].plru);
        for (unsigned i = 0; i < state.l1[port].entries; i++) {
            assert_int_equal(state.l1[port].entry[i].valid, right.l1[port].entry[i].valid);
        }
    }
    if (d.has_request && rig->response.path == FL_PATH_WALK) {
        assert_int_equal(victim, rig->response.entry);
    }
}

static void on_fence(struct rig *rig, const struct fl_fence *fence)
{
    d = (struct fl_divergence){.has_fence = true, .fence = *fence};
    fl_uarch_read_state(rig->mmu, &d.good);
    assert_int_equal(fl_uarch_fence(rig->mmu, fence), 2);
    assert_foreseen(rig);
    fences++;
}

static void request(struct rig *rig, const struct traffic *traffic)
{
    enum fl_port port = traffic->access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
    d = (struct fl_divergence){.has_request = true,
                               .port = (uint8_t)port,
                               .request = {.va = traffic->va, .access = (uint8_t)traffic->access, .size = 1},
                               .context = rig->context};
    d.request.context = &d.context;
    fl_uarch_read_state(rig->mmu, &d.good);
    fl_walk(&d.request, &rig->mem, false, &d.spec);
    unsigned hit = fl_rule_hit(&d);
    fl_uarch_translate(rig->mmu, port, &d.request, &rig->mem, &rig->trace, &rig->response);
    assert_int_equal(hit, rig->response.path == FL_PATH_L1 ? rig->response.entry : FL_NO_ENTRY);
    if (rig->response.path == FL_PATH_WALK) {
        assert_int_equal(fl_rule_walk_latency(&rig->trace, rig->delay * rig->trace.count), rig->response.cycles);
    }
    assert_foreseen(rig);
}

static void test_every_state_is_foreseen(void **state)
{
    const unsigned entries[] = {2, 16, 64};
    (void)state;
    for (unsigned size = 0; size < 3; size++) {
        struct traffic traffic = {.seed = 0x90 + size};
        struct spice spice = {.seed = 0x91};
        struct rig *rig = rig_new(FL_SV39, entries[size], 0), *unused = rig_new(FL_SV39, entries[size], 0);
        rig->fenced = on_fence;
        fences = 0;
        for (unsigned i = 0; i < STEPS; i++) {
            traffic_step(&traffic, rig, unused);
            rig->rival_flips = 0;
            spice_request(&spice, &traffic, rig);
            request(rig, &traffic);
        }
        const struct fl_uarch_counts *counts = fl_uarch_counts(rig->mmu);
        print_message("%u fences, %u refused, %u refills, %u fetch hits, %u updates\n", fences,
                      (unsigned)counts->refused_hit[FL_PORT_DATA], (unsigned)counts->refills,
                      (unsigned)counts->l1_hit[FL_PORT_FETCH], (unsigned)counts->updates);
        assert_true(fences > STEPS / 100 && counts->refused_hit[FL_PORT_DATA] > 10 && counts->refills > STEPS / 50);
        assert_true(counts->l1_hit[FL_PORT_FETCH] > STEPS / 40 && counts->updates > 10);
        rig_free(rig);
        rig_free(unused);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_state_is_foreseen)};
    return cmocka_run_group_tests_name("page_rules", tests, NULL, NULL);
}
