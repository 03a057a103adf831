/* walk.c - the address translation process in the manual's own numbered steps (Privileged 4.3.2).
 *
 *     0 is translation in effect?      5 superpage aligned
 *     1 canonical, start at the root   6-8 leaf permissions (leaf.c)
 *     2 read a PTE  <----+-------.     9 A and D: fault, or update and read again after a lost race
 *     3 legal? (pte.c)   |       |    10 compose the physical address
 *     4 pointer: down ---'       '--- 11 physical memory protection and attributes of the access itself
 *
 * `struct walk` is the state the manual calls a, i and pte. Each step returns FL_OK to go on.
 */
#include "faultline/pma.h"
#include "faultline/pmp.h"
#include "pte.h"

#include <stddef.h>

/* A real agent cannot win the race for a PTE for ever. A memory that refuses this many updates to one walk does not offer what
 * Svadu requires of it (RsrvEventual), and is treated as one that refuses them all. */
enum { LOST_UPDATES_MAX = 1000 };

struct walk {
    const struct fl_request *request;
    const struct fl_context *context;
    const struct fl_scheme *scheme;
    const struct fl_pte_mem *mem;
    struct fl_translation *out;
    enum fl_access access;
    enum fl_privilege privilege; /* effective */
    bool update;                 /* perform A/D updates, not only predict them */
    uint64_t va;
    uint64_t table; /* the manual's a */
    unsigned level; /* the manual's i */
    uint64_t pte;
    bool below_global; /* a pointer on the way had G; a leaf's own G counts only once it is final */
    unsigned lost;     /* compare-and-swaps */
};

static uint64_t low_bits(unsigned count)
{
    return (UINT64_C(1) << count) - 1;
}

/* VPN[level] */
static uint64_t vpn_part(const struct walk *walk, unsigned level)
{
    unsigned bits = walk->scheme->vpn_bits;
    return walk->va >> (FL_PAGE_SHIFT + bits * level) & low_bits(bits);
}

/* Every PTE address passes here. Identity in a single stage; the second stage translates guest-physical addresses here. */
static uint64_t pte_physical_address(uint64_t address)
{
    return address;
}

static bool is_store(enum fl_access access)
{
    return access != FL_FETCH && access != FL_LOAD && access != FL_CBO_MANAGE;
}

static bool fault_is_access(enum fl_reason reason)
{
    switch (reason) {
    case FL_NO_SUCH_ADDRESS:
    case FL_PTE_ACCESS:
    case FL_PTE_PMA:
    case FL_PTE_UPDATE_ACCESS:
    case FL_PTE_UPDATE_PMA:
    case FL_PMP_DENIED:
    case FL_PMA_DENIED:
        return true;
    default:
        return false;
    }
}

static void record(struct walk *walk, struct fl_walk_step step)
{
    struct fl_walk_trace *trace = &walk->out->trace;
    if (trace->count == FL_MAX_STEPS) {
        trace->truncated = true;
        return;
    }
    step.address = walk->out->pte_address;
    step.level = (uint8_t)walk->level;
    step.attempt = (uint8_t)(walk->lost < UINT8_MAX ? walk->lost : UINT8_MAX);
    trace->step[trace->count++] = step;
}

/* Step 1. Sv32 uses every bit of its 32-bit addresses, so nothing is left to disagree. In a mode that is no scheme (no hart can
 * hold one, Privileged 4.1.11) no address is canonical. */
static enum fl_reason begin(struct walk *walk)
{
    if (walk->scheme == NULL)
        return FL_NOT_CANONICAL;
    unsigned bits = walk->scheme->va_bits;
    uint64_t upper = walk->va >> (bits - 1);
    if (walk->scheme->xlen == 64 && upper != 0 && upper != low_bits(64 - bits + 1))
        return FL_NOT_CANONICAL;
    uint64_t ppn = walk->context->root & low_bits(walk->scheme->pa_bits - FL_PAGE_SHIFT);
    walk->table = ppn << FL_PAGE_SHIFT;
    walk->level = walk->scheme->levels - 1u;
    return FL_OK;
}

