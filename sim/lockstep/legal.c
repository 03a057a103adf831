#include "lockstep/legal.h"

#include <stdlib.h>

#include "lockstep/legal_past.h"
#include "lockstep/legal_search.h"
#include "lockstep/text.h"

struct fl_legal {
    const struct fl_pte_mem *quiet;
    unsigned pte_size;
    uint64_t ram_base, ram_size;
    uint64_t *watched; /* pages that served PTE reads; owned */
    struct fl_past past;
};

struct fl_legal *fl_legal_new(const struct fl_pte_mem *quiet, unsigned pte_size, uint64_t ram_base, uint64_t ram_size)
{
    struct fl_legal *legal = calloc(1, sizeof *legal);
    if (!legal) {
        return NULL;
    }
    legal->quiet = quiet;
    legal->pte_size = pte_size;
    legal->ram_base = ram_base;
    legal->ram_size = ram_size;
    legal->watched = calloc(ram_size / FL_PAGE_SIZE / 64 + 1, sizeof *legal->watched);
    if (!fl_past_init(&legal->past) || !legal->watched) {
        fl_legal_free(legal);
        return NULL;
    }
    return legal;
}

void fl_legal_free(struct fl_legal *legal)
{
    if (legal) {
        fl_past_free(&legal->past);
        free(legal->watched);
        free(legal);
    }
}

static bool is_watched(const struct fl_legal *legal, uint64_t address)
{
    uint64_t page = (address - legal->ram_base) >> FL_PAGE_SHIFT;
    return address - legal->ram_base < legal->ram_size && (legal->watched[page / 64] >> page % 64 & 1);
}

void fl_legal_read(struct fl_legal *legal, uint64_t address)
{
    uint64_t page = (address - legal->ram_base) >> FL_PAGE_SHIFT;
    if (address - legal->ram_base < legal->ram_size) {
        legal->watched[page / 64] |= UINT64_C(1) << page % 64;
    }
}

const uint64_t *fl_legal_watched(const struct fl_legal *legal)
{
    return legal->watched;
}

void fl_legal_will_store(struct fl_legal *legal, uint64_t pa, uint64_t size, uint64_t cycle)
{
    unsigned pte_size = legal->pte_size;
    for (uint64_t address = pa & ~(uint64_t)(pte_size - 1); address < pa + size; address += pte_size) {
        uint64_t value;
        bool error;
        if (is_watched(legal, address)) {
            legal->quiet->read(legal->quiet->self, address, pte_size, &value, &error);
            if (!error) {
                fl_past_store(&legal->past, address, value, cycle);
            }
        }
    }
}

uint64_t fl_legal_moment(struct fl_legal *legal)
{
    return ++legal->past.time;
}

void fl_legal_fence(struct fl_legal *legal, const struct fl_fence *fence, uint64_t begun)
{
    fl_past_fence(&legal->past, fence, begun);
}

void fl_legal_use(struct fl_legal *legal, const struct fl_context *context, uint64_t cycle)
{
    fl_past_use(&legal->past, context, cycle);
}

/* What was remembered. */
static void name_past(const struct fl_found *found, struct fl_verdict *verdict)
{
    verdict->by_context = found->by_context;
    verdict->pte = found->pte;
    verdict->old = found->old;
    verdict->changed_at = found->changed_at;
    verdict->shift = found->subject.pointer ? FL_POINTER_SHIFT : found->subject.shift;
}

/* And which fence would have covered it. */
static void name_stale(const struct fl_request *request, const struct fl_found *found, struct fl_verdict *verdict)
{
    const struct fl_fence_subject *subject = &found->subject;
    verdict->legality = FL_STALE;
    name_past(found, verdict);
    verdict->missing = (struct fl_fence){.va_given = !subject->pointer,
                                         .asid_given = !subject->global,
                                         .va = verdict->fresh.tval & ~(uint64_t)(FL_PAGE_SIZE - 1),
                                         .asid = request->context->asid};
}

