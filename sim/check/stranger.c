#include "check/stranger.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lockstep/compare.h"

/* A device that answers nothing for so long, memory's own delays included, never will. */
#define PATIENCE 20000u

static unsigned read_now(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct fl_bench *bench = self;
    *error = !fl_check_load(&bench->memory, address, size, value);
    return 1;
}

/* Bits that no PTE of the traffic has: the PPN beyond what is claimed, and N. */
static uint64_t unclaimed_bits(const struct fl_dut_claims *claims)
{
    uint64_t ppn = (UINT64_C(1) << 44) - 1, claimed = (UINT64_C(1) << (claims->pa_bits - FL_PAGE_SHIFT)) - 1;
    return (ppn & ~claimed) << 10 | (claims->svnapot || claims->sv32 ? 0 : UINT64_C(1) << 63);
}

bool fl_stranger_init(struct fl_bench *bench, const struct fl_dut_claims *claims)
{
    struct fl_stranger *stranger = calloc(1, sizeof *stranger);
    if (!stranger) {
        return false;
    }
    bench->stranger = stranger;
    bench->pte_size = claims->sv32 ? 4 : 8;
    bench->memory.never = unclaimed_bits(claims);
    stranger->claims = *claims;
    fl_legal_walker_init(&stranger->walker, &stranger->claims, &bench->pmp_past);
    stranger->quiet = (struct fl_pte_mem){.self = bench, .read = read_now};
    stranger->legal = fl_legal_new(&stranger->quiet, bench->pte_size, FL_CHECK_BASE, FL_CHECK_BYTES);
    stranger->history = fl_history_new(FL_CHECK_BASE, FL_CHECK_BYTES);
    return stranger->legal && stranger->history;
}

void fl_stranger_free(struct fl_bench *bench)
{
    if (bench->stranger) {
        fl_legal_free(bench->stranger->legal);
        fl_history_free(bench->stranger->history);
        free(bench->stranger);
    }
}

static uint16_t claimed_asid(const struct fl_stranger *stranger, uint16_t asid)
{
    return (uint16_t)(asid & ((1u << stranger->claims.asid_bits) - 1));
}

void fl_stranger_limit_context(const struct fl_stranger *stranger, struct fl_context *context)
{
    const struct fl_dut_claims *claims = &stranger->claims;
    context->asid = claimed_asid(stranger, context->asid);
    context->adue = context->adue && claims->svadu;
    context->pbmte = context->pbmte && claims->svpbmt;
    if (!claims->masking) {
        context->pmm_m = context->pmm_s = context->pmm_u = 0;
    }
}

const struct fl_pmp *fl_stranger_limit_pmp(const struct fl_stranger *stranger, const struct fl_pmp *pmp)
{
    return stranger->claims.pmp && (stranger->claims.smepmp || !pmp || !(pmp->mml || pmp->mmwp)) ? pmp : NULL;
}

void fl_stranger_limit_request(const struct fl_stranger *stranger, struct fl_request *request)
{
    if (!stranger->claims.cbo && request->access == FL_CBO_MANAGE) {
        request->access = FL_LOAD;
    } else if (!stranger->claims.cbo && request->access == FL_CBO_ZERO) {
        request->access = FL_STORE;
    }
}

void fl_stranger_limit_fence(const struct fl_stranger *stranger, struct fl_fence *fence)
{
    fence->asid = claimed_asid(stranger, fence->asid);
    fence->va = stranger->claims.sv32 ? (uint32_t)fence->va : fence->va;
}

/* The slot's context under this PMP, as the manual's walk takes it. */
static struct fl_context context_of(const struct fl_stranger *stranger, const struct fl_slot *slot,
                                    const struct fl_pmp *pmp)
{
    struct fl_context context = slot->context;
    context.pmp = pmp;
    context.pma = stranger->claims.pma ? &fl_pma_virt : NULL;
    return context;
}

