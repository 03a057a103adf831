/* Rules that need no model: a device that breaks one of them is stopped, and the report says which. Each device here is our RTL with one
 * pin bent once, under the traffic of `faultline check`.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "dut/front.h"

enum bend {
    STRAIGHT,
    NEVER_READY,     /* a request that waits with nothing in its way */
    READY_TOO_SOON,  /* accepted over a waiting request */
    ANSWERS_TWICE,   /* one cycle later again */
    NEVER_ANSWERS,   /* the answer is lost */
    ANSWERS_LATE,    /* it comes one cycle later */
    ASKS_TWICE,      /* a second memory request before the first is answered */
    ASKS_UNASKED,    /* a memory request with nothing to do */
    FENCE_UNTOLD,    /* no fence_applied event */
    FENCE_DONE_LATE, /* done comes one cycle later */
    ASSERTION_FIRES,
};

/* Of the latest run, the most: cycles in which memory was not ready before it accepted, and until it answered; fences within one access;
 * accesses within one walk. */
static struct waits {
    unsigned unready, unanswered, fences, accesses;
} waits;

/* Of the latest run: fences that met requests, and cycles in which one waited for the ports to drain. */
static struct offers {
    unsigned met, waited;
} offers;

struct bent {
    struct fl_dut inner; /* comes first: dut/front.h */
    enum bend bend;
    unsigned until; /* so many times it is straight */
    bool answer_held, request_held, done_held;
    struct fl_response kept;
    struct fl_dut_counts counts;
    const struct fl_bench *bench;
    uint64_t accesses, fences; /* memory accesses so far, and the fences before the latest one */
    unsigned met, outdated,
        waited; /* fences offered over requests in flight, and over ones of another satp; cycles that one waits */
};

/* Now and only now? */
static bool bends(struct bent *bent, enum bend bend)
{
    return bent->bend == bend && bent->until > 0 && --bent->until == 0;
}

static bool accepted_request(void *self, enum fl_port port)
{
    struct bent *bent = self;
    bool accepted = bent->inner.accepted_request(bent->inner.self, port);
    return (accepted && !bends(bent, NEVER_READY)) || (!accepted && bends(bent, READY_TOO_SOON));
}

static bool sample_response(void *self, enum fl_port port, struct fl_response *response)
{
    struct bent *bent = self;
    bool answered = bent->inner.sample_response(bent->inner.self, port, response);
    if (port != FL_PORT_DATA) {
        return answered;
    }
    if (bent->answer_held && !answered) {
        *response = bent->kept;
        bent->answer_held = false;
        return true;
    }
    if (answered && (bends(bent, ANSWERS_TWICE) || bends(bent, ANSWERS_LATE))) {
        bent->kept = *response;
        bent->answer_held = true;
        return bent->bend == ANSWERS_TWICE;
    }
    return answered && !bends(bent, NEVER_ANSWERS);
}

static bool sample_memory(void *self, struct fl_dut_mem_request *request)
{
    struct bent *bent = self;
    bool asked = bent->inner.sample_memory(bent->inner.self, request);
    if (asked && bends(bent, ASKS_TWICE)) {
        bent->request_held = true;
    } else if (!asked && (bent->request_held || bends(bent, ASKS_UNASKED))) {
        bent->request_held = false;
        *request = (struct fl_dut_mem_request){.address = FL_CHECK_BASE};
        return true;
    }
    return asked;
}

static bool sample_fence_done(void *self)
{
    struct bent *bent = self;
    bool done = bent->inner.sample_fence_done(bent->inner.self);
    if (bent->done_held) {
        bent->done_held = false;
        return true;
    }
    bent->done_held = done && bends(bent, FENCE_DONE_LATE);
    return done && !bent->done_held;
}

static const struct fl_dut_counts *counts(void *self)
{
    struct bent *bent = self;
    bent->counts = *bent->inner.counts(bent->inner.self);
    bent->counts.fences -= bent->bend == FENCE_UNTOLD && bent->counts.fences > 0;
    return &bent->counts;
}

static const char *complaint(void *self)
{
    struct bent *bent = self;
    return bends(bent, ASSERTION_FIRES) ? "mmu.sv:7: assertion failed" : bent->inner.complaint(bent->inner.self);
}

