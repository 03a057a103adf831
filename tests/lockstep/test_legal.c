/* test_legal.c - the verdict on an MMU of which only the port is known: fresh, legal but stale, illegal. The model plays the
 * stranger: without a bug it never gives an illegal answer, however rarely software fences, and when software always fences it never
 * gives a stale one; with a bug that breaks the architecture it does. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "legal_bench.h"
#include "lockstep/engine.h"

enum { STEPS = 20000 };

#define VA UINT64_C(0x40001010)

static const struct fl_uarch_config whole = {
    .itlb_entries = 4, .dtlb_entries = 4, .l2_sets = 4, .l2_ways = 4, .super_entries = 4, .walk_entries = 2};

/* The model, with a bug or without, behind the judge. */
struct bench {
    struct legal_bench b;
    struct fl_model_engine model;
};

static void open_bench(struct bench *bench, enum fl_satp_mode mode, unsigned bug)
{
    legal_bench_open(&bench->b, mode, &whole, bug);
    assert_non_null(bench->b.rig->mmu);
    fl_model_engine_init(&bench->model, bench->b.rig->mmu, &bench->b.judge.outer_mem);
    legal_bench_attach(&bench->b, &bench->model.port);
}

static enum fl_legality load(struct bench *bench, uint64_t va)
{
    return legal_bench_access(&bench->b, FL_LOAD, va, 1);
}

static char *sentence(const struct fl_request *request, const struct fl_response *response,
                      const struct fl_verdict *verdict)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fl_write_verdict(out, request, response, verdict);
    fclose(out);
    return text;
}

/* The first illegal answer, in words; to be freed. NULL: none. */
static char *first_illegal(const struct bench *bench)
{
    const struct fl_legal_port *judge = &bench->b.judge;
    const struct fl_legal_finding *found = &judge->finding;
    return found->fault == FL_WRONG_ANSWER   ? sentence(&found->request, &found->response, &found->verdict)
           : found->fault != FL_LEGAL_SO_FAR ? strdup(found->text)
                                             : NULL;
}

static void play(struct bench *bench, enum fl_satp_mode mode, unsigned bug, bool always_fence, bool pmp)
{
    struct traffic traffic = {.seed = 0x1e6a1 + (unsigned)mode, .always_fence = always_fence};
    open_bench(bench, mode, bug);
    if (pmp) {
        rig_open_pmp(bench->b.rig);
        rig_open_pmp(bench->b.unused);
    }
    for (unsigned i = 0; i < STEPS; i++) {
        traffic_step(&traffic, bench->b.rig, bench->b.unused);
        bench->b.rig->rival_flips = 0;
        legal_bench_access(&bench->b, traffic.access, traffic.va, 1);
    }
}

static const enum fl_satp_mode modes[] = {FL_SV39, FL_SV48, FL_SV57};

static void test_what_is_remembered_is_legal(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        struct bench bench;
        play(&bench, modes[i % 3], 0, false, i >= 3);
        const uint64_t *count = bench.b.judge.count;
        char *illegal = first_illegal(&bench);
        print_message("mode %d%s: %u fresh, %u stale, %u illegal, %u undecided\n", (int)modes[i % 3],
                      i >= 3 ? ", PMP" : "", (unsigned)count[FL_FRESH], (unsigned)count[FL_STALE],
                      (unsigned)count[FL_ILLEGAL], (unsigned)count[FL_UNDECIDED]);
        if (illegal) {
            fail_msg("%s", illegal);
        }
        assert_true(count[FL_STALE] > 50 && count[FL_FRESH] > STEPS / 2 && count[FL_UNDECIDED] < STEPS / 100);
        legal_bench_close(&bench.b);
    }
}

static void test_what_is_always_fenced_is_fresh(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        struct bench bench;
        play(&bench, modes[i % 3], 0, true, i >= 3);
        assert_int_equal(bench.b.judge.count[FL_FRESH], STEPS);
        legal_bench_close(&bench.b);
    }
}

/* The bugs of docs/seeded-bugs.md. Which of them break the architecture is said there; a stranger may choose its victims, its cycles and
 * its walks as it likes, so the others are legal. */
