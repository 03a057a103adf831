/* What is global holds for every ASID and outlives fences by ASID, so the search is made twice: with what the request's own ASID may
 * remember, and with what may be remembered of anybody, where only global results count. */
#include "lockstep/legal_search.h"

#include "lockstep/legal_walk.h"

enum { TRIES = 4096 };

/* All walks from this root, with the leaf judged under these flags. */
static bool search_under(struct fl_search *search, const struct fl_remembered *memory,
                         const struct fl_past_context *root, const struct fl_past_context *flags)
{
    const struct fl_scheme *scheme = fl_scheme_of(search->request->context->xlen, root->mode);
    if (!scheme) {
        return false;
    }
    struct fl_past_walk attempt = {
        .search = search, .memory = memory, .root = root, .flags = flags, .top = scheme->levels - 1u};
    unsigned tries = 0;
    do {
        if (fl_past_walk_try(&attempt)) {
            search->found = attempt.found;
            return true;
        }
    } while (++tries < TRIES && fl_past_walk_turn(&attempt));
    search->incomplete = search->incomplete || tries == TRIES;
    return false;
}

/* May translations made under this context still be remembered? */
static bool may_be_remembered(const struct fl_search *search, const struct fl_past_context *context, bool for_all)
{
    const struct fl_fence_subject subject = {.asid = context->asid, .pointer = true, .global = for_all};
    return context->used != 0 && (for_all || context->asid == search->request->context->asid) &&
           fl_fence_ring_unfenced_for(&search->past->fences, context->used, search->asked, &subject);
}

static struct fl_remembered remember(const struct fl_search *search, bool for_all)
{
    struct fl_remembered memory = {.for_all = for_all, .count = 1, .context = {search->now}};
    for (unsigned i = 0; i < FL_PAST_CONTEXTS; i++) {
        const struct fl_past_context *context = &search->past->context[i];
        if (context != search->now && may_be_remembered(search, context, for_all)) {
            memory.context[memory.count++] = context;
        }
    }
    return memory;
}

/* The search under one root: with the present ADUE and PBMTE, then with each other pair of them that is remembered. */
static bool search_root(struct fl_search *search, const struct fl_remembered *memory,
                        const struct fl_past_context *root)
{
    unsigned tried = 0;
    for (unsigned i = 0; i < memory->count; i++) {
        const struct fl_past_context *flags = memory->context[i];
        unsigned pair = 1u << (2 * flags->adue + flags->pbmte);
        if (!(tried & pair) && search_under(search, memory, root, flags)) {
            const struct fl_past_context *old = root != search->now ? root : flags;
            if (old != search->now) {
                search->found = (struct fl_found){.any = true,
                                                  .by_context = true,
                                                  .changed_at = old->cycle,
                                                  .since = old->used,
                                                  .subject = {.pointer = true, .global = memory->for_all}};
            }
            return true;
        }
        tried |= pair;
    }
    return false;
}

static bool same_root(const struct fl_past_context *a, const struct fl_past_context *b)
{
    return a->root == b->root && a->mode == b->mode;
}

static bool search_pass(struct fl_search *search, bool for_all)
{
    const struct fl_remembered memory = remember(search, for_all);
    for (unsigned i = 0; i < memory.count; i++) {
        bool known = false;
        for (unsigned before = 0; before < i; before++) {
            known = known || same_root(memory.context[before], memory.context[i]);
        }
        if (!known && search_root(search, &memory, memory.context[i])) {
            return true;
        }
    }
    const struct fl_fence_subject all = {.asid = search->request->context->asid, .pointer = true, .global = for_all};
    if (search->past->lost &&
        fl_fence_ring_unfenced_for(&search->past->fences, search->past->lost, search->asked, &all)) {
        search->incomplete = true;
    }
    return false;
}

bool fl_search(struct fl_search *search)
{
    return search_pass(search, false) || search_pass(search, true);
}
