/* The cross of places: every form of a fence finds what it covers at every place of its structure, among others that it spares. */
#include "check/cross.h"
#include "check/one_page.h"

enum { FORMS = 4, VA_GIVEN = 1, ASID_GIVEN = 2, BRANCHES = 4, PAGES = 16, SUPERPAGES = 8 };

/* The k-th page. Those of level 0 lie four by four in one set of the L2, each behind a pointer of its own at every level; superpages side by
 * side. Only the fenced one has the fence's ASID. */
static struct fl_one_page page_at(const struct fl_one_page *page, unsigned k, bool fenced)
{
    unsigned top = page->scheme->levels - 1u, vpn_bits = page->scheme->vpn_bits;
    struct fl_one_page at = *page;
    if (page->level == 0) {
        at.va += (uint64_t)(k % BRANCHES) << (FL_PAGE_SHIFT + top * vpn_bits);
        at.va += (uint64_t)(k / BRANCHES) << FL_PAGE_SHIFT;
    } else {
        at.va += (uint64_t)k << (FL_PAGE_SHIFT + page->level * vpn_bits);
    }
    at.context.asid ^= fenced ? 0 : 3;
    return at;
}

/* Its own leaf, and its own pointer in the root; global, if it is to be, by both. */
static void map(const struct fl_one_page *page)
{
    unsigned top = page->scheme->levels - 1u;
    if (page->bench->diverged) {
        return;
    }
    if (page->level < top) {
        uint64_t pointer = fl_page_table(top - 1) >> 2 | FL_PTE_V | (page->pte & FL_PTE_G);
        fl_bench_store(page->bench, fl_page_place(page, top), pointer);
    }
    fl_bench_store(page->bench, fl_page_place(page, page->level), page->pte);
}

/* Other cases take the pages beside theirs for unmapped. */
static void unmap(const struct fl_one_page *page)
{
    if (!page->bench->diverged) {
        fl_bench_store(page->bench, fl_page_place(page, page->level), 0);
        fl_bench_store(page->bench, fl_page_place(page, page->scheme->levels - 1u), 0);
    }
}

/* From the walk into one L1 TLB, and from the second level into the other. */
static void use(const struct fl_one_page *page)
{
    fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
    fl_page_ask(page, page->va, FL_FETCH, FL_SUPERVISOR);
}

/* Empty structures are filled from their lowest place up, so that the page fenced comes to lie at `place`. */
static void fence_at(const struct fl_one_page *page, unsigned place, unsigned pages, unsigned form)
{
    const struct fl_one_page fenced = page_at(page, place, true);
    fl_page_begin(page);
    for (unsigned k = 0; k < pages; k++) {
        const struct fl_one_page at = page_at(page, k, k == place);
        map(&at);
        use(&at);
    }
    fl_bench_settle(page->bench); /* so that what differs next is the fence's doing */
    if (!page->bench->diverged) {
        fl_bench_fence(page->bench, &(struct fl_fence){.va_given = form & VA_GIVEN,
                                                       .asid_given = form & ASID_GIVEN,
                                                       .va = fenced.va,
                                                       .asid = fenced.context.asid});
    }
    fl_bench_settle(page->bench);
    use(&fenced);
}

static unsigned play_places(const struct fl_one_page *page)
{
    unsigned places = page->level == 0 ? PAGES : SUPERPAGES, played = 0;
    for (unsigned k = 0; k < 2 * FORMS * places; k++, played++) {
        unsigned place = k % places, form = k / places % FORMS;
        struct fl_one_page one = *page;
        one.pte |= k / places / FORMS ? FL_PTE_G : 0;
        fence_at(&one, place, place < BRANCHES ? BRANCHES : place + 1, form);
    }
    for (unsigned k = 0; k < places; k++) {
        const struct fl_one_page at = page_at(page, k, false);
        unmap(&at);
    }
    return played;
}

unsigned fl_cross_places(struct fl_bench *bench)
{
    return fl_each_level(bench, play_places);
}
