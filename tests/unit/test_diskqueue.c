/* test_diskqueue.c - the order in which a disk's waiting requests are served, against the textbook's example:
 * cylinders 98 183 37 122 14 124 65 67, the arm at 53. */
#include "diskqueue.h"
#include "virtio_blk.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include <string.h>

enum { REQUESTS = 8 };

static const uint64_t asked[REQUESTS] = {98, 183, 37, 122, 14, 124, 65, 67};

static const struct row {
    const char *order;
    bool downwards;
    uint64_t travelled;
    uint64_t served[REQUESTS];
} rows[] = {
    {"fcfs", false, 640, {98, 183, 37, 122, 14, 124, 65, 67}},
    {"sstf", false, 236, {65, 67, 37, 14, 98, 122, 124, 183}},
    {"scan", false, 299, {65, 67, 98, 122, 124, 183, 37, 14}},
    {"scan", true, 208, {37, 14, 65, 67, 98, 122, 124, 183}},
};

static void test_each_order_serves_the_example_as_the_book_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct blk_request request[REQUESTS];
        struct disk_queue queue = {.order = disk_order_by_name(rows[i].order), .arm = {53, rows[i].downwards}};
        memset(request, 0, sizeof request);
        for (size_t k = 0; k < REQUESTS; k++) {
            request[k].sector = asked[k];
            disk_queue_add(&queue, &request[k]);
        }
        for (size_t k = 0; k < REQUESTS; k++)
            assert_int_equal(disk_queue_take(&queue)->sector, rows[i].served[k]);
        assert_null(disk_queue_take(&queue));
        assert_int_equal(queue.travelled, rows[i].travelled);
    }
}

/* The arm stands behind what it has just transferred, so reading on costs no travel. */
static void test_a_transfer_moves_the_arm(void **state)
{
    (void)state;
    struct blk_request first = {.sector = 100, .bytes = 4096}, next = {.sector = 108, .bytes = 512};
    struct disk_queue queue = {.order = disk_order_by_name("sstf")};
    disk_queue_add(&queue, &first);
    disk_queue_add(&queue, &next);
    disk_queue_take(&queue);
    disk_queue_take(&queue);
    assert_int_equal(queue.travelled, 100);
    assert_int_equal(queue.arm.sector, 109);
}

/* Among equals the older request goes first. */
static void test_ties_go_to_the_older(void **state)
{
    (void)state;
    static const char *const orders[] = {"device", "fcfs", "sstf", "scan"};
    for (size_t i = 0; i < 4; i++) {
        struct blk_request older = {.sector = 7}, younger = {.sector = 7};
        struct disk_queue queue = {.order = disk_order_by_name(orders[i])};
        disk_queue_add(&queue, &older);
        disk_queue_add(&queue, &younger);
        assert_ptr_equal(disk_queue_take(&queue), &older);
    }
    assert_null(disk_order_by_name("scanner"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_order_serves_the_example_as_the_book_says),
        cmocka_unit_test(test_a_transfer_moves_the_arm),
        cmocka_unit_test(test_ties_go_to_the_older),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