/* Without translation nothing but PMP can be remembered, and that by any ASID's translations (Privileged 3.7.2). */
static bool explained_by_past_pmp(const struct fl_search *search)
{
    const struct fl_fence_subject all = {.pointer = true, .global = true};
    const struct fl_past *past = search->past;
    for (unsigned i = 0; i < FL_PAST_CONTEXTS; i++) {
        const struct fl_past_context *old = &past->context[i];
        struct fl_context context = *search->request->context;
        struct fl_request asked = *search->request;
        struct fl_translation walk;
        if (old->used == 0 || !fl_fence_ring_unfenced_for(&past->fences, old->used, search->asked, &all)) {
            continue;
        }
        context.pmp = old->has_pmp ? &old->pmp : NULL;
        asked.context = &context;
        fl_walk(&asked, search->quiet, false, &walk);
        if (fl_search_explains(search->response, &walk)) {
            return true;
        }
    }
    return false;
}

static void judge_untranslated(struct fl_search *search, struct fl_verdict *verdict)
{
    if (explained_by_past_pmp(search)) {
        verdict->legality = FL_STALE;
        verdict->by_context = true;
        verdict->changed_at = search->now->cycle;
    }
}

static void judge_translated(struct fl_search *search, struct fl_verdict *verdict)
{
    if (fl_search(search)) {
        bool stale = search->found.any && search->found.since <= search->asked;
        if (stale) {
            name_stale(search->request, &search->found, verdict);
        } else {
            verdict->legality = FL_FRESH; /* changed meanwhile, or another PTE of the same NAPOT range */
        }
    } else if (search->incomplete) {
        verdict->legality = FL_UNDECIDED;
    }
}

void fl_legal_judge(struct fl_legal *legal, const struct fl_request *request, const struct fl_response *response,
                    uint64_t asked, uint64_t cycle, struct fl_verdict *verdict)
{
    const struct fl_past_context *now = fl_past_use(&legal->past, request->context, cycle);
    struct fl_search search = {.past = &legal->past,
                               .quiet = legal->quiet,
                               .request = request,
                               .response = response,
                               .asked = asked,
                               .now = now};
    *verdict = (struct fl_verdict){.legality = FL_ILLEGAL};
    fl_walk(request, legal->quiet, false, &verdict->fresh);
    for (unsigned i = 0; i < verdict->fresh.trace.count; i++) {
        fl_legal_read(legal, verdict->fresh.trace.step[i].address);
    }
    if (fl_search_explains(response, &verdict->fresh)) {
        verdict->legality = FL_FRESH;
    } else if (!verdict->fresh.translated) {
        judge_untranslated(&search, verdict);
    } else if (verdict->fresh.reason != FL_NOT_CANONICAL) { /* of which nothing is remembered */
        judge_translated(&search, verdict);
    }
}

void fl_legal_judge_width(const struct fl_request *request, const struct fl_response *response, unsigned pa_bits,
                          struct fl_verdict *verdict)
{
    struct fl_translation *fresh = &verdict->fresh;
    if (!fresh->translated && fresh->reason == FL_OK && fresh->pa >> pa_bits != 0) {
        fresh->reason = FL_NO_SUCH_ADDRESS;
        fresh->cause = fl_access_fault_cause(request->access);
        bool refused = response->fault && response->cause == fresh->cause && response->tval == fresh->tval;
        verdict->legality = refused ? FL_FRESH : FL_ILLEGAL;
    }
}

/* As if there had been no fence. */
static void explain_without_fences(struct fl_search search, struct fl_verdict *verdict)
{
    search.asked = 0;
    if (!fl_search(&search)) {
        return;
    }
    verdict->why = FL_FENCED;
    name_past(&search.found, verdict);
}

/* As if the one who asks had the ASID of another context. No fault is explained so: none is kept, and another space has many. */
static bool explained_by(struct fl_search search, const struct fl_past_context *other, struct fl_verdict *verdict)
{
    struct fl_context context = *search.request->context;
    const struct fl_request asked = {search.request->va, search.request->access, search.request->size, &context};
    if (other->used == 0 || other->asid == context.asid) {
        return false;
    }
    context.asid = other->asid;
    context.mode = other->mode;
    context.root = other->root;
    search.request = &asked;
    search.now = other;
    verdict->why = fl_search(&search) ? FL_OTHER_ASID : FL_NOTHING_EXPLAINS;
    verdict->asid = other->asid;
    return verdict->why == FL_OTHER_ASID;
}

