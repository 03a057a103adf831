#include "cli/explain.h"

#include "faultline/pma.h"
#include "lockstep/pmp_words.h"
#include "lockstep/text.h"

static void write_pte(FILE *out, uint64_t pte, const struct fl_scheme *scheme)
{
    static const char letters[] = "VRWXUGAD";
    uint64_t ppn = scheme->pte_size == 4 ? pte >> 10 & 0x3fffff : pte >> 10 & ((UINT64_C(1) << 44) - 1);
    fprintf(out, "ppn %s ", fl_hex(ppn).text);
    for (int bit = 7; bit >= 0; bit--) {
        fputc(pte >> bit & 1 ? letters[bit] : '-', out);
    }
    if (scheme->pte_size == 8 && pte >> 63) {
        fputs(" N", out);
    }
    if (scheme->pte_size == 8 && pte >> 61 & 3) {
        fprintf(out, " PBMT=%u", (unsigned)(pte >> 61 & 3));
    }
}

static void write_step(FILE *out, const struct fl_walk_step *step, const struct fl_request *request,
                       const struct fl_scheme *scheme)
{
    unsigned low = 12 + scheme->vpn_bits * step->level;
    uint64_t index = request->va >> low & ((UINT64_C(1) << scheme->vpn_bits) - 1);
    fprintf(out, "  level %u   va[%u:%u] = %3llu   PTE at %s", step->level, low + scheme->vpn_bits - 1, low,
            (unsigned long long)index, fl_hex(step->address).text);
    if (step->error) {
        fprintf(out, "   memory refuses the read (step 2)\n");
        return;
    }
    bool pointer = (step->value & 0xf) == 1; /* V, and none of R, W, X */
    fprintf(out, " = %s   ", fl_hex(step->value).text);
    write_pte(out, step->value, scheme);
    fprintf(out, "   %s\n", !(step->value & 1) ? "invalid" : pointer ? "pointer" : "leaf");
}

static void write_head(FILE *out, const struct fl_request *request, const struct fl_scheme *scheme)
{
    static const char *const privileges[] = {"user", "supervisor", "reserved", "machine"};
    const struct fl_context *c = request->context;
    fprintf(out, "%s of ", fl_access_name(request->access));
    if (request->size > 1) {
        fprintf(out, "%u bytes at ", request->size);
    }
    fprintf(out, "%s  %s  asid %u  %s mode  SUM=%d MXR=%d ADUE=%d PBMTE=%d\n", fl_hex(request->va).text,
            scheme ? scheme->name : "Bare", c->asid, privileges[fl_effective_privilege(c, request->access) & 3], c->sum,
            c->mxr, c->adue, c->pbmte);
}

/* Where a refused address lies, and what can be done there. */
static void write_pma(FILE *out, const struct fl_pma *pma, uint64_t pa)
{
    static const char letters[] = "RWXAT";
    int range;
    fl_pma_allows(pma, 0, pa, &range);
    fprintf(out, "  attributes of %s: ", fl_hex(pa).text);
    if (range < 0) {
        fprintf(out, "vacant, in none of the %u ranges\n", pma->count);
        return;
    }
    const struct fl_pma_range *r = &pma->range[range];
    fprintf(out, "range %d, pages %s to %s, allows ", range, fl_hex(r->first).text, fl_hex(r->last).text);
    for (unsigned bit = 0; letters[bit]; bit++) {
        fputc(r->rights >> bit & 1 ? letters[bit] : '-', out);
    }
    fputc('\n', out);
}

/* Which entry refuses, where PMP does. */
static void write_pmp(FILE *out, const struct fl_request *request, const struct fl_translation *result)
{
    struct fl_pmp_ask ask;
    switch (result->reason) {
    case FL_PTE_ACCESS:
    case FL_PTE_UPDATE_ACCESS:
        ask = fl_pmp_ask_of_pte(request->context, result->reason == FL_PTE_UPDATE_ACCESS, result->pte_address);
        break;
    case FL_PMP_DENIED:
        ask = fl_pmp_ask_of_access(request, result->pa);
        break;
    default:
        return;
    }
    if (!fl_pmp_ask_allowed(&ask)) { /* else the memory refused the PTE */
        fprintf(out, "  %u bytes at %s: ", ask.size, fl_hex(ask.pa).text);
        fl_write_pmp_decision(out, &ask);
        fputc('\n', out);
    }
}

static void write_verdict(FILE *out, const struct fl_request *request, const struct fl_translation *result,
                          const struct fl_scheme *scheme)
{
    if (result->reason != FL_OK) {
        fprintf(out, "  %s (%u): %s  (%s)\n", fl_cause_name(result->cause), result->cause,
                fl_reason_text(result->reason), fl_reason_manual(result->reason));
        if (result->reason == FL_PTE_PMA || result->reason == FL_PTE_UPDATE_PMA) {
            write_pma(out, request->context->pma, result->pte_address);
        } else if (result->reason == FL_PMA_DENIED) {
            write_pma(out, request->context->pma, result->pa);
        }
        write_pmp(out, request, result);
        return;
    }
    if (!result->translated) {
        fprintf(out, "  physical address %s: not translated\n", fl_hex(result->pa).text);
        return;
    }
    fprintf(out, "  physical address %s: level %u%s page%s, leaf as used ", fl_hex(result->pa).text, result->level,
            result->napot ? " NAPOT" : "", result->global ? ", global" : "");
    write_pte(out, result->pte, scheme);
    fputc('\n', out);
}

bool fl_explain_walk(FILE *out, const struct fl_request *asked, const struct fl_pte_mem *mem)
{
    const struct fl_context *context = asked->context;
    const uint64_t va = fl_masked_va(context, (enum fl_access)asked->access, asked->va);
    const struct fl_request masked = {va, asked->access, asked->size, context}, *request = &masked;
    const struct fl_scheme *scheme = fl_scheme_of(context->xlen, context->mode);
    struct fl_translation result;
    if (context->mode != FL_BARE && !scheme) {
        return false;
    }
    fl_walk(request, mem, false, &result);
    write_head(out, asked, scheme);
    if (va != asked->va) {
        fprintf(out, "  pointer masking leaves %s (Ssnpm, Smnpm, Smmpm)\n", fl_hex(va).text);
    }
    if (scheme && result.trace.count > 0) {
        fprintf(out, "  root      satp.PPN %s\n", fl_hex(context->root).text);
    }
    for (unsigned i = 0; i < result.trace.count; i++) {
        write_step(out, &result.trace.step[i], request, scheme);
    }
    write_verdict(out, request, &result, scheme);
    return true;
}
