/* legal_walker.h - may the walker of an MMU of which we know only the port read or write this PTE?
 *
 * - Reads: the algorithm may run for any address at any time while satp is active (Privileged 4.3.2), so every page that a root in force
 *   or a pointer it has read leads to may be read; and nothing else.
 * - Writes: A and D alone, set and never cleared, in leaves that such tables hold. D and A as an access under way asks for; A alone also
 *   for nobody, since it may be set by speculation, and D never so (Privileged 4.3.1).
 */
#ifndef FAULTLINE_LEGAL_WALKER_H
#define FAULTLINE_LEGAL_WALKER_H

#include "dut/plugin.h"
#include "lockstep/legal_finding.h"
#include "lockstep/pmp_past.h"

/* Pages that may be read as page tables, with the levels that they may be tables of. */
#define FL_REACH_PAGES 4096u
struct fl_reach {
    unsigned count;
    bool full; /* more than is kept: nothing is held against it until tables are new */
    struct {
        uint64_t page;
        uint8_t levels; /* bit l: a table of PTEs of level l; 0: free */
    } entry[FL_REACH_PAGES];
};

struct fl_legal_walker {
    const struct fl_dut_claims *claims; /* borrowed */
    const struct fl_pmp_past *pmp;      /* borrowed */
    unsigned pte_size;
    unsigned pmp_begun;                   /* when the fence was driven: the PMP version in force */
    unsigned pmp_since;                   /* the first version that may be remembered: since the last fence of all */
    bool adue_since;                      /* some context since then had ADUE */
    uint64_t reads, updates, speculative; /* speculative: updates that nobody under way asks for */
    struct fl_reach reach;
};

void fl_legal_walker_init(struct fl_legal_walker *walker, const struct fl_dut_claims *claims,
                          const struct fl_pmp_past *pmp);
/* A request is driven: its root is in force. */
void fl_legal_walker_drive(struct fl_legal_walker *walker, const struct fl_request *request);
/* A fence is driven, and done; `under_way`: an access was, and may yet be made as before the fence. */
void fl_legal_walker_fence(struct fl_legal_walker *walker);
void fl_legal_walker_fenced(struct fl_legal_walker *walker, const struct fl_fence *fence, bool under_way);
/* All tables are about to be made anew, and nothing is in flight. */
void fl_legal_walker_forget(struct fl_legal_walker *walker);

/* The access, before memory has its turn; `under_way` has one place a port. When it must not be, the finding says so. */
void fl_legal_walker_access(struct fl_legal_walker *walker, const struct fl_dut_mem_request *access,
                            const struct fl_under_way *under_way, struct fl_legal_finding *finding);
/* And what memory answered. */
void fl_legal_walker_accessed(struct fl_legal_walker *walker, const struct fl_dut_mem_request *access,
                              const struct fl_dut_mem_answer *answer);

#endif
