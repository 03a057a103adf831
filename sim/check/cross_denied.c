/* The crosses of protection: PMP, PMAs or both deny an answer's address on every path, or the walker's PTE at every level. */
#include "check/cross.h"
#include "check/one_page.h"

enum { ACCESSES = FL_CBO_ZERO + 1 };
enum { BY_PMP = 1, BY_PMA = 2 }; /* or both */
#define ROM     UINT64_C(0x2)    /* PPNs of docs/microarchitecture.md 8.2: what cannot be written, nor walked */
#define DEVICES UINT64_C(0x20)   /* what cannot be fetched */

static const enum fl_privilege privileges[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};

/* Where the access is denied by whom it should be; RAM, if by PMP alone. PMAs permit every load and CBO of management. */
static uint64_t denied_place(const struct fl_one_page *page, unsigned by, enum fl_access access)
{
    uint64_t ram = fl_page_pa(page) >> FL_PAGE_SHIFT;
    return (by == BY_PMP ? ram : access == FL_FETCH ? DEVICES : ROM) << FL_PAGE_SHIFT;
}

static void deny_bare(struct fl_bench *bench, unsigned by, enum fl_access access)
{
    const struct fl_one_page bare = fl_bare_page(bench);
    uint64_t pa = by == BY_PMP ? bare.va : denied_place(&bare, by, access) + 0x128;
    for (unsigned i = 0; i < 3; i++) {
        fl_page_begin(&bare);
        if (by & BY_PMP) {
            fl_page_protect(&bare, pa, 0);
        }
        fl_page_ask(&bare, pa, access, privileges[i]);
    }
}

/* A walk by the other port, an answer of the second level, a hit; and, all fenced, a walk by this one. */
static void deny_paged(const struct fl_one_page *plain, unsigned by, enum fl_access access, enum fl_privilege privilege)
{
    struct fl_one_page page = *plain;
    uint64_t pa = denied_place(plain, by, access);
    enum fl_access first = access == FL_FETCH ? FL_LOAD : FL_FETCH;
    page.pte = pa >> 2 | plain->pte % 1024 | (privilege == FL_USER ? FL_PTE_U : 0);
    for (unsigned walks = 0; walks < 2; walks++) {
        fl_page_begin(&page);
        if (by & BY_PMP) {
            fl_page_protect(&page, pa, 0);
        }
        if (!walks) {
            fl_page_ask(&page, page.va, first, privilege);
            fl_page_ask(&page, page.va, access, privilege);
        }
        fl_page_ask(&page, page.va, access, privilege);
    }
}

unsigned fl_cross_denied(struct fl_bench *bench)
{
    const struct fl_one_page plain = fl_plain_page(bench);
    unsigned played = 0;
    for (unsigned by = BY_PMP; by <= (BY_PMP | BY_PMA); by++) {
        for (unsigned access = 0; access < ACCESSES; access++, played += 7) {
            deny_bare(bench, by, access);
            deny_paged(&plain, by, access, FL_USER);
            deny_paged(&plain, by, access, FL_SUPERVISOR);
        }
    }
    fl_bench_settle(bench);
    return played;
}

/* The table of the page's level lies where PMAs let nothing be walked, or PMP nothing be read. */
static void deny_read(const struct fl_one_page *page, unsigned by)
{
    unsigned top = page->scheme->levels - 1u;
    struct fl_one_page elsewhere = *page;
    if (by & BY_PMA && page->level == top) {
        elsewhere.context.root = ROM;
    }
    fl_page_begin(&elsewhere);
    if (by & BY_PMA && page->level < top) {
        fl_bench_store(page->bench, fl_page_place(page, page->level + 1), ROM << 10 | FL_PTE_V);
    }
    if (by & BY_PMP) {
        fl_page_protect(&elsewhere, by & BY_PMA ? ROM << FL_PAGE_SHIFT : fl_page_table(page->level), 0);
    }
    fl_page_ask(&elsewhere, page->va, FL_LOAD, FL_SUPERVISOR);
}

static unsigned play_pte_denied(const struct fl_one_page *page)
{
    enum { READ_ONLY = 1, CASES = 4 };
    struct fl_one_page aged = *page;
    aged.pte &= ~(uint64_t)FL_PTE_A;
    for (unsigned by = BY_PMP; by <= (BY_PMP | BY_PMA); by++) {
        deny_read(page, by);
    }
    fl_page_begin(&aged);
    fl_page_protect(&aged, fl_page_table(page->level), READ_ONLY);
    fl_page_ask(&aged, page->va, FL_LOAD, FL_SUPERVISOR);
    return CASES;
}

unsigned fl_cross_pte_denied(struct fl_bench *bench)
{
    return fl_each_level(bench, play_pte_denied);
}
