/* The cross of bits: each bit of every number that comes in is turned alone, so that a wire which is too narrow, or a compare that is
 * too short, shows: of the root, of pointers and leaves, of a VA, of a fence's VA, of ASIDs. */
#include "check/cross.h"
#include "check/one_page.h"

enum { PPN_AT = 10, ASID_BITS = 16 };

/* A walk, an answer of the second level, a hit. */
static void use(const struct fl_one_page *page)
{
    fl_page_begin(page);
    fl_page_ask(page, page->va, FL_FETCH, FL_SUPERVISOR);
    fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
    fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
}

/* Its walk leads astray: to where there is no table. */
static void turn_pointer(const struct fl_one_page *page, unsigned bit)
{
    uint64_t pointer = fl_page_table(page->level) >> 2 | FL_PTE_V;
    fl_page_begin(page);
    if (!page->bench->diverged) {
        fl_bench_store(page->bench, fl_page_place(page, page->level + 1), pointer ^ UINT64_C(1) << (PPN_AT + bit));
    }
    fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
}

static unsigned turn_ppns(const struct fl_one_page *page)
{
    unsigned bits = page->scheme->pa_bits - FL_PAGE_SHIFT, aligned = page->level * page->scheme->vpn_bits, played = 0;
    for (unsigned bit = 0; bit < bits; bit++) {
        struct fl_one_page astray = *page, leaf = *page;
        astray.context.root ^= UINT64_C(1) << bit;
        leaf.pte ^= UINT64_C(1) << (PPN_AT + bit);
        use(&astray);
        played++;
        if (page->level + 1u < page->scheme->levels) {
            turn_pointer(page, bit);
            played++;
        }
        if (bit >= aligned) {
            use(&leaf);
            played++;
        }
    }
    return played;
}

/* Something else is fenced, or, by a bit inside the page, the page itself. */
static unsigned turn_vas(const struct fl_one_page *page)
{
    enum { VA_BITS = 64 };
    for (unsigned bit = 0; bit < VA_BITS; bit++) {
        uint64_t other = page->va ^ UINT64_C(1) << bit;
        use(page);
        if (!page->bench->diverged) {
            fl_bench_fence(page->bench, &(struct fl_fence){.va_given = true, .va = other});
            fl_bench_rest(page->bench);
        }
        fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
        fl_page_ask(page, other, FL_LOAD, FL_SUPERVISOR);
    }
    return VA_BITS;
}

/* Another address space asks, and another one is fenced. */
static unsigned turn_asids(const struct fl_one_page *page)
{
    for (unsigned bit = 0; bit < ASID_BITS; bit++) {
        struct fl_one_page other = *page;
        other.context.asid ^= (uint16_t)(1u << bit);
        use(page);
        if (!page->bench->diverged) {
            fl_bench_fence(page->bench, &(struct fl_fence){.asid_given = true, .asid = other.context.asid});
            fl_bench_rest(page->bench);
        }
        fl_page_ask(page, page->va, FL_FETCH, FL_SUPERVISOR);
        fl_page_ask(&other, page->va, FL_LOAD, FL_SUPERVISOR);
        fl_page_ask(&other, page->va, FL_FETCH, FL_SUPERVISOR);
    }
    return ASID_BITS;
}

static unsigned play_bits(const struct fl_one_page *page)
{
    return turn_ppns(page) + turn_vas(page) + turn_asids(page);
}

unsigned fl_cross_bits(struct fl_bench *bench)
{
    return fl_each_level(bench, play_bits);
}
