/* pma.c - physical memory attributes: the lowest-numbered range that holds the page decides (Privileged 3.6). */
#include "faultline/pma.h"

#include <stddef.h>

enum { R = FL_PMA_R, W = FL_PMA_W, X = FL_PMA_X, A = FL_PMA_A, T = FL_PMA_T };

const struct fl_pma fl_pma_virt = {
    .count = 3,
    .range = {{0x00001, 0x0000f, R | X},
              {0x00000, 0x7ffff, R | W},
              {0x80000, UINT64_C(0xfffffffffff), R | W | X | A | T}},
};

/* What each access asks for; either of the two will do. */
static const struct {
    uint8_t needs, or_needs;
} demands[] = {
    [FL_FETCH] = {X, X},      [FL_LOAD] = {R, R},     [FL_STORE] = {W, W}, [FL_AMO] = {R | W | A, R | W | A},
    [FL_CBO_MANAGE] = {R, W}, [FL_CBO_ZERO] = {W, W},
};

/* What the page of `pa` can do. */
static unsigned rights_of(const struct fl_pma *pma, uint64_t pa, int *range)
{
    uint64_t ppn = pa >> FL_PAGE_SHIFT;
    for (unsigned i = 0; i < pma->count && i < FL_PMA_MAX; i++)
        if (ppn >= pma->range[i].first && ppn <= pma->range[i].last) {
            *range = (int)i;
            return pma->range[i].rights;
        }
    return 0;
}

bool fl_pma_allows(const struct fl_pma *pma, unsigned needs, uint64_t pa, int *range)
{
    int ignored;
    int *deciding = range ? range : &ignored;
    *deciding = -1;
    return pma == NULL || pma->count == 0 || (needs & ~rights_of(pma, pa, deciding)) == 0;
}

bool fl_pma_allows_access(const struct fl_pma *pma, enum fl_access access, uint64_t pa)
{
    size_t row = access <= FL_CBO_ZERO ? access : FL_STORE;
    int range;
    if (pma == NULL || pma->count == 0)
        return true;
    unsigned rights = rights_of(pma, pa, &range);
    return (demands[row].needs & ~rights) == 0 || (demands[row].or_needs & ~rights) == 0;
}