static void test_a_bug_that_breaks_the_architecture_is_illegal(void **state)
{
    static const uint8_t breaks[] = {1, 2, 3, 6, 7, 9, 11, 13, 15, 16, 17, 18}, allowed[] = {4, 5, 10, 12, 14};
    (void)state;
    for (unsigned i = 0; i < sizeof breaks + sizeof allowed; i++) {
        struct bench bench;
        bool broken = i < sizeof breaks;
        unsigned bug = broken ? breaks[i] : allowed[i - sizeof breaks];
        play(&bench, FL_SV39, bug, false, true);
        char *illegal = first_illegal(&bench);
        print_message("bug %u: %u illegal%s%s\n", bug, (unsigned)bench.b.judge.count[FL_ILLEGAL],
                      illegal ? ", the first: " : "", illegal ? illegal : "");
        assert_true(broken == (illegal != NULL));
        free(illegal);
        legal_bench_close(&bench.b);
    }
}

static void store_pte(struct bench *bench, uint64_t address, uint64_t pte)
{
    bench->b.now = 1000;
    rig_set_pte(bench->b.rig, address, pte);
    legal_bench_tell(&bench->b);
}

static void must_say(const struct bench *bench, const struct fl_verdict *verdict, const char *expected)
{
    const struct fl_request request = {.va = VA, .access = FL_LOAD, .size = 1, .context = &bench->b.rig->context};
    char *text = sentence(&request, &bench->b.rig->response, verdict);
    assert_string_equal(text, expected);
    free(text);
}

/* Given a page that was used, when software takes it away, then the old answer is legal up to the fence that covers it. */
static void test_a_stale_answer_names_the_store_and_the_fence(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, FL_SV39, 0);
    struct rig *rig = bench.b.rig;
    rig->context.asid = 7;
    uint64_t leaf = rig_map(rig, VA, 0, 0x80100000, V | R | A);
    assert_int_equal(load(&bench, VA), FL_FRESH);
    store_pte(&bench, leaf, 0);
    assert_int_equal(load(&bench, VA), FL_STALE);
    must_say(&bench, &bench.b.judge.last,
             "legal but stale: load 0x4000_1010 asid 7 answered pa 0x8010_0010, as when the PTE at 0x8000_2008 held "
             "0x2004_0043, until the store at cycle 1,000; no SFENCE.VMA 0x4000_1000, asid 7 has come since");

    uint64_t elsewhere = 0x40002000, here = VA;
    uint16_t asid = 7, another = 8;
    const struct {
        const uint64_t *va;
        const uint16_t *asid;
    } useless[] = {{&elsewhere, NULL}, {&here, &another}, {NULL, &another}};
    for (unsigned i = 0; i < sizeof useless / sizeof useless[0]; i++) {
        rig_fence(rig, useless[i].va, useless[i].asid);
        assert_int_equal(load(&bench, VA), FL_STALE);
    }
    const struct fl_response stale = rig->response;
    rig_fence(rig, &here, &asid);
    assert_int_equal(load(&bench, VA), FL_FRESH); /* it faults now */
    const struct fl_request request = {.va = VA, .access = FL_LOAD, .size = 1, .context = &rig->context};
    struct fl_verdict verdict;
    fl_legal_judge(bench.b.judge.legal, &request, &stale, fl_legal_moment(bench.b.judge.legal), 2000, &verdict);
    assert_int_equal(verdict.legality, FL_ILLEGAL);
    rig->response = stale;
    must_say(
        &bench, &verdict,
        "illegal: load 0x4000_1010 asid 7 answered pa 0x8010_0010; current memory says load page fault, and no PTE "
        "or context in use since the covering fences explains it (Privileged 4.2.1)");
    legal_bench_close(&bench.b);
}

/* A pointer is covered by fences without VA alone. */
static void test_a_stale_pointer_asks_for_a_fence_without_va(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, FL_SV39, 0);
    rig_map(bench.b.rig, VA, 0, 0x80100000, V | R | A);
    rig_map(bench.b.rig, VA + 0x1000, 0, 0x80200000, V | R | A);
    load(&bench, VA);
    store_pte(&bench, RIG_BASE + 8, 0); /* the root's pointer */
    uint64_t here = VA + 0x1000;
    rig_fence(bench.b.rig, &here, NULL);
    assert_int_equal(load(&bench, VA + 0x1000), FL_STALE);
    assert_int_equal(bench.b.rig->response.path, FL_PATH_WALK);
    const struct fl_verdict *verdict = &bench.b.judge.last;
    assert_int_equal(verdict->pte, RIG_BASE + 8);
    assert_true(!verdict->missing.va_given && verdict->missing.asid_given);
    legal_bench_close(&bench.b);
}

