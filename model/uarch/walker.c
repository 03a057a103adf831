/* walker.c - the page-table walker's state machine (docs/microarchitecture.md 5.2).
 *
 *   PROBE -> READ -> WAIT -> CHECK --pointer--> READ (next level)
 *             ^                |-- fault, or a leaf with nothing to update --> ANSWER
 *             |                '-- leaf, A/D update --> UPDATE -> UWAIT -- won, or error --> ANSWER
 *             '------------------------------------------------- lost ---'
 * What PMP or PMAs deny in READ or UPDATE goes to ANSWER. PROBE and ANSWER belong to miss.c. Each state's function charges its own cycles.
 */
#include <stddef.h>

#include "walker.h"

#include "bugs.h"
#include "faultline/pmp.h"
#include "pte_bits.h"
#include "pwc.h"

/* Every PTE address passes here: where a second translation stage will sit. */
static uint64_t physical_pte_address(uint64_t address)
{
    return address & ((UINT64_C(1) << 56) - 1);
}

static uint64_t pte_address(const struct fl_walk *walk)
{
    const struct fl_scheme *scheme = walk->stage->scheme;
    uint64_t index = walk->stage->vpn >> walk->level * scheme->vpn_bits & ((UINT64_C(1) << scheme->vpn_bits) - 1);
    return physical_pte_address(walk->base + index * scheme->pte_size);
}

static void record(struct fl_walk *walk, const struct fl_walk_step *step)
{
    struct fl_walk_trace *trace = walk->trace;
    if (trace == NULL)
        return;
    if (trace->count == FL_MAX_STEPS) {
        trace->truncated = true;
        return;
    }
    trace->step[trace->count] = *step;
    trace->step[trace->count].level = walk->level;
    trace->step[trace->count].attempt = walk->attempt;
    trace->count++;
}

/* A fence during a memory request kills the walk: the answer has been awaited and is discarded (section 9). */
static bool killed(struct fl_walk *walk)
{
    if (walk->epoch == walk->uarch->epoch)
        return false;
    walk->attempt++;
    walk->uarch->counts.walks_killed++;
    return true;
}

bool fl_walk_killed_at(struct fl_walk *walk, enum fl_uarch_point point)
{
    if (walk->watch == NULL)
        return false;
    walk->watch->at(walk->watch->self, point);
    return killed(walk);
}

/* The walker's own accesses are made as S-mode (Privileged 3.7.1), under PMP as it stands in this cycle; PMAs know no modes. */
static bool denied(const struct fl_walk *walk, enum fl_pmp_kind kind, unsigned needs)
{
    struct fl_uarch *uarch = walk->uarch;
    uint64_t address = pte_address(walk);
    unsigned size = walk->stage->scheme->pte_size;
    bool pma = fl_has_bug(uarch->bug, FL_BUG_PMA_SPARES_WALKER) || fl_pma_allows(&uarch->pma, needs, address, NULL);
    if (pma && fl_pmp_allows(walk->stage->context->pmp, FL_SUPERVISOR, kind, address, size, NULL))
        return false;
    uarch->counts.denied++;
    return true;
}

enum read { READ_DONE, READ_DENIED, READ_KILLED };

/* READ and WAIT. READ_KILLED: a fence killed the walk meanwhile. */
static enum read read_pte(struct fl_walk *walk)
{
    if (fl_walk_killed_at(walk, FL_AT_READ))
        return READ_KILLED;
    if (denied(walk, FL_PMP_READ, FL_PMA_PTE_READ)) {
        walk->cycles += 1;
        return READ_DENIED;
    }
    if (fl_walk_killed_at(walk, FL_AT_DRIVE))
        return READ_KILLED;
    struct fl_walk_step step = {.address = pte_address(walk)};
    unsigned size = walk->stage->scheme->pte_size;
    walk->uarch->counts.pte_reads[walk->level]++;
    walk->cycles += 1 + walk->mem->read(walk->mem->self, step.address, size, &step.value, &step.error);
    record(walk, &step);
    walk->pte = step.value;
    walk->pte_refused = step.error;
    return killed(walk) ? READ_KILLED : READ_DONE;
}

enum update { UPDATE_WON, UPDATE_LOST, UPDATE_REFUSED, UPDATE_KILLED };

/* UPDATE and UWAIT. */
static enum update update_pte(struct fl_walk *walk)
{
    if (fl_walk_killed_at(walk, FL_AT_READ))
        return UPDATE_KILLED;
    if (denied(walk, FL_PMP_WRITE, FL_PMA_PTE_WRITE)) {
        walk->cycles += 1;
        return UPDATE_REFUSED;
    }
    if (fl_walk_killed_at(walk, FL_AT_DRIVE))
        return UPDATE_KILLED;
    bool dirty = walk->stage->writes && !fl_has_bug(walk->uarch->bug, FL_BUG_UPDATE_WITHOUT_DIRTY);
    struct fl_walk_step step = {.address = pte_address(walk), .value = walk->pte, .update = true};
    step.desired = step.value | PTE_A | (dirty ? PTE_D : 0);
    unsigned size = walk->stage->scheme->pte_size;
    walk->uarch->counts.updates++;
    walk->cycles += 1 + walk->mem->compare_and_swap(walk->mem->self, step.address, size, step.value, step.desired,
                                                    &step.won, &step.error);
    record(walk, &step);
    if (killed(walk))
        return UPDATE_KILLED;
    if (step.error)
        return UPDATE_REFUSED;
    if (step.won) {
        walk->pte = step.desired;
        return UPDATE_WON;
    }
    walk->attempt++;
    walk->uarch->counts.updates_lost++;
    return UPDATE_LOST;
}

