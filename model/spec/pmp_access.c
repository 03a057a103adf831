/* pmp_access.c - what each access of the MMU port asks of PMP (Privileged 3.7.1; the CMO chapter for cache blocks). */
#include "faultline/pmp.h"

#include <stddef.h>

enum { CACHE_BLOCK = 64 };

/* Either of the two kinds will do. */
static const struct {
    enum fl_pmp_kind kind, or_kind;
    bool whole_block;
} demands[] = {
    [FL_FETCH] = {FL_PMP_EXEC, FL_PMP_EXEC, false},      [FL_LOAD] = {FL_PMP_READ, FL_PMP_READ, false},
    [FL_STORE] = {FL_PMP_WRITE, FL_PMP_WRITE, false},    [FL_AMO] = {FL_PMP_READ_WRITE, FL_PMP_READ_WRITE, false},
    [FL_CBO_MANAGE] = {FL_PMP_READ, FL_PMP_WRITE, true}, [FL_CBO_ZERO] = {FL_PMP_WRITE, FL_PMP_WRITE, true},
};

bool fl_pmp_allows_access(const struct fl_pmp *pmp, enum fl_privilege privilege, enum fl_access access, uint64_t pa,
                          unsigned size)
{
    size_t row = access <= FL_CBO_ZERO ? access : FL_STORE;
    if (demands[row].whole_block) {
        pa &= ~(uint64_t)(CACHE_BLOCK - 1);
        size = CACHE_BLOCK;
    }
    return fl_pmp_allows(pmp, privilege, demands[row].kind, pa, size, NULL) ||
           (demands[row].or_kind != demands[row].kind &&
            fl_pmp_allows(pmp, privilege, demands[row].or_kind, pa, size, NULL));
}
