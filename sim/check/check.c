#include "check/check.h"

#include "check/reissue.h"
#include "check/trap.h"

/* Requests between two compares of all state, and between two times that everything is made anew. */
enum { TRAPS = 4, STATE_EVERY = 256, EPOCH = 1 << 13, PROGRESS_EVERY = 1 << 16 };

/* Another reach, another memory, other tables. Half the time what is remembered of the old ones goes, too. */
static void begin_epoch(struct fl_check *check, const struct fl_check_config *config)
{
    const struct fl_mix *mix = config->mix;
    struct fl_random *random = &check->random;
    struct fl_bench *bench = &check->bench;
    const struct fl_fence all = {0};
    bench->manners = mix->manners;
    bench->manners.delay_most = bench->manners.delay_least + fl_pick(random, mix->manners.delay_most);
    bench->manners.stall = fl_chance(random, 512) ? mix->manners.stall : 0;
    bench->manners.skips = fl_chance(random, 512);
    fl_winter_plan(&check->winter, fl_check_transactions(check), EPOCH);
    check->software.tables.reach = mix->reach[fl_pick(random, 4)];
    fl_tables_rebuild(&check->software.tables, config->schemes);
    fl_traffic_forget(&check->traffic);
    fl_software_change_csrs(&check->software);
    if (fl_chance(random, 512) || bench->stranger) {
        fl_bench_fence(bench, &all);
    }
    if (bench->stranger) { /* of the old tables nothing is told, so nobody asks before they are forgotten */
        fl_bench_rest(bench);
    }
}

/* At rest: state was compared. The trap unit has its turn, and perhaps an access is tried warm and cold. */
static void rest(struct fl_check *check, const struct fl_mix *mix)
{
    struct fl_bench *bench = &check->bench;
    for (unsigned i = 0; i < TRAPS && !bench->diverged && bench->dut->trap; i++) {
        fl_check_trap(bench, &check->random);
    }
    if (bench->diverged || bench->stranger || !fl_chance(&check->random, mix->reissue)) {
        return;
    }
    enum fl_port port = fl_chance(&check->random, 512) ? FL_PORT_DATA : FL_PORT_FETCH;
    struct fl_request request = fl_traffic_request(&check->traffic, port);
    fl_reissue_aim(bench, &check->random, &request);
    fl_reissue(bench, port, &request);
    fl_bench_settle(bench);
}

static void cycle(struct fl_check *check)
{
    fl_traffic_cycle(&check->traffic);
    fl_winter_cycle(&check->winter);
    fl_bench_cycle(&check->bench);
}

/* One request or fence. */
static void play_one(struct fl_check *check)
{
    struct fl_bench *bench = &check->bench;
    uint64_t before = fl_check_transactions(check);
    check->traffic.one_by_one = true;
    while (!bench->diverged && fl_check_transactions(check) == before) {
        cycle(check);
    }
    fl_bench_settle(bench);
}

/* Traffic until state is due: after so many requests, or when a fence is done; in corners at times the fourth one, in winter a later one.
 */
static void play(struct fl_check *check, const struct fl_mix *mix, uint64_t count)
{
    struct fl_bench *bench = &check->bench;
    uint64_t until = bench->counts.requests + STATE_EVERY, fences = bench->counts.fences;
    fences += fl_chance(&check->random, mix->corner) ? 3 : 0;
    fences += check->winter.on ? FL_VOLLEY_MOST : 0;
    while (!bench->diverged && bench->counts.requests < until && bench->counts.fences <= fences &&
           fl_check_transactions(check) < count) {
        cycle(check);
    }
    fl_bench_settle(bench);
}

bool fl_check_run(struct fl_check *check, const struct fl_check_config *config)
{
    struct fl_bench *bench = &check->bench;
    uint64_t epoch_at = 0, told_at = 0;
    if (!fl_bench_init(bench, config->dut, config->model, config->seed)) {
        return false;
    }
    if (!config->model && !fl_stranger_init(bench, config->claims)) {
        return false;
    }
    bench->wave_from = config->wave_from;
    bench->pte_size = fl_check_pte_size(config->schemes);
    check->random = fl_random_of(config->seed + 1);
    fl_software_init(&check->software, bench, config->mix, config->seed + 2);
    check->software.tables.asid_bits = config->model ? 16 : config->claims->asid_bits;
    fl_traffic_init(&check->traffic, &check->software, config->mix, config->seed + 3);
    fl_winter_init(&check->winter, &check->traffic, config->seed + 4);
    while (!bench->diverged && fl_check_transactions(check) < config->count) {
        if (fl_check_transactions(check) >= epoch_at) {
            begin_epoch(check, config);
            epoch_at += EPOCH;
        }
        fl_winter_come(&check->winter, fl_check_transactions(check));
        if (fl_check_transactions(check) >= config->closely_from) {
            play_one(check);
            continue;
        }
        play(check, config->mix, config->count);
        rest(check, config->mix);
        if (config->progress && fl_check_transactions(check) >= told_at) {
            config->progress(config->self, fl_check_transactions(check));
            told_at = fl_check_transactions(check) + PROGRESS_EVERY;
        }
    }
    return true;
}

void fl_check_free(struct fl_check *check)
{
    fl_bench_free(&check->bench);
}
