/* stage.c - accepting a request: pointer masking, effective privilege, and what the VA must look like. */
#include "stage.h"

#include "bugs.h"
#include "tlb.h"

void fl_stage_accept(struct fl_stage *stage, const struct fl_request *request, unsigned bug)
{
    const struct fl_context *context = request->context;
    uint64_t va = fl_masked_va(context, request->access, request->va);
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
        .privilege = fl_effective_privilege(context, request->access),
        .sum = context->sum,
        .mxr = fl_has_bug(bug, FL_BUG_SUM_AS_MXR) ? context->sum : context->mxr,
        .adue = context->adue,
        .pbmte = context->pbmte,
        .writes = request->access == FL_STORE || request->access == FL_AMO || request->access == FL_CBO_ZERO,
    };
    if (stage->privilege != FL_MACHINE && context->mode != FL_BARE)
        stage->scheme = fl_scheme_of(context->xlen, context->mode);
}

bool fl_stage_canonical(const struct fl_stage *stage)
{
    uint64_t top = (uint64_t)((int64_t)stage->va >> (stage->scheme->va_bits - 1));
    return stage->scheme->xlen == 32 || top == 0 || top == ~UINT64_C(0);
}