/* Whatever is under way may be remembered from now on, too. */
static void use_again(struct fl_bench *bench)
{
    struct fl_stranger *stranger = bench->stranger;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        const struct fl_slot *slot = &bench->slot[port];
        if (slot->busy) {
            const struct fl_context context = context_of(stranger, slot, &bench->pmp);
            fl_legal_use(stranger->legal, &context, bench->now);
            stranger->walker.adue_since = stranger->walker.adue_since || context.adue;
        }
    }
}

void fl_stranger_new_pmp(struct fl_bench *bench)
{
    use_again(bench);
}

void fl_stranger_fence(struct fl_bench *bench)
{
    bench->stranger->fence_begun = fl_legal_moment(bench->stranger->legal);
    fl_legal_walker_fence(&bench->stranger->walker);
}

void fl_stranger_will_store(struct fl_bench *bench, uint64_t address, enum fl_writer writer)
{
    const struct fl_past_store store = {.writer = writer, .cycle = bench->now};
    fl_legal_will_store(bench->stranger->legal, address, bench->pte_size, bench->now);
    fl_history_store(bench->stranger->history, address, bench->pte_size, &store);
}

/* The first thing that must not be: the bench stands still. */
static void note_finding(struct fl_bench *bench)
{
    struct fl_legal_finding *found = &bench->stranger->found;
    if (found->fault != FL_LEGAL_SO_FAR && !bench->diverged) {
        found->cycle = bench->now;
        bench->diverged = true;
    }
}

void fl_stranger_accuse(struct fl_bench *bench, enum fl_legal_fault fault, const char *format, ...)
{
    char text[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fl_accuse(&bench->stranger->found, fault, "%s", text);
    note_finding(bench);
}

void fl_stranger_accuse_trap(struct fl_bench *bench, const struct fl_difference *what)
{
    fl_accuse_trap(&bench->stranger->found, what);
    note_finding(bench);
}

static void note_accepted(struct fl_bench *bench)
{
    struct fl_stranger *stranger = bench->stranger;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        struct fl_slot *slot = &bench->slot[port];
        if (slot->driven && bench->dut->accepted_request(bench->dut->self, (enum fl_port)port)) {
            const struct fl_context context = context_of(stranger, slot, &bench->pmp);
            slot->driven = false;
            slot->busy = true;
            slot->accepted = bench->now - 1;
            fl_legal_use(stranger->legal, &context, bench->now);
            stranger->asked[port] = fl_legal_moment(stranger->legal);
            stranger->accesses[port] = stranger->all_accesses;
            bench->last_progress = bench->now;
        }
    }
}

static void count_latency(struct fl_stranger *stranger, enum fl_port port, uint64_t cycles)
{
    bool walked = stranger->all_accesses != stranger->accesses[port];
    struct fl_latencies *latencies = walked ? &stranger->counts.walked : &stranger->counts.alone;
    unsigned bin = 0;
    latencies->answers++;
    latencies->cycles += cycles;
    latencies->most = cycles > latencies->most ? cycles : latencies->most;
    while (bin + 1 < FL_LATENCY_BINS && cycles >> (bin + 1) != 0) {
        bin++;
    }
    stranger->counts.bin[bin]++;
}

static void count_request(struct fl_bench *bench, const struct fl_slot *slot, const struct fl_translation *fresh)
{
    struct fl_bench_counts *counts = &bench->counts;
    counts->requests++;
    counts->faults += slot->rtl.response.fault;
    counts->bare += !fresh->translated;
    if (fresh->translated) {
        const struct fl_scheme *scheme = fl_scheme_of(slot->context.xlen, slot->context.mode);
        counts->scheme[scheme ? scheme->levels : 0]++;
    }
}