/* What was in use before is legal too: another root under the same ASID. */
static void test_a_stale_root_is_named(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, FL_SV39, 0);
    rig_map(bench.b.rig, VA, 0, 0x80100000, V | R | A);
    load(&bench, VA);
    bench.b.rig->context.root += RIG_TABLES - 1; /* an empty table */
    assert_int_equal(load(&bench, VA), FL_STALE);
    must_say(
        &bench, &bench.b.judge.last,
        "legal but stale: load 0x4000_1010 asid 1 answered pa 0x8010_0010, as under the root, mode, ADUE, PBMTE or "
        "PMP last used at cycle 1; no SFENCE.VMA x0, asid 1 has come since");
    legal_bench_close(&bench.b);
}

/* Given one root under two ASIDs, when a fence has covered the one, then what the other one remembers of the root is still legal. */
static void test_a_root_is_remembered_for_each_asid(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, FL_SV39, 0);
    struct rig *rig = bench.b.rig;
    uint16_t first = 1, second = 2;
    rig_map(rig, VA, 0, 0x80100000, V | R | A);
    rig->context.asid = first;
    assert_int_equal(load(&bench, VA), FL_FRESH);
    rig->context.asid = second;
    assert_int_equal(load(&bench, VA), FL_FRESH);
    rig_fence(rig, NULL, &first);
    rig->context.root += RIG_TABLES - 1; /* an empty table */
    assert_int_equal(load(&bench, VA), FL_STALE);
    rig_fence(rig, NULL, &second);
    assert_int_equal(load(&bench, VA), FL_FRESH);
    assert_true(rig->response.fault);
    legal_bench_close(&bench.b);
}

/* Given a NAPOT range of which PMP hides one PTE, when another one of it has served, then it answers for the hidden one's page too. */
static void test_a_napot_range_may_answer_where_pmp_hides_its_pte(void **state)
{
    enum { SLOT = 4, PTES = 16 };
    (void)state;
    struct bench bench;
    open_bench(&bench, FL_SV39, 0);
    struct rig *rig = bench.b.rig;
    uint64_t leaf[PTES], va = VA & ~UINT64_C(0xffff);
    for (unsigned i = 0; i < PTES; i++) {
        leaf[i] = rig_map(rig, va + i * 0x1000, 0, 0x80100000, V | R | A);
        rig_set_pte(rig, leaf[i], UINT64_C(1) << 63 | UINT64_C(0x80108) << 10 | V | R | A);
    }
    legal_bench_tell(&bench.b);
    rig->pmp = (struct fl_pmp){.count = 16, .cfg = {0x10, 0x1f}, .addr = {leaf[SLOT] >> 2, UINT64_MAX >> 10}};
    rig->context.pmp = &rig->pmp; /* NA4 without rights over half of the PTE, then everything */
    assert_int_equal(load(&bench, va + SLOT * 0x1000), FL_FRESH);
    assert_true(rig->response.fault);
    assert_int_equal(load(&bench, va), FL_FRESH);
    assert_int_equal(load(&bench, va + SLOT * 0x1000), FL_FRESH);
    assert_true(!rig->response.fault && rig->response.pa == 0x80104000);
    legal_bench_close(&bench.b);
}

/* A PTE that changes more often than is remembered leaves it open, and does not accuse. */
static void test_too_much_to_remember_is_not_decided(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench, FL_SV39, 0);
    uint64_t leaf = rig_map(bench.b.rig, VA, 0, 0x80100000, V | R | A);
    load(&bench, VA);
    for (uint64_t i = 1; i < 10; i++) {
        store_pte(&bench, leaf, (0x80200 + i) << 10 | V | R | A);
    }
    assert_int_equal(load(&bench, VA), FL_UNDECIDED);
    legal_bench_close(&bench.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_remembered_is_legal),
        cmocka_unit_test(test_what_is_always_fenced_is_fresh),
        cmocka_unit_test(test_a_bug_that_breaks_the_architecture_is_illegal),
        cmocka_unit_test(test_a_stale_answer_names_the_store_and_the_fence),
        cmocka_unit_test(test_a_stale_pointer_asks_for_a_fence_without_va),
        cmocka_unit_test(test_a_stale_root_is_named),
        cmocka_unit_test(test_a_root_is_remembered_for_each_asid),
        cmocka_unit_test(test_a_napot_range_may_answer_where_pmp_hides_its_pte),
        cmocka_unit_test(test_too_much_to_remember_is_not_decided),
    };
    return cmocka_run_group_tests_name("legal", tests, NULL, NULL);
}
