/* test_uarch_plru.c - replacement: tree-PLRU against a recursive restatement, and the choice of the victim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "uarch_rig.h"

#define PAGE(n) ((uint64_t)(n) << FL_PAGE_SHIFT)

/* The restatement: a tree is a flag "the victim is on the right" and two subtrees. */
struct tree {
    unsigned first, count;
    bool victim_right;
    struct tree *left, *right;
};

static struct tree *tree_new(unsigned first, unsigned count)
{
    struct tree *tree = calloc(1, sizeof *tree);
    *tree = (struct tree){.first = first, .count = count};
    if (count > 1) {
        tree->left = tree_new(first, count / 2);
        tree->right = tree_new(first + count / 2, count / 2);
    }
    return tree;
}

static void tree_free(struct tree *tree)
{
    if (tree == NULL)
        return;
    tree_free(tree->left);
    tree_free(tree->right);
    free(tree);
}

static void tree_touch(struct tree *tree, unsigned entry)
{
    if (tree->count == 1)
        return;
    tree->victim_right = entry < tree->right->first;
    tree_touch(tree->victim_right ? tree->left : tree->right, entry);
}

static unsigned tree_victim(const struct tree *tree)
{
    return tree->count == 1 ? tree->first : tree_victim(tree->victim_right ? tree->right : tree->left);
}

static uint64_t tree_bits(const struct tree *tree, unsigned node)
{
    if (tree->count == 1)
        return 0;
    return (uint64_t)tree->victim_right << node | tree_bits(tree->left, 2 * node + 1) |
           tree_bits(tree->right, 2 * node + 2);
}

static uint64_t plru_of(struct rig *rig)
{
    struct fl_mmu_state state;
    fl_uarch_read_state(rig->mmu, &state);
    return state.l1[FL_PORT_DATA].plru;
}

static void map_pages(struct rig *rig, unsigned pages)
{
    for (unsigned i = 0; i < pages; i++)
        rig_map(rig, PAGE(i), 0, 0x90000000 + PAGE(i), V | R | W | AD);
}

static void agrees_with_restatement(unsigned entries)
{
    struct rig *rig = rig_new(FL_SV39, entries, 0);
    struct tree *tree = tree_new(0, entries);
    uint64_t seed = 0x5eed + entries;
    map_pages(rig, 2 * entries);
    for (unsigned i = 0; i < entries; i++) /* an empty TLB fills in order */
        assert_int_equal(rig_access(rig, FL_LOAD, PAGE(i))->entry, i);
    for (unsigned i = 0; i < entries; i++)
        tree_touch(tree, i);
    for (unsigned round = 0; round < 5000; round++) {
        uint64_t va = PAGE(rig_random(&seed) % (2 * entries));
        unsigned victim = tree_victim(tree);
        const struct fl_response *r = rig_access(rig, FL_LOAD, va);
        if (r->path == FL_PATH_WALK)
            assert_int_equal(r->entry, victim);
        tree_touch(tree, r->entry);
        assert_int_equal(plru_of(rig), tree_bits(tree, 0));
    }
    tree_free(tree);
    rig_free(rig);
}

static void test_plru_agrees_with_its_restatement_at_every_size(void **state)
{
    (void)state;
    for (unsigned entries = 2; entries <= FL_L1_MAX; entries *= 2)
        agrees_with_restatement(entries);
}

static void test_victim_is_the_lowest_invalid_entry_before_the_tree_is_asked(void **state)
{
    (void)state;
    struct rig *rig = rig_new(FL_SV39, 8, 0);
    map_pages(rig, 12);
    for (unsigned i = 0; i < 8; i++)
        rig_load(rig, PAGE(i));
    rig_fence(rig, &(uint64_t){PAGE(6)}, NULL);
    rig_fence(rig, &(uint64_t){PAGE(3)}, NULL);
    assert_int_equal(rig_access(rig, FL_LOAD, PAGE(8))->entry, 3);
    assert_int_equal(rig_access(rig, FL_LOAD, PAGE(9))->entry, 6);
    assert_int_equal(rig_access(rig, FL_LOAD, PAGE(10))->entry, 0); /* touched 0..7, 3, 6: the tree points at 0 */
    rig_free(rig);
}

static void test_plru_is_left_alone_by_fences_faults_and_bare_answers(void **state)
{
    (void)state;
    struct rig *rig = rig_new(FL_SV39, 8, 0);
    map_pages(rig, 8);
    for (unsigned i = 0; i < 5; i++)
        rig_load(rig, PAGE(i));
    uint64_t before = plru_of(rig);
    rig_load(rig, PAGE(100));
    rig_load(rig, UINT64_C(1) << 40);
    rig_fence(rig, NULL, NULL);
    rig->context.mode = FL_BARE;
    rig_load(rig, PAGE(1));
    assert_int_equal(plru_of(rig), before);
    fl_uarch_reset(rig->mmu);
    assert_int_equal(plru_of(rig), 0);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plru_agrees_with_its_restatement_at_every_size),
        cmocka_unit_test(test_victim_is_the_lowest_invalid_entry_before_the_tree_is_asked),
        cmocka_unit_test(test_plru_is_left_alone_by_fences_faults_and_bare_answers),
    };
    return cmocka_run_group_tests_name("uarch_plru", tests, NULL, NULL);
}
