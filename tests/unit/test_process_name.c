/* test_process_name.c - who a cycle and a fault belong to: the ledger behind a hart that runs kernel and user code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "explore/ledger.h"
#include "hart_rig.h"

/* Code, each word once: a0 to a2 hold what the test put there. */
enum {
    NOP = 0x13,
    SATP_A0 = 0x18051073,   /* csrw satp, a0 */
    TELL_NAME = 0x00e5a013, /* slti x0, a1, 14 */
    TELL_PID = 0x00f62013,  /* slti x0, a2, 15 */
    MARK_1 = 0x0015a013,    /* slti x0, a1, 1 */
    MARK_3 = 0x0035a013,
    MRET = 0x30200073
};
#define BIG       UINT64_C(0x676962)           /* "big" */
#define EIGHT     UINT64_C(0x7265747369676572) /* "register" */
#define KEY(p, a) ((uint64_t)(p) << 16 | (a))

struct watched {
    struct rig *rig;
    struct fl_ledger ledger;
    uint64_t at; /* where the next instruction goes */
};

static void on_trap(void *self, const struct fl_hart *hart, const struct fl_trap_record *record)
{
    fl_ledger_trap(self, hart, record);
}

static void on_resume(void *self, const struct fl_hart *hart, const struct fl_trap_record *record)
{
    fl_ledger_resume(self, hart, record);
}

static void on_mark(void *self, const struct fl_hart *hart, int n, uint64_t value)
{
    fl_ledger_mark(self, hart, n, value);
}

static void on_satp(void *self, const struct fl_hart *hart, uint64_t satp)
{
    fl_ledger_satp(self, hart, satp);
}

/* A hart in `privilege` on a one-to-one mapped page, its ledger listening; satp was written in M-mode with `asid`. */
static void begin(struct watched *w, uint8_t privilege, uint16_t asid)
{
    fl_ledger_init(&w->ledger);
    w->rig = rig_new(RIG_ASKED, false);
    w->rig->observer = (struct fl_observer){&w->ledger, on_trap, on_resume, on_mark, NULL, on_satp};
    w->at = RIG_RAM;
    rig_map(w->rig, RIG_RAM, RIG_RAM, privilege == FL_USER ? PTE_USER : PTE_KERNEL);
    rig_boot(w->rig, &(struct rig_boot){.privilege = privilege, .pc = RIG_RAM, .satp = RIG_SATP(asid)});
}

static void run(struct watched *w, uint32_t word, unsigned reg, uint64_t value)
{
    fl_hart_set_reg(w->rig->hart, reg, value);
    rig_put(w->rig, w->at, &word, 1);
    rig_step(w->rig);
    w->at += 4;
}

static void tell(struct watched *w, uint64_t name, uint64_t key)
{
    run(w, TELL_NAME, 11, name);
    run(w, TELL_PID, 12, key);
}

static void enter(struct watched *w, uint16_t asid)
{
    run(w, SATP_A0, 10, RIG_SATP(asid));
    run(w, NOP, 5, 0);
}

/* The accounts are exactly these, in order, and every cycle is on one of them. */
static void expect(struct watched *w, const char *const *names, unsigned count)
{
    fl_ledger_finish(&w->ledger, w->rig->hart);
    assert_int_equal(w->ledger.process_count, count);
    for (unsigned i = 0; i < count; i++) {
        assert_string_equal(w->ledger.process[i].name.text, names[i]);
    }
    assert_int_equal(fl_ledger_residual(&w->ledger, fl_hart_counts(w->rig->hart)), 0);
    fl_ledger_free(&w->ledger);
    rig_free(w->rig);
}
#define EXPECT(w, ...)                                                                                                 \
    expect(w, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static uint64_t cycles_of(const struct watched *w, unsigned process)
{
    uint64_t sum = 0;
    for (unsigned activity = 0; activity < FL_ACTIVITY_COUNT; activity++) {
        sum += fl_account_sum(&w->ledger.process[process].account[activity]);
    }
    return sum;
}

static void test_words(void **state)
{
    static const struct {
        uint64_t characters, key;
        const char *text;
    } rows[] = {{BIG, KEY(3, 7), "big[3]"},
                {EIGHT, KEY(12, 1), "register[12]"},
                {0, KEY(1, 1), "?[1]"},
                {UINT64_C(0x22620a80ff5c), KEY(1, 1), "\\???b\"[1]"},
                {UINT64_MAX, UINT64_MAX, "????????[281474976710655]"}};
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fl_process_name name = fl_process_named(rows[i].characters, rows[i].key);
        assert_string_equal(name.text, rows[i].text);
        assert_int_equal(name.asid, rows[i].key & 0xffff);
    }
    assert_string_equal(fl_process_unnamed(65535).text, "asid 65535");
}

static void test_a_kernel_that_tells_nothing_has_asids(void **state)
{
    struct watched w;
    (void)state;
    begin(&w, FL_SUPERVISOR, 0);
    enter(&w, 4);
    assert_string_equal(fl_ledger_process(&w.ledger), "asid 4");
    EXPECT(&w, "asid 0", "asid 4");
}

