#include "lockstep/legal_past.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

bool fl_past_init(struct fl_past *past)
{
    *past = (struct fl_past){.time = 1};
    past->pte = calloc(FL_PAST_PTES, sizeof *past->pte);
    return past->pte != NULL;
}

void fl_past_free(struct fl_past *past)
{
    free(past->pte);
}

/* The record of a PTE, or the free one where it would be. */
static struct fl_past_pte *find(const struct fl_past *past, uint64_t address)
{
    uint64_t slot = (address >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 48;
    while (past->pte[slot % FL_PAST_PTES].address != 0 && past->pte[slot % FL_PAST_PTES].address != address) {
        slot++;
    }
    return &past->pte[slot % FL_PAST_PTES];
}

const struct fl_past_pte *fl_past_of(const struct fl_past *past, uint64_t address)
{
    const struct fl_past_pte *pte = find(past, address);
    return pte->address ? pte : NULL;
}

static void forget_all(struct fl_past *past)
{
    memset(past->pte, 0, FL_PAST_PTES * sizeof *past->pte);
    past->ptes = 0;
    past->lost = past->time;
}

/* The same value held before and again counts once, as of now; else the oldest gives way. */
static struct fl_past_value *place_for(struct fl_past_pte *pte, uint64_t value)
{
    struct fl_past_value *oldest = &pte->value[0];
    for (unsigned i = 0; i < pte->count; i++) {
        if (pte->value[i].value == value) {
            return &pte->value[i];
        }
        oldest = pte->value[i].until < oldest->until ? &pte->value[i] : oldest;
    }
    if (pte->count < FL_PAST_VALUES) {
        return &pte->value[pte->count++];
    }
    pte->lost = oldest->until;
    return oldest;
}

void fl_past_store(struct fl_past *past, uint64_t address, uint64_t value, uint64_t cycle)
{
    struct fl_past_pte *pte = find(past, address);
    past->time++;
    if (pte->address == 0) {
        if (past->ptes > FL_PAST_PTES / 4 * 3) {
            forget_all(past);
            pte = find(past, address);
        }
        past->ptes++;
        *pte = (struct fl_past_pte){.address = address};
    }
    *place_for(pte, value) = (struct fl_past_value){value, past->time, cycle};
}

void fl_past_fence(struct fl_past *past, const struct fl_fence *fence, uint64_t begun)
{
    fl_fence_ring_add(&past->fences, fence, begun, ++past->time);
}

static bool is_same(const struct fl_past_context *past, const struct fl_context *context)
{
    return past->used != 0 && past->asid == context->asid && past->mode == context->mode &&
           past->root == context->root && past->adue == context->adue && past->pbmte == context->pbmte &&
           past->has_pmp == (context->pmp != NULL) &&
           (!context->pmp || (past->pmp.writes == context->pmp->writes && past->pmp.count == context->pmp->count));
}

const struct fl_past_context *fl_past_use(struct fl_past *past, const struct fl_context *context, uint64_t cycle)
{
    struct fl_past_context *place = &past->context[0];
    past->time++;
    for (unsigned i = 0; i < FL_PAST_CONTEXTS; i++) {
        struct fl_past_context *other = &past->context[i];
        if (is_same(other, context)) {
            other->used = past->time;
            other->cycle = cycle;
            return other;
        }
        place = other->used < place->used ? other : place;
    }
    past->lost = place->used > past->lost ? place->used : past->lost;
    *place = (struct fl_past_context){.used = past->time,
                                      .cycle = cycle,
                                      .asid = context->asid,
                                      .mode = context->mode,
                                      .adue = context->adue,
                                      .pbmte = context->pbmte,
                                      .has_pmp = context->pmp != NULL,
                                      .root = context->root};
    if (context->pmp) {
        place->pmp = *context->pmp;
    }
    return place;
}

const struct fl_past_context *fl_past_latest(const struct fl_past *past, const struct fl_context *context)
{
    for (unsigned i = 0; i < FL_PAST_CONTEXTS; i++) {
        if (is_same(&past->context[i], context)) {
            return &past->context[i];
        }
    }
    return NULL;
}
