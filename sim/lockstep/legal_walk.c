#include "lockstep/legal_walk.h"

#include <stddef.h>

#include "faultline/pmp.h"
#include "lockstep/level.h"

enum { PTE_V = 1, PTE_RWX = 0xe, PTE_G = 0x20, NAPOT_PTES = 16 };
enum { CHOICES = (1 + FL_PAST_VALUES) * NAPOT_PTES + 1 };

#define PTE_N (UINT64_C(1) << 63)

struct choice {
    uint64_t value, address;
    const struct fl_past_value *past; /* NULL: the current one */
    const struct fl_past_context *by; /* whose PMP decides so; NULL: the current one too */
    bool error;                       /* memory or PMP refuses the read */
    bool sibling;                     /* another PTE of the NAPOT range */
};

static bool is_pointer(uint64_t pte)
{
    return (pte & PTE_V) && !(pte & PTE_RWX);
}

static struct fl_fence_subject subject_of(const struct fl_past_walk *attempt, const struct choice *choice,
                                          unsigned level)
{
    const struct fl_request *request = attempt->search->request;
    uint64_t va = fl_masked_va(request->context, (enum fl_access)request->access, request->va);
    return (struct fl_fence_subject){.va = request->context->xlen == 32 ? (uint32_t)va : va,
                                     .asid = request->context->asid,
                                     .shift = choice->sibling ? FL_NAPOT_SHIFT
                                                              : fl_page_shift(request->context->xlen, level),
                                     .pointer = is_pointer(choice->value),
                                     .global = attempt->memory->for_all};
}

/* Adds the current value of the PTE and those of before that no fence has covered. */
static unsigned add_choices(struct fl_past_walk *attempt, uint64_t address, unsigned size, unsigned level, bool sibling,
                            struct choice list[CHOICES], unsigned count)
{
    struct fl_search *search = attempt->search;
    struct choice now = {.address = address, .sibling = sibling};
    search->quiet->read(search->quiet->self, address, size, &now.value, &now.error);
    if (!sibling || (now.value & PTE_N)) {
        list[count++] = now;
    }
    const struct fl_past_pte *pte = fl_past_of(search->past, address);
    for (unsigned i = 0; pte && i < pte->count; i++) {
        struct choice old = {
            .value = pte->value[i].value, .address = address, .past = &pte->value[i], .sibling = sibling};
        const struct fl_fence_subject subject = subject_of(attempt, &old, level);
        if (old.value != now.value && (!sibling || (old.value & PTE_N)) &&
            fl_fence_ring_unfenced_for(&search->past->fences, old.past->until, search->asked, &subject)) {
            list[count++] = old;
        }
    }
    const struct fl_fence_subject whole = {.va = search->request->va,
                                           .asid = search->request->context->asid,
                                           .pointer = true,
                                           .global = attempt->memory->for_all};
    if (pte && pte->lost && fl_fence_ring_unfenced_for(&search->past->fences, pte->lost, search->asked, &whole)) {
        search->incomplete = true;
    }
    return count;
}

static bool pmp_allows_read(const struct fl_past_context *context, uint64_t address, unsigned size)
{
    return fl_pmp_allows(context->has_pmp ? &context->pmp : NULL, FL_SUPERVISOR, FL_PMP_READ, address, size, NULL);
}

/* Some other context whose PMP decides otherwise than the present one does. */
static const struct fl_past_context *other_pmp(const struct fl_remembered *memory, uint64_t address, unsigned size,
                                               bool now)
{
    for (unsigned i = 1; i < memory->count; i++) {
        if (pmp_allows_read(memory->context[i], address, size) != now) {
            return memory->context[i];
        }
    }
    return NULL;
}

/* A PTE that is remembered was read under the PMP of its time, one that is read now under the present one. What the present one says
 * comes first. */
static unsigned apply_pmp(const struct fl_past_walk *attempt, uint64_t address, unsigned size,
                          struct choice list[CHOICES], unsigned count)
{
    bool now = pmp_allows_read(attempt->memory->context[0], address, size);
    const struct fl_past_context *other = other_pmp(attempt->memory, address, size, now);
    if (now && other) {
        list[count++] = (struct choice){.address = address, .by = other, .error = true};
    } else if (!now) {
        for (unsigned i = other ? count++ : 0; i > 0; i--) {
            list[i] = list[i - 1];
            list[i].by = other;
        }
        list[0] = (struct choice){.address = address, .error = true};
        count = other ? count : 1;
    }
    return count;
}

/* The other PTEs of a NAPOT range, each under the PMP of its own place. */
static unsigned add_siblings(struct fl_past_walk *attempt, uint64_t address, unsigned size, struct choice list[CHOICES],
                             unsigned count)
{
    for (unsigned i = 0; i < NAPOT_PTES; i++) {
        uint64_t sibling = (address & ~(uint64_t)(NAPOT_PTES * 8 - 1)) + i * 8;
        bool now = pmp_allows_read(attempt->memory->context[0], sibling, size);
        const struct fl_past_context *other = now ? NULL : other_pmp(attempt->memory, sibling, size, now);
        if (sibling == address || (!now && !other)) {
            continue;
        }
        unsigned from = count;
        count = add_choices(attempt, sibling, size, 0, true, list, count);
        for (unsigned k = from; k < count; k++) {
            list[k].by = other;
        }
    }
    return count;
}

