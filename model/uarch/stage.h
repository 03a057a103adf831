/* stage.h - the stage register of a port: one accepted request and every qualifier sampled with it (docs/microarchitecture.md 3). */
#ifndef FL_UARCH_STAGE_H
#define FL_UARCH_STAGE_H

#include "bugs.h"
#include "faultline/walk.h"
#include "tlb.h"

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

/* Fill the stage register: from here on the request's context is looked at for PMP alone. */
static inline void fl_stage_accept(struct fl_stage *stage, const struct fl_request *request, unsigned bug)
{
    const struct fl_context *context = request->context;
    uint64_t va = request->va;
    if ((context->pmm_m | context->pmm_s | context->pmm_u) != 0)
        va = fl_masked_va(context, request->access, va);
    if (context->xlen == 32)
        va = (uint32_t)va;
    *stage = (struct fl_stage){
        .va = va,
        .vpn = va >> FL_PAGE_SHIFT & VPN_MASK,
        .root = context->root,
        .context = context,
        .asid = context->asid,
        .size = request->size,
        .access = request->access,
        .privilege = context->mprv && request->access != FL_FETCH ? context->mpp : context->privilege,
        .sum = context->sum,
        .mxr = fl_has_bug(bug, FL_BUG_SUM_AS_MXR) ? context->sum : context->mxr,
        .adue = context->adue,
        .pbmte = context->pbmte,
        .writes = request->access == FL_STORE || request->access == FL_AMO || request->access == FL_CBO_ZERO,
    };
    if (stage->privilege != FL_MACHINE && context->mode != FL_BARE)
        stage->scheme = fl_scheme_of(context->xlen, context->mode);
}

/* Privileged 4.3.2 step 1: the bits above the scheme's width equal its top bit. */
static inline bool fl_stage_canonical(const struct fl_stage *stage)
{
    uint64_t top = (uint64_t)((int64_t)stage->va >> (stage->scheme->va_bits - 1));
    return stage->scheme->xlen == 32 || top == 0 || top == ~UINT64_C(0);
}

#endif
