/* Before the TLBs: one side masked the address otherwise, or looked nothing up where the other one did. */
#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/text.h"

/* The address with its top bits, so many, replaced by copies of the highest bit below them, or by zeros. */
static uint64_t replace_top(uint64_t va, unsigned bits, bool by_copies)
{
    return by_copies ? (uint64_t)((int64_t)(va << bits) >> bits) : va << bits >> bits;
}

/* How many bits did the suspect mask? 64: none of the numbers that the extensions know. */
static unsigned masked_bits(uint64_t asked, uint64_t made)
{
    static const unsigned lengths[] = {0, 7, 16};
    for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        if (made == replace_top(asked, lengths[i], true) || made == replace_top(asked, lengths[i], false)) {
            return lengths[i];
        }
    }
    return 64;
}

static const char *masking_rule(const struct fl_divergence *d)
{
    enum fl_privilege privilege = fl_effective_privilege(&d->context, (enum fl_access)d->request.access);
    if (d->request.access == FL_FETCH) {
        return "fetches are not masked";
    }
    if (d->context.mxr && privilege != FL_MACHINE) {
        return "MXR = 1 turns pointer masking off below M-mode";
    }
    return "the effective privilege's PMM decides, by copies of the next bit under translation and by zeros elsewhere";
}

static void tval_differs(FILE *out, const struct fl_divergence *d)
{
    unsigned bits = masked_bits(d->asked_va, d->what.rtl);
    if (d->asked_va == d->what.rtl) {
        fprintf(out, "the %s did not mask the address: tval %s, not %s", fl_suspect(d), fl_hex(d->what.rtl).text,
                fl_hex(d->what.model).text);
    } else if (bits < 64) {
        fprintf(out, "the %s masked the top %u bits of the address: tval %s, not %s", fl_suspect(d), bits,
                fl_hex(d->what.rtl).text, fl_hex(d->what.model).text);
    } else {
        fprintf(out, "the %s's tval is %s, not the request's address %s (docs/microarchitecture.md 7)", fl_suspect(d),
                fl_hex(d->what.rtl).text, fl_hex(d->what.model).text);
        return;
    }
    fprintf(out, "; %s (Privileged, Ssnpm; docs/microarchitecture.md 3)", masking_rule(d));
}

static const char *deed(const struct fl_response *response)
{
    switch (response->path) {
    case FL_PATH_NONE:
        return response->cause == (uint8_t)FL_CAUSE_FETCH_PAGE || response->cause == (uint8_t)FL_CAUSE_LOAD_PAGE ||
                       response->cause == (uint8_t)FL_CAUSE_STORE_PAGE
                   ? "refused it before any lookup, as not canonical"
                   : "refused it before any lookup, as no physical address";
    case FL_PATH_BARE:
        return "translated nothing";
    case FL_PATH_L1:
        return "hit its L1 TLB";
    case FL_PATH_L2:
        return "answered from the second level";
    default:
        return "walked";
    }
}

static void lookup_differs(FILE *out, const struct fl_divergence *d)
{
    const struct fl_context *context = &d->context;
    fprintf(out, "the %s %s, the %s %s: ", fl_suspect(d), deed(&d->rtl.response), fl_reference(d),
            deed(&d->model.response));
    if (d->spec.reason == FL_NOT_CANONICAL) {
        fprintf(out, "address %s is not canonical, so no TLB is looked at (Privileged 4.3.2 step 1, ",
                fl_hex(d->request.va).text);
    } else {
        fprintf(out, "the scheme and the effective privilege decide (Privileged 4.3.2 step 0, ");
    }
    fprintf(out, "docs/microarchitecture.md 3)");
    if (d->request.access == FL_FETCH && context->mprv && (context->mpp == FL_MACHINE) != !d->spec.translated) {
        fprintf(out, "; so it would be under MPP, but MPRV acts on data accesses only (Privileged 3.1.6.3)");
    }
}

void fl_write_cause_of_lookup(FILE *out, const struct fl_divergence *d)
{
    if (d->model.response.path == d->rtl.response.path) {
        tval_differs(out, d);
    } else {
        lookup_differs(out, d);
    }
}
