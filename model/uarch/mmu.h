/* mmu.h - the parts of one MMU, shared by the files of this folder. */
#ifndef FL_UARCH_MMU_H
#define FL_UARCH_MMU_H

#include "bugs.h"
#include "faultline/walk.h"
#include "l2.h"
#include "stage.h"
#include "tlb.h"

struct fl_uarch {
    struct fl_tlb l1[FL_PORT_COUNT];
    struct fl_tlb super;                  /* leaves above 4 KiB */
    struct fl_tlb pwc[FL_MAX_LEVELS - 1]; /* pwc[l - 1]: pointers read at level l */
    struct fl_l2 l2;
    struct fl_pma pma;
    uint64_t va_mask; /* under Sv32 the low 32 bits of an address, else all */
    uint32_t epoch;   /* counts fences; a walk granted under an older one is dead */
    unsigned bug;
    struct fl_uarch_counts counts;
};

/* Does this entry permit what the stage register asks, with no D update to make? The rule of every hit, at both levels. */
static inline bool fl_entry_permits(const struct fl_tlb_entry *entry, uint8_t flags, const struct fl_stage *stage,
                                    unsigned bug)
{
    if (stage->writes && !entry->d && !fl_has_bug(bug, FL_BUG_CLEAN_PAGE_STORE_HIT))
        return false;
    return fl_leaf_permits(flags, stage->access, stage->privilege, stage->sum, stage->mxr) == FL_OK;
}

/* A request enters its port's stage register. */
void fl_begin(struct fl_uarch *uarch, enum fl_port port, const struct fl_request *request, struct fl_stage *stage,
              struct fl_walk_trace *trace, struct fl_response *response);

/* One lookup cycle, in the page's order. False: the request needs the walker. */
bool fl_lookup(struct fl_uarch *uarch, enum fl_port port, const struct fl_stage *stage, struct fl_response *response);

/* How requests are answered, by lookup and by the miss unit alike. */
void fl_answer_page(const struct fl_tlb *tlb, unsigned i, const struct fl_stage *stage, enum fl_path path,
                    struct fl_response *response);
void fl_answer_fault(const struct fl_stage *stage, enum fl_cause cause, struct fl_response *response);
/* The word of PMP and PMAs on an answer that would succeed (docs/microarchitecture.md 8). */
void fl_answer_protect(struct fl_uarch *uarch, const struct fl_stage *stage, struct fl_response *response);

#endif
