/* The second level of the RTL by itself: cycles, fences, PMP and pointer masking, with the numbers of docs/microarchitecture.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/pmp.h"
#include "rig.h"

enum { M = 3 };                                                            /* rig_open's memory delay */
#define WALK(reads, updates) (3 + (reads) * (M + 2) + (updates) * (M + 1)) /* section 5.2 */
#define VA                   0x40201000ull

struct fixture {
    struct rig rig;
    struct fl_context context;
    uint64_t leaf; /* address of VA's PTE */
};

static struct fixture *open_sv39(const char *size, uint64_t flags)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    rig_open(&f->rig, size);
    f->context = context_of(3, memory_table(&f->rig.memory));
    f->context.adue = true;
    f->leaf = memory_map(&f->rig.memory, f->context.root, 3, VA, 0, PTE_PPN(0x92345000) | flags, 0);
    return f;
}

static void close_fixture(struct fixture *f)
{
    rig_close(&f->rig);
    free(f);
}

static void expect(struct fixture *f, enum fl_port port, uint64_t va, enum fl_path path, unsigned cycles)
{
    struct fl_response response =
        rig_translate(&f->rig, port, &f->context, va, port == FL_PORT_FETCH ? FL_FETCH : FL_LOAD);
    assert_false(response.fault);
    assert_int_equal(response.path, path);
    assert_int_equal(response.cycles, cycles);
}

static void test_second_answers_in_three_cycles(void **state)
{
    (void)state;
    struct fixture *f = open_sv39("default", PTE_RWX);
    expect(f, FL_PORT_DATA, VA, FL_PATH_WALK, WALK(3, 0));
    expect(f, FL_PORT_FETCH, VA, FL_PATH_L2, 3);
    expect(f, FL_PORT_FETCH, VA, FL_PATH_L1, 1);
    memory_map(&f->rig.memory, f->context.root, 3, 0x80000000, 1, PTE_PPN(0xc0000000) | PTE_RWX, 0);
    expect(f, FL_PORT_FETCH, 0x80000000, FL_PATH_WALK, WALK(2, 0));
    expect(f, FL_PORT_DATA, 0x80123000, FL_PATH_L2, 3);
    assert_int_equal(f->rig.dut.counts(f->rig.dut.self)->super_hit, 1);
    assert_int_equal(f->rig.dut.counts(f->rig.dut.self)->l2_hit, 1);
    close_fixture(f);
}

static void test_second_refuses_and_walks(void **state)
{
    (void)state;
    struct fixture *f = open_sv39("default", PTE_RWX & ~PTE_D);
    expect(f, FL_PORT_FETCH, VA, FL_PATH_WALK, WALK(3, 0));
    /* A store to a clean page: refused, dropped, walked from the pointer at level 1, updated. */
    struct fl_response response = rig_translate(&f->rig, FL_PORT_DATA, &f->context, VA, FL_STORE);
    assert_false(response.fault);
    assert_int_equal(response.cycles, WALK(1, 1));
    assert_int_equal(f->rig.dut.counts(f->rig.dut.self)->second_refused, 1);
    close_fixture(f);
}

static void test_second_walk_starts_at_lowest_pointer(void **state)
{
    (void)state;
    struct fixture *f = open_sv39("default", PTE_RWX);
    memory_map(&f->rig.memory, f->context.root, 3, VA + 0x1000, 0, PTE_PPN(0x80001000) | PTE_RWX, 0);
    memory_map(&f->rig.memory, f->context.root, 3, VA + 0x200000, 0, PTE_PPN(0x80002000) | PTE_RWX, 0);
    expect(f, FL_PORT_DATA, VA, FL_PATH_WALK, WALK(3, 0));
    expect(f, FL_PORT_DATA, VA + 0x1000, FL_PATH_WALK, WALK(1, 0));
    expect(f, FL_PORT_DATA, VA + 0x200000, FL_PATH_WALK, WALK(2, 0));
    close_fixture(f);
}

