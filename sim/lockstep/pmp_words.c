#include "lockstep/pmp_words.h"

#include "faultline/walk.h"

static bool allows(const struct fl_pmp_ask *ask, uint64_t pa, unsigned size, int *entry)
{
    return fl_pmp_allows(ask->pmp, ask->privilege, ask->kind, pa, size, entry);
}

/* Cache-block operations are judged over the 64-byte block; management goes where a read or a write may. */
struct fl_pmp_ask fl_pmp_ask_of_access(const struct fl_request *request, uint64_t pa)
{
    static const enum fl_pmp_kind kinds[] = {
        [FL_FETCH] = FL_PMP_EXEC,     [FL_LOAD] = FL_PMP_READ,       [FL_STORE] = FL_PMP_WRITE,
        [FL_AMO] = FL_PMP_READ_WRITE, [FL_CBO_MANAGE] = FL_PMP_READ, [FL_CBO_ZERO] = FL_PMP_WRITE,
    };
    enum { BLOCK = 64 };
    enum fl_access access = (enum fl_access)request->access;
    bool block = access == FL_CBO_MANAGE || access == FL_CBO_ZERO;
    return (struct fl_pmp_ask){.pmp = request->context->pmp,
                               .privilege = fl_effective_privilege(request->context, access),
                               .kind = kinds[access % 6],
                               .pa = block ? pa & ~(uint64_t)(BLOCK - 1) : pa,
                               .size = block ? BLOCK : request->size};
}

struct fl_pmp_ask fl_pmp_ask_of_pte(const struct fl_context *context, bool update, uint64_t address)
{
    return (struct fl_pmp_ask){.pmp = context->pmp,
                               .privilege = FL_SUPERVISOR,
                               .kind = update ? FL_PMP_WRITE : FL_PMP_READ,
                               .pa = address,
                               .size = context->xlen == 32 ? 4 : 8};
}

bool fl_pmp_ask_allowed(const struct fl_pmp_ask *ask)
{
    return allows(ask, ask->pa, ask->size, NULL);
}

void fl_write_pmp_decision(FILE *out, const struct fl_pmp_ask *ask)
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
