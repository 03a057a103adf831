/* state.c - all state of an MMU at rest, out and in, and the view that lets a simulator repeat a hit. */
#include "mmu.h"

void fl_uarch_read_state(const struct fl_uarch *uarch, struct fl_mmu_state *state)
{
    *state = (struct fl_mmu_state){0};
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        const struct fl_tlb *tlb = &uarch->l1[port];
        state->l1[port].entries = tlb->entries;
        state->l1[port].plru = tlb->plru;
        for (unsigned i = 0; i < tlb->entries; i++)
            state->l1[port].entry[i] = tlb->entry[i];
    }
}

/* A state may come from a file: only what this hardware could hold goes in. */
static bool could_hold(const struct fl_tlb *tlb, const struct fl_mmu_state *state, unsigned port)
{
    if (state->l1[port].entries != tlb->entries || state->l1[port].plru >> (tlb->entries - 1) != 0)
        return false;
    for (unsigned i = 0; i < tlb->entries; i++) {
        const struct fl_tlb_entry *entry = &state->l1[port].entry[i];
        if (entry->level >= FL_MAX_LEVELS || entry->pbmt > FL_ATTR_IO || (entry->vpn & ~VPN_MASK) != 0)
            return false;
    }
    return true;
}

bool fl_uarch_load_state(struct fl_uarch *uarch, const struct fl_mmu_state *state)
{
    for (unsigned port = 0; port < FL_PORT_COUNT; port++)
        if (!could_hold(&uarch->l1[port], state, port))
            return false;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        struct fl_tlb *tlb = &uarch->l1[port];
        tlb->plru = state->l1[port].plru;
        for (unsigned i = 0; i < tlb->entries; i++)
            fl_tlb_write(tlb, i, &state->l1[port].entry[i]);
    }
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
