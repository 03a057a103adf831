/* Physical memory protection and attributes: one side let pass what an entry or range denies, or refused what they permit (Privileged
 * 3.6, 3.7.1; docs/microarchitecture.md 8). */
#include "faultline/pma.h"
#include "faultline/pmp.h"

#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/text.h"

/* What is asked of the PMP. */
struct ask {
    const struct fl_pmp *pmp;
    enum fl_privilege privilege;
    enum fl_pmp_kind kind;
    uint64_t pa;
    unsigned size;
};

static bool allows(const struct ask *ask, uint64_t pa, unsigned size, int *entry)
{
    return fl_pmp_allows(ask->pmp, ask->privilege, ask->kind, pa, size, entry);
}

/* The entry that decides and what it says, as a clause. */
static void write_decision(FILE *out, const struct ask *ask)
{
    static const char *const kinds[] = {"", "read", "write", "read and write", "fetch"};
    static const char *const modes[] = {"U", "S", "", "M"};
    int entry, first, last;
    bool allowed = allows(ask, ask->pa, ask->size, &entry);
    allows(ask, ask->pa, 1, &first);
    allows(ask, ask->pa + ask->size - 1, 1, &last);
    if (entry < 0) {
        fprintf(out, "no PMP entry matches, which %s %s-mode", allowed ? "lets pass" : "denies it to",
                modes[ask->privilege & 3]);
    } else if (first != entry || last != entry) {
        fprintf(out, "PMP entry %d holds only a part of these bytes, which fails", entry);
    } else {
        fprintf(out, "PMP entry %d %s %s-mode to %s there", entry, allowed ? "allows" : "does not allow",
                modes[ask->privilege & 3], kinds[ask->kind]);
    }
}

/* The same of the PMAs, with the section. */
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

/* Cache-block operations are judged over the 64-byte block; management goes where a read or a write may. */
static struct ask ask_of_access(const struct fl_divergence *d)
{
    static const enum fl_pmp_kind kinds[] = {
        [FL_FETCH] = FL_PMP_EXEC,     [FL_LOAD] = FL_PMP_READ,       [FL_STORE] = FL_PMP_WRITE,
        [FL_AMO] = FL_PMP_READ_WRITE, [FL_CBO_MANAGE] = FL_PMP_READ, [FL_CBO_ZERO] = FL_PMP_WRITE,
    };
    enum { BLOCK = 64 };
    enum fl_access access = (enum fl_access)d->request.access;
    bool block = access == FL_CBO_MANAGE || access == FL_CBO_ZERO;
    uint64_t pa = d->page.answer.response.pa;
    return (struct ask){.pmp = d->context.pmp,
                        .privilege = fl_effective_privilege(&d->context, access),
                        .kind = kinds[access % 6],
                        .pa = block ? pa & ~(uint64_t)(BLOCK - 1) : pa,
                        .size = block ? BLOCK : d->request.size};
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
    const struct ask ask = ask_of_access(d);
    fprintf(out, "the %s %s the %s of %u bytes at pa %s%s: ", fl_suspect(d), d->rtl.response.fault ? "refuses" : "lets",
            fl_access_name(d->request.access), ask.size, fl_hex(ask.pa).text, d->rtl.response.fault ? "" : " pass");
    if (d->page.reason == FL_PMA_DENIED) {
        write_range(out, d->context.pma, ask.pa);
        return;
    }
    write_decision(out, &ask);
    fprintf(out, " (Privileged 3.7.1; docs/microarchitecture.md 8)");
}

bool fl_write_cause_of_pte_pmp(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *step)
{
    enum { PTE_SIZE = 8 };
    const struct ask ask = {.pmp = d->context.pmp,
                            .privilege = FL_SUPERVISOR,
                            .kind = step->update ? FL_PMP_WRITE : FL_PMP_READ,
                            .pa = step->address,
                            .size = PTE_SIZE};
    int entry;
    bool pmp = allows(&ask, ask.pa, ask.size, &entry);
    if (pmp && fl_pma_allows(d->context.pma, step->update ? FL_PMA_PTE_WRITE : FL_PMA_PTE_READ, ask.pa, NULL)) {
        return false;
    }
    fprintf(out, "%s %s the level-%u PTE at %s, which must be refused: ", fl_walker(d),
            step->update ? "updated" : "read", step->level, fl_hex(step->address).text);
    if (pmp) {
        write_range(out, d->context.pma, ask.pa);
        return true;
    }
    write_decision(out, &ask);
    fprintf(out, " (Privileged 3.7.1; docs/microarchitecture.md 5.2)");
    return true;
}