static void test_second_absent_in_tiny(void **state)
{
    (void)state;
    struct fixture *f = open_sv39("tiny", PTE_RWX);
    expect(f, FL_PORT_DATA, VA, FL_PATH_WALK, WALK(3, 0));
    expect(f, FL_PORT_FETCH, VA, FL_PATH_WALK, WALK(3, 0));
    close_fixture(f);
}

static void test_second_fence_sweeps(void **state)
{
    static const struct {
        bool va_given, asid_given;
        unsigned cycles[3]; /* tiny, default, large */
    } cases[] = {
        {false, false, {2, 2, 2}}, {true, false, {2, 3, 3}}, {true, true, {2, 3, 3}}, {false, true, {2, 66, 258}}};
    (void)state;
    for (unsigned size = 0; size < 3; size++) {
        struct fixture *f = open_sv39(rig_sizes[size], PTE_RWX);
        for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct fl_fence fence = {
                .va_given = cases[i].va_given, .asid_given = cases[i].asid_given, .va = VA, .asid = 1};
            rig_translate(&f->rig, FL_PORT_DATA, &f->context, VA, FL_LOAD);
            assert_int_equal(fl_dut_fence(&f->rig.dut, &fence), cases[i].cycles[size]);
            /* Pointers survive a fence by VA alone. */
            unsigned reads = size != 0 && cases[i].va_given ? 1 : 3;
            expect(f, FL_PORT_DATA, VA, FL_PATH_WALK, WALK(reads, 0));
        }
        close_fixture(f);
    }
}

static void allow_all_but(struct fl_pmp *pmp, uint64_t hole, unsigned bytes)
{
    memset(pmp, 0, sizeof *pmp);
    pmp->count = 16;
    pmp->addr[0] = hole >> 2;
    pmp->addr[1] = (hole + bytes) >> 2;
    pmp->cfg[1] = 1 << 3; /* TOR, nothing permitted */
    pmp->addr[2] = ~0ull >> 10;
    pmp->cfg[2] = 0x1f;
}

static void test_second_pmp_denies_in_time(void **state)
{
    (void)state;
    struct fixture *f = open_sv39("default", PTE_RWX & ~PTE_A);
    struct fl_pmp pmp;
    struct fl_response response;
    f->context.pmp = &pmp;

    allow_all_but(&pmp, f->context.root << 12, 4096);
    response = rig_translate(&f->rig, FL_PORT_DATA, &f->context, VA, FL_LOAD);
    assert_true(response.fault && response.cause == FL_CAUSE_LOAD_ACCESS);
    assert_int_equal(response.cycles, WALK(0, 0) + 1);
    assert_int_equal(response.level, 2);
    assert_int_equal(f->rig.memory.reads, 0);

    /* A PTE that may be read but not written: the update is refused. */
    allow_all_but(&pmp, f->leaf, 8);
    pmp.cfg[1] |= FL_PMP_READ;
    response = rig_translate(&f->rig, FL_PORT_DATA, &f->context, VA, FL_STORE);
    assert_true(response.fault && response.cause == FL_CAUSE_STORE_ACCESS);
    assert_int_equal(response.cycles, WALK(3, 0) + 1);
    assert_int_equal(f->rig.memory.updates, 0);

    /* The page itself, by an access that touches the hole with its last bytes alone; the walk's result stays. */
    allow_all_but(&pmp, 0x92345004, 4);
    struct fl_request request = {.va = VA, .access = FL_LOAD, .size = 8, .context = &f->context};
    fl_dut_translate(&f->rig.dut, FL_PORT_DATA, &request, &f->rig.port, true, NULL, &response);
    assert_true(response.fault && response.cause == FL_CAUSE_LOAD_ACCESS && response.path == FL_PATH_WALK);
    assert_int_equal(response.cycles, WALK(1, 1));
    request.size = 4;
    fl_dut_translate(&f->rig.dut, FL_PORT_DATA, &request, &f->rig.port, true, NULL, &response);
    assert_true(!response.fault && response.path == FL_PATH_L1 && response.cycles == 1);
    request.size = 8;
    fl_dut_translate(&f->rig.dut, FL_PORT_DATA, &request, &f->rig.port, true, NULL, &response);
    assert_true(response.fault && response.path == FL_PATH_L1 && response.cycles == 1);
    assert_int_equal(f->rig.dut.counts(f->rig.dut.self)->denied, 4);
    close_fixture(f);
}