static void test_a_name_told_before_its_asid_is_used(void **state)
{
    struct watched w;
    (void)state;
    begin(&w, FL_SUPERVISOR, 0);
    tell(&w, BIG, KEY(3, 4));
    assert_string_equal(fl_ledger_process(&w.ledger), "no process");
    enter(&w, 4);
    assert_string_equal(fl_ledger_process(&w.ledger), "big[3]");
    EXPECT(&w, "no process", "big[3]");
}

static void test_another_program_stays_on_the_account(void **state)
{
    struct watched w;
    (void)state;
    begin(&w, FL_SUPERVISOR, 0);
    enter(&w, 4);
    tell(&w, EIGHT, KEY(3, 4));
    tell(&w, BIG, KEY(3, 4));
    assert_string_equal(fl_ledger_process(&w.ledger), "big[3]");
    EXPECT(&w, "no process", "big[3]");
}

static void test_a_reused_asid_begins_an_account(void **state)
{
    struct watched w;
    (void)state;
    begin(&w, FL_SUPERVISOR, 0);
    tell(&w, BIG, KEY(3, 4));
    enter(&w, 4);
    enter(&w, 0);
    uint64_t before = cycles_of(&w, 1);
    tell(&w, BIG, KEY(9, 4));
    enter(&w, 4);
    assert_string_equal(fl_ledger_process(&w.ledger), "big[9]");
    assert_int_equal(cycles_of(&w, 1), before);
    EXPECT(&w, "no process", "big[3]", "big[9]");
}

static void test_half_a_name_is_none(void **state)
{
    struct watched w;
    (void)state;
    begin(&w, FL_SUPERVISOR, 0);
    enter(&w, 4);
    run(&w, TELL_PID, 12, KEY(3, 4)); /* nothing before it */
    run(&w, TELL_NAME, 11, BIG);
    run(&w, MARK_1, 11, 1); /* something between */
    run(&w, TELL_PID, 12, KEY(3, 4));
    tell(&w, BIG, KEY(0, 4)); /* nobody's pid */
    tell(&w, BIG, KEY(3, 0)); /* nobody's ASID */
    EXPECT(&w, "asid 0", "asid 4");
}

static void test_user_code_names_nobody(void **state)
{
    struct watched w;
    (void)state;
    begin(&w, FL_USER, 4);
    tell(&w, BIG, KEY(3, 4));
    run(&w, MARK_1, 11, 1);
    run(&w, MARK_3, 11, 1);
    assert_int_equal(w.ledger.faults.count, 0);
    EXPECT(&w, "asid 0", "asid 4");
}

static void test_invented_processes_are_bounded(void **state)
{
    struct watched w;
    (void)state;
    begin(&w, FL_SUPERVISOR, 0);
    for (uint64_t pid = 1; pid <= FL_MOST_ACCOUNTS + 9; pid++) {
        fl_ledger_mark(&w.ledger, w.rig->hart, 14, BIG);
        fl_ledger_mark(&w.ledger, w.rig->hart, 15, KEY(pid, 4));
    }
    enter(&w, 4);
    assert_string_equal(fl_ledger_process(&w.ledger), "big[65545]");
    assert_int_equal(w.ledger.process_count, FL_MOST_ACCOUNTS);
    fl_ledger_free(&w.ledger);
    rig_free(w.rig);
}

/* The shim asks how many ASID bits there are by writing them all (Privileged 4.1.11). */
static void test_machine_mode_has_no_process(void **state)
{
    static const uint32_t mret = MRET;
    struct watched w;
    (void)state;
    begin(&w, FL_MACHINE, 0);
    enter(&w, 65535);
    assert_string_equal(fl_ledger_process(&w.ledger), "asid 0");
    enter(&w, 5);
    run(&w, 0x34159073, 11, RIG_RAM + 0x100);               /* csrw mepc, a1 */
    run(&w, 0x30051073, 10, (uint64_t)FL_SUPERVISOR << 11); /* csrw mstatus, a0 */
    rig_put(w.rig, w.at, &mret, 1);
    rig_step(w.rig);
    assert_string_equal(fl_ledger_process(&w.ledger), "asid 5");
    EXPECT(&w, "asid 0", "asid 5");
}

static void test_a_fault_keeps_the_name_it_trapped_with(void **state)
{
    struct watched w;
    (void)state;
    begin(&w, FL_SUPERVISOR, 0);
    tell(&w, EIGHT, KEY(3, 4));
    enter(&w, 4);
    run(&w, MARK_1, 11, 1);
    run(&w, MARK_3, 11, 1);
    tell(&w, BIG, KEY(3, 4));
    run(&w, MARK_1, 11, 2);
    assert_string_equal(w.ledger.faults.fault[0].process.text, "register[3]");
    assert_string_equal(w.ledger.faults.fault[1].process.text, "big[3]");
    EXPECT(&w, "no process", "big[3]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_a_kernel_that_tells_nothing_has_asids),
        cmocka_unit_test(test_a_name_told_before_its_asid_is_used),
        cmocka_unit_test(test_another_program_stays_on_the_account),
        cmocka_unit_test(test_a_reused_asid_begins_an_account),
        cmocka_unit_test(test_half_a_name_is_none),
        cmocka_unit_test(test_user_code_names_nobody),
        cmocka_unit_test(test_invented_processes_are_bounded),
        cmocka_unit_test(test_machine_mode_has_no_process),
        cmocka_unit_test(test_a_fault_keeps_the_name_it_trapped_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