/* Memory refused an access since it was accepted, perhaps one of its own. */
static bool refused_this_once(const struct fl_bench *bench, const struct fl_slot *slot,
                              const struct fl_translation *fresh)
{
    const struct fl_response *response = &slot->rtl.response;
    return fresh->translated && response->fault && response->tval == fresh->tval &&
           response->cause == fl_access_fault_cause(slot->request.access) &&
           bench->stranger->refused_at > slot->accepted;
}

/* PMP may have changed while it was under way: each version since then may have been asked. */
static void judge_under_each_pmp(struct fl_bench *bench, enum fl_port port, struct fl_legal_finding *finding)
{
    struct fl_stranger *stranger = bench->stranger;
    const struct fl_slot *slot = &bench->slot[port];
    unsigned last = fl_pmp_past_at(&bench->pmp_past, bench->now);
    struct fl_verdict best = {.legality = FL_ILLEGAL};
    for (unsigned version = fl_pmp_past_at(&bench->pmp_past, slot->accepted + 1); version <= last; version++) {
        finding->pmp = *fl_pmp_past_version(&bench->pmp_past, version);
        finding->context = context_of(stranger, slot, &finding->pmp);
        fl_legal_judge(stranger->legal, &finding->request, &slot->rtl.response, stranger->asked[port], bench->now,
                       &finding->verdict);
        if (finding->verdict.legality == FL_FRESH || best.legality == FL_ILLEGAL) {
            best = finding->verdict;
        }
    }
    finding->verdict = best;
}

static void judge_answer(struct fl_bench *bench, enum fl_port port)
{
    struct fl_stranger *stranger = bench->stranger;
    const struct fl_slot *slot = &bench->slot[port];
    struct fl_legal_finding finding = {
        .port = port, .accepted = slot->accepted, .request = slot->request, .response = slot->rtl.response};
    finding.request.context = &finding.context;
    judge_under_each_pmp(bench, port, &finding);
    fl_legal_judge_width(&finding.request, &finding.response, stranger->claims.pa_bits, &finding.verdict);
    count_request(bench, slot, &finding.verdict.fresh);
    if (finding.verdict.legality == FL_ILLEGAL && refused_this_once(bench, slot, &finding.verdict.fresh)) {
        stranger->counts.refused++;
        return;
    }
    stranger->counts.verdict[finding.verdict.legality]++;
    if (finding.verdict.legality == FL_STALE && !stranger->first_stale[0]) {
        fl_print_verdict(stranger->first_stale, sizeof stranger->first_stale, &finding.request, &finding.response,
                         &finding.verdict);
    } else if (finding.verdict.legality == FL_ILLEGAL) {
        stranger->found = finding;
        fl_legal_finding_settle(&stranger->found);
        fl_legal_explain(stranger->legal, &stranger->found.request, &finding.response, stranger->asked[port],
                         &stranger->found.verdict);
        fl_stranger_accuse(bench, FL_WRONG_ANSWER, "its answer is illegal");
    }
}

static void take_answers(struct fl_bench *bench)
{
    struct fl_stranger *stranger = bench->stranger;
    for (unsigned i = 0; i < FL_PORT_COUNT && !bench->diverged; i++) {
        enum fl_port port = (enum fl_port)i;
        struct fl_slot *slot = &bench->slot[port];
        if (!bench->dut->sample_response(bench->dut->self, port, &slot->rtl.response)) {
            continue;
        }
        if (!slot->busy) {
            fl_stranger_accuse(bench, FL_WRONG_PORT, "its %s port answers where nothing was asked",
                               port == FL_PORT_FETCH ? "fetch" : "data");
            return;
        }
        slot->rtl.response.cycles = (uint32_t)(bench->now - slot->accepted);
        count_latency(stranger, port, slot->rtl.response.cycles);
        judge_answer(bench, port);
        slot->busy = false;
        bench->last_progress = bench->now;
    }
}

