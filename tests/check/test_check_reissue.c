/* The cold re-issue asks neither the model nor the manual. Here both are wrong: the model has the RTL's own bug, and the manual, replaced
 * at link time, agrees with everything. What remains is that an MMU whose TLBs answer other than its own walks is caught by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "dut/dut.h"

/* All that is told to the manual still is, so that it can say what may be out of date. */
bool __real_fl_spec_check(struct fl_spec_check *check, enum fl_port port, const struct fl_request *request,
                          const struct fl_answer *answer, const struct fl_pte_mem *before, uint64_t now,
                          struct fl_translation *spec, struct fl_difference *difference);
bool __wrap_fl_spec_check(struct fl_spec_check *check, enum fl_port port, const struct fl_request *request,
                          const struct fl_answer *answer, const struct fl_pte_mem *before, uint64_t now,
                          struct fl_translation *spec, struct fl_difference *difference)
{
    __real_fl_spec_check(check, port, request, answer, before, now, spec, difference);
    return true;
}

static const struct shared_bug {
    unsigned rtl, model;
    const char *mix;
    uint64_t count;
} shared[] = {
    {28, 15, "default", 60000}, /* the L2 takes entries of other address spaces */
    {2, 2, "tidy", 150000},     /* a fence by VA misses superpages */
    {11, 6, "updates", 60000},  /* a NAPOT page has the address of another one in its range */
};

/* Random traffic on both, with the re-issue or without it. */
static void play(const struct shared_bug *bug, bool reissue, struct fl_check *check)
{
    struct fl_uarch_config size;
    struct fl_dut dut;
    struct fl_mix mix = *fl_mix_of(bug->mix);
    assert_true(fl_rtl_config("default", &size));
    assert_true(fl_rtl_open("default", bug->rtl, &dut));
    struct fl_uarch *model = fl_uarch_new(&size, bug->model);
    assert_non_null(model);
    mix.reissue = reissue ? mix.reissue : 0;
    const struct fl_check_config config = {.dut = &dut,
                                           .model = model,
                                           .mix = &mix,
                                           .seed = 1,
                                           .count = bug->count,
                                           .wave_from = UINT64_MAX,
                                           .closely_from = UINT64_MAX,
                                           .schemes = 0xe};
    assert_true(fl_check_run(check, &config));
    fl_check_free(check);
    fl_uarch_free(model);
    dut.destroy(dut.self);
}

static void test_reissue_alone_finds_a_bug_that_all_share(void **state)
{
    struct fl_check *check = malloc(sizeof *check);
    (void)state;
    assert_non_null(check);
    for (unsigned i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        play(&shared[i], false, check);
        assert_false(check->bench.diverged);
        play(&shared[i], true, check);
        assert_true(check->bench.diverged);
        assert_non_null(strstr(check->bench.complaint, "after a full fence"));
        print_message("rtl:%u with model:%u: %llu transactions\n", shared[i].rtl, shared[i].model,
                      (unsigned long long)fl_check_transactions(check));
    }
    free(check);
}

static void test_reissue_is_silent_without_a_bug_and_often_warm(void **state)
{
    struct fl_check *check = malloc(sizeof *check);
    (void)state;
    assert_non_null(check);
    play(&(struct shared_bug){.mix = "default", .count = 100000}, true, check);
    const struct fl_bench_counts *counts = &check->bench.counts;
    assert_false(check->bench.diverged);
    assert_true(counts->reissue_warm > counts->reissued / 4);
    assert_true(counts->reissue_excused < counts->reissued / 2);
    free(check);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reissue_alone_finds_a_bug_that_all_share),
        cmocka_unit_test(test_reissue_is_silent_without_a_bug_and_often_warm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
