#include "lockstep/page_opinion.h"

#include <stddef.h>

#include "lockstep/page_rules.h"

#define PPN_BITS ((UINT64_C(1) << 44) - 1)

/* What is being played. */
struct play {
    const struct fl_request *request; /* its VA is the masked one */
    enum fl_port port;
    uint16_t asid;
    struct fl_opinion *opinion;
};

/* The physical address of an answer that would succeed is checked, whatever its path (section 3). */
static void protect(const struct play *play)
{
    struct fl_response *response = &play->opinion->answer.response;
    const struct fl_request *request = play->request;
    enum fl_reason reason = fl_final_check(request, response->pa);
    if (!response->fault && reason != FL_OK) {
        response->fault = true;
        response->cause = (uint8_t)fl_access_fault_cause((enum fl_access)request->access);
        play->opinion->reason = reason;
    }
}

static void answer_from(const struct play *play, const struct fl_tlb_entry *entry, enum fl_path path, unsigned cycles)
{
    struct fl_response *response = &play->opinion->answer.response;
    response->pa = fl_rule_address(entry, play->request->va);
    response->attribute = entry->pbmt;
    response->level = entry->level;
    response->path = path;
    response->cycles = cycles;
}

static void refill_l1(const struct play *play, const struct fl_tlb_entry *entry)
{
    struct fl_mmu_state *state = &play->opinion->state;
    unsigned entries = state->l1[play->port].entries;
    unsigned victim = fl_rule_victim(state->l1[play->port].entry, entries, state->l1[play->port].plru);
    state->l1[play->port].entry[victim] = *entry;
    state->l1[play->port].plru = fl_rule_touched(state->l1[play->port].plru, entries, victim);
    play->opinion->answer.response.entry = (uint8_t)victim;
}

/* Sections 3 and 4. True: the L1 has answered. */
static bool look_up_l1(const struct play *play)
{
    struct fl_mmu_state *state = &play->opinion->state;
    struct fl_tlb_entry *entry = state->l1[play->port].entry;
    unsigned entries = state->l1[play->port].entries;
    unsigned i = fl_rule_lowest_match(entry, entries, play->request->va, play->asid);
    if (i == FL_NO_ENTRY) {
        return false;
    }
    if (fl_rule_entry_permits(&entry[i], play->request) != FL_OK) {
        fl_rule_drop_matches(entry, entries, play->request->va, play->asid);
        return false;
    }
    answer_from(play, &entry[i], FL_PATH_L1, 1);
    play->opinion->answer.response.entry = (uint8_t)i;
    state->l1[play->port].plru = fl_rule_touched(state->l1[play->port].plru, entries, i);
    return true;
}

/* The set of the L2 in which the page of the request would be. */
struct set {
    struct fl_tlb_entry *entry;
    unsigned ways;
    uint8_t *tree;
};

static struct set set_of(struct fl_mmu_state *state, uint64_t va)
{
    if (state->l2.sets == 0) {
        return (struct set){0};
    }
    unsigned set = fl_rule_set(va, state->l2.sets);
    return (struct set){&state->l2.entry[set * state->l2.ways], state->l2.ways, &state->l2.plru[set]};
}

static void answer_from_second(const struct play *play, const struct fl_tlb_entry *found)
{
    struct fl_tlb_entry copy = *found; /* section 5.2, last paragraph but one */
    copy.napot = false;
    copy.vpn = fl_rule_vpn(play->request->va);
    copy.asid = play->asid;
    answer_from(play, found, FL_PATH_L2, 3);
    refill_l1(play, &copy);
}

