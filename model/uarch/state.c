/* state.c - all state of an MMU at rest, out and in, and the view that lets a simulator repeat a hit. */
#include <string.h>

#include "mmu.h"

/* The arrays of a state all have the same three fields, of different lengths. */
struct array {
    unsigned *entries;
    struct fl_tlb_entry *entry;
    uint64_t *plru;
};

enum { ARRAYS = FL_PORT_COUNT + 1 + FL_MAX_LEVELS - 1 };

/* Array n of the MMU and of the state: the L1s, the superpage TLB, the walk cache by level. */
static struct fl_tlb *tlb_of(struct fl_uarch *uarch, unsigned n)
{
    if (n < FL_PORT_COUNT)
        return &uarch->l1[n];
    return n == FL_PORT_COUNT ? &uarch->super : &uarch->pwc[n - FL_PORT_COUNT - 1];
}

static struct array array_of(struct fl_mmu_state *state, unsigned n)
{
    if (n < FL_PORT_COUNT)
        return (struct array){&state->l1[n].entries, state->l1[n].entry, &state->l1[n].plru};
    if (n == FL_PORT_COUNT)
        return (struct array){&state->super.entries, state->super.entry, &state->super.plru};
    n -= FL_PORT_COUNT + 1;
    return (struct array){&state->pwc[n].entries, state->pwc[n].entry, &state->pwc[n].plru};
}

void fl_uarch_read_state(const struct fl_uarch *uarch, struct fl_mmu_state *state)
{
    const struct fl_l2 *l2 = &uarch->l2;
    *state = (struct fl_mmu_state){0};
    for (unsigned n = 0; n < ARRAYS; n++) {
        const struct fl_tlb *tlb = tlb_of((struct fl_uarch *)uarch, n);
        struct array array = array_of(state, n);
        *array.entries = tlb->entries;
        *array.plru = tlb->plru;
        memcpy(array.entry, tlb->entry, tlb->entries * sizeof *array.entry);
    }
    state->l2.sets = l2->sets;
    state->l2.ways = l2->sets ? l2->ways : 0;
    memcpy(state->l2.entry, l2->entry, l2->sets * l2->ways * sizeof *l2->entry);
    memcpy(state->l2.plru, l2->plru, l2->sets * sizeof *l2->plru);
}

/* A state may come from a file: only what this hardware could hold goes in. */
static bool entry_could_be(const struct fl_tlb_entry *entry, unsigned lowest, unsigned highest)
{
    if (entry->pbmt > FL_ATTR_IO || (entry->vpn & ~VPN_MASK) != 0 || entry->level > highest)
        return false;
    return !entry->valid || (entry->level >= lowest && (!entry->napot || (lowest == 0 && entry->level == 0)));
}

static bool tlb_could_hold(const struct fl_tlb *tlb, struct array array, unsigned lowest, unsigned highest)
{
    if (*array.entries != tlb->entries || (tlb->entries ? *array.plru >> (tlb->entries - 1) : *array.plru) != 0)
        return false;
    for (unsigned i = 0; i < tlb->entries; i++)
        if (!entry_could_be(&array.entry[i], lowest, highest))
            return false;
    return true;
}

static bool l2_could_hold(const struct fl_l2 *l2, const struct fl_mmu_state *state)
{
    if (state->l2.sets != l2->sets || (l2->sets && state->l2.ways != l2->ways))
        return false;
    for (unsigned set = 0; set < l2->sets; set++) {
        if (state->l2.plru[set] >> (l2->ways - 1) != 0)
            return false;
        for (unsigned way = 0; way < l2->ways; way++) {
            const struct fl_tlb_entry *entry = &state->l2.entry[set * l2->ways + way];
            bool here = !entry->valid || (!entry->napot && (entry->vpn & (l2->sets - 1)) == set);
            if (!here || !entry_could_be(entry, 0, 0))
                return false;
        }
    }
    return true;
}

static bool could_hold(struct fl_uarch *uarch, struct fl_mmu_state *state)
{
    for (unsigned n = 0; n < ARRAYS; n++) {
        unsigned pwc_level = n > FL_PORT_COUNT ? n - FL_PORT_COUNT : 0;
        unsigned lowest = n == FL_PORT_COUNT ? 1 : pwc_level, highest = pwc_level ? pwc_level : FL_MAX_LEVELS - 1;
        if (!tlb_could_hold(tlb_of(uarch, n), array_of(state, n), lowest, highest))
            return false;
    }
    return l2_could_hold(&uarch->l2, state);
}

bool fl_uarch_load_state(struct fl_uarch *uarch, const struct fl_mmu_state *state)
{
    struct fl_mmu_state *from = (struct fl_mmu_state *)state; /* only read */
    struct fl_l2 *l2 = &uarch->l2;
    if (!could_hold(uarch, from))
        return false;
    for (unsigned n = 0; n < ARRAYS; n++) {
        struct fl_tlb *tlb = tlb_of(uarch, n);
        tlb->plru = *array_of(from, n).plru;
        for (unsigned i = 0; i < tlb->entries; i++)
            fl_tlb_write(tlb, i, &array_of(from, n).entry[i]);
    }
    memcpy(l2->entry, state->l2.entry, l2->sets * l2->ways * sizeof *l2->entry);
    memcpy(l2->plru, state->l2.plru, l2->sets * sizeof *l2->plru);
    return true;
}

void fl_uarch_view(struct fl_uarch *uarch, enum fl_port port, struct fl_uarch_view *view)
{
    struct fl_tlb *tlb = &uarch->l1[port];
    *view = (struct fl_uarch_view){
        .generation = tlb->generation,
        .plru = &tlb->plru,
        .requests = &uarch->counts.requests[port],
        .hits = &uarch->counts.l1_hit[port],
        .plru_keep = tlb->plru_keep,
        .plru_set = tlb->plru_set,
    };
}