static void note(struct fl_past_walk *attempt, const struct choice *choice, unsigned level)
{
    if (!choice->past && !choice->by) {
        return;
    }
    uint64_t since = choice->past ? choice->past->until : choice->by->used;
    if (attempt->found.any) {
        attempt->found.since = since < attempt->found.since ? since : attempt->found.since;
        return;
    }
    attempt->found = (struct fl_found){.any = true,
                                       .by_context = !choice->past,
                                       .pte = choice->address,
                                       .old = choice->value,
                                       .changed_at = choice->past ? choice->past->cycle : choice->by->cycle,
                                       .since = since,
                                       .subject = subject_of(attempt, choice, level)};
    attempt->found.subject.pointer |= !choice->past;
}

/* The read of one step: finds the values it may have, and answers with the chosen one. */
static unsigned read_choice(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct fl_past_walk *attempt = self;
    struct choice list[CHOICES];
    unsigned step = attempt->step++, level = attempt->top - step;
    unsigned count = add_choices(attempt, address, size, level, false, list, 0);
    count = apply_pmp(attempt, address, size, list, count);
    if (level == 0 && size == 8) {
        count = add_siblings(attempt, address, size, list, count);
    }
    const struct choice *choice = &list[attempt->chosen[step]];
    attempt->choices[step] = count;
    *value = choice->value;
    *error = choice->error;
    attempt->saw_global = attempt->saw_global || (choice->value & PTE_G);
    note(attempt, choice, level);
    return 1;
}

static bool needs_update(const struct fl_translation *walk)
{
    const struct fl_walk_trace *trace = &walk->trace;
    return walk->reason == FL_OK && trace->count > 0 && trace->step[trace->count - 1].value != walk->pte;
}

bool fl_search_explains(const struct fl_response *response, const struct fl_translation *walk)
{
    bool fault = walk->reason != FL_OK;
    if (fault != response->fault) {
        return false;
    }
    if (fault) {
        return response->cause == walk->cause && response->tval == walk->tval;
    }
    return !needs_update(walk) && response->pa == walk->pa && response->attribute == walk->attribute;
}

static void refuse(struct fl_translation *walk, enum fl_access access, enum fl_reason reason)
{
    walk->reason = reason;
    walk->cause = (uint8_t)fl_access_fault_cause(access);
}

/* PMP of the final address may be remembered with the translation, or be the current one. An A/D update is made now. */
static bool explains_under_pmp(struct fl_past_walk *attempt, struct fl_translation *walk)
{
    const struct fl_search *search = attempt->search;
    enum fl_access access = (enum fl_access)search->request->access;
    enum fl_privilege privilege = fl_effective_privilege(search->request->context, access);
    if (needs_update(walk) && !fl_pmp_allows(search->request->context->pmp, FL_SUPERVISOR, FL_PMP_WRITE,
                                             walk->pte_address, search->request->context->xlen == 32 ? 4 : 8, NULL)) {
        refuse(walk, access, FL_PTE_UPDATE_ACCESS);
    }
    const struct fl_translation plain = *walk;
    for (unsigned i = 0; i < attempt->memory->count; i++) {
        const struct fl_past_context *context = attempt->memory->context[i];
        const struct fl_pmp *pmp = context->has_pmp ? &context->pmp : NULL;
        *walk = plain;
        if (walk->reason == FL_OK && !fl_pmp_allows_access(pmp, privilege, access, walk->pa, search->request->size)) {
            refuse(walk, access, FL_PMP_DENIED);
        }
        if (fl_search_explains(search->response, walk)) {
            note(attempt, &(struct choice){.by = i == 0 ? NULL : context}, 0);
            return true;
        }
    }
    return false;
}

bool fl_past_walk_try(struct fl_past_walk *attempt)
{
    const struct fl_pte_mem mem = {attempt, read_choice, NULL}; /* without updates, nothing is written */
    struct fl_context context = *attempt->search->request->context;
    struct fl_request asked = *attempt->search->request;
    struct fl_translation walk;
    context.root = attempt->root->root;
    context.mode = attempt->root->mode;
    context.adue = attempt->flags->adue;
    context.pbmte = attempt->flags->pbmte;
    context.pmp = NULL; /* applied here, where it may be another one for the walk and for its end */
    asked.context = &context;
    attempt->step = 0;
    attempt->saw_global = false;
    attempt->found = (struct fl_found){0};
    fl_walk(&asked, &mem, false, &walk);
    return explains_under_pmp(attempt, &walk) && (!attempt->memory->for_all || attempt->saw_global);
}

bool fl_past_walk_turn(struct fl_past_walk *attempt)
{
    for (unsigned step = attempt->step; step-- > 0;) {
        if (++attempt->chosen[step] < attempt->choices[step]) {
            for (unsigned below = step + 1; below < FL_MAX_LEVELS; below++) {
                attempt->chosen[below] = 0;
            }
            return true;
        }
    }
    return false;
}