/* Section 5.1: the superpage TLB first, then the L2; a refused probe drops every match in both. True: one of them has answered. */
static bool probe_second(const struct play *play)
{
    struct fl_mmu_state *state = &play->opinion->state;
    uint64_t va = play->request->va;
    struct set set = set_of(state, va);
    unsigned super = fl_rule_lowest_match(state->super.entry, state->super.entries, va, play->asid);
    unsigned way = fl_rule_lowest_match(set.entry, set.ways, va, play->asid);
    const struct fl_tlb_entry *found = super != FL_NO_ENTRY ? &state->super.entry[super]
                                       : way != FL_NO_ENTRY ? &set.entry[way]
                                                            : NULL;
    if (!found) {
        return false;
    }
    if (fl_rule_entry_permits(found, play->request) != FL_OK) {
        fl_rule_drop_matches(state->super.entry, state->super.entries, va, play->asid);
        fl_rule_drop_matches(set.entry, set.ways, va, play->asid);
        return false;
    }
    if (super != FL_NO_ENTRY) {
        state->super.plru = fl_rule_touched(state->super.plru, state->super.entries, super);
    } else {
        *set.tree = (uint8_t)fl_rule_touched(*set.tree, set.ways, way);
    }
    answer_from_second(play, found);
    return true;
}

/* Section 5.1: the pointer of the lowest level that matches, touched; NULL: the walk begins at the root. */
static const struct fl_tlb_entry *find_pointer(const struct play *play)
{
    struct fl_mmu_state *state = &play->opinion->state;
    unsigned levels = fl_scheme_of(play->request->context->xlen, play->request->context->mode)->levels;
    for (unsigned i = 0; i + 1 < levels; i++) {
        unsigned hit = fl_rule_lowest_match(state->pwc[i].entry, state->pwc[i].entries, play->request->va, play->asid);
        if (hit != FL_NO_ENTRY) {
            state->pwc[i].plru = fl_rule_touched(state->pwc[i].plru, state->pwc[i].entries, hit);
            return &state->pwc[i].entry[hit];
        }
    }
    return NULL;
}

static struct fl_tlb_entry entry_of(const struct play *play, const struct fl_translation *leaf)
{
    return (struct fl_tlb_entry){.valid = true,
                                 .global = leaf->global,
                                 .napot = leaf->napot,
                                 .r = leaf->pte >> 1 & 1,
                                 .w = leaf->pte >> 2 & 1,
                                 .x = leaf->pte >> 3 & 1,
                                 .u = leaf->pte >> 4 & 1,
                                 .d = leaf->pte >> 7 & 1,
                                 .level = leaf->level,
                                 .pbmt = leaf->pte >> 61 & 3,
                                 .asid = play->asid,
                                 .vpn = fl_rule_vpn(play->request->va),
                                 .ppn = leaf->pte >> 10 & PPN_BITS};
}

/* Section 5.2: a page goes into the L2, a NAPOT range as the one page that was accessed; what is larger into the superpage TLB. */
static void refill_second(const struct play *play, struct fl_tlb_entry entry)
{
    struct fl_mmu_state *state = &play->opinion->state;
    struct set set = set_of(state, play->request->va);
    if (entry.level > 0 && state->super.entries > 0) {
        unsigned victim = fl_rule_victim(state->super.entry, state->super.entries, state->super.plru);
        state->super.entry[victim] = entry;
        state->super.plru = fl_rule_touched(state->super.plru, state->super.entries, victim);
    } else if (entry.level == 0 && set.ways > 0) {
        unsigned victim = fl_rule_victim(set.entry, set.ways, *set.tree);
        entry.ppn = entry.napot ? (entry.ppn & ~UINT64_C(15)) | (entry.vpn & 15) : entry.ppn;
        entry.napot = false;
        set.entry[victim] = entry;
        *set.tree = (uint8_t)fl_rule_touched(*set.tree, set.ways, victim);
    }
}

