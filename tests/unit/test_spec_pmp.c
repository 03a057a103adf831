/* test_spec_pmp.c - physical memory protection: ranges byte by byte, priority, and every row of the Smepmp table.
 *
 * The expectations restate Privileged 3.7.1 and the Smepmp truth table with letters and single bytes; no code is shared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/pmp.h"

enum { TOR = 1, NA4 = 2, NAPOT = 3 };

static uint8_t cfg_of(bool l, unsigned a, bool r, bool w, bool x)
{
    return (uint8_t)(l << 7 | a << 3 | x << 2 | w << 1 | r);
}

/* Which bytes entry `i` covers: one byte at a time, as the manual describes each mode. */
static bool covers(const struct fl_pmp *pmp, unsigned i, uint64_t byte)
{
    uint64_t word = byte >> 2, size = 8;
    switch (pmp->cfg[i] >> 3 & 3) {
    case TOR:
        return word >= (i ? pmp->addr[i - 1] : 0) && word < pmp->addr[i];
    case NA4:
        return word == pmp->addr[i];
    case NAPOT:
        for (uint64_t a = pmp->addr[i]; a & 1; a >>= 1)
            size *= 2;
        return byte / size == (pmp->addr[i] << 2) / size;
    }
    return false;
}

/* The first entry that covers any byte; *whole when it covers them all. */
static int expected_entry(const struct fl_pmp *pmp, uint64_t pa, unsigned size, bool *whole)
{
    for (unsigned i = 0; i < pmp->count; i++) {
        unsigned covered = 0;
        for (unsigned byte = 0; byte < size; byte++)
            covered += covers(pmp, i, pa + byte);
        *whole = covered == size;
        if (covered)
            return (int)i;
    }
    return -1;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Given random entries over 256 bytes, every access there is decided by the entry the bytes say. */
static void test_pmp_matching_byte_by_byte(void **state)
{
    uint32_t random = 1;
    unsigned hits = 0, partial = 0;
    (void)state;
    for (unsigned round = 0; round < 2000; round++) {
        struct fl_pmp pmp = {.count = 16};
        for (unsigned i = 0; i < 4; i++) {
            pmp.cfg[i] = cfg_of(false, next_random(&random) & 3, true, true, true);
            pmp.addr[i] = next_random(&random) & 63;
        }
        for (uint64_t pa = 0; pa < 256; pa++) {
            unsigned size = 1u << (pa & 3); /* misaligned ones too: a device may be asked so */
            bool whole = false;
            int got, expected = expected_entry(&pmp, pa, size, &whole);
            bool allowed = fl_pmp_allows(&pmp, FL_SUPERVISOR, FL_PMP_READ, pa, size, &got);
            if (got != expected || allowed != (expected >= 0 && whole))
                fail_msg("round %u pa %u size %u: entry %d allowed %d, expected entry %d whole %d", round, (unsigned)pa,
                         size, got, allowed, expected, whole);
            hits += expected >= 0 && whole;
            partial += expected >= 0 && !whole;
        }
    }
    assert_true(hits > 1000 && partial > 1000);
}

/* The Smepmp truth table, letters as the manual prints it: LRWX, rights of M, rights of S and U. */
static const struct {
    const char *lrwx, *machine, *others;
} mml_table[16] = {
    {"0000", "", ""},  {"0001", "", "X"},  {"0010", "RW", "R"}, {"0011", "RW", "RW"},
    {"0100", "", "R"}, {"0101", "", "RX"}, {"0110", "", "RW"},  {"0111", "", "RWX"},
    {"1000", "", ""},  {"1001", "X", ""},  {"1010", "X", "X"},  {"1011", "RX", "X"},
    {"1100", "R", ""}, {"1101", "RX", ""}, {"1110", "RW", ""},  {"1111", "R", "R"},
};

static const struct {
    enum fl_pmp_kind kind;
    const char *needs;
} kinds[] = {{FL_PMP_READ, "R"}, {FL_PMP_WRITE, "W"}, {FL_PMP_EXEC, "X"}, {FL_PMP_READ_WRITE, "RW"}};

static const enum fl_privilege privileges[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};

static bool has_all(const char *rights, const char *needs)
{
    for (; *needs; needs++)
        if (!strchr(rights, *needs))
            return false;
    return true;
}

static void check_row(const struct fl_pmp *pmp, const char *row, const char *machine, const char *others)
{
    for (size_t p = 0; p < 3; p++)
        for (size_t k = 0; k < 4; k++) {
            bool expected = has_all(privileges[p] == FL_MACHINE ? machine : others, kinds[k].needs);
            if (fl_pmp_allows(pmp, privileges[p], kinds[k].kind, 0x1000, 8, NULL) != expected)
                fail_msg("LRWX %s privilege %d needs %s: expected %d", row, privileges[p], kinds[k].needs, expected);
        }
}

static struct fl_pmp one_entry(const char *lrwx)
{
    struct fl_pmp pmp = {.count = 16, .addr = {0x3fffffffffffff}};
    pmp.cfg[0] = cfg_of(lrwx[0] == '1', NAPOT, lrwx[1] == '1', lrwx[2] == '1', lrwx[3] == '1');
    return pmp;
}

static void test_pmp_every_smepmp_row(void **state)
{
    (void)state;
    for (size_t row = 0; row < 16; row++)
        for (unsigned mmwp = 0; mmwp < 2; mmwp++) {
            struct fl_pmp pmp = one_entry(mml_table[row].lrwx);
            pmp.mml = true;
            pmp.mmwp = mmwp; /* says nothing where an entry matches */
            check_row(&pmp, mml_table[row].lrwx, mml_table[row].machine, mml_table[row].others);
        }
}

/* Without MML: the letters are the rights, and M is bound only by L. */
static void test_pmp_every_plain_row(void **state)
{
    (void)state;
    for (size_t row = 0; row < 16; row++) {
        const char *lrwx = mml_table[row].lrwx;
        char rights[4] = "";
        for (unsigned i = 1; i < 4; i++)
            if (lrwx[i] == '1')
                strncat(rights, &"LRWX"[i], 1);
        struct fl_pmp pmp = one_entry(lrwx);
        check_row(&pmp, lrwx, lrwx[0] == '1' ? rights : "RWX", rights);
    }
}

/* No entry matches: MML, MMWP -> what M may do; S and U nothing. */
static void test_pmp_unmatched(void **state)
{
    static const char *const machine[2][2] = {{"RWX", ""}, {"RW", ""}};
    (void)state;
    for (unsigned mml = 0; mml < 2; mml++)
        for (unsigned mmwp = 0; mmwp < 2; mmwp++) {
            struct fl_pmp pmp = {.count = 16, .mml = mml, .mmwp = mmwp};
            check_row(&pmp, "none", machine[mml][mmwp], "");
        }
}

static void test_pmp_absent_allows_everything(void **state)
{
    const struct fl_pmp none = {.count = 0, .mmwp = true};
    int entry = 5;
    (void)state;
    check_row(&none, "absent", "RWX", "RWX");
    check_row(NULL, "absent", "RWX", "RWX");
    fl_pmp_allows(NULL, FL_USER, FL_PMP_READ, 0, 1, &entry);
    assert_int_equal(entry, -1);
}

/* A bad entry count is no way out of the arrays. */
static void test_pmp_count_is_bounded(void **state)
{
    struct fl_pmp pmp = {.count = 1000};
    (void)state;
    assert_false(fl_pmp_allows(&pmp, FL_USER, FL_PMP_READ, 0, 8, NULL));
    fl_pmp_write_cfg(&pmp, 64, 0x1f);
    fl_pmp_write_addr(&pmp, 999, 1);
    fl_pmp_write_addr(&pmp, 63, 7);
    assert_int_equal(pmp.addr[63], 7);
    fl_pmp_write_mseccfg(&pmp, 4);
    assert_true(pmp.rlb);
}

/* All 256 bytes written to an unlocked entry, under each of mseccfg's four relevant states. */
static void test_pmp_cfg_warl(void **state)
{
    (void)state;
    for (unsigned value = 0; value < 256; value++)
        for (unsigned bits = 0; bits < 4; bits++) {
            struct fl_pmp pmp = {.count = 16, .mml = bits & 1, .rlb = bits & 2, .cfg = {0x1f}};
            const char lrwx[] = {value & 0x80 ? '1' : '0', value & 1 ? '1' : '0', value & 2 ? '1' : '0',
                                 value & 4 ? '1' : '0', 0};
            bool refused = bits == 1 && strstr("1001 1010 1011 1101", lrwx);
            unsigned kept = value & 0x9f;
            if (!(bits & 1) && !(value & 1))
                kept &= ~2u;
            fl_pmp_write_cfg(&pmp, 0, (uint8_t)value);
            assert_int_equal(pmp.cfg[0], refused ? 0x1f : kept);
        }
}

/* Uniform: every single byte of the range is decided alike by the same entry, and so is the range as a whole. */
static bool expected_uniform(const struct fl_pmp *pmp, uint64_t pa, unsigned size)
{
    bool whole;
    int first = expected_entry(pmp, pa, 1, &whole);
    for (unsigned i = 1; i < size; i++)
        if (expected_entry(pmp, pa + i, 1, &whole) != first)
            return false;
    return true;
}

static void test_pmp_uniform_is_what_single_bytes_say(void **state)
{
    (void)state;
    unsigned uniform = 0, divided = 0;
    for (unsigned i = 0; i < 4096; i++) {
        struct fl_pmp pmp = {.count = 16};
        for (unsigned k = 0; k < 3; k++) { /* small ranges in 1 KiB, from a generator as good as any */
            unsigned mix = (i * 2654435761u) >> (8 * k);
            pmp.cfg[k] = cfg_of(0, mix & 3, 1, 0, 0);
            pmp.addr[k] = 0x20000000 + (mix >> 2 & 0x3f) * (mix >> 6 & 3);
        }
        for (uint64_t pa = 0x80000000; pa < 0x80000200; pa += 64) {
            bool expected = expected_uniform(&pmp, pa, 64);
            assert_int_equal(fl_pmp_uniform(&pmp, pa, 64), expected);
            *(expected ? &uniform : &divided) += 1;
        }
    }
    assert_true(uniform > 1000 && divided > 1000);
    assert_true(fl_pmp_uniform(NULL, 0, FL_PAGE_SIZE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pmp_matching_byte_by_byte),
        cmocka_unit_test(test_pmp_every_smepmp_row),
        cmocka_unit_test(test_pmp_every_plain_row),
        cmocka_unit_test(test_pmp_unmatched),
        cmocka_unit_test(test_pmp_absent_allows_everything),
        cmocka_unit_test(test_pmp_count_is_bounded),
        cmocka_unit_test(test_pmp_cfg_warl),
        cmocka_unit_test(test_pmp_uniform_is_what_single_bytes_say),
    };
    return cmocka_run_group_tests_name("spec pmp", tests, NULL, NULL);
}
