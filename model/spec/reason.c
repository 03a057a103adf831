/* reason.c - each reason as words for people, and where the manual states the rule. */
#include "faultline/walk.h"

struct reason_words {
    const char *text, *manual;
};

static const struct reason_words words[FL_REASON_COUNT] = {
    [FL_OK] = {"permitted", "Privileged 4.3.2"},
    [FL_NOT_CANONICAL] = {"address not canonical", "Privileged 4.3.2 step 1, 4.4.1"},
    [FL_NO_SUCH_ADDRESS] = {"address above the physical address width", "Privileged 4.1.11, 3.6"},
    [FL_PTE_ACCESS] = {"page-table entry cannot be read", "Privileged 4.3.2 step 2"},
    [FL_PTE_PMA] = {"page-table entry where no page tables can lie", "Privileged 4.3.2 step 2, 3.6"},
    [FL_PTE_INVALID] = {"entry not valid", "Privileged 4.3.2 step 3"},
    [FL_PTE_WRITE_ONLY] = {"entry writable but not readable", "Privileged 4.3.2 step 3"},
    [FL_PTE_RESERVED_BITS] = {"reserved bits set", "Privileged 4.3.2 step 3, 4.4.1"},
    [FL_PTE_PBMT] = {"memory type not allowed here", "Privileged 4.3.2 step 3, Svpbmt"},
    [FL_PTE_NAPOT] = {"contiguity bit not allowed here", "Privileged 4.3.2 step 3, Svnapot"},
    [FL_POINTER_ATTRIBUTES] = {"pointer with A, D or U set", "Privileged 4.3.2 step 3, 4.3.1"},
    [FL_POINTER_AT_LEAF] = {"pointer at the last level", "Privileged 4.3.2 step 4"},
    [FL_SUPERPAGE_MISALIGNED] = {"superpage misaligned", "Privileged 4.3.2 step 5"},
    [FL_USER_PAGE_REQUIRED] = {"user access to a supervisor page", "Privileged 4.3.2 step 6"},
    [FL_USER_PAGE_FETCH] = {"supervisor fetch from a user page", "Privileged 4.3.2 step 6"},
    [FL_USER_PAGE_SUM] = {"supervisor access to a user page with SUM clear", "Privileged 4.3.2 step 6, 3.1.6.3"},
    [FL_NOT_EXECUTABLE] = {"leaf not executable", "Privileged 4.3.2 step 8"},
    [FL_NOT_READABLE] = {"leaf not readable", "Privileged 4.3.2 step 8"},
    [FL_NOT_WRITABLE] = {"leaf not writable", "Privileged 4.3.2 step 8"},
    [FL_ACCESSED_CLEAR] = {"accessed bit clear", "Privileged 4.3.2 step 9, Svade"},
    [FL_DIRTY_CLEAR] = {"dirty bit clear", "Privileged 4.3.2 step 9, Svade"},
    [FL_PTE_UPDATE_ACCESS] = {"page-table entry cannot be written", "Privileged 4.3.2 step 9, Svadu"},
    [FL_PTE_UPDATE_PMA] = {"page-table entry where no A/D update is possible", "Privileged 4.3.2 step 9, 3.6"},
    [FL_PMP_DENIED] = {"refused by physical memory protection", "Privileged 3.7"},
    [FL_PMA_DENIED] = {"refused by the physical memory attributes", "Privileged 3.6"},
};

static const struct reason_words unknown = {"unknown reason", "no section"};

static const struct reason_words *words_of(enum fl_reason reason)
{
    return (unsigned)reason < FL_REASON_COUNT ? &words[reason] : &unknown;
}

const char *fl_reason_text(enum fl_reason reason)
{
    return words_of(reason)->text;
}

const char *fl_reason_manual(enum fl_reason reason)
{
    return words_of(reason)->manual;
}
