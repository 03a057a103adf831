/* test_spec_permissions.c - who may do what to a leaf, exhaustively: every low PTE flag x access x privilege x SUM x MXR x ADUE,
 * directly and through MPRV, at every leaf level of every scheme.
 *
 * The expectation restates Privileged 4.3.1 and 4.3.2 as tables of letters; it shares no code with the model.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/walk.h"

/* F fetch, L load, S store, A AMO, M cache-block management, Z CBO.ZERO; in the order of enum fl_access. */
static const char letters[] = "FLSAMZ";

/* X W R as the number in PTE bits 3:1: who may pass with MXR = 0, and with MXR = 1. */
static const struct {
    const char *plain, *mxr;
} by_rights[8] = {
    {"", ""},             /* --- a pointer, and nothing hangs below level 0 */
    {"LM", "LM"},         /* r-- */
    {"", ""},             /* -w- reserved */
    {"LSAMZ", "LSAMZ"},   /* rw- */
    {"F", "FLM"},         /* --x */
    {"FLM", "FLM"},       /* r-x */
    {"", ""},             /* -wx reserved */
    {"FLSAMZ", "FLSAMZ"}, /* rwx */
};

/* Who may pass by the U bit: index page U, then SUM. */
static const char *const user_may[2][2] = {{"", ""}, {"FLSAMZ", "FLSAMZ"}};
static const char *const supervisor_may[2][2] = {{"FLSAMZ", "FLSAMZ"}, {"", "LSAMZ"}};

static const char needs_dirty[] = "SAZ";
static const uint8_t page_fault_of[] = {12, 13, 15, 15, 15, 15};

struct question {
    const struct fl_scheme *scheme;
    unsigned level; /* where the PTE under test is */
    uint64_t pte;
    unsigned access, privilege;
    bool through_mprv, sum, mxr, adue;
};

static bool has(const char *set, unsigned access)
{
    return strchr(set, letters[access]) != NULL;
}

static bool expected_ok(const struct question *q, uint64_t *after)
{
    unsigned rights = q->pte >> 1 & 7, page_u = q->pte >> 4 & 1, accessed = q->pte >> 6 & 1, dirty = q->pte >> 7 & 1;
    const char *by_user = q->privilege == FL_USER ? user_may[page_u][q->sum] : supervisor_may[page_u][q->sum];
    *after = q->pte;
    if (!(q->pte & 1) || !has(by_user, q->access))
        return false;
    if (!has(q->mxr ? by_rights[rights].mxr : by_rights[rights].plain, q->access))
        return false;
    if (q->adue)
        *after |= has(needs_dirty, q->access) ? 0xc0 : 0x40;
    return q->adue || (accessed && (dirty || !has(needs_dirty, q->access)));
}

/* One PTE per level; the walk under test reads them from the root down, so a counter finds the level. */
struct ladder {
    unsigned next;
    uint64_t pte[FL_MAX_LEVELS];
};

static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct ladder *ladder = self;
    (void)address, (void)size;
    *value = ladder->pte[ladder->next--];
    *error = false;
    return 1;
}

static unsigned compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                 bool *won, bool *error)
{
    struct ladder *ladder = self;
    uint64_t *pte = &ladder->pte[ladder->next + 1];
    (void)address, (void)size;
    *error = false;
    *won = *pte == expected;
    if (*won)
        *pte = desired;
    return 1;
}

static void ask(const struct question *q)
{
    bool by_mprv = q->through_mprv && q->access != FL_FETCH;
    struct fl_context context = {.xlen = q->scheme->xlen,
                                 .mode = q->scheme->mode,
                                 .privilege = by_mprv ? FL_MACHINE : q->privilege,
                                 .mprv = by_mprv,
                                 .mpp = q->privilege,
                                 .sum = q->sum,
                                 .mxr = q->mxr,
                                 .adue = q->adue};
    struct fl_request request = {.va = 0x128, .access = q->access, .size = 8, .context = &context};
    struct ladder ladder = {.next = q->scheme->levels - 1u};
    struct fl_pte_mem mem = {&ladder, read_pte, compare_and_swap};
    struct fl_translation out;
    uint64_t after;

    for (unsigned level = q->level + 1; level < q->scheme->levels; level++)
        ladder.pte[level] = 1;
    ladder.pte[q->level] = q->pte;
    bool ok = expected_ok(q, &after);
    bool got = fl_walk(&request, &mem, true, &out) == FL_OK;
    if (got != ok || (!ok && out.cause != page_fault_of[q->access]) || ladder.pte[q->level] != (ok ? after : q->pte))
        fail_msg(
            "%s level %u pte 0x%llx %c privilege %u mprv %d sum %d mxr %d adue %d: expected %s, got %s cause %u, pte "
            "after 0x%llx",
            q->scheme->name, q->level, (unsigned long long)q->pte, letters[q->access], q->privilege, q->through_mprv,
            q->sum, q->mxr, q->adue, ok ? "ok" : "a page fault", fl_reason_text(out.reason), out.cause,
            (unsigned long long)ladder.pte[q->level]);
}

/* Every access x privilege x way x SUM x MXR x ADUE for one PTE. */
static void ask_all(const struct fl_scheme *scheme, unsigned level, uint64_t pte)
{
    for (unsigned access = 0; access < 6; access++)
        for (unsigned bits = 0; bits < 32; bits++)
            ask(&(struct question){.scheme = scheme,
                                   .level = level,
                                   .pte = pte,
                                   .access = access,
                                   .privilege = bits & 1 ? FL_SUPERVISOR : FL_USER,
                                   .through_mprv = bits & 2,
                                   .sum = bits & 4,
                                   .mxr = bits & 8,
                                   .adue = bits & 16});
}

static void test_permissions_every_leaf(void **state)
{
    static const struct {
        unsigned xlen, mode;
    } schemes[] = {{32, FL_SV32}, {64, FL_SV39}, {64, FL_SV48}, {64, FL_SV57}};
    (void)state;
    for (size_t s = 0; s < 4; s++) {
        const struct fl_scheme *scheme = fl_scheme_of(schemes[s].xlen, schemes[s].mode);
        assert_non_null(scheme);
        for (unsigned level = 0; level < scheme->levels; level++)
            for (unsigned pte = 0; pte < 256; pte++)
                if (level == 0 || (pte & 0xf) != 1) /* above level 0 that is a pointer */
                    ask_all(scheme, level, pte);
    }
}

/* The leaf rules by themselves agree with the same tables wherever A, D and V do not decide. */
static void test_permissions_leaf_permits_alone(void **state)
{
    (void)state;
    for (unsigned pte = 0; pte < 256; pte++) {
        if ((pte & 1) == 0 || (pte & 6) == 4)
            continue;
        for (unsigned access = 0; access < 6; access++)
            for (unsigned bits = 0; bits < 8; bits++) {
                enum fl_privilege privilege = bits & 1 ? FL_SUPERVISOR : FL_USER;
                struct question q = {.pte = pte | 0xc0, .access = access, .privilege = privilege};
                uint64_t after;
                q.sum = bits & 2;
                q.mxr = bits & 4;
                bool got = fl_leaf_permits(pte, (enum fl_access)access, privilege, q.sum, q.mxr) == FL_OK;
                assert_int_equal(got, expected_ok(&q, &after));
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_permissions_every_leaf),
        cmocka_unit_test(test_permissions_leaf_permits_alone),
    };
    return cmocka_run_group_tests_name("spec permissions", tests, NULL, NULL);
}
