/* Physical memory protection and attributes: one side let pass what an entry or range denies, or refused what they permit (Privileged
 * 3.6, 3.7.1; docs/microarchitecture.md 8). */
#include "faultline/pma.h"
#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/pmp_words.h"
#include "lockstep/text.h"

/* What the PMAs say, with the section. */
static void write_range(FILE *out, const struct fl_pma *pma, uint64_t pa)
{
    static const char rights[] = "RWXAT";
    int range;
    fl_pma_allows(pma, 0, pa, &range);
    if (range < 0) {
        fprintf(out, "no PMA range holds it");
    } else {
        fprintf(out, "PMA range %d allows ", range);
    }
    for (unsigned bit = 0; range >= 0 && rights[bit]; bit++) {
        fputc(pma->range[range].rights >> bit & 1 ? rights[bit] : '-', out);
    }
    fprintf(out, " (Privileged 3.6; docs/microarchitecture.md 8.2)");
}

bool fl_is_about_pmp(const struct fl_divergence *d)
{
    const struct fl_response *refuses = d->model.response.fault ? &d->model.response : &d->rtl.response;
    bool access_fault = refuses->cause == (uint8_t)fl_access_fault_cause((enum fl_access)d->request.access);
    bool after_leaf = d->page.reason == FL_OK || d->page.reason == FL_PMP_DENIED || d->page.reason == FL_PMA_DENIED;
    return d->page.known && !d->page.disturbed && after_leaf && access_fault &&
           d->model.response.fault != d->rtl.response.fault;
}

void fl_write_cause_of_pmp(FILE *out, const struct fl_divergence *d)
{
    const struct fl_request asked = {d->request.va, d->request.access, d->request.size, &d->context};
    const struct fl_pmp_ask ask = fl_pmp_ask_of_access(&asked, d->page.answer.response.pa);
    fprintf(out, "the %s %s the %s of %u bytes at pa %s%s: ", fl_suspect(d), d->rtl.response.fault ? "refuses" : "lets",
            fl_access_name(d->request.access), ask.size, fl_hex(ask.pa).text, d->rtl.response.fault ? "" : " pass");
    if (d->page.reason == FL_PMA_DENIED) {
        write_range(out, d->context.pma, ask.pa);
        return;
    }
    fl_write_pmp_decision(out, &ask);
    fprintf(out, " (Privileged 3.7.1; docs/microarchitecture.md 8)");
}

bool fl_write_cause_of_pte_pmp(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *step)
{
    const struct fl_pmp_ask ask = fl_pmp_ask_of_pte(&d->context, step->update, step->address);
    bool pmp = fl_pmp_ask_allowed(&ask);
    if (pmp && fl_pma_allows(d->context.pma, step->update ? FL_PMA_PTE_WRITE : FL_PMA_PTE_READ, ask.pa, NULL)) {
        return false;
    }
    fprintf(out, "%s %s the level-%u PTE at %s, which must be refused: ", fl_walker(d),
            step->update ? "updated" : "read", step->level, fl_hex(step->address).text);
    if (pmp) {
        write_range(out, d->context.pma, ask.pa);
        return true;
    }
    fl_write_pmp_decision(out, &ask);
    fprintf(out, " (Privileged 3.7.1; docs/microarchitecture.md 5.2)");
    return true;
}
