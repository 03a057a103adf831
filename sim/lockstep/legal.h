/* legal.h - is an answer one that the architecture allows, whatever the TLBs that gave it? For MMUs of which we know no more
 * than their port.
 *
 * An address-translation cache may answer with any value that a PTE held since the last fence that covers it (Privileged 4.2.1),
 * each PTE of a walk for itself, and under any root, mode, ADUE, PBMTE and PMP that was in use since then. So beside the manual's
 * walk of current memory stand all walks that choose, at each step, one of these values.
 */
#ifndef FAULTLINE_LEGAL_H
#define FAULTLINE_LEGAL_H

#include <stdio.h>

#include "faultline/walk.h"

enum fl_legality {
    FL_FRESH,    /* what current memory says */
    FL_STALE,    /* what it said before a store that no fence has covered since */
    FL_ILLEGAL,  /* what it has never said since the last fence */
    FL_UNDECIDED /* more has been changed without a fence than is remembered */
};

/* The fence that would have made a stale answer illegal. */
struct fl_verdict {
    enum fl_legality legality;
    struct fl_translation fresh; /* the manual's walk of current memory */
    bool by_context;             /* stale: the root, mode, ADUE, PBMTE or PMP of before, not a PTE of before */
    uint64_t pte, old;           /* stale: the PTE's address, and the value of before */
    uint64_t changed_at; /* stale: the cycle of the store that replaced it, or of the last use of that context */
    struct fl_fence missing;
};

struct fl_legal;
/* `quiet` reads current memory, unseen by anybody; borrowed. Page tables lie in RAM. NULL: out of memory. */
struct fl_legal *fl_legal_new(const struct fl_pte_mem *quiet, uint64_t ram_base, uint64_t ram_size);
void fl_legal_free(struct fl_legal *legal);

/* The MMU's walker reads a PTE: its page is a page table from now on. */
void fl_legal_read(struct fl_legal *legal, uint64_t address);
/* Pages that served PTE reads, one bit each from ram_base: of stores elsewhere nothing need be told. */
const uint64_t *fl_legal_watched(const struct fl_legal *legal);
/* Somebody, the MMU's own walker included, is about to write [pa, pa + size). */
void fl_legal_will_store(struct fl_legal *legal, uint64_t pa, uint64_t size, uint64_t cycle);
void fl_legal_fence(struct fl_legal *legal, const struct fl_fence *fence);

/* After the MMU has answered. */
void fl_legal_judge(struct fl_legal *legal, const struct fl_request *request, const struct fl_response *response,
                    uint64_t cycle, struct fl_verdict *verdict);

/* The verdict as one sentence, without newline. */
void fl_write_verdict(FILE *out, const struct fl_request *request, const struct fl_response *response,
                      const struct fl_verdict *verdict);

#endif
