/* The table of dut.h over our RTL: names, waves, assertions that complain, a DUT that never answers; and the trap unit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "faultline/trap.h"
#include "rig.h"

static struct rig rig;

static void test_dut_sizes_have_names(void **state)
{
    static const unsigned entries[] = {2, 16, 64};
    struct fl_uarch_config config;
    struct fl_dut dut;
    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        assert_true(fl_rtl_config(rig_sizes[s], &config));
        assert_int_equal(config.itlb_entries, entries[s]);
        assert_int_equal(config.dtlb_entries, entries[s]);
    }
    assert_false(fl_rtl_config("huge", &config));
    assert_false(fl_rtl_open("huge", 0, &dut));
    assert_false(fl_rtl_open("default", 1, &dut)); /* seeded bugs are in another library */
}

static long size_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    return size;
}

/* A window in the middle of a run, with annotations; and two MMUs in one process. */
static void test_dut_waves_are_a_window(void **state)
{
    static struct rig silent;
    char path[] = "/tmp/rtl_waves_XXXXXX";
    struct fl_annotation note = {.pc = 0x80000000,
                                 .fault_id = 3,
                                 .symbol = "fault_handler",
                                 .process = "init",
                                 .privilege = FL_SUPERVISOR,
                                 .fault_step = 5};
    (void)state;
    rig_open(&rig, "default");
    rig_open(&silent, "default");
    assert_false(rig.dut.open_waves(rig.dut.self, "/nowhere/at/all.fst"));
    rig.dut.dump_waves(rig.dut.self, true); /* without a file: nothing happens */
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_true(rig.dut.open_waves(rig.dut.self, path));
    struct fl_context context = context_of(3, memory_table(&rig.memory));
    for (unsigned i = 0; i < 64; i++) {
        memory_map(&rig.memory, context.root, 3, (uint64_t)i << 12, 0, PTE_PPN(0x40000000) | PTE_RW, 0);
    }
    silent.memory = rig.memory;
    for (unsigned i = 0; i < 64; i++) {
        rig.dut.set_time(rig.dut.self, 1000 * i);
        rig.dut.dump_waves(rig.dut.self, i >= 30 && i < 40);
        rig.dut.annotate(rig.dut.self, &note);
        struct fl_response a = rig_translate(&rig, FL_PORT_DATA, &context, (uint64_t)i << 12, FL_LOAD);
        struct fl_response b = rig_translate(&silent, FL_PORT_DATA, &context, (uint64_t)i << 12, FL_LOAD);
        assert_int_equal(a.pa, b.pa);
        assert_int_equal(a.cycles, b.cycles); /* watching changes nothing */
    }
    rig_close(&rig);
    rig_close(&silent);
    assert_true(size_of(path) > 1000);
    unlink(path);
}

/* An answer that nobody asked for: an assertion fires, and becomes a complaint rather than the end of the process. */
static void test_dut_assertion_becomes_complaint(void **state)
{
    const struct fl_dut_mem_answer stray = {.data = 1};
    (void)state;
    rig_open(&rig, "tiny");
    assert_null(rig.dut.complaint(rig.dut.self));
    rig.dut.drive_memory(rig.dut.self, &stray);
    rig.dut.step(rig.dut.self);
    rig.dut.step(rig.dut.self);
    const char *complaint = rig.dut.complaint(rig.dut.self);
    assert_non_null(complaint);
    assert_memory_equal(complaint,
                        "walker_props.sv:", 16); /* the first message, in one line, without marks of Verilator's */
    assert_non_null(strstr(complaint, "answers_are_awaited"));
    assert_null(strchr(complaint, '\n'));
    rig.dut.reset(rig.dut.self);
    rig_close(&rig);
}

static bool deaf(void *self, enum fl_port port)
{
    (void)self;
    (void)port;
    return false;
}

static bool never_done(void *self)
{
    (void)self;
    return false;
}

static void test_dut_that_never_answers_is_given_up(void **state)
{
    const struct fl_fence all = {0};
    (void)state;
    rig_open(&rig, "tiny");
    struct fl_context context = context_of(3, memory_table(&rig.memory));
    rig.dut.accepted_request = deaf;
    rig.dut.sample_fence_done = never_done;
    struct fl_response response = rig_translate(&rig, FL_PORT_DATA, &context, 0x5000, FL_STORE);
    assert_true(response.fault);
    assert_int_equal(response.cause, FL_CAUSE_STORE_ACCESS);
    assert_non_null(strstr(rig.dut.complaint(rig.dut.self), "request for 0x5000: no answer in 10000 cycles"));
    rig.dut.reset(rig.dut.self);
    fl_dut_fence(&rig.dut, &all);
    assert_non_null(strstr(rig.dut.complaint(rig.dut.self), "fence of 0x0: no answer in 10000 cycles"));
    rig.dut.reset(rig.dut.self);
    rig_close(&rig);
}

