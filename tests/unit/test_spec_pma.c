/* test_spec_pma.c - physical memory attributes: which range decides, and what each access asks for (docs/microarchitecture.md 8.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "faultline/pma.h"

enum { R = 1, W = 2, X = 4, A = 8, T = 16 };

/* The board, row by row as docs/machine.md has it. */
static void test_pma_of_the_board(void **state)
{
    static const struct {
        uint64_t pa;
        int range;
        const char *may; /* fetch, load, store, AMO, CBO manage, CBO.ZERO; PTE read, PTE write */
    } rows[] = {
        {0x0000000000000000, 1, "-ls-cz--"}, /* in front of the ROM */
        {0x0000000000001000, 0, "fl--c---"}, /* reset ROM: first and last byte */
        {0x000000000000ffff, 0, "fl--c---"}, {0x0000000000010000, 1, "-ls-cz--"},
        {0x0000000010000005, 1, "-ls-cz--"},                                      /* UART */
        {0x000000007fffffff, 1, "-ls-cz--"}, {0x0000000080000000, 2, "flsaczrw"}, /* RAM */
        {0x00ffffffffffffff, 2, "flsaczrw"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int range = 99;
        for (int access = FL_FETCH; access <= FL_CBO_ZERO; access++)
            assert_int_equal(fl_pma_allows_access(&fl_pma_virt, (enum fl_access)access, rows[i].pa),
                             rows[i].may[access] != '-');
        assert_int_equal(fl_pma_allows(&fl_pma_virt, FL_PMA_PTE_READ, rows[i].pa, &range), rows[i].may[6] != '-');
        assert_int_equal(range, rows[i].range);
        assert_int_equal(fl_pma_allows(&fl_pma_virt, FL_PMA_PTE_WRITE, rows[i].pa, NULL), rows[i].may[7] != '-');
    }
}

/* What suffices for each access, said a second time; every one of the 32 sets of rights is tried. */
static void test_pma_each_access_needs_its_own_rights(void **state)
{
    static const struct {
        enum fl_access access;
        unsigned suffices[2];
    } rows[] = {{FL_FETCH, {X, X}},          {FL_LOAD, {R, R}},
                {FL_STORE, {W, W}},          {FL_AMO, {R | W | A, R | W | A}},
                {FL_CBO_MANAGE, {R, W}},     {FL_CBO_ZERO, {W, W}},
                {(enum fl_access)77, {W, W}}}; /* a kind that does not exist is judged as a store */
    (void)state;
    for (unsigned rights = 0; rights < 32; rights++) {
        const struct fl_pma pma = {.count = 1, .range = {{5, 5, (uint8_t)rights}}};
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            bool may = (rights & rows[i].suffices[0]) == rows[i].suffices[0] ||
                       (rights & rows[i].suffices[1]) == rows[i].suffices[1];
            assert_int_equal(fl_pma_allows_access(&pma, rows[i].access, 0x5fff), may);
        }
        assert_int_equal(fl_pma_allows(&pma, FL_PMA_PTE_READ, 0x5000, NULL), (rights & (R | T)) == (R | T));
        assert_int_equal(fl_pma_allows(&pma, FL_PMA_PTE_WRITE, 0x5000, NULL), (rights & (W | A | T)) == (W | A | T));
    }
}

static void test_pma_lowest_range_decides_and_the_rest_is_vacant(void **state)
{
    static const struct fl_pma pma = {.count = 3, .range = {{4, 6, R}, {5, 8, W}, {0, 5, R | W | X | A | T}}};
    static const struct {
        uint64_t pa;
        bool read, write;
        int range;
    } rows[] = {{0x3fff, true, true, 2},  {0x4000, true, false, 0}, {0x6fff, true, false, 0},
                {0x7000, false, true, 1}, {0x8fff, false, true, 1}, {0x9000, false, false, -1}};
    int range;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(fl_pma_allows_access(&pma, FL_LOAD, rows[i].pa), rows[i].read);
        assert_int_equal(fl_pma_allows_access(&pma, FL_STORE, rows[i].pa), rows[i].write);
        fl_pma_allows(&pma, R, rows[i].pa, &range);
        assert_int_equal(range, rows[i].range);
    }
}

static void test_pma_without_ranges_nobody_checks(void **state)
{
    static const struct fl_pma none = {0};
    int range = 99;
    (void)state;
    assert_true(fl_pma_allows(&none, FL_PMA_PTE_WRITE, 0, &range));
    assert_int_equal(range, -1);
    assert_true(fl_pma_allows(NULL, FL_PMA_PTE_WRITE, 0, NULL));
    assert_true(fl_pma_allows_access(&none, FL_AMO, 0));
    assert_true(fl_pma_allows_access(NULL, FL_AMO, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pma_of_the_board),
        cmocka_unit_test(test_pma_each_access_needs_its_own_rights),
        cmocka_unit_test(test_pma_lowest_range_decides_and_the_rest_is_vacant),
        cmocka_unit_test(test_pma_without_ranges_nobody_checks),
    };
    return cmocka_run_group_tests_name("spec pma", tests, NULL, NULL);
}
