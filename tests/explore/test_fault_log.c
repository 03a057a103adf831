/* test_fault_log.c - marks become steps: the twelve intervals of a fault sum to its time, marks that turn out to be somebody else's
 * are taken back, and the disk's parts go to the fault that asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "explore/fault_log.h"

static void trap_at(struct fl_fault_log *log, uint64_t cycle, bool interrupt)
{
    struct fl_trap_record record = {.cycle = cycle, .fault_id = interrupt ? 0 : 1};
    record.in.privilege = FL_USER;
    record.out.cause = interrupt ? UINT64_C(1) << 63 | 9 : FL_CAUSE_LOAD_PAGE;
    record.out.tval = 0x4000;
    fl_fault_log_trap(log, &record);
}

/* {mark, cycle} pairs for token 1. */
static void marks(struct fl_fault_log *log, const uint64_t (*list)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fl_fault_log_mark(log, (int)list[i][0], 1, list[i][1]);
    }
}

static void assert_steps(const struct fl_fault *fault, const uint64_t expected[FL_STEPS])
{
    uint64_t sum = 0;
    for (unsigned step = 1; step <= FL_STEPS; step++) {
        assert_int_equal(fault->step[step], expected[step - 1]);
        sum += fault->step[step];
    }
    assert_true(fault->resumed);
    assert_int_equal(sum, fault->ended - fault->began);
}

static void test_major_fault_has_twelve_steps(void **state)
{
    struct fl_fault_log log;
    (void)state;
    fl_fault_log_init(&log);
    fl_fault_log_switch(&log, 2, 0);
    trap_at(&log, 100, false);
    marks(&log, (const uint64_t[][2]){{1, 101}, {2, 103}, {3, 106}, {4, 110}, {5, 115}}, 5);
    fl_fault_log_disk_submitted(&log, 9);
    marks(&log, (const uint64_t[][2]){{6, 121}}, 1);
    fl_fault_log_switch(&log, 3, 125);
    trap_at(&log, 1121, true);
    marks(&log, (const uint64_t[][2]){{7, 1128}, {8, 1136}}, 2);
    fl_fault_log_disk_served(
        &log, &(struct fl_disk_service){
                  .id = 9, .submitted = 118, .started = 138, .finished = 1121, .rotation = 900, .transfer = 83});
    marks(&log, (const uint64_t[][2]){{9, 1145}, {11, 1155}}, 2);
    fl_fault_log_resume(&log, 1160);
    fl_fault_log_switch(&log, 2, 1255);
    marks(&log, (const uint64_t[][2]){{10, 1266}, {12, 1278}}, 2);
    fl_fault_log_resume(&log, 1280);
    const struct fl_fault *fault = fl_fault_log_find(&log, 1);
    assert_steps(fault, (const uint64_t[]){1, 2, 3, 4, 11, 1000, 7, 8, 19, 11, 100, 14});
    assert_int_equal(fault->queue, 20);
    assert_int_equal(fault->position, 900);
    assert_int_equal(fault->transfer, 83);
    assert_int_equal(fl_fault_log_choose(&log, true).count, 1);
    assert_int_equal(fl_fault_log_choose(&log, false).count, 0);
    fl_fault_log_free(&log);
}

static void test_interrupts_of_others_are_part_of_the_wait(void **state)
{
    struct fl_fault_log log;
    (void)state;
    fl_fault_log_init(&log);
    trap_at(&log, 100, false);
    marks(&log, (const uint64_t[][2]){{1, 100}, {2, 100}, {3, 100}, {4, 100}, {5, 100}, {6, 100}}, 6);
    trap_at(&log, 200, true);
    marks(&log, (const uint64_t[][2]){{7, 205}, {8, 210}}, 2); /* the timer: no mark 9 follows */
    trap_at(&log, 300, true);
    marks(&log, (const uint64_t[][2]){{7, 301}, {8, 302}, {9, 304}, {11, 304}, {10, 304}, {12, 304}}, 6);
    fl_fault_log_resume(&log, 304);
    assert_steps(fl_fault_log_find(&log, 1), (const uint64_t[]){0, 0, 0, 0, 0, 200, 1, 1, 2, 0, 0, 0});
    fl_fault_log_free(&log);
}

static void test_other_traps_leave_no_record(void **state)
{
    struct fl_fault_log log;
    (void)state;
    fl_fault_log_init(&log);
    trap_at(&log, 100, true);
    marks(&log, (const uint64_t[][2]){{1, 101}, {2, 102}, {13, 103}}, 3);
    assert_int_equal(log.count, 0);
    trap_at(&log, 200, false); /* the same token is offered again, and this time taken */
    marks(&log, (const uint64_t[][2]){{1, 202}, {2, 203}, {3, 204}, {4, 205}, {10, 206}, {12, 207}}, 6);
    fl_fault_log_resume(&log, 210);
    assert_steps(fl_fault_log_find(&log, 1), (const uint64_t[]){2, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 4});
    assert_int_equal(fl_fault_log_choose(&log, false).count, 1);
    fl_fault_log_free(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_major_fault_has_twelve_steps),
        cmocka_unit_test(test_interrupts_of_others_are_part_of_the_wait),
        cmocka_unit_test(test_other_traps_leave_no_record),
    };
    return cmocka_run_group_tests_name("fault_log", tests, NULL, NULL);
}
