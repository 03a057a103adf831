/* corners.h - what random traffic hardly ever meets, for the mix that seeks it: pages of all sizes alike, devices and ROM,
 * masking without translation, PMP that denies all or what is no memory, fences on each other's heels.
 *
 * Each asks its chance first, so that a mix without corners draws no number here.
 */
#ifndef FAULTLINE_CHECK_CORNERS_H
#define FAULTLINE_CHECK_CORNERS_H

#include "check/random.h"
#include "faultline/pmp.h"
#include "faultline/types.h"

/* The board's ROM and devices lie below RAM (docs/machine.md). */
#define FL_CORNER_RAM UINT64_C(0x80000)

static inline uint64_t fl_corner_ppn(struct fl_random *random, uint64_t ppn)
{
    switch (fl_pick(random, 6)) {
    case 0:
        return 1 + fl_pick(random, 15); /* ROM */
    case 1:
        return fl_pick(random, FL_CORNER_RAM);
    default:
        return ppn;
    }
}

/* PMP of one entry before all others: everything below RAM, or all there is, denied to all or to S and U. */
static inline void fl_corner_pmp(struct fl_random *random, struct fl_pmp *pmp)
{
    bool all = fl_chance(random, 300);
    pmp->count = 16;
    pmp->addr[0] = all ? ~UINT64_C(0) >> 10 : (FL_CORNER_RAM << FL_PAGE_SHIFT) / 8 - 1;
    pmp->cfg[0] = fl_chance(random, 512) ? 0x98 : 0x18;
    pmp->addr[15] = ~UINT64_C(0) >> 10;
    pmp->cfg[15] = 0x1f;
}

static inline void fl_corner_context(struct fl_random *random, struct fl_context *context)
{
    if (fl_chance(random, 256)) {
        context->mode = FL_BARE;
    }
    if (context->xlen == 64 && fl_chance(random, 512)) {
        context->pmm_m = (uint8_t)fl_pick(random, 4);
        context->pmm_s = (uint8_t)fl_pick(random, 4);
        context->pmm_u = (uint8_t)fl_pick(random, 4);
    }
}

#endif
