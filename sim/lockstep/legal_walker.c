#include "lockstep/legal_walker.h"

#include <stddef.h>
#include <string.h>

#include "faultline/pma.h"
#include "faultline/walk.h"

enum { PTE_V = 1, PTE_W = 4, PTE_RWX = 14, PTE_U = 16, PTE_A = 64, PTE_D = 128 };

#define PTE_HIGH (~UINT64_C(0) << 54)

static unsigned place_of(const struct fl_reach *reach, uint64_t page)
{
    unsigned slot = (unsigned)(page * UINT64_C(0x9e3779b97f4a7c15) >> 52) % FL_REACH_PAGES;
    while (reach->entry[slot].levels != 0 && reach->entry[slot].page != page) {
        slot = (slot + 1) % FL_REACH_PAGES;
    }
    return slot;
}

static void add_table(struct fl_reach *reach, uint64_t page, unsigned levels)
{
    unsigned slot = place_of(reach, page);
    if (reach->entry[slot].levels == 0) {
        reach->full = reach->full || reach->count == FL_REACH_PAGES / 4 * 3;
        if (reach->full) {
            return;
        }
        reach->count++;
    }
    reach->entry[slot].page = page;
    reach->entry[slot].levels |= (uint8_t)levels;
}

static unsigned levels_of(const struct fl_reach *reach, uint64_t address)
{
    return reach->entry[place_of(reach, address >> FL_PAGE_SHIFT)].levels;
}

void fl_legal_walker_init(struct fl_legal_walker *walker, const struct fl_dut_claims *claims,
                          const struct fl_pmp_past *pmp)
{
    *walker = (struct fl_legal_walker){.claims = claims, .pmp = pmp, .pte_size = claims->sv32 ? 4 : 8};
}

/* satp is active while the effective privilege is S or U (Privileged 4.1.11). */
static bool is_translated(const struct fl_context *context, unsigned access)
{
    return context->mode != FL_BARE && fl_effective_privilege(context, access) != FL_MACHINE;
}

void fl_legal_walker_drive(struct fl_legal_walker *walker, const struct fl_request *request)
{
    const struct fl_context *context = request->context;
    const struct fl_scheme *scheme = fl_scheme_of(context->xlen, context->mode);
    if (scheme && is_translated(context, request->access)) {
        uint64_t root = context->root & ((UINT64_C(1) << (scheme->pa_bits - FL_PAGE_SHIFT)) - 1);
        add_table(&walker->reach, root, 1u << (scheme->levels - 1));
        walker->adue_since = walker->adue_since || context->adue;
    }
}

void fl_legal_walker_fence(struct fl_legal_walker *walker)
{
    walker->pmp_begun = walker->pmp->count - 1;
}

void fl_legal_walker_fenced(struct fl_legal_walker *walker, const struct fl_fence *fence, bool under_way)
{
    if (!fence->va_given && !fence->asid_given && !under_way) {
        walker->pmp_since = walker->pmp_begun;
        walker->adue_since = false;
    }
}

void fl_legal_walker_forget(struct fl_legal_walker *walker)
{
    memset(&walker->reach, 0, sizeof walker->reach);
}

/* Some PMP since the last fence of all lets a supervisor do this to the PTE (Privileged 3.7.2). */
static bool pmp_allows(const struct fl_legal_walker *walker, enum fl_pmp_kind kind, uint64_t address)
{
    const struct fl_pmp_past *past = walker->pmp;
    if (walker->pmp_since + FL_PMP_VERSIONS < past->count) {
        return true; /* more than is kept */
    }
    for (unsigned i = walker->pmp_since; i < past->count; i++) {
        if (fl_pmp_allows(fl_pmp_past_version(past, i), FL_SUPERVISOR, kind, address, walker->pte_size, NULL)) {
            return true;
        }
    }
    return false;
}

/* A memory in which some walk ends at a leaf of this value and level, after pointers to anywhere. */
struct path {
    unsigned pointers;
    uint64_t leaf;
};

static unsigned read_path(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct path *path = self;
    (void)address, (void)size;
    *error = false;
    *value = path->pointers > 0 ? PTE_V : path->leaf;
    path->pointers -= path->pointers > 0;
    return 1;
}

/* The value that this access gives the leaf, by the manual's walk; `leaf` itself where it is refused. */
static uint64_t updated(const struct fl_request *request, uint64_t leaf, unsigned level)
{
    const struct fl_scheme *scheme = fl_scheme_of(request->context->xlen, request->context->mode);
    struct path path = {.leaf = leaf};
    const struct fl_pte_mem mem = {.self = &path, .read = read_path};
    struct fl_translation walk;
    if (!scheme || level >= scheme->levels) {
        return leaf;
    }
    path.pointers = scheme->levels - 1u - level;
    return fl_walk(request, &mem, false, &walk) == FL_OK ? walk.pte : leaf;
}

static bool indexes(const struct fl_request *request, uint64_t address, unsigned level)
{
    const struct fl_scheme *scheme = fl_scheme_of(request->context->xlen, request->context->mode);
    uint64_t va = fl_masked_va(request->context, request->access, request->va);
    return scheme && (va >> (FL_PAGE_SHIFT + level * scheme->vpn_bits) & ((1u << scheme->vpn_bits) - 1)) ==
                         address % FL_PAGE_SIZE / scheme->pte_size;
}

/* Does this access under way make exactly this of the leaf? */
static bool asks_for(const struct fl_under_way *under_way, const struct fl_dut_mem_request *update, unsigned levels)
{
    struct fl_context context = under_way->context;
    struct fl_request request = under_way->request;
    request.context = &context;
    context.pmp = NULL;
    context.pma = NULL;
    if (!under_way->busy || !is_translated(&context, request.access)) {
        return false;
    }
    for (unsigned level = 0; level < FL_MAX_LEVELS; level++) {
        if ((levels >> level & 1) && indexes(&request, update->address, level) &&
            updated(&request, update->expected, level) == update->desired) {
            return true;
        }
    }
    return false;
}