void fl_legal_explain(const struct fl_legal *legal, const struct fl_request *request,
                      const struct fl_response *response, uint64_t asked, struct fl_verdict *verdict)
{
    const struct fl_past *past = &legal->past;
    struct fl_search search = {
        .past = past, .quiet = legal->quiet, .request = request, .response = response, .asked = asked};
    verdict->why = FL_NOTHING_EXPLAINS;
    if (!verdict->fresh.translated || verdict->fresh.reason == FL_NOT_CANONICAL) {
        return;
    }
    search.now = fl_past_latest(past, request->context);
    if (search.now) {
        explain_without_fences(search, verdict);
    }
    for (unsigned i = 0; verdict->why != FL_FENCED && !response->fault && i < FL_PAST_CONTEXTS; i++) {
        if (explained_by(search, &past->context[i], verdict)) {
            return;
        }
    }
}

static void write_answer(FILE *out, const struct fl_response *response)
{
    if (response->fault) {
        fprintf(out, "%s", fl_cause_name(response->cause));
    } else {
        fprintf(out, "pa %s", fl_hex(response->pa).text);
    }
}

void fl_write_fence(FILE *out, const struct fl_fence *fence)
{
    fprintf(out, "SFENCE.VMA ");
    fprintf(out, "%s, ", fence->va_given ? fl_hex(fence->va).text : "x0");
    if (fence->asid_given) {
        fprintf(out, "asid %u", fence->asid);
    } else {
        fprintf(out, "x0");
    }
}

static void write_stale(FILE *out, const struct fl_verdict *verdict)
{
    if (verdict->by_context) {
        fprintf(out, ", as under the root, mode, ADUE, PBMTE or PMP last used at cycle %s",
                fl_decimal(verdict->changed_at).text);
    } else {
        fprintf(out, ", as when the PTE at %s held %s, until the store at cycle %s", fl_hex(verdict->pte).text,
                fl_hex(verdict->old).text, fl_decimal(verdict->changed_at).text);
    }
    fprintf(out, "; no ");
    fl_write_fence(out, &verdict->missing);
    fprintf(out, " has come since");
}

static void write_why_not(FILE *out, const struct fl_response *response, const struct fl_verdict *verdict)
{
    const struct fl_translation *fresh = &verdict->fresh;
    const struct fl_response right = {.fault = fresh->reason != FL_OK, .cause = fresh->cause, .pa = fresh->pa};
    if (!response->fault && !right.fault && response->pa == right.pa) {
        fprintf(out, "; as current memory says, but with another attribute or without setting A or D in the PTE at %s",
                fl_hex(fresh->pte_address).text);
    } else {
        fprintf(out, "; current memory says ");
        write_answer(out, &right);
    }
    fprintf(out, verdict->legality == FL_ILLEGAL
                     ? ", and no PTE or context in use since the covering fences explains it (Privileged 4.2.1)"
                     : ", and what was changed without a fence is more than is remembered");
}

void fl_write_verdict(FILE *out, const struct fl_request *request, const struct fl_response *response,
                      const struct fl_verdict *verdict)
{
    static const char *const names[] = {"fresh", "legal but stale", "illegal", "not decided"};
    fprintf(out, "%s: %s %s asid %u answered ", names[verdict->legality], fl_access_name(request->access),
            fl_hex(request->va).text, request->context->asid);
    write_answer(out, response);
    if (verdict->legality == FL_STALE) {
        write_stale(out, verdict);
    } else if (verdict->legality != FL_FRESH) {
        write_why_not(out, response, verdict);
    }
}

void fl_print_verdict(char *text, size_t size, const struct fl_request *request, const struct fl_response *response,
                      const struct fl_verdict *verdict)
{
    FILE *out = fmemopen(text, size, "w");
    if (out) {
        fl_write_verdict(out, request, response, verdict);
        fclose(out);
    }
}
