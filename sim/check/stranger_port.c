/* stranger_port.c - what a stranger's walker may read and write (stranger.h). */
#include <stddef.h>
#include <string.h>

#include "check/stranger.h"

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

/* satp is active while the effective privilege is S or U (Privileged 4.1.11). */
static bool is_translated(const struct fl_slot *slot)
{
    return slot->context.mode != FL_BARE && fl_effective_privilege(&slot->context, slot->request.access) != FL_MACHINE;
}

void fl_stranger_drive(struct fl_bench *bench, const struct fl_slot *slot)
{
    const struct fl_scheme *scheme = fl_scheme_of(slot->context.xlen, slot->context.mode);
    if (scheme && is_translated(slot)) {
        uint64_t root = slot->context.root & ((UINT64_C(1) << (scheme->pa_bits - FL_PAGE_SHIFT)) - 1);
        add_table(&bench->stranger->reach, root, 1u << (scheme->levels - 1));
        bench->stranger->adue_since = bench->stranger->adue_since || slot->context.adue;
    }
}

void fl_stranger_new_tables(struct fl_bench *bench)
{
    bench->stranger->reach.count = 0;
    bench->stranger->reach.full = false;
    memset(bench->stranger->reach.entry, 0, sizeof bench->stranger->reach.entry);
}

/* Some PMP since the last fence of all lets a supervisor do this to the PTE (Privileged 3.7.2). */
static bool pmp_allows(const struct fl_bench *bench, enum fl_pmp_kind kind, uint64_t address)
{
    const struct fl_pmp_past *past = &bench->pmp_past;
    unsigned from = bench->stranger->pmp_since;
    if (from + FL_PMP_VERSIONS < past->count) {
        return true; /* more than is kept */
    }
    for (unsigned i = from; i < past->count; i++) {
        if (fl_pmp_allows(&past->version[i % FL_PMP_VERSIONS], FL_SUPERVISOR, kind, address, bench->pte_size, NULL)) {
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

/* Does an access under way make exactly this of the leaf? */
static bool asked_for(const struct fl_bench *bench, const struct fl_dut_mem_request *update, unsigned levels)
{
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        const struct fl_slot *slot = &bench->slot[port];
        struct fl_context context = slot->context;
        const struct fl_request request = {slot->request.va, slot->request.access, slot->request.size, &context};
        context.pmp = NULL;
        for (unsigned level = 0; slot->busy && is_translated(slot) && level < FL_MAX_LEVELS; level++) {
            if ((levels >> level & 1) && indexes(&request, update->address, level) &&
                updated(&request, update->expected, level) == update->desired) {
                return true;
            }
        }
    }
    return false;
}

/* Would some access, of anybody to anywhere, set A here? */
static bool may_be_speculative(const struct fl_bench *bench, const struct fl_dut_mem_request *update, unsigned levels)
{
    const struct fl_dut_claims *claims = &bench->stranger->claims;
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
            return bench->stranger->adue_since;
        }
    }
    return false;
}

static void accuse_update(struct fl_bench *bench, const struct fl_dut_mem_request *update)
{
    uint64_t changed = update->expected ^ update->desired;
    const char *why = "no access under way or speculative may do this, by the rules of step 9 (Privileged 4.3.2)";
    if (changed & ~(uint64_t)(PTE_A | PTE_D)) {
        why = "hardware changes no bits but A and D (Privileged 4.3.2 step 9)";
    } else if (update->expected & ~update->desired) {
        why = "hardware never clears A or D (Privileged 4.3.1)";
    } else if (!bench->stranger->adue_since) {
        why = "ADUE is 0, and has been since the last fence of all (Privileged 3.1.18, Svadu)";
    } else if (changed & PTE_D) {
        why = "D is set only by a store under way that this leaf permits, never by speculation (Privileged 4.3.1)";
    }
    fl_stranger_accuse(bench, FL_WRONG_UPDATE, "%s", why);
}

static void judge_update(struct fl_bench *bench, const struct fl_dut_mem_request *update, unsigned levels)
{
    struct fl_stranger *stranger = bench->stranger;
    stranger->counts.updates++;
    if (!pmp_allows(bench, FL_PMP_WRITE, update->address)) {
        fl_stranger_accuse(bench, FL_WRONG_UPDATE, "PMP lets no supervisor write this PTE (Privileged 3.7.1)");
    } else if (stranger->reach.full || asked_for(bench, update, levels)) {
        return;
    } else if (may_be_speculative(bench, update, levels)) {
        stranger->counts.speculative++;
    } else {
        accuse_update(bench, update);
    }
}

void fl_stranger_access(struct fl_bench *bench, const struct fl_dut_mem_request *request)
{
    struct fl_stranger *stranger = bench->stranger;
    enum fl_stranger_fault fault = request->compare_and_swap ? FL_WRONG_UPDATE : FL_WRONG_READ;
    unsigned levels = levels_of(&stranger->reach, request->address);
    stranger->all_accesses++;
    stranger->found.access = *request;
    if (bench->port.waiting) {
        fl_stranger_accuse(bench, FL_WRONG_PORT, "its walker has two memory requests outstanding");
    } else if (request->address % bench->pte_size != 0 || request->size != bench->pte_size) {
        fl_stranger_accuse(bench, fault, "a PTE has %u bytes, and lies at a multiple of that", bench->pte_size);
    } else if (levels == 0 && !stranger->reach.full) {
        fl_stranger_accuse(bench, fault,
                           "no root in force and no pointer that it has read leads to this page (Privileged 4.3.2)");
    } else if (stranger->claims.pma && !fl_pma_allows(&fl_pma_virt, FL_PMA_PTE_READ, request->address, NULL)) {
        fl_stranger_accuse(bench, fault, "no page tables can lie here, by the PMAs (Privileged 3.6)");
    } else if (request->compare_and_swap) {
        judge_update(bench, request, levels);
    } else if (!pmp_allows(bench, FL_PMP_READ, request->address)) {
        fl_stranger_accuse(bench, fault, "PMP lets no supervisor read this PTE (Privileged 3.7.1)");
    } else {
        stranger->counts.reads++;
    }
}

/* A pointer leads to a table of one level less. */
void fl_stranger_accessed(struct fl_bench *bench, const struct fl_taken_access *access, bool upset)
{
    struct fl_stranger *stranger = bench->stranger;
    uint64_t pte = access->answer.data, page = pte >> 10 & ((UINT64_C(1) << 44) - 1);
    bool pointer = (pte & (PTE_V | PTE_RWX | PTE_U | PTE_A | PTE_D)) == PTE_V && !(pte & PTE_HIGH);
    unsigned levels = levels_of(&stranger->reach, access->request.address) >> 1;
    fl_legal_read(stranger->legal, access->request.address);
    bench->service.access[0] = *access; /* where PMP of the traffic has something to say */
    if (upset) {
        stranger->refused_at = bench->now;
    }
    if (!access->request.compare_and_swap && !access->answer.error && pointer && levels != 0) {
        add_table(&stranger->reach, page, levels);
    }
}
