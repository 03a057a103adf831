/* test_uarch_bugs.c - each seeded bug changes something that lockstep compares, and without one nothing changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "uarch_rig.h"
#include "uarch_traffic.h"

#define SEED UINT64_C(0xb06)

/* The numbers of docs/seeded-bugs.md. */
#define FIRST_BUG 1
#define LAST_BUG  20

static bool same_walk(const struct fl_walk_trace *a, const struct fl_walk_trace *b)
{
    if (a->count != b->count || a->truncated != b->truncated)
        return false;
    for (unsigned i = 0; i < a->count; i++)
        if (memcmp(&a->step[i], &b->step[i], sizeof a->step[i]) != 0)
            return false;
    return true;
}

static bool same_state(struct rig *a, struct rig *b)
{
    struct fl_mmu_state left, right;
    fl_uarch_read_state(a->mmu, &left);
    fl_uarch_read_state(b->mmu, &right);
    return memcmp(&left, &right, sizeof left) == 0;
}

/* The traffic's tables lie from 0x80000 on, its pages from 0x100000 on: some of both can do less. */
static const struct fl_uarch_config sizes = {
    .itlb_entries = 8,
    .dtlb_entries = 8,
    .l2_sets = 4,
    .l2_ways = 4,
    .super_entries = 4,
    .walk_entries = 2,
    .pma = {.count = 3, .range = {{0x80020, 0x80021, 0x0f}, {0x100000, 0x100007, 0x17}, {0, UINT64_MAX, 0x1f}}}};

/* The number of the first access after which a sound MMU and one with `bug` differ, or 0. */
static unsigned first_difference(unsigned bug, unsigned accesses)
{
    struct traffic traffic = {.seed = SEED, .fence_in_walk = true};
    struct rig *sound = rig_new_sized(FL_SV39, &sizes, 0), *ill = rig_new_sized(FL_SV39, &sizes, bug);
    sound->pmp.count = ill->pmp.count = 16;
    sound->pmp.cfg[0] = ill->pmp.cfg[0] = 0x0f; /* everything, until the traffic says otherwise */
    sound->pmp.addr[0] = ill->pmp.addr[0] = UINT64_MAX;
    unsigned found = 0;
    for (unsigned i = 1; i <= accesses && found == 0; i++) {
        traffic_step(&traffic, sound, ill);
        rig_access(sound, traffic.access, traffic.va);
        rig_access(ill, traffic.access, traffic.va);
        if (memcmp(&sound->response, &ill->response, sizeof sound->response) != 0 ||
            !same_walk(&sound->trace, &ill->trace) || !same_state(sound, ill))
            found = i;
    }
    rig_free(sound);
    rig_free(ill);
    return found;
}

static void test_no_bug_no_difference(void **state)
{
    (void)state;
    assert_int_equal(first_difference(0, 50000), 0);
}

static void test_every_bug_shows(void **state)
{
    (void)state;
    for (unsigned bug = FIRST_BUG; bug <= LAST_BUG; bug++) {
        unsigned found = first_difference(bug, 50000);
        print_message("bug %2u shows at access %u\n", bug, found);
        assert_int_not_equal(found, 0);
    }
}

static void test_bugs_that_do_not_exist_make_no_mmu(void **state)
{
    (void)state;
    assert_null(fl_uarch_new(&sizes, LAST_BUG + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_bug_no_difference),
        cmocka_unit_test(test_every_bug_shows),
        cmocka_unit_test(test_bugs_that_do_not_exist_make_no_mmu),
    };
    return cmocka_run_group_tests_name("uarch_bugs", tests, NULL, NULL);
}