/* May a request in flight be looked up again after the fence (docs/microarchitecture.md 9)? */
static void drive_fence(void *self, const struct fl_fence *fence)
{
    struct bent *bent = self;
    const struct fl_context *now = &bent->bench->context;
    for (unsigned port = 0; fence && port < FL_PORT_COUNT; port++) {
        const struct fl_slot *slot = &bent->bench->slot[port];
        const struct fl_context *kept = &slot->context;
        bent->met += slot->busy;
        bent->outdated +=
            slot->busy && (kept->root != now->root || kept->asid != now->asid || kept->mode != now->mode ||
                           kept->adue != now->adue || kept->pbmte != now->pbmte);
    }
    bent->inner.drive_fence(bent->inner.self, fence);
}

static void raise_to(unsigned *most, unsigned value)
{
    *most = value > *most ? value : *most;
}

static void note_waits(struct bent *bent)
{
    const struct fl_bench *bench = bent->bench;
    bool new_access = bench->port.accesses != bent->accesses;
    bent->accesses = bench->port.accesses;
    bent->fences = new_access ? bench->counts.fences : bent->fences;
    raise_to(&waits.fences, bench->port.waiting ? (unsigned)(bench->counts.fences - bent->fences) : 0);
    raise_to(&waits.unanswered, bench->port.waiting ? (unsigned)(bench->port.due - bench->now) : 0);
    raise_to(&waits.unready, new_access ? bench->port.stalled_before : 0);
    raise_to(&waits.accesses, bench->service.busy ? bench->service.count : 0);
}

static void step(void *self)
{
    struct bent *bent = self;
    bent->waited += bent->bench->fence.waits;
    note_waits(bent);
    bent->inner.step(bent->inner.self);
}

/* Some traffic on the bent device: what was found, NULL when nothing was. Free the run. */
static struct fl_check *play_on(const struct fl_mix *mix, enum bend bend, unsigned until, uint64_t count)
{
    struct fl_uarch_config size;
    struct bent bent = {.bend = bend, .until = until};
    struct fl_check *check = calloc(1, sizeof *check);
    assert_non_null(check);
    assert_true(fl_rtl_config("default", &size) && fl_rtl_open("default", 0, &bent.inner));
    struct fl_uarch *model = fl_uarch_new(&size, 0);
    struct fl_dut dut = fl_dut_front(&bent.inner);
    dut.accepted_request = accepted_request;
    dut.sample_response = sample_response;
    dut.sample_memory = sample_memory;
    dut.sample_fence_done = sample_fence_done;
    dut.counts = counts;
    dut.drive_fence = drive_fence;
    dut.step = step;
    dut.complaint = complaint;
    const struct fl_check_config config = {.dut = &dut,
                                           .model = model,
                                           .mix = mix,
                                           .seed = 1,
                                           .count = count,
                                           .wave_from = UINT64_MAX,
                                           .closely_from = UINT64_MAX,
                                           .schemes = 2};
    bent.bench = &check->bench;
    waits = (struct waits){0};
    assert_true(fl_check_run(check, &config));
    fl_check_free(check);
    fl_uarch_free(model);
    bent.inner.destroy(bent.inner.self);
    assert_int_equal(bent.outdated, 0);
    offers = (struct offers){bent.met, bent.waited};
    return check;
}

static struct fl_check *play(const struct fl_mix *mix, enum bend bend, unsigned until)
{
    return play_on(mix, bend, until, 3000);
}

static void test_rules_a_straight_device_breaks_none(void **state)
{
    (void)state;
    struct fl_check *check = play(fl_mix_of("default"), STRAIGHT, 0);
    assert_false(check->bench.diverged);
    free(check);
}

/* play() holds each fence to it; here both kinds of fence are seen to come. */
static void test_rules_a_fence_meets_no_outdated_request(void **state)
{
    (void)state;
    struct fl_check *check = play(fl_mix_of("fences"), STRAIGHT, 0);
    assert_false(check->bench.diverged);
    assert_true(offers.met > 50);
    assert_true(offers.waited > 50);
    free(check);
}

/* Runs of busy cycles longer than the record of them once passed for cycles of the device. */
static void test_rules_a_memory_busy_for_long_breaks_none(void **state)
{
    (void)state;
    struct fl_mix busy = *fl_mix_of("walks");
    busy.manners.stall_most = 200;
    struct fl_check *check = play(&busy, STRAIGHT, 0);
    assert_false(check->bench.diverged);
    free(check);
}