static void test_second_masks_data_pointers(void **state)
{
    const uint64_t tagged = VA | 0x5aull << 57;
    (void)state;
    struct fixture *f = open_sv39("default", PTE_RWX);
    f->context.pmm_s = 2;
    expect(f, FL_PORT_DATA, tagged, FL_PATH_WALK, WALK(3, 0));
    expect(f, FL_PORT_DATA, VA, FL_PATH_L1, 1);
    struct fl_response response = rig_translate(&f->rig, FL_PORT_FETCH, &f->context, tagged, FL_FETCH);
    assert_true(response.fault && response.tval == tagged);
    response = rig_translate(&f->rig, FL_PORT_DATA, &f->context, tagged | 0x40000000000ull, FL_LOAD);
    assert_true(response.fault);
    assert_int_equal(response.tval, VA | 0x40000000000ull); /* masked, and still not canonical */
    f->context.mxr = true;
    response = rig_translate(&f->rig, FL_PORT_DATA, &f->context, tagged, FL_LOAD);
    assert_true(response.fault && response.tval == tagged);
    f->context.privilege = FL_MACHINE;
    f->context.pmm_m = 3;
    response = rig_translate(&f->rig, FL_PORT_DATA, &f->context, 0xffff800080000000ull, FL_LOAD);
    assert_true(!response.fault && response.path == FL_PATH_BARE && response.pa == 0x800080000000ull);
    close_fixture(f);
}

static void scribble(struct fl_tlb_entry *entry, unsigned count, unsigned level, uint64_t set, uint64_t *random)
{
    for (unsigned i = 0; i < count; i++) {
        *random = *random * 6364136223846793005u + 1442695040888963407u;
        entry[i] = (struct fl_tlb_entry){.valid = *random >> 40 & 1,
                                         .global = *random >> 41 & 1,
                                         .level = (uint8_t)level,
                                         .asid = (uint16_t)(*random >> 13),
                                         .vpn = (*random >> 19 & ~0x3ffull) | set,
                                         .ppn = *random >> 20};
    }
}

/* What is loaded is what is read, in every array and up to its last word. */
static void test_second_state_round_trip(void **state)
{
    uint64_t random = 7;
    (void)state;
    for (unsigned size = 0; size < 3; size++) {
        struct fixture *f = open_sv39(rig_sizes[size], PTE_RWX);
        struct fl_mmu_state *loaded = calloc(2, sizeof *loaded), *read = loaded + 1;
        f->rig.dut.read_state(f->rig.dut.self, loaded);
        scribble(loaded->super.entry, loaded->super.entries, 1, 5, &random);
        loaded->super.plru = loaded->super.entries ? 0x55 : 0;
        for (unsigned level = 1; level < FL_MAX_LEVELS; level++) {
            scribble(loaded->pwc[level - 1].entry, loaded->pwc[level - 1].entries, level, level, &random);
            loaded->pwc[level - 1].plru = loaded->pwc[level - 1].entries ? level & 3 : 0;
        }
        for (unsigned set = 0; set < loaded->l2.sets; set++) {
            scribble(&loaded->l2.entry[set * loaded->l2.ways], loaded->l2.ways, 0, set, &random);
            loaded->l2.plru[set] = (uint8_t)(set % 7);
        }
        f->rig.dut.load_state(f->rig.dut.self, loaded);
        f->rig.dut.read_state(f->rig.dut.self, read);
        assert_memory_equal(loaded, read, sizeof *loaded);
        free(loaded);
        close_fixture(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second_answers_in_three_cycles),
        cmocka_unit_test(test_second_refuses_and_walks),
        cmocka_unit_test(test_second_walk_starts_at_lowest_pointer),
        cmocka_unit_test(test_second_absent_in_tiny),
        cmocka_unit_test(test_second_fence_sweeps),
        cmocka_unit_test(test_second_pmp_denies_in_time),
        cmocka_unit_test(test_second_masks_data_pointers),
        cmocka_unit_test(test_second_state_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
