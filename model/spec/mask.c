/* mask.c - pointer masking: the bits of a data address that software may use for itself (Privileged, Smmpm, Smnpm, Ssnpm). */
#include "faultline/walk.h"

#include <stddef.h>

/* PMLEN by PMM field; 1 is reserved. */
static const uint8_t masked_bits[4] = {0, 0, 7, 16};

static uint8_t pmm_of(const struct fl_context *context, enum fl_privilege privilege)
{
    if (privilege == FL_MACHINE)
        return context->pmm_m;
    return privilege == FL_SUPERVISOR ? context->pmm_s : context->pmm_u;
}

uint64_t fl_masked_va(const struct fl_context *context, enum fl_access access, uint64_t va)
{
    enum fl_privilege privilege = fl_effective_privilege(context, access);
    unsigned bits = masked_bits[pmm_of(context, privilege) & 3];
    /* MXR makes code readable, and code addresses carry no tags: it switches masking off for those it acts on. */
    if (bits == 0 || context->xlen == 32 || access == FL_FETCH || (privilege != FL_MACHINE && context->mxr))
        return va;
    bool translated = privilege != FL_MACHINE && fl_scheme_of(context->xlen, context->mode) != NULL;
    return translated ? (uint64_t)((int64_t)(va << bits) >> bits) : va << bits >> bits;
}
