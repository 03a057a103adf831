/* plru.c - tree-PLRU replacement: N - 1 bits, each pointing at the half that was used longer ago.
 *
 *             0                 bit = 0: the victim is on the left (lower indices)
 *         1       2             bit = 1: the victim is on the right
 *       3   4   5   6           children of node k: 2k + 1 and 2k + 2
 *      e0e1e2e3e4e5e6e7         entry i is node N - 1 + i of the full tree
 */
#include "plru.h"

void fl_plru_touch_masks(unsigned entries, unsigned entry, uint64_t *keep, uint64_t *set)
{
    *keep = ~UINT64_C(0);
    *set = 0;
    for (unsigned node = entries - 1 + entry; node != 0;) {
        unsigned parent = (node - 1) / 2;
        *keep &= ~(UINT64_C(1) << parent);
        if (node == 2 * parent + 1) /* on the left: point away, to the right */
            *set |= UINT64_C(1) << parent;
        node = parent;
    }
}

unsigned fl_plru_victim(unsigned entries, uint64_t tree)
{
    unsigned node = 0;
    while (node < entries - 1)
        node = 2 * node + 1 + (tree >> node & 1);
    return node - (entries - 1);
}
