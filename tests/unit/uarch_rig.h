/* uarch_rig.h - one modelled MMU, the page tables it walks, and a memory that can be slow, refuse, race or fence. */
#ifndef UARCH_RIG_H
#define UARCH_RIG_H

#include "faultline/pmp.h"
#include "faultline/uarch.h"

#define V  0x01u
#define R  0x02u
#define W  0x04u
#define X  0x08u
#define U  0x10u
#define G  0x20u
#define A  0x40u
#define D  0x80u
#define AD (A | D)

#define PTE_NAPOT      (UINT64_C(1) << 63)
#define PTE_PBMT(kind) ((uint64_t)(kind) << 61)

#define RIG_TABLES 64
#define RIG_BASE   UINT64_C(0x80000000)
#define NOWHERE    UINT64_MAX

struct rig {
    struct fl_uarch *mmu;
    struct fl_context context;
    struct fl_pmp pmp; /* in force when its count is not 0 */
    struct fl_pte_mem mem;
    struct fl_walk_trace trace;
    struct fl_response response; /* of the latest request */

    unsigned tables; /* used; table 0 is the root */
    uint8_t ram[RIG_TABLES][FL_PAGE_SIZE];

    unsigned delay;                      /* cycles per memory request */
    uint64_t refuse_read, refuse_update; /* addresses that answer with an error, or NOWHERE */
    unsigned rivals;                     /* so many compare-and-swaps are beaten ... */
    uint64_t rival_pte[8];               /* ... by these values, the last one first */
    uint64_t rival_flips;                /* or: the next one is beaten by these bits having flipped */
    unsigned fence_at;                   /* during memory request number n (from 1), or 0 */
    struct fl_fence fence;
    void (*during)(struct rig *rig); /* called inside every memory request, or NULL */
    unsigned requests;               /* memory requests so far */
    /* Called by rig_fence() instead of fencing `mmu`, or NULL: for rigs with another MMU behind them. */
    void (*fenced)(struct rig *rig, const struct fl_fence *fence);
    void *self; /* for `fenced` */
};

/* An S-mode machine under `mode`, memory of 10 cycles; the short form has L1 TLBs alone. */
struct rig *rig_new_sized(enum fl_satp_mode mode, const struct fl_uarch_config *config, unsigned bug);
struct rig *rig_new(enum fl_satp_mode mode, unsigned entries, unsigned bug);
void rig_free(struct rig *rig);

/* 16 PMP entries, of which one lets everything pass. */
void rig_open_pmp(struct rig *rig);

/* Calls `changed` for every eight bytes of table memory that are not as in `before`: for engines that a bus would tell of stores. */
void rig_report_changes(const struct rig *rig, const uint8_t before[RIG_TABLES][FL_PAGE_SIZE],
                        void (*changed)(void *self, uint64_t pa), void *self);

/* Forget all tables and start with an empty root. */
void rig_clear_tables(struct rig *rig);

/* Make `pte_flags` (any bits but the PPN) with `pa` the leaf for `va` at `level`; pointers on the way get the flags V | pointer_flags.
 * Returns the PTE's address. */
uint64_t rig_map(struct rig *rig, uint64_t va, unsigned level, uint64_t pa, uint64_t pte_flags);
uint64_t rig_map_under(struct rig *rig, uint64_t va, unsigned level, uint64_t pa, uint64_t pte_flags,
                       uint64_t pointer_flags);
uint64_t rig_pte(struct rig *rig, uint64_t address);
void rig_set_pte(struct rig *rig, uint64_t address, uint64_t pte);

/* Issue one request (data port, or fetch port for FL_FETCH); the answer is also in rig->response. */
const struct fl_response *rig_access(struct rig *rig, enum fl_access access, uint64_t va);

/* Short forms: load and say by which path it was answered. */
enum fl_path rig_load(struct rig *rig, uint64_t va);
enum fl_path rig_load_as(struct rig *rig, uint16_t asid, uint64_t va);

void rig_fence(struct rig *rig, const uint64_t *va, const uint16_t *asid);
unsigned rig_valid_entries(struct rig *rig, enum fl_port port);

/* A small deterministic generator for random tests. */
uint64_t rig_random(uint64_t *seed);

#endif
