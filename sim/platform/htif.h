/* htif.h - host-target interface: a program leaves a word at its symbol `tohost` to print or to exit. */
#ifndef FAULTLINE_PLATFORM_HTIF_H
#define FAULTLINE_PLATFORM_HTIF_H

#include "platform/dma.h"

struct fl_htif {
    const struct fl_dma *dma;
    uint64_t tohost, fromhost; /* addresses in RAM, 0: absent */
    uint64_t next_poll;        /* UINT64_MAX without tohost */
};

/* The host looks at `tohost` every FL_HTIF_INTERVAL cycles: it is plain RAM, which the hart writes without telling
 * anyone. */
#define FL_HTIF_INTERVAL 1000

void fl_htif_init(struct fl_htif *htif, const struct fl_dma *dma, uint64_t tohost, uint64_t fromhost, uint64_t now);
void fl_htif_advance(struct fl_htif *htif, uint64_t now);

#endif
