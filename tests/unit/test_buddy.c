/* test_buddy.c - the kernel's buddy system, compiled for the host as it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buddy.h"

#define PAGES 1024

static struct fl_buddy buddy;
static struct fl_buddy_page table[PAGES];

static void start(uint32_t first, uint32_t end)
{
    fl_buddy_init(&buddy, table, PAGES);
    fl_buddy_add(&buddy, first, end);
}

/* Scenario 19: an arena of 256 KiB, in pages of 1 KiB so that its blocks show. */
static void test_buddy_rounds_requests_up_to_powers_of_two(void **state)
{
    (void)state;
    start(0, 256);
    assert_int_equal(1u << fl_buddy_order(21 * 1024, 1024), 32);
    assert_int_equal(1u << fl_buddy_order(33 * 1024, 1024), 64);
    assert_int_equal(fl_buddy_order(0, 1024), 0);
    assert_int_equal(fl_buddy_order(1024, 1024), 0);
    assert_int_equal(fl_buddy_order(1025, 1024), 1);
    uint32_t small = fl_buddy_alloc(&buddy, fl_buddy_order(21 * 1024, 1024));
    uint32_t large = fl_buddy_alloc(&buddy, fl_buddy_order(33 * 1024, 1024));
    assert_int_equal(small, 0);
    assert_int_equal(large, 64);
    assert_int_equal(buddy.free, 256 - 32 - 64);
    assert_int_equal(buddy.splits, 3); /* 256 to 128, 64, 32; the other 64 is there already */
}

/* The figures: what is free by order, and how much of it an allocation of some order cannot use. */
static void test_buddy_counts_blocks_and_fragmentation(void **state)
{
    (void)state;
    start(0, 16);
    assert_int_equal(buddy.blocks[4], 1);
    assert_int_equal(fl_buddy_unusable(&buddy, 4), 0);
    assert_int_equal(fl_buddy_alloc(&buddy, 0), 0);
    for (unsigned order = 0; order < 4; order++)
        assert_int_equal(buddy.blocks[order], 1);
    assert_int_equal(fl_buddy_unusable(&buddy, 0), 0);
    assert_int_equal(fl_buddy_unusable(&buddy, 2), 1 + 2);
    assert_int_equal(fl_buddy_unusable(&buddy, 4), 15); /* 15 pages are free, and no 16 together */
    assert_true(fl_buddy_free(&buddy, 0));
    assert_int_equal(buddy.blocks[4], 1);
    assert_int_equal(buddy.joins, 4);
    assert_int_equal(fl_buddy_unusable(&buddy, 4), 0);
}

/* Each order's list has as many blocks as its count says, and they sum to the pages that are free. */
static void assert_buddy_figures(void)
{
    uint32_t sum = 0;
    for (unsigned order = 0; order < FL_BUDDY_ORDERS; order++) {
        uint32_t blocks = 0;
        for (uint32_t b = buddy.first_free[order]; b != FL_BUDDY_NONE; b = table[b].next)
            blocks++;
        assert_int_equal(blocks, buddy.blocks[order]);
        sum += blocks << order;
    }
    assert_int_equal(sum, buddy.free);
}

static void test_buddy_splits_down_and_joins_up_again(void **state)
{
    (void)state;
    start(0, 8);
    uint32_t page[8];
    for (uint32_t i = 0; i < 8; i++) {
        page[i] = fl_buddy_alloc(&buddy, 0);
        assert_int_equal(page[i], i); /* the lower half of each split goes first */
    }
    assert_int_equal(fl_buddy_alloc(&buddy, 0), FL_BUDDY_NONE);
    for (uint32_t i = 0; i < 8; i += 2)
        assert_true(fl_buddy_free(&buddy, page[i]));
    assert_int_equal(fl_buddy_alloc(&buddy, 1), FL_BUDDY_NONE); /* four pages free, no two of them buddies */
    for (uint32_t i = 1; i < 8; i += 2)
        assert_true(fl_buddy_free(&buddy, page[i]));
    assert_int_equal(fl_buddy_alloc(&buddy, 3), 0);
}

static void test_buddy_refuses_what_is_no_block_in_use(void **state)
{
    (void)state;
    start(0, 64);
    uint32_t block = fl_buddy_alloc(&buddy, 2);
    assert_false(fl_buddy_free(&buddy, block + 1));
    assert_false(fl_buddy_free(&buddy, PAGES));
    assert_true(fl_buddy_free(&buddy, block));
    assert_false(fl_buddy_free(&buddy, block));
    assert_int_equal(fl_buddy_alloc(&buddy, FL_BUDDY_ORDERS), FL_BUDDY_NONE);
}

static void test_buddy_takes_ranges_of_any_alignment(void **state)
{
    (void)state;
    start(3, 1021);
    assert_int_equal(buddy.free, 1018);
    for (uint32_t taken = 0; taken < 1018; taken++) {
        uint32_t page = fl_buddy_alloc(&buddy, 0);
        assert_true(page >= 3 && page < 1021);
    }
    assert_int_equal(fl_buddy_alloc(&buddy, 0), FL_BUDDY_NONE);
}

/* Random traffic against a plain map of who owns which page; in the end everything must have joined again. */
static void test_buddy_never_hands_out_a_page_twice(void **state)
{
    (void)state;
    enum { BLOCKS = 64 };
    static unsigned char owner[PAGES];
    uint32_t first[BLOCKS] = {0};
    unsigned order[BLOCKS] = {0}, seed = 42;
    memset(owner, 0, sizeof(owner));
    start(0, PAGES);
    for (int turn = 0; turn < 20000; turn++) {
        seed = seed * 1103515245u + 12345u;
        unsigned k = 1 + (seed >> 16) % (BLOCKS - 1);
        assert_buddy_figures();
        if (owner[first[k]] == k) {
            for (uint32_t p = first[k]; p < first[k] + (1u << order[k]); p++)
                owner[p] = 0;
            assert_true(fl_buddy_free(&buddy, first[k]));
            continue;
        }
        order[k] = (seed >> 24) % 6;
        uint32_t block = fl_buddy_alloc(&buddy, order[k]);
        if (block == FL_BUDDY_NONE)
            continue;
        first[k] = block;
        assert_int_equal(block % (1u << order[k]), 0);
        for (uint32_t p = block; p < block + (1u << order[k]); p++) {
            assert_int_equal(owner[p], 0);
            owner[p] = (unsigned char)k;
        }
    }
    uint32_t used = 0;
    for (uint32_t p = 0; p < PAGES; p++)
        used += owner[p] != 0;
    assert_int_equal(buddy.free, PAGES - used);
    for (unsigned k = 1; k < BLOCKS; k++)
        if (owner[first[k]] == k)
            assert_true(fl_buddy_free(&buddy, first[k]));
    assert_int_equal(fl_buddy_alloc(&buddy, 10), 0); /* all 1024 pages in one block */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buddy_rounds_requests_up_to_powers_of_two),
        cmocka_unit_test(test_buddy_splits_down_and_joins_up_again),
        cmocka_unit_test(test_buddy_counts_blocks_and_fragmentation),
        cmocka_unit_test(test_buddy_refuses_what_is_no_block_in_use),
        cmocka_unit_test(test_buddy_takes_ranges_of_any_alignment),
        cmocka_unit_test(test_buddy_never_hands_out_a_page_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