static void end_fence(struct fl_bench *bench)
{
    struct fl_stranger *stranger = bench->stranger;
    const struct fl_fence *fence = &bench->fence.fence;
    const struct fl_past_fence past = {.fence = *fence, .cycle = bench->now};
    fl_legal_fence(stranger->legal, fence, stranger->fence_begun);
    fl_history_fence(stranger->history, &past);
    bench->counts.fences++;
    bench->fence.driven = bench->fence.active = false;
    bench->last_progress = bench->now;
    fl_legal_walker_fenced(&stranger->walker, fence, bench->slot[0].busy || bench->slot[1].busy);
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) { /* what has waited for the fence comes after it */
        if (bench->slot[port].driven) {
            fl_stranger_drive(bench, &bench->slot[port]);
        }
    }
    use_again(bench);
}

static void follow_fence(struct fl_bench *bench)
{
    if (!bench->dut->sample_fence_done(bench->dut->self)) {
        return;
    }
    if (fl_bench_fence_offered(bench)) {
        end_fence(bench);
    } else {
        fl_stranger_accuse(bench, FL_WRONG_PORT, "it says that a fence is done, and there was none");
    }
}

static void lose_patience(struct fl_bench *bench)
{
    const struct fl_slot *slot = bench->slot;
    bool idle = !slot[0].busy && !slot[1].busy && !slot[0].driven && !slot[1].driven && !fl_bench_fencing(bench);
    if (idle) {
        bench->last_progress = bench->now;
    } else if (bench->now - bench->last_progress > PATIENCE) {
        unsigned port = slot[FL_PORT_DATA].busy || slot[FL_PORT_DATA].driven ? FL_PORT_DATA : FL_PORT_FETCH;
        const char *name = port == FL_PORT_FETCH ? "fetch" : "data";
        if (slot[port].busy || slot[port].driven) {
            fl_stranger_accuse(bench, FL_WRONG_PORT, "its %s port has %s a request of va 0x%llx for %u cycles", name,
                               slot[port].busy ? "not answered" : "not accepted",
                               (unsigned long long)slot[port].request.va, PATIENCE);
        } else {
            fl_stranger_accuse(bench, FL_WRONG_PORT, "its fence has not been done for %u cycles", PATIENCE);
        }
    }
}

void fl_stranger_follow(struct fl_bench *bench)
{
    note_accepted(bench);
    take_answers(bench);
    if (!bench->diverged) {
        follow_fence(bench);
    }
    if (!bench->diverged) {
        lose_patience(bench);
    }
}

void fl_stranger_drive(struct fl_bench *bench, const struct fl_slot *slot)
{
    fl_legal_walker_drive(&bench->stranger->walker, &slot->request);
}

void fl_stranger_new_tables(struct fl_bench *bench)
{
    fl_legal_walker_forget(&bench->stranger->walker);
}

void fl_stranger_access(struct fl_bench *bench, const struct fl_dut_mem_request *request)
{
    struct fl_stranger *stranger = bench->stranger;
    struct fl_under_way under_way[FL_PORT_COUNT];
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        const struct fl_slot *slot = &bench->slot[port];
        under_way[port] = (struct fl_under_way){slot->busy, slot->accepted, slot->request, slot->context};
    }
    stranger->all_accesses++;
    if (bench->port.waiting) {
        fl_stranger_accuse(bench, FL_WRONG_PORT, "its walker has two memory requests outstanding");
    }
    fl_legal_walker_access(&stranger->walker, request, under_way, &stranger->found);
    note_finding(bench);
}

void fl_stranger_accessed(struct fl_bench *bench, const struct fl_taken_access *access, bool upset)
{
    struct fl_stranger *stranger = bench->stranger;
    fl_legal_read(stranger->legal, access->request.address);
    bench->service.access[0] = *access; /* where PMP of the traffic has something to say */
    if (upset) {
        stranger->refused_at = bench->now;
    }
    fl_legal_walker_accessed(&stranger->walker, &access->request, &access->answer);
}
