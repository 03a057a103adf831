#include "lockstep/page_rules.h"

#include "lockstep/spec_check.h"

#define VPN_BITS ((UINT64_C(1) << 45) - 1)

bool fl_rule_page_contains(const struct fl_tlb_entry *entry, uint64_t va)
{
    unsigned ignored = entry->napot ? 4 : 9u * entry->level;
    return (((va >> FL_PAGE_SHIFT) ^ entry->vpn) & VPN_BITS) >> ignored == 0;
}

bool fl_rule_matches(const struct fl_tlb_entry *entry, uint64_t va, uint16_t asid)
{
    return entry->valid && fl_rule_page_contains(entry, va) && (entry->global || entry->asid == asid);
}

enum fl_reason fl_rule_entry_permits(const struct fl_tlb_entry *entry, const struct fl_request *request)
{
    /* As a leaf PTE with V and A, so that the architecture's own rule can judge it. */
    uint64_t pte = 0x41u | (uint64_t)entry->r << 1 | (uint64_t)entry->w << 2 | (uint64_t)entry->x << 3 |
                   (uint64_t)entry->u << 4 | (uint64_t)entry->global << 5 | (uint64_t)entry->d << 7;
    const struct fl_context *context = request->context;
    uint8_t access = request->access;
    enum fl_reason reason =
        fl_leaf_permits(pte, access, fl_effective_privilege(context, access), context->sum, context->mxr);
    bool writes = access == FL_STORE || access == FL_AMO || access == FL_CBO_ZERO;
    return reason == FL_OK && writes && !entry->d ? FL_DIRTY_CLEAR : reason;
}

/* A request that is translated, and whose address is one, looks the TLB up. */
static bool looks_up(const struct fl_divergence *d)
{
    return d->spec.translated && d->spec.reason != FL_NOT_CANONICAL;
}

static unsigned lowest_match(const struct fl_divergence *d)
{
    for (unsigned i = 0; looks_up(d) && i < d->good.l1[d->port].entries; i++) {
        if (fl_rule_matches(&d->good.l1[d->port].entry[i], d->spec.tval, d->context.asid)) {
            return i;
        }
    }
    return FL_NO_ENTRY;
}

unsigned fl_rule_hit(const struct fl_divergence *d)
{
    unsigned i = lowest_match(d);
    if (i == FL_NO_ENTRY || fl_rule_entry_permits(&d->good.l1[d->port].entry[i], &d->request) != FL_OK) {
        return FL_NO_ENTRY;
    }
    return i;
}

/* The nodes from the root to the entry point away from it: 1, to the right, where the entry is on the left. */
static uint64_t touched(uint64_t tree, unsigned entries, unsigned entry)
{
    unsigned node = 0, first = 0;
    for (unsigned half = entries / 2; half > 0; half /= 2) {
        bool left = entry < first + half;
        tree = left ? tree | UINT64_C(1) << node : tree & ~(UINT64_C(1) << node);
        first += left ? 0 : half;
        node = 2 * node + (left ? 1 : 2);
    }
    return tree;
}

static unsigned pointed_at(uint64_t tree, unsigned entries)
{
    unsigned node = 0, first = 0;
    for (unsigned half = entries / 2; half > 0; half /= 2) {
        bool right = tree >> node & 1;
        first += right ? half : 0;
        node = 2 * node + (right ? 2 : 1);
    }
    return first;
}

static unsigned victim_of(const struct fl_mmu_state *state, unsigned port)
{
    for (unsigned i = 0; i < state->l1[port].entries; i++) {
        if (!state->l1[port].entry[i].valid) {
            return i;
        }
    }
    return pointed_at(state->l1[port].plru, state->l1[port].entries);
}

static void after_request(const struct fl_divergence *d, struct fl_mmu_state *state, unsigned *victim)
{
    unsigned port = d->port, hit = fl_rule_hit(d);
    if (hit != FL_NO_ENTRY) {
        state->l1[port].plru = touched(state->l1[port].plru, state->l1[port].entries, hit);
        return;
    }
    for (unsigned i = 0; lowest_match(d) != FL_NO_ENTRY && i < state->l1[port].entries; i++) {
        if (fl_rule_matches(&state->l1[port].entry[i], d->spec.tval, d->context.asid)) {
            state->l1[port].entry[i].valid = false;
        }
    }
    if (looks_up(d) && fl_spec_reached_page(&d->spec)) {
        *victim = victim_of(state, port);
        state->l1[port].entry[*victim].valid = true;
        state->l1[port].plru = touched(state->l1[port].plru, state->l1[port].entries, *victim);
    }
}

void fl_rule_state_after(const struct fl_divergence *d, struct fl_mmu_state *state, unsigned *victim)
{
    *state = d->good;
    *victim = FL_NO_ENTRY;
    if (d->has_request) {
        after_request(d, state, victim);
    }
    for (unsigned i = 0; d->has_fence && i < FL_PORT_COUNT * FL_L1_MAX; i++) {
        struct fl_tlb_entry *entry = &state->l1[i / FL_L1_MAX].entry[i % FL_L1_MAX];
        entry->valid = entry->valid && !fl_rule_fence_covers(&d->fence, entry);
    }
}

bool fl_rule_fence_covers(const struct fl_fence *fence, const struct fl_tlb_entry *entry)
{
    return (!fence->va_given || fl_rule_page_contains(entry, fence->va)) &&
           (!fence->asid_given || (!entry->global && entry->asid == fence->asid));
}

bool fl_rule_restarts(const struct fl_walk_trace *trace, unsigned i)
{
    if (i == 0 || i >= trace->count || trace->step[i].attempt == trace->step[i - 1].attempt) {
        return false;
    }
    return !trace->step[i - 1].update || trace->step[i - 1].won; /* a lost update reads again, and not at the root */
}

uint64_t fl_rule_walk_latency(const struct fl_walk_trace *trace, unsigned memory_cycles)
{
    uint64_t cycles = 3 + memory_cycles;
    for (unsigned i = 0; i < trace->count; i++) {
        cycles += trace->step[i].update ? 1 : 2;
    }
    return cycles;
}