/* Directed traps (Privileged 3.1.6.1, 3.1.8, 3.1.9): mstatus MIE 3, SIE 1, MPIE 7, SPIE 5, MPP 12:11, SPP 8, MPRV 17. */
static const struct {
    const char *what;
    struct fl_trap_in in;
    struct fl_trap_out out;
} trap_cases[] = {
    {"page fault from U, delegated",
     {.event = FL_TRAP_EXCEPTION,
      .privilege = FL_USER,
      .cause = 13,
      .tval = 0x1234,
      .pc = 0x400,
      .mstatus = 0x102,
      .medeleg = 1 << 13,
      .mtvec = 0x80000001,
      .stvec = 0x80200001},
     {.taken = true,
      .privilege = FL_SUPERVISOR,
      .mstatus = 0x20,
      .pc = 0x80200000,
      .epc = 0x400,
      .cause = 13,
      .tval = 0x1234}},
    {"the same exception in M stays in M",
     {.event = FL_TRAP_EXCEPTION,
      .privilege = FL_MACHINE,
      .cause = 13,
      .pc = 0x400,
      .mstatus = 0x8,
      .medeleg = 1 << 13,
      .mtvec = 0x80000000},
     {.taken = true,
      .to_machine = true,
      .privilege = FL_MACHINE,
      .mstatus = 0x1880,
      .pc = 0x80000000,
      .epc = 0x400,
      .cause = 13}},
    {"timer interrupt of M from S with MIE = 0, vectored",
     {.event = FL_TRAP_INTERRUPT,
      .privilege = FL_SUPERVISOR,
      .pc = 0x404,
      .mie = 0x80,
      .mip = 0x80,
      .mtvec = 0x80000001},
     {.taken = true,
      .to_machine = true,
      .privilege = FL_MACHINE,
      .mstatus = 0x800,
      .pc = 0x8000001c,
      .epc = 0x404,
      .cause = 1ull << 63 | 7}},
    {"what M takes beats what S takes",
     {.event = FL_TRAP_INTERRUPT,
      .privilege = FL_USER,
      .pc = 0x404,
      .mie = 0x2aa,
      .mip = 0x282,
      .mideleg = 0x222,
      .mtvec = 0x80000000,
      .stvec = 0x80200000},
     {.taken = true,
      .to_machine = true,
      .privilege = FL_MACHINE,
      .mstatus = 0,
      .pc = 0x80000000,
      .epc = 0x404,
      .cause = 1ull << 63 | 7}},
    {"external before software in S",
     {.event = FL_TRAP_INTERRUPT,
      .privilege = FL_SUPERVISOR,
      .pc = 0x404,
      .mstatus = 0x2,
      .mie = 0x222,
      .mip = 0x222,
      .mideleg = 0x222,
      .stvec = 0x80200000},
     {.taken = true,
      .privilege = FL_SUPERVISOR,
      .mstatus = 0x120,
      .pc = 0x80200000,
      .epc = 0x404,
      .cause = 1ull << 63 | 9}},
    {"nothing to take with SIE = 0",
     {.event = FL_TRAP_INTERRUPT,
      .privilege = FL_SUPERVISOR,
      .pc = 0x404,
      .mstatus = 0x20,
      .mie = 0x222,
      .mip = 0x222,
      .mideleg = 0x222},
     {.privilege = FL_SUPERVISOR, .mstatus = 0x20, .pc = 0x404}},
    {"a delegated interrupt is never taken in M",
     {.event = FL_TRAP_INTERRUPT,
      .privilege = FL_MACHINE,
      .pc = 0x404,
      .mstatus = 0xa,
      .mie = 0x222,
      .mip = 0x222,
      .mideleg = 0x222},
     {.privilege = FL_MACHINE, .mstatus = 0xa, .pc = 0x404}},
    {"MRET to S clears MPRV",
     {.event = FL_TRAP_MRET, .privilege = FL_MACHINE, .mstatus = 0x20880, .mepc = 0x80200000},
     {.taken = true, .privilege = FL_SUPERVISOR, .mstatus = 0x88, .pc = 0x80200000}},
    {"MRET to M keeps MPRV",
     {.event = FL_TRAP_MRET, .privilege = FL_MACHINE, .mstatus = 0x21800, .mepc = 0x80000004},
     {.taken = true, .privilege = FL_MACHINE, .mstatus = 0x20080, .pc = 0x80000004}},
    {"SRET to U",
     {.event = FL_TRAP_SRET, .privilege = FL_SUPERVISOR, .mstatus = 0x20020, .sepc = 0x1000},
     {.taken = true, .privilege = FL_USER, .mstatus = 0x22, .pc = 0x1000}},
};

static void test_trap_unit_directed(void **state)
{
    (void)state;
    rig_open(&rig, "tiny");
    for (unsigned i = 0; i < sizeof trap_cases / sizeof *trap_cases; i++) {
        const struct fl_trap_out *expected = &trap_cases[i].out;
        struct fl_trap_out out;
        print_message("  %s\n", trap_cases[i].what);
        rig.dut.trap(rig.dut.self, &trap_cases[i].in, &out);
        assert_int_equal(out.taken, expected->taken);
        assert_int_equal(out.to_machine, expected->to_machine);
        assert_int_equal(out.privilege, expected->privilege);
        assert_int_equal(out.mstatus, expected->mstatus);
        assert_int_equal(out.pc, expected->pc);
        assert_int_equal(out.epc, expected->epc);
        assert_int_equal(out.cause, expected->cause);
        assert_int_equal(out.tval, expected->tval);
    }
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dut_sizes_have_names),
        cmocka_unit_test(test_dut_waves_are_a_window),
        cmocka_unit_test(test_dut_assertion_becomes_complaint),
        cmocka_unit_test(test_dut_that_never_answers_is_given_up),
        cmocka_unit_test(test_trap_unit_directed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
