/* mmu.h - the parts of one MMU, shared by the files of this folder. */
#ifndef FL_UARCH_MMU_H
#define FL_UARCH_MMU_H

#include "faultline/walk.h"
#include "tlb.h"

struct fl_uarch {
    struct fl_tlb l1[FL_PORT_COUNT];
    uint32_t epoch; /* counts fences; a walk granted under an older one is dead */
    unsigned bug;
    struct fl_uarch_counts counts;
};

/* The stage register of a port: one request and every qualifier sampled with it (docs/microarchitecture.md section 3). */
struct fl_stage {
    uint64_t va;
    uint64_t vpn; /* va[56:12] */
    uint64_t root;
    const struct fl_scheme *scheme; /* NULL: no translation */
    uint16_t asid;
    uint8_t xlen;
    enum fl_access access;
    enum fl_privilege privilege; /* effective */
    bool sum, mxr, adue, pbmte;
    bool writes; /* needs D = 1 */
};

#endif
