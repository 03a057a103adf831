/* The miss unit's walk (docs/microarchitecture.md 5): where it begins, what it reads and writes, how long it takes, and which
 * pointers it leaves in the walk cache.
 *
 * The manual's walk begins at the root. So that it can judge a walk from a remembered pointer, the levels above that pointer are
 * made up for it: their reads find a pointer and cost nothing. PMP and PMAs are applied to what is really read and written alone.
 */
#include <stddef.h>

#include "faultline/pma.h"
#include "faultline/pmp.h"
#include "lockstep/page_opinion.h"
#include "lockstep/page_rules.h"

enum { PTE_V = 1, PTE_G = 0x20, PTE_PPN_SHIFT = 10 };

#define PPN_BITS ((UINT64_C(1) << 44) - 1)

struct walk {
    const struct fl_pte_mem *mem;
    const struct fl_pmp *pmp;
    const struct fl_pma *pma;
    const struct fl_tlb_entry *spare;
    struct fl_opinion *opinion;
    unsigned level; /* of the next read */
};

/* Is the PTE about to be read above the pointer where the walk begins? */
static bool is_spared(const struct walk *walk)
{
    return walk->spare && walk->level >= walk->spare->level;
}

static uint64_t made_up(const struct walk *walk)
{
    bool last = walk->level == walk->spare->level;
    return PTE_V | (last && walk->spare->global ? PTE_G : 0) | (last ? walk->spare->ppn << PTE_PPN_SHIFT : 0);
}

static void record(struct walk *walk, struct fl_walk_step step, unsigned cycles)
{
    struct fl_walk_trace *trace = &walk->opinion->answer.trace;
    if (trace->count < FL_MAX_STEPS) {
        trace->step[trace->count++] = step;
    }
    walk->opinion->answer.response.cycles += cycles;
}

/* Do PMP or PMAs deny this READ or UPDATE, so that nothing is driven? It costs a cycle. */
static bool denied(const struct walk *walk, enum fl_pmp_kind kind, unsigned needs, uint64_t address, unsigned size)
{
    bool allowed = fl_pmp_allows(walk->pmp, FL_SUPERVISOR, kind, address, size, NULL) &&
                   fl_pma_allows(walk->pma, needs, address, NULL);
    walk->opinion->answer.response.cycles += !allowed;
    return !allowed;
}

/* READ, WAIT and CHECK. */
static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct walk *walk = self;
    *error = false;
    if (is_spared(walk)) {
        *value = made_up(walk);
    } else if (denied(walk, FL_PMP_READ, FL_PMA_PTE_READ, address, size)) {
        *error = true;
    } else {
        struct fl_walk_step step = {.address = address, .level = (uint8_t)walk->level};
        unsigned delay = walk->mem->read(walk->mem->self, address, size, &step.value, &step.error);
        record(walk, step, delay + 2);
        *value = step.value;
        *error = step.error;
    }
    walk->level--;
    return 1;
}

/* UPDATE and UWAIT. Nobody else writes, so it is won. */
static unsigned update_pte(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                           bool *error)
{
    struct walk *walk = self;
    struct fl_walk_step step = {
        .address = address, .value = expected, .desired = desired, .level = (uint8_t)(walk->level + 1), .update = true};
    *error = denied(walk, FL_PMP_WRITE, FL_PMA_PTE_WRITE, address, size);
    if (*error) {
        *won = false;
        return 1;
    }
    unsigned delay =
        walk->mem->compare_and_swap(walk->mem->self, address, size, expected, desired, &step.won, &step.error);
    record(walk, step, delay + 1);
    *won = step.won;
    *error = step.error;
    return delay;
}

/* Every legal pointer that was read goes into the walk cache of its level (5.2, CHECK). The next read shows that it was one. */
static void remember_pointers(const struct fl_request *request, const struct fl_tlb_entry *spare,
                              const struct fl_walk_trace *steps, struct fl_mmu_state *state)
{
    bool global = false;
    for (unsigned i = 0; i + 1 < steps->count; i++) {
        const struct fl_walk_step *step = &steps->step[i];
        if (step->update || steps->step[i + 1].level >= step->level) {
            continue;
        }
        global = global || (step->value & PTE_G);
        if ((spare && step->level >= spare->level) || state->pwc[step->level - 1].entries == 0) {
            continue;
        }
        unsigned entries = state->pwc[step->level - 1].entries;
        uint64_t *tree = &state->pwc[step->level - 1].plru;
        unsigned victim = fl_rule_victim(state->pwc[step->level - 1].entry, entries, *tree);
        state->pwc[step->level - 1].entry[victim] =
            (struct fl_tlb_entry){.valid = true,
                                  .global = global,
                                  .level = step->level,
                                  .asid = request->context->asid,
                                  .vpn = fl_rule_vpn(request->va),
                                  .ppn = step->value >> PTE_PPN_SHIFT & PPN_BITS};
        *tree = fl_rule_touched(*tree, entries, victim);
    }
}

void fl_page_walk(const struct fl_request *request, const struct fl_tlb_entry *spare, const struct fl_pte_mem *mem,
                  struct fl_opinion *opinion, struct fl_translation *leaf)
{
    struct fl_context context = *request->context;
    struct fl_request asked = *request;
    const struct fl_tlb_entry began = spare ? *spare : (struct fl_tlb_entry){0}; /* the walk may overwrite it */
    struct walk walk = {.mem = mem,
                        .pmp = context.pmp,
                        .pma = context.pma,
                        .spare = spare ? &began : NULL,
                        .opinion = opinion,
                        .level = fl_scheme_of(context.xlen, context.mode)->levels - 1u};
    const struct fl_pte_mem seen = {&walk, read_pte, update_pte};
    context.pmp = NULL;
    context.pma = NULL;
    asked.context = &context;
    fl_walk(&asked, &seen, true, leaf);
    remember_pointers(request, walk.spare, &leaf->trace, &opinion->state);
}