/* Step 2. Page-table accesses are supervisor reads, whatever the access and the mode (Privileged 3.7.1). */
static enum fl_reason read_pte(struct walk *walk)
{
    unsigned size = walk->scheme->pte_size;
    struct fl_walk_step step = {0};
    walk->pte = 0;
    walk->out->level = (uint8_t)walk->level;
    walk->out->pte_address = pte_physical_address(walk->table + vpn_part(walk, walk->level) * size);
    if (!fl_pmp_allows(walk->context->pmp, FL_SUPERVISOR, FL_PMP_READ, walk->out->pte_address, size, NULL))
        return FL_PTE_ACCESS;
    if (!fl_pma_allows(walk->context->pma, FL_PMA_PTE_READ, walk->out->pte_address, NULL))
        return FL_PTE_PMA;
    walk->mem->read(walk->mem->self, walk->out->pte_address, size, &step.value, &step.error);
    if (step.error)
        step.value = 0;
    walk->pte = step.value & (size == 4 ? UINT32_MAX : UINT64_MAX);
    step.value = walk->pte;
    record(walk, step);
    return step.error ? FL_PTE_ACCESS : FL_OK;
}

/* Steps 2 to 4, from the current table down to a leaf. */
static enum fl_reason descend(struct walk *walk)
{
    for (;;) {
        enum fl_reason reason = read_pte(walk);
        if (reason == FL_OK)
            reason = fl_pte_legal(walk->level, walk->pte, walk->context->pbmte);
        if (reason != FL_OK)
            return reason;
        if (!fl_pte_is_pointer(walk->pte))
            return FL_OK;
        if (walk->level == 0)
            return FL_POINTER_AT_LEAF;
        walk->below_global |= (walk->pte & PTE_G) != 0;
        walk->level--;
        walk->table = fl_pte_ppn(walk->scheme, walk->pte) << FL_PAGE_SHIFT;
    }
}

/* Steps 5 to 8. */
static enum fl_reason judge_leaf(const struct walk *walk)
{
    const struct fl_context *context = walk->context;
    uint64_t below = low_bits(walk->scheme->vpn_bits * walk->level);
    if (fl_pte_ppn(walk->scheme, walk->pte) & below)
        return FL_SUPERPAGE_MISALIGNED;
    return fl_leaf_permits(walk->pte, walk->access, walk->privilege, context->sum, context->mxr);
}

/* Step 9, the write. `*again` asks for the same PTE to be read once more. */
static enum fl_reason write_pte(struct walk *walk, uint64_t desired, bool *again)
{
    unsigned size = walk->scheme->pte_size;
    uint64_t address = walk->out->pte_address;
    struct fl_walk_step step = {.value = walk->pte, .desired = desired, .update = true};
    if (!fl_pmp_allows(walk->context->pmp, FL_SUPERVISOR, FL_PMP_WRITE, address, size, NULL))
        return FL_PTE_UPDATE_ACCESS;
    if (!fl_pma_allows(walk->context->pma, FL_PMA_PTE_WRITE, address, NULL))
        return FL_PTE_UPDATE_PMA;
    if (walk->update) {
        walk->mem->compare_and_swap(walk->mem->self, address, size, walk->pte, desired, &step.won, &step.error);
        record(walk, step);
        if (step.error)
            return FL_PTE_UPDATE_ACCESS;
        if (!step.won) {
            *again = ++walk->lost < LOST_UPDATES_MAX;
            return *again ? FL_OK : FL_PTE_UPDATE_ACCESS;
        }
    }
    walk->pte = desired;
    return FL_OK;
}

