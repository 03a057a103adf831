#include "check/one_page.h"

#include <stddef.h>

#include "check/tables.h"

enum { FIRST_TABLE = 16, ASID = 1, FULL = FL_PTE_V | FL_PTE_R | FL_PTE_W | FL_PTE_X | FL_PTE_A | FL_PTE_D };

uint64_t fl_page_table(unsigned level)
{
    return FL_CHECK_BASE + (uint64_t)(FIRST_TABLE + level) * FL_PAGE_SIZE;
}

static unsigned shift_of(const struct fl_one_page *page, unsigned level)
{
    return FL_PAGE_SHIFT + level * page->scheme->vpn_bits;
}

uint64_t fl_page_place(const struct fl_one_page *page, unsigned level)
{
    uint64_t index = page->va >> shift_of(page, level) & ((1u << page->scheme->vpn_bits) - 1);
    return fl_page_table(level) + index * page->scheme->pte_size;
}

uint64_t fl_page_beside(const struct fl_one_page *page, unsigned level)
{
    return page->va ^ UINT64_C(1) << shift_of(page, level);
}

/* Its PPN has one bit, above those that a superpage has 0: it is RAM to the PMAs, and nobody reads it. */
uint64_t fl_page_pa(const struct fl_one_page *page)
{
    uint64_t inside = (UINT64_C(1) << shift_of(page, page->level)) - 1;
    return (UINT64_C(1) << (page->scheme->pa_bits - 2)) | (page->va & inside);
}

uint64_t fl_page_moved(const struct fl_one_page *page)
{
    return page->pte ^ UINT64_C(1) << (page->scheme->pa_bits - 1 - FL_PAGE_SHIFT + 10);
}

static struct fl_one_page page_of(struct fl_bench *bench, const struct fl_scheme *scheme, unsigned level)
{
    struct fl_one_page page = {.bench = bench, .scheme = scheme, .level = level, .va = 0x128};
    for (unsigned i = 0; i < scheme->levels; i++) {
        page.va |= (uint64_t)(i + 2) << shift_of(&page, i);
    }
    page.pte = (UINT64_C(1) << (scheme->pa_bits - 2 - FL_PAGE_SHIFT + 10)) | FULL;
    page.context = (struct fl_context){.xlen = scheme->xlen,
                                       .privilege = FL_SUPERVISOR,
                                       .adue = true,
                                       .pbmte = true,
                                       .mode = scheme->mode,
                                       .asid = ASID,
                                       .root = fl_page_table(scheme->levels - 1u) >> FL_PAGE_SHIFT};
    return page;
}

/* The scheme of this row, if the MMU has it: its PTEs tell. */
static const struct fl_scheme *scheme_of_row(const struct fl_bench *bench, unsigned row)
{
    const struct fl_scheme *scheme = fl_scheme_of(fl_check_schemes[row].xlen, fl_check_schemes[row].mode);
    return scheme->pte_size == bench->pte_size ? scheme : NULL;
}

unsigned fl_each_level(struct fl_bench *bench, unsigned (*play)(const struct fl_one_page *page))
{
    unsigned played = 0;
    for (unsigned row = 0; row < fl_check_scheme_count; row++) {
        const struct fl_scheme *scheme = scheme_of_row(bench, row);
        for (unsigned level = 0; scheme && level < scheme->levels; level++) {
            const struct fl_one_page page = page_of(bench, scheme, level);
            played += play(&page);
            fl_bench_settle(bench);
        }
    }
    return played;
}

struct fl_one_page fl_plain_page(struct fl_bench *bench)
{
    unsigned row = 0;
    while (!scheme_of_row(bench, row)) {
        row++;
    }
    return page_of(bench, scheme_of_row(bench, row), 0);
}

struct fl_one_page fl_bare_page(struct fl_bench *bench)
{
    struct fl_one_page page = fl_plain_page(bench);
    page.context.mode = FL_BARE;
    page.va = UINT64_C(1) << (page.scheme->xlen == 32 ? 31 : page.scheme->pa_bits - 2) | (page.va & (FL_PAGE_SIZE - 1));
    return page;
}

void fl_page_begin(const struct fl_one_page *page)
{
    struct fl_bench *bench = page->bench;
    const struct fl_pmp open = {0};
    bench->manners = (struct fl_manners){.delay_least = 1, .delay_most = 1};
    fl_bench_set_csrs(bench, &page->context, &open);
    for (unsigned level = page->scheme->levels - 1u; level > page->level; level--) {
        fl_bench_store(bench, fl_page_place(page, level), fl_page_table(level - 1) >> 2 | FL_PTE_V);
    }
    fl_bench_store(bench, fl_page_place(page, page->level), page->pte);
    fl_bench_fence(bench, &(struct fl_fence){0});
    fl_bench_rest(bench);
}

void fl_page_drive(const struct fl_one_page *page, uint64_t va, enum fl_access access, enum fl_privilege privilege)
{
    const struct fl_request request = {.va = va, .access = access, .size = 4};
    struct fl_context context = page->context;
    context.privilege = privilege;
    if (!page->bench->diverged) {
        fl_bench_set_csrs(page->bench, &context, NULL);
        fl_bench_request(page->bench, fl_port_of(access), &request);
    }
}

void fl_page_ask(const struct fl_one_page *page, uint64_t va, enum fl_access access, enum fl_privilege privilege)
{
    fl_page_drive(page, va, access, privilege);
    fl_bench_rest(page->bench);
}

void fl_page_protect(const struct fl_one_page *page, uint64_t pa, uint8_t rights)
{
    enum { NAPOT = 0x18, LOCKED = 0x80, ALL = 7 };
    struct fl_pmp pmp = {.count = 16};
    pmp.addr[0] = pa >> FL_PAGE_SHIFT << FL_PAGE_SHIFT >> 2 | (FL_PAGE_SIZE / 8 - 1);
    pmp.cfg[0] = NAPOT | LOCKED | rights;
    pmp.addr[1] = ~UINT64_C(0) >> 10;
    pmp.cfg[1] = NAPOT | ALL;
    fl_bench_set_csrs(page->bench, &page->context, &pmp);
}

uint64_t fl_rival_turns_dirty(void *self, uint64_t held)
{
    (void)self;
    return held ^ FL_PTE_D;
}