static void walk(const struct play *play, const struct fl_pte_mem *mem)
{
    struct fl_response *response = &play->opinion->answer.response;
    struct fl_translation leaf;
    response->path = FL_PATH_WALK;
    response->cycles = 3;
    fl_page_walk(play->request, find_pointer(play), mem, play->opinion, &leaf);
    response->level = leaf.level;
    play->opinion->reason = leaf.reason;
    response->fault = leaf.reason != FL_OK;
    response->cause = leaf.cause;
    response->pa = leaf.pa;
    response->attribute = leaf.attribute;
    if (!response->fault) {
        const struct fl_tlb_entry entry = entry_of(play, &leaf);
        refill_l1(play, &entry);
        refill_second(play, entry);
    }
}

/* Section 3, lookup 1 and 2: what the manual's walk decides without reading anything. True: it has. */
static bool refuse_or_pass(const struct play *play, const struct fl_pte_mem *mem)
{
    struct fl_response *response = &play->opinion->answer.response;
    struct fl_translation manual;
    fl_walk(play->request, mem, false, &manual);
    if (manual.translated && manual.reason != FL_NOT_CANONICAL) {
        return false;
    }
    bool refused = manual.reason == FL_NOT_CANONICAL || manual.reason == FL_NO_SUCH_ADDRESS;
    response->path = refused ? FL_PATH_NONE : FL_PATH_BARE;
    response->cycles = 1;
    response->pa = manual.pa;
    response->fault = refused;
    response->cause = manual.cause;
    play->opinion->reason = refused ? manual.reason : FL_OK;
    return true;
}

void fl_page_request(const struct fl_mmu_state *before, enum fl_port port, const struct fl_request *request,
                     const struct fl_pte_mem *mem, struct fl_opinion *opinion)
{
    struct fl_request masked = *request;
    masked.va = fl_masked_va(request->context, (enum fl_access)request->access, request->va);
    const struct play play = {&masked, port, request->context->asid, opinion};
    *opinion = (struct fl_opinion){.known = request->context->mode != FL_SV32, .state = *before};
    opinion->answer.response = (struct fl_response){.tval = masked.va, .entry = FL_NO_ENTRY};
    if (opinion->known && !refuse_or_pass(&play, mem) && !look_up_l1(&play) && !probe_second(&play)) {
        walk(&play, mem);
    }
    protect(&play);
}

static void fence_array(struct fl_tlb_entry *entry, unsigned entries, const struct fl_fence *fence,
                        bool (*covers)(const struct fl_fence *fence, const struct fl_tlb_entry *entry))
{
    for (unsigned i = 0; i < entries; i++) {
        entry[i].valid = entry[i].valid && !covers(fence, &entry[i]);
    }
}

void fl_page_fence(const struct fl_mmu_state *before, const struct fl_fence *fence, struct fl_opinion *opinion)
{
    struct fl_mmu_state *state = &opinion->state;
    *opinion = (struct fl_opinion){.known = true, .state = *before};
    opinion->fence_cycles = fl_rule_fence_cycles(fence, state->l2.sets);
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        fence_array(state->l1[port].entry, state->l1[port].entries, fence, fl_rule_fence_covers);
    }
    fence_array(state->super.entry, state->super.entries, fence, fl_rule_fence_covers);
    fence_array(state->l2.entry, state->l2.sets * state->l2.ways, fence, fl_rule_fence_covers);
    for (unsigned i = 0; i < FL_MAX_LEVELS - 1; i++) {
        fence_array(state->pwc[i].entry, state->pwc[i].entries, fence, fl_rule_fence_covers_pointer);
    }
}

void fl_ask_page(struct fl_divergence *d, const struct fl_pte_mem *before)
{
    d->page.known = false;
    if (d->since_good != 1) {
        return;
    }
    if (d->has_fence) {
        fl_page_fence(&d->good, &d->fence, &d->page);
    } else if (d->has_request) {
        fl_page_request(&d->good, (enum fl_port)d->port, &d->request, before, &d->page);
        d->page.disturbed = fl_rule_disturbed(&d->model.trace) || fl_rule_disturbed(&d->rtl.trace);
    }
}