/* Privileged 4.3.2 step 3, with Svpbmt. A PTE of Sv32 comes zero-extended and has none of the high bits. */
static bool encoding_reserved(const struct fl_stage *stage, uint64_t pte)
{
    if (!(pte & PTE_V) || ((pte & PTE_W) && !(pte & PTE_R)))
        return true;
    return (pte & PTE_RESERVED) || pte_pbmt(pte) == 3 || (pte_pbmt(pte) != 0 && !stage->pbmte);
}

static bool pointer_allowed(const struct fl_walk *walk)
{
    return walk->level > 0 && !(walk->pte & (PTE_A | PTE_D | PTE_U | PTE_N)) && pte_pbmt(walk->pte) == 0;
}

/* Step 5, and NAPOT's one size. */
static bool leaf_shape_allowed(const struct fl_walk *walk)
{
    if (walk->pte & PTE_N)
        return walk->level == 0 && (pte_ppn(walk->pte) & NAPOT_LOW_MASK) == NAPOT_LOW_CODE;
    uint64_t low = (UINT64_C(1) << walk->level * walk->stage->scheme->vpn_bits) - 1;
    return (pte_ppn(walk->pte) & low) == 0;
}

enum verdict { VERDICT_POINTER, VERDICT_LEAF, VERDICT_UPDATE, VERDICT_FAULT, VERDICT_REFUSED };

/* CHECK, in the manual's order (Privileged 4.3.2 steps 2 to 9). */
static enum verdict check_pte(struct fl_walk *walk)
{
    const struct fl_stage *stage = walk->stage;
    walk->cycles += 1;
    if (walk->pte_refused)
        return VERDICT_REFUSED;
    if (encoding_reserved(stage, walk->pte))
        return VERDICT_FAULT;
    if (!(walk->pte & (PTE_R | PTE_X)))
        return pointer_allowed(walk) ? VERDICT_POINTER : VERDICT_FAULT;
    if (!leaf_shape_allowed(walk) ||
        fl_leaf_permits(walk->pte, stage->access, stage->privilege, stage->sum, stage->mxr) != FL_OK)
        return VERDICT_FAULT;
    if ((walk->pte & PTE_A) && (!stage->writes || (walk->pte & PTE_D)))
        return VERDICT_LEAF;
    return stage->adue ? VERDICT_UPDATE : VERDICT_FAULT;
}

static void start_at(struct fl_walk *walk, struct fl_walk_start start)
{
    walk->level = start.level;
    walk->base = start.base;
    walk->global = start.global;
}

static void descend(struct fl_walk *walk)
{
    walk->global |= (walk->pte & PTE_G) != 0;
    fl_pwc_fill(walk->uarch, walk->stage, walk->level, pte_ppn(walk->pte), walk->global);
    walk->level--;
    walk->base = pte_ppn(walk->pte) << FL_PAGE_SHIFT;
}

/* From the table where the walk stands down to a leaf. False when it ended before one: *end says how. */
static bool find_leaf(struct fl_walk *walk, enum verdict *verdict, enum fl_walk_end *end)
{
    do {
        enum read read = read_pte(walk);
        *end = read == READ_KILLED ? FL_WALK_KILLED : FL_WALK_ACCESS_FAULT;
        if (read != READ_DONE)
            return false;
        *verdict = check_pte(walk);
        if (*verdict == VERDICT_POINTER)
            descend(walk);
    } while (*verdict == VERDICT_POINTER);
    *end = *verdict == VERDICT_FAULT ? FL_WALK_PAGE_FAULT : FL_WALK_ACCESS_FAULT;
    return *verdict == VERDICT_LEAF || *verdict == VERDICT_UPDATE;
}

enum fl_walk_end fl_walker_run(struct fl_walk *walk)
{
    enum verdict verdict;
    enum fl_walk_end end;
    walk->uarch->counts.walks++;
    start_at(walk, fl_pwc_start(walk->uarch, walk->stage));
    while (find_leaf(walk, &verdict, &end)) {
        if (verdict == VERDICT_LEAF)
            return FL_WALK_LEAF;
        switch (update_pte(walk)) {
        case UPDATE_WON:
            return FL_WALK_LEAF;
        case UPDATE_REFUSED:
            return FL_WALK_ACCESS_FAULT;
        case UPDATE_KILLED:
            return FL_WALK_KILLED;
        case UPDATE_LOST: /* read the same PTE again */
            if (fl_has_bug(walk->uarch->bug, FL_BUG_LOST_UPDATE_FROM_ROOT))
                start_at(walk, (struct fl_walk_start){walk->stage->scheme->levels - 1, false,
                                                      walk->stage->root << FL_PAGE_SHIFT});
        }
    }
    return end;
}

struct fl_tlb_entry fl_walker_leaf_entry(const struct fl_walk *walk)
{
    uint64_t pte = walk->pte;
    return (struct fl_tlb_entry){
        .valid = true,
        .global = walk->global || (pte & PTE_G),
        .napot = pte & PTE_N,
        .r = pte & PTE_R,
        .w = pte & PTE_W,
        .x = pte & PTE_X,
        .u = pte & PTE_U,
        .d = pte & PTE_D,
        .level = walk->level,
        .pbmt = (uint8_t)pte_pbmt(pte),
        .asid = walk->stage->asid,
        .vpn = walk->stage->vpn,
        .ppn = pte_ppn(pte),
    };
}
