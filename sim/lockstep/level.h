/* level.h - how wide a level is: all schemes of one XLEN divide the VPN alike, 10 bits a level in Sv32, 9 in the others (Privileged
 * 4.3 to 4.6). */
#ifndef FAULTLINE_LEVEL_H
#define FAULTLINE_LEVEL_H

#include "faultline/walk.h"

#define FL_NAPOT_SHIFT 16 /* log2 of the bytes of a NAPOT range; there are none in Sv32 */

static inline unsigned fl_level_bits(unsigned xlen)
{
    return (xlen == 32 ? fl_scheme_of(32, FL_SV32) : fl_scheme_of(64, FL_SV39))->vpn_bits;
}

/* log2 of the bytes that a PTE of this level covers. */
static inline unsigned fl_page_shift(unsigned xlen, unsigned level)
{
    return FL_PAGE_SHIFT + fl_level_bits(xlen) * level;
}

#endif
