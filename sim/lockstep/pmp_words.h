/* pmp_words.h - what physical memory protection says to an access, in words: which entry decides, and how. */
#ifndef FAULTLINE_PMP_WORDS_H
#define FAULTLINE_PMP_WORDS_H

#include <stdio.h>

#include "faultline/pmp.h"

/* What is asked of the PMP. */
struct fl_pmp_ask {
    const struct fl_pmp *pmp;
    enum fl_privilege privilege;
    enum fl_pmp_kind kind;
    uint64_t pa;
    unsigned size; /* bytes */
};

/* An access of the MMU port that reached `pa`, as fl_pmp_allows_access judges it. */
struct fl_pmp_ask fl_pmp_ask_of_access(const struct fl_request *request, uint64_t pa);
/* The walker's read or update of a PTE, for which it is S-mode. */
struct fl_pmp_ask fl_pmp_ask_of_pte(const struct fl_context *context, bool update, uint64_t address);

bool fl_pmp_ask_allowed(const struct fl_pmp_ask *ask);
/* A clause: "PMP entry 3 does not allow S-mode to read there". */
void fl_write_pmp_decision(FILE *out, const struct fl_pmp_ask *ask);

#endif
