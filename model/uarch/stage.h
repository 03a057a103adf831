/* stage.h - the stage register of a port: one accepted request and every qualifier sampled with it (docs/microarchitecture.md 3). */
#ifndef FL_UARCH_STAGE_H
#define FL_UARCH_STAGE_H

#include "faultline/walk.h"

struct fl_stage {
    uint64_t va;  /* masked */
    uint64_t vpn; /* va[56:12] */
    uint64_t root;
    const struct fl_scheme *scheme;   /* NULL: no translation */
    const struct fl_context *context; /* the CSRs as they stand in each cycle: for PMP, and for nothing else */
    uint16_t asid;
    uint8_t size;
    enum fl_access access;
    enum fl_privilege privilege; /* effective */
    bool sum, mxr, adue, pbmte;
    bool writes; /* needs D = 1 */
};

void fl_stage_accept(struct fl_stage *stage, const struct fl_request *request, unsigned bug);

/* Privileged 4.3.2 step 1: the bits above the scheme's width equal its top bit. */
bool fl_stage_canonical(const struct fl_stage *stage);

#endif
