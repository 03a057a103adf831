/* recount.h - the kernel's figures once more, counted from the things themselves. */
#ifndef FAULTLINE_KERNEL_RECOUNT_H
#define FAULTLINE_KERNEL_RECOUNT_H

#include <stdint.h>

struct recount {
    uint64_t leaves, swapped; /* entries of all page tables: pages that are in, and out          */
    uint64_t frames;          /* that pools pay for                                              */
    uint64_t further;         /* reverse-map entries beyond each frame's first                   */
    uint64_t working;         /* reverse-map entries of frames in a working set                  */
    uint64_t slots;           /* of swap, that something refers to                               */
    uint64_t regions;         /* of all processes                                                */
    uint64_t free;            /* pages in the buddy system's lists                               */
};

/* Looks at everything there is. */
struct recount recount_all(void);

#endif