/* Step 9. Svade faults, Svadu writes the whole PTE in one atomic step. */
static enum fl_reason accessed_and_dirty(struct walk *walk, bool *again)
{
    *again = false;
    uint64_t desired = walk->pte | PTE_A | (is_store(walk->access) ? PTE_D : 0);
    if (desired == walk->pte)
        return FL_OK;
    if (walk->context->adue)
        return write_pte(walk, desired, again);
    return walk->pte & PTE_A ? FL_DIRTY_CLEAR : FL_ACCESSED_CLEAR;
}

/* Step 10. The page takes its number from the PTE above the page's size, and from the VA below it. */
static void compose(struct walk *walk)
{
    struct fl_translation *out = walk->out;
    out->global = walk->below_global || (walk->pte & PTE_G);
    out->napot = (walk->pte & PTE_N) != 0;
    out->attribute = (uint8_t)((walk->pte & PTE_PBMT) >> PTE_PBMT_SHIFT);
    unsigned size_bits = out->napot ? NAPOT_PPN_BITS : walk->scheme->vpn_bits * walk->level;
    uint64_t offset = low_bits(FL_PAGE_SHIFT + size_bits);
    out->pa = (fl_pte_ppn(walk->scheme, walk->pte) << FL_PAGE_SHIFT & ~offset) | (walk->va & offset);
}

/* Steps 1 to 10. */
static enum fl_reason translate(struct walk *walk)
{
    enum fl_reason reason = begin(walk);
    bool again = true;
    while (reason == FL_OK && again) {
        reason = descend(walk);
        if (reason == FL_OK)
            reason = judge_leaf(walk);
        if (reason == FL_OK)
            reason = accessed_and_dirty(walk, &again);
    }
    walk->out->pte = walk->pte;
    if (reason == FL_OK)
        compose(walk);
    return reason;
}

/* Step 0, when no translation is in effect: the address is physical. RV32 addresses are shorter than physical ones. */
static enum fl_reason pass_through(struct walk *walk)
{
    enum { PA_BITS = 56 };
    if (walk->va >> PA_BITS)
        return FL_NO_SUCH_ADDRESS;
    walk->out->pa = walk->va;
    return FL_OK;
}

enum fl_privilege fl_effective_privilege(const struct fl_context *context, enum fl_access access)
{
    return (enum fl_privilege)(context->mprv && access != FL_FETCH ? context->mpp : context->privilege);
}

enum fl_reason fl_final_check(const struct fl_request *request, uint64_t pa)
{
    const struct fl_context *context = request->context;
    enum fl_access access = (enum fl_access)request->access;
    if (!fl_pmp_allows_access(context->pmp, fl_effective_privilege(context, access), access, pa, request->size))
        return FL_PMP_DENIED;
    return fl_pma_allows_access(context->pma, access, pa) ? FL_OK : FL_PMA_DENIED;
}

enum fl_reason fl_walk(const struct fl_request *request, const struct fl_pte_mem *mem, bool update,
                       struct fl_translation *out)
{
    const struct fl_context *context = request->context;
    uint64_t va = fl_masked_va(context, (enum fl_access)request->access, request->va);
    if (context->xlen == 32)
        va &= UINT32_MAX;
    struct walk walk = {
        .request = request,
        .context = context,
        .scheme = fl_scheme_of(context->xlen, context->mode),
        .mem = mem,
        .out = out,
        .access = (enum fl_access)request->access,
        .privilege = fl_effective_privilege(context, (enum fl_access)request->access),
        .update = update,
        .va = va,
    };
    *out = (struct fl_translation){.tval = va};
    out->translated = walk.privilege != FL_MACHINE && context->mode != FL_BARE;
    enum fl_reason reason = out->translated ? translate(&walk) : pass_through(&walk);
    if (reason == FL_OK)
        reason = fl_final_check(request, out->pa);
    if (reason != FL_OK)
        out->cause =
            (uint8_t)(fault_is_access(reason) ? fl_access_fault_cause(walk.access) : fl_page_fault_cause(walk.access));
    out->reason = reason;
    return reason;
}