static bool asked_for(const struct fl_under_way *under_way, const struct fl_dut_mem_request *update, unsigned levels)
{
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        if (asks_for(&under_way[port], update, levels)) {
            return true;
        }
    }
    return false;
}

/* Would some access, of anybody to anywhere, set A here? */
static bool may_be_speculative(const struct fl_legal_walker *walker, const struct fl_dut_mem_request *update,
                               unsigned levels)
{
    const struct fl_dut_claims *claims = walker->claims;
    struct fl_context context = {.xlen = claims->sv32 ? 32 : 64, .mode = FL_SV32, .sum = true, .adue = true};
    const struct fl_request load = {0, FL_LOAD, 1, &context}, fetch = {0, FL_FETCH, 1, &context};
    if (!claims->sv32) {
        context.mode = claims->sv57 ? FL_SV57 : claims->sv48 ? FL_SV48 : FL_SV39;
    }
    for (unsigned i = 0; i < 4u * FL_MAX_LEVELS; i++) {
        unsigned level = i / 4;
        context.privilege = i & 1 ? FL_SUPERVISOR : FL_USER;
        context.pbmte = (i & 2) && claims->svpbmt;
        if ((levels >> level & 1) && (updated(&load, update->expected, level) == update->desired ||
                                      updated(&fetch, update->expected, level) == update->desired)) {
            return walker->adue_since;
        }
    }
    return false;
}

static const char *wrong_update(const struct fl_legal_walker *walker, const struct fl_dut_mem_request *update)
{
    uint64_t changed = update->expected ^ update->desired;
    if (changed & ~(uint64_t)(PTE_A | PTE_D)) {
        return "hardware changes no bits but A and D (Privileged 4.3.2 step 9)";
    }
    if (update->expected & ~update->desired) {
        return "hardware never clears A or D (Privileged 4.3.1)";
    }
    if (!walker->adue_since) {
        return "ADUE is 0, and has been since the last fence of all (Privileged 3.1.18, Svadu)";
    }
    if (changed & PTE_D) {
        return "D is set only by a store under way that this leaf permits, never by speculation (Privileged 4.3.1)";
    }
    return "no access under way or speculative may do this, by the rules of step 9 (Privileged 4.3.2)";
}

static void judge_update(struct fl_legal_walker *walker, const struct fl_dut_mem_request *update, unsigned levels,
                         const struct fl_under_way *under_way, struct fl_legal_finding *finding)
{
    walker->updates++;
    if (!pmp_allows(walker, FL_PMP_WRITE, update->address)) {
        fl_accuse(finding, FL_WRONG_UPDATE, "PMP lets no supervisor write this PTE (Privileged 3.7.1)");
    } else if (walker->reach.full || asked_for(under_way, update, levels)) {
        return;
    } else if (may_be_speculative(walker, update, levels)) {
        walker->speculative++;
    } else {
        fl_accuse(finding, FL_WRONG_UPDATE, "%s", wrong_update(walker, update));
    }
}

static void judge_access(struct fl_legal_walker *walker, const struct fl_dut_mem_request *access,
                         const struct fl_under_way *under_way, struct fl_legal_finding *finding)
{
    enum fl_legal_fault fault = access->compare_and_swap ? FL_WRONG_UPDATE : FL_WRONG_READ;
    unsigned levels = levels_of(&walker->reach, access->address);
    if (access->address % walker->pte_size != 0 || access->size != walker->pte_size) {
        fl_accuse(finding, fault, "a PTE has %u bytes, and lies at a multiple of that", walker->pte_size);
    } else if (levels == 0 && !walker->reach.full) {
        fl_accuse(finding, fault,
                  "no root in force and no pointer that it has read leads to this page (Privileged 4.3.2)");
    } else if (walker->claims->pma && !fl_pma_allows(&fl_pma_virt, FL_PMA_PTE_READ, access->address, NULL)) {
        fl_accuse(finding, fault, "no page tables can lie here, by the PMAs (Privileged 3.6)");
    } else if (access->compare_and_swap) {
        judge_update(walker, access, levels, under_way, finding);
    } else if (!pmp_allows(walker, FL_PMP_READ, access->address)) {
        fl_accuse(finding, fault, "PMP lets no supervisor read this PTE (Privileged 3.7.1)");
    } else {
        walker->reads++;
    }
}

void fl_legal_walker_access(struct fl_legal_walker *walker, const struct fl_dut_mem_request *access,
                            const struct fl_under_way *under_way, struct fl_legal_finding *finding)
{
    if (finding->fault == FL_LEGAL_SO_FAR) {
        finding->access = *access;
        memcpy(finding->under_way, under_way, sizeof finding->under_way);
        judge_access(walker, access, under_way, finding);
    }
}

/* A pointer leads to a table of one level less. */
void fl_legal_walker_accessed(struct fl_legal_walker *walker, const struct fl_dut_mem_request *access,
                              const struct fl_dut_mem_answer *answer)
{
    uint64_t pte = answer->data, page = pte >> 10 & ((UINT64_C(1) << 44) - 1);
    bool pointer = (pte & (PTE_V | PTE_RWX | PTE_U | PTE_A | PTE_D)) == PTE_V && !(pte & PTE_HIGH);
    unsigned levels = levels_of(&walker->reach, access->address) >> 1;
    if (!access->compare_and_swap && !answer->error && pointer && levels != 0) {
        add_table(&walker->reach, page, levels);
    }
}
