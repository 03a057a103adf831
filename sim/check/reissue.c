#include "check/reissue.h"

#include <stdio.h>

#include "check/judge.h"
#include "lockstep/text.h"

static unsigned read_now(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct fl_bench *bench = self;
    *error = !fl_check_load(&bench->memory, address, size, value);
    return 1;
}

/* An L1 entry of a NAPOT range answers for all its pages, and was made from the PTE of one of them. Software owes it to the MMU that the
 * sixteen say the same, and ours does not always. */
static bool range_torn(const struct fl_bench *bench, enum fl_port port, const struct fl_response *response,
                       const struct fl_translation *fresh)
{
    const struct fl_origin *origin = &bench->spec.origin[port][response->entry % FL_L1_MAX];
    uint64_t own, read;
    if (response->path != FL_PATH_L1 || !origin->napot) {
        return false;
    }
    return origin->steps == 0 || !fl_check_load(&bench->memory, fresh->pte_address, bench->pte_size, &own) ||
           !fl_check_load(&bench->memory, origin->pte[origin->steps - 1], bench->pte_size, &read) || own != read;
}

/* May the answer have come from what is out of date? */
static bool stale_possible(struct fl_bench *bench, enum fl_port port, const struct fl_slot *slot)
{
    const struct fl_pte_mem mem = {.self = bench, .read = read_now};
    const struct fl_response *response = &slot->rtl.response;
    const struct fl_context context = fl_spec_context(bench->model, &slot->context);
    const struct fl_request asked = {slot->request.va, slot->request.access, slot->request.size, &context};
    struct fl_translation fresh;
    fl_walk(&asked, &mem, false, &fresh);
    return range_torn(bench, port, response, &fresh) ||
           fl_staleness_possible(&bench->spec.staleness, fresh.tval, &context, &fresh,
                                 fl_spec_may_be_global(&bench->spec, port, response));
}

static bool same_verdict(const struct fl_response *a, const struct fl_response *b)
{
    if (a->fault || b->fault) {
        return a->fault == b->fault && a->cause == b->cause && a->tval == b->tval;
    }
    return a->pa == b->pa && a->attribute == b->attribute;
}

static void issue(struct fl_bench *bench, enum fl_port port, const struct fl_request *request)
{
    fl_bench_request(bench, port, request);
    while (!bench->diverged && (bench->slot[port].driven || bench->slot[port].busy)) {
        fl_bench_cycle(bench);
    }
}

static void tell(struct fl_bench *bench, enum fl_port port, const struct fl_response *warm,
                 const struct fl_response *cold)
{
    const struct fl_response *both[] = {warm, cold};
    char text[2][48];
    for (unsigned i = 0; i < 2; i++) {
        if (both[i]->fault) {
            snprintf(text[i], sizeof text[i], "%s", fl_cause_name(both[i]->cause));
        } else {
            snprintf(text[i], sizeof text[i], "pa %s", fl_hex(both[i]->pa).text);
        }
    }
    char line[sizeof bench->complaint];
    snprintf(line, sizeof line, "%s, and after a full fence %s, though nothing had changed", text[0], text[1]);
    bench->slot[port].busy = true; /* what the report is about */
    fl_judge_rule(bench, port, line);
}

void fl_reissue_aim(const struct fl_bench *bench, struct fl_random *random, struct fl_request *request)
{
    enum { ENTRIES = FL_PORT_COUNT * FL_L1_MAX };
    unsigned first = fl_pick(random, ENTRIES);
    bool foreign = fl_chance(random, 300);
    for (unsigned i = 0; i < ENTRIES; i++) {
        unsigned entry = (first + i) % ENTRIES;
        const struct fl_origin *origin = &bench->spec.origin[entry / FL_L1_MAX][entry % FL_L1_MAX];
        if (origin->live && (origin->global || (origin->asid == bench->context.asid) != foreign)) {
            uint64_t inside = (UINT64_C(1) << origin->shift) - 1;
            request->va = (origin->va & ~inside) | (request->va & inside);
            return;
        }
    }
}

void fl_reissue(struct fl_bench *bench, enum fl_port port, const struct fl_request *request)
{
    struct fl_slot *slot = &bench->slot[port];
    const struct fl_manners manners = bench->manners;
    const struct fl_fence all = {0};
    bench->manners.error = bench->manners.rival = 0;
    issue(bench, port, request);
    const struct fl_response warm = slot->rtl.response;
    bool stale = !bench->diverged && stale_possible(bench, port, slot);
    fl_bench_fence(bench, &all);
    while (!bench->diverged && fl_bench_fencing(bench)) {
        fl_bench_cycle(bench);
    }
    issue(bench, port, request);
    bench->manners = manners;
    bench->counts.reissued++;
    bench->counts.reissue_excused += stale;
    bench->counts.reissue_warm += !stale && (warm.path == FL_PATH_L1 || warm.path == FL_PATH_L2);
    if (!bench->diverged && !stale && !same_verdict(&warm, &slot->rtl.response)) {
        tell(bench, port, &warm, &slot->rtl.response);
    }
}
