/* The kernels of the RTL, exhaustively, against the manual restated as tables: nothing here shares a line with rtl/ or model/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/types.h"
#include "kernels.h"
#include "rig.h"

static void *kernels;

/* Which leaves each access may use, by XWR (Privileged 4.3.2 step 8): one character per XWR from 000 to 111, '1' allowed.
 * XWR = 000 is a pointer, 010 and 110 are reserved; the kernel's answer for W without R is still W. */
static const struct {
    uint8_t access;
    bool mxr;
    char allowed[9];
} access_table[] = {
    {FL_FETCH, false, "00001111"},     {FL_FETCH, true, "00001111"},     {FL_LOAD, false, "01010101"},
    {FL_LOAD, true, "01011111"},       {FL_STORE, false, "00110011"},    {FL_STORE, true, "00110011"},
    {FL_AMO, false, "00110011"},       {FL_AMO, true, "00110011"},       {FL_CBO_MANAGE, false, "01110111"},
    {FL_CBO_MANAGE, true, "01111111"}, {FL_CBO_ZERO, false, "00110011"}, {FL_CBO_ZERO, true, "00110011"},
};

/* Step 6: by privilege, U bit, SUM; '1' when data, 'D', or data and fetch, 'A', may use the page; '-' nobody. */
static char user_rule(unsigned privilege, bool user_page, bool sum)
{
    if (privilege == FL_USER) {
        return user_page ? 'A' : '-';
    }
    if (!user_page) {
        return 'A';
    }
    return sum ? 'D' : '-';
}

static void test_kernel_leaf_permits_every_combination(void **state)
{
    static const uint8_t privileges[] = {FL_USER, FL_SUPERVISOR};
    unsigned cases = 0;
    (void)state;
    for (unsigned row = 0; row < sizeof access_table / sizeof *access_table; row++) {
        for (unsigned flags = 0; flags < 256; flags++) {
            for (unsigned other = 0; other < 8; other++) {
                struct kernel_in in = {.pte = flags,
                                       .access = access_table[row].access,
                                       .mxr = access_table[row].mxr,
                                       .privilege = privileges[other & 1],
                                       .sum = other >> 1 & 1,
                                       .pbmte = other >> 2};
                struct kernel_out out;
                char who = user_rule(in.privilege, flags & PTE_U, in.sum);
                bool user_ok = who == 'A' || (who == 'D' && in.access != FL_FETCH);
                bool writes = in.access == FL_STORE || in.access == FL_AMO || in.access == FL_CBO_ZERO;
                kernels_eval(kernels, &in, &out);
                assert_int_equal(out.permit, user_ok && access_table[row].allowed[flags >> 1 & 7] == '1');
                assert_int_equal(out.update, !(flags & PTE_A) || (writes && !(flags & PTE_D)));
                assert_int_equal(out.a, true);
                assert_int_equal(out.d, writes || flags & PTE_D);
                cases++;
            }
        }
    }
    assert_int_equal(cases, 12 * 256 * 8);
}

/* Is the PTE legal at this level (Privileged 4.3.2 steps 3 to 5, Svnapot, Svpbmt)? One `if` a sentence of the manual. */
static bool legal(uint64_t pte, unsigned level, bool pbmte)
{
    bool leaf = pte & (PTE_R | PTE_X);
    unsigned pbmt = (unsigned)(pte >> 61 & 3);
    uint64_t ppn = pte >> 10 & 0xfffffffffff;
    if (!(pte & PTE_V) || (pte & (PTE_R | PTE_W)) == PTE_W || pte >> 54 & 0x7f) {
        return false;
    }
    if (!leaf) {
        return level > 0 && !(pte & (PTE_A | PTE_D | PTE_U)) && !pbmt && !(pte & PTE_N);
    }
    if (pbmt == 3 || (pbmt && !pbmte)) {
        return false;
    }
    if (pte & PTE_N && (level != 0 || (ppn & 15) != 8)) {
        return false;
    }
    return ppn % (1ull << 9 * level) == 0;
}

static void check_legal(uint64_t pte)
{
    for (unsigned level = 0; level < FL_MAX_LEVELS; level++) {
        for (unsigned pbmte = 0; pbmte < 2; pbmte++) {
            struct kernel_in in = {.pte = pte, .level = (uint8_t)level, .pbmte = pbmte};
            struct kernel_out out;
            kernels_eval(kernels, &in, &out);
            assert_int_equal(out.illegal, !legal(pte, level, pbmte));
            assert_int_equal(out.leaf, (pte & (PTE_R | PTE_X)) != 0);
        }
    }
}

/* All flags (with RSW) x N and PBMT x each reserved bit alone or none x PPNs that are aligned to every size or just not. */
static void test_kernel_pte_legal_every_combination(void **state)
{
    (void)state;
    for (unsigned flags = 0; flags < 1024; flags++) {
        for (unsigned high = 0; high < 8; high++) {
            for (unsigned reserved = 0; reserved < 8; reserved++) {
                for (unsigned shift = 0; shift < 44; shift++) {
                    if (reserved && shift % 9) {
                        continue; /* the two rules do not meet */
                    }
                    check_legal(flags | 1ull << (10 + shift) | (reserved ? 1ull << (53 + reserved) : 0) |
                                (uint64_t)high << 61);
                }
                check_legal(flags | (reserved ? 1ull << (53 + reserved) : 0) | (uint64_t)high << 61);
            }
        }
    }
    for (unsigned low = 0; low < 16; low++) { /* every NAPOT encoding */
        check_legal(PTE_RWX | PTE_N | (uint64_t)low << 10);
    }
}

static void test_kernel_address_of_every_size(void **state)
{
    (void)state;
    for (unsigned level = 0; level < FL_MAX_LEVELS; level++) {
        for (unsigned bit = 0; bit < 57; bit++) {
            uint64_t ppn = 0xabcdef12345 >> 9 * level << 9 * level, va = 1ull << bit;
            uint64_t offset = (1ull << (12 + 9 * level)) - 1;
            struct kernel_in in = {.pte = ppn << 10 | PTE_RWX, .va = va, .level = (uint8_t)level};
            struct kernel_out out;
            kernels_eval(kernels, &in, &out);
            assert_int_equal(out.pa, (ppn << 12) + (va & offset));
        }
    }
    for (unsigned page = 0; page < 16; page++) { /* a 64 KiB page */
        struct kernel_in in = {.pte = PTE_N | 0x12348ull << 10 | PTE_RWX, .va = 0x40000000 + (page << 12) + 5};
        struct kernel_out out;
        kernels_eval(kernels, &in, &out);
        assert_int_equal(out.pa, 0x12340005 + (page << 12));
    }
}

static void test_kernel_fault_causes(void **state)
{
    static const uint8_t page[] = {12, 13, 15, 15, 15, 15}, access[] = {1, 5, 7, 7, 7, 7};
    (void)state;
    for (unsigned kind = 0; kind < 6; kind++) {
        struct kernel_in in = {.access = (uint8_t)kind};
        struct kernel_out out;
        kernels_eval(kernels, &in, &out);
        assert_int_equal(out.cause, page[kind]);
        in.access_fault = true;
        kernels_eval(kernels, &in, &out);
        assert_int_equal(out.cause, access[kind]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel_leaf_permits_every_combination),
        cmocka_unit_test(test_kernel_pte_legal_every_combination),
        cmocka_unit_test(test_kernel_address_of_every_size),
        cmocka_unit_test(test_kernel_fault_causes),
    };
    kernels = kernels_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    kernels_close(kernels);
    return failed;
}