/* What counts any of it in three bits has to fail. */
static void test_rules_winters_come_and_break_none(void **state)
{
    (void)state;
    struct fl_check *check = play_on(fl_mix_of("default"), STRAIGHT, 0, 400000);
    assert_false(check->bench.diverged);
    print_message("most: %u cycles not ready, %u cycles to an answer, %u fences in an access, %u accesses in a walk\n",
                  waits.unready, waits.unanswered, waits.fences, waits.accesses);
    assert_true(waits.unready > 150);
    assert_true(waits.unanswered > 250);
    assert_true(waits.fences >= 12);
    assert_true(waits.accesses > 2 * 32);
    free(check);
}

static void test_rules_broken_are_told(void **state)
{
    static const struct {
        enum bend bend;
        unsigned until;
        const char *words;
    } rules[] = {
        {NEVER_READY, 5, "not ready with an empty stage register"},
        {READY_TOO_SOON, 2, "accepts during a fence or over a waiting request"},
        {ASKS_TWICE, 4, "two memory requests outstanding"},
        {ASKS_UNASKED, 1, "no request waits"},
        {FENCE_UNTOLD, 1, "fence_applied event is not where APPLY is"},
        {ASSERTION_FIRES, 3, "assertion failed"},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct fl_check *check = play(fl_mix_of("default"), rules[i].bend, rules[i].until);
        const struct fl_divergence *d = &check->bench.divergence;
        print_message("bend %u: %s\n", rules[i].bend, check->bench.diverged ? d->complaint : "nothing");
        assert_true(check->bench.diverged);
        assert_int_equal(d->what.depth, FL_DEPTH_COMPLAINT);
        assert_non_null(strstr(check->bench.complaint, rules[i].words));
        free(check);
    }
}

/* What the device does after it has broken a rule of its own is no cause: the run stops in that cycle. */
static void test_rules_an_assertion_is_told_at_once(void **state)
{
    enum { AT = 40 };
    (void)state;
    struct fl_check *check = play(fl_mix_of("default"), ASSERTION_FIRES, AT);
    assert_true(check->bench.diverged);
    assert_int_equal(check->bench.divergence.cycle - check->bench.counts.skipped, AT); /* so many were clocked */
    free(check);
}

/* The second answer may meet the next request, and a lost one the other port's walk: then it is these that differ. */
static void test_rules_an_answer_comes_once(void **state)
{
    (void)state;
    for (unsigned until = 1; until < 20; until++) {
        for (unsigned lost = 0; lost < 2; lost++) {
            struct fl_check *check = play(fl_mix_of("default"), lost ? NEVER_ANSWERS : ANSWERS_TWICE, until);
            assert_true(check->bench.diverged);
            free(check);
        }
    }
}

static void test_rules_late_answers_differ_in_latency(void **state)
{
    (void)state;
    struct fl_check *check = play(fl_mix_of("default"), ANSWERS_LATE, 200);
    assert_true(check->bench.diverged);
    assert_int_equal(check->bench.divergence.what.depth, FL_DEPTH_LATENCY);
    free(check);
}

/* Its ports are ready one cycle before it is done, or, with no request waiting, it took one cycle too many. */
static void test_rules_a_late_fence_is_seen(void **state)
{
    bool by_cycles = false, by_ready = false;
    (void)state;
    for (unsigned until = 1; until < 12; until++) {
        struct fl_check *check = play(fl_mix_of("default"), FENCE_DONE_LATE, until);
        assert_true(check->bench.diverged);
        by_cycles = by_cycles || check->bench.divergence.what.depth == FL_DEPTH_FENCE;
        by_ready = by_ready || strstr(check->bench.complaint, "accepts during a fence") != NULL;
        free(check);
    }
    assert_true(by_cycles && by_ready);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_a_straight_device_breaks_none),
        cmocka_unit_test(test_rules_a_fence_meets_no_outdated_request),
        cmocka_unit_test(test_rules_a_memory_busy_for_long_breaks_none),
        cmocka_unit_test(test_rules_winters_come_and_break_none),
        cmocka_unit_test(test_rules_broken_are_told),
        cmocka_unit_test(test_rules_an_assertion_is_told_at_once),
        cmocka_unit_test(test_rules_an_answer_comes_once),
        cmocka_unit_test(test_rules_late_answers_differ_in_latency),
        cmocka_unit_test(test_rules_a_late_fence_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
