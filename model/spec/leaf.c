/* leaf.c - steps 6 to 8 of the walk: may this access, at this privilege, use this leaf? (Privileged 4.3.2, 3.1.6.3) */
#include "pte.h"

/* Step 6. SUM opens user pages to supervisor data accesses, never to supervisor fetches. */
static enum fl_reason user_bit_permits(uint64_t pte, enum fl_access access, enum fl_privilege privilege, bool sum)
{
    bool user_page = pte & PTE_U;
    if (privilege == FL_USER)
        return user_page ? FL_OK : FL_USER_PAGE_REQUIRED;
    if (!user_page)
        return FL_OK;
    if (access == FL_FETCH)
        return FL_USER_PAGE_FETCH;
    return sum ? FL_OK : FL_USER_PAGE_SUM;
}

/* Step 8. Cache-block management goes where a load may or a store may; every writable page is readable. */
static enum fl_reason rwx_permits(uint64_t pte, enum fl_access access, bool mxr)
{
    switch (access) {
    case FL_FETCH:
        return pte & PTE_X ? FL_OK : FL_NOT_EXECUTABLE;
    case FL_LOAD:
    case FL_CBO_MANAGE:
        return (pte & PTE_R) || (mxr && (pte & PTE_X)) ? FL_OK : FL_NOT_READABLE;
    case FL_STORE:
    case FL_AMO:
    case FL_CBO_ZERO:
        break;
    }
    return pte & PTE_W ? FL_OK : FL_NOT_WRITABLE;
}

enum fl_reason fl_leaf_permits(uint64_t pte, enum fl_access access, enum fl_privilege privilege, bool sum, bool mxr)
{
    enum fl_reason reason = user_bit_permits(pte, access, privilege, sum);
    return reason != FL_OK ? reason : rwx_permits(pte, access, mxr);
}
