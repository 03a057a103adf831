#include "check/winter.h"

void fl_winter_init(struct fl_winter *winter, struct fl_traffic *traffic, uint64_t seed)
{
    *winter = (struct fl_winter){.traffic = traffic, .random = fl_random_of(seed)};
}

void fl_winter_plan(struct fl_winter *winter, uint64_t begins, unsigned transactions)
{
    winter->on = false;
    winter->from = begins + fl_pick(&winter->random, transactions);
    winter->kind = fl_pick(&winter->random, FL_WINTER_KINDS);
}

/* How long it lasts is what it may cost: thousands of cycles in a world of tens of thousands. */
void fl_winter_come(struct fl_winter *winter, uint64_t transactions)
{
    static const unsigned accesses[] = {[FL_WINTER_SLOW] = 32, [FL_WINTER_BUSY] = 32, [FL_WINTER_RIVALS] = 600};
    struct fl_bench *bench = winter->traffic->bench;
    struct fl_manners *manners = &bench->manners;
    if (winter->on || winter->kind == FL_WINTER_NONE || transactions < winter->from) {
        return;
    }
    winter->on = true;
    winter->before = *manners;
    winter->met = bench->port.accesses;
    winter->last = bench->port.accesses + accesses[winter->kind];
    winter->volley = 0;
    switch (winter->kind) {
    case FL_WINTER_SLOW:
        manners->delay_most = 300;
        break;
    case FL_WINTER_BUSY:
        manners->stall = 200;
        manners->stall_most = 200;
        break;
    default:
        manners->rival = 512;
        manners->rounds = 40;
        break;
    }
}

static void end(struct fl_winter *winter)
{
    winter->traffic->bench->manners = winter->before;
    winter->kind = FL_WINTER_NONE;
    winter->on = false;
}

/* Often as many as a counter of few bits takes to be where it was. */
static unsigned some_volley(struct fl_random *random)
{
    if (fl_chance(random, 512)) {
        return 4u << fl_pick(random, 3);
    }
    return 2 + fl_pick(random, FL_VOLLEY_MOST - 1);
}

/* A walk waits for the memory: at times one fence comes after the other until it is answered. */
static void fire(struct fl_winter *winter)
{
    struct fl_bench *bench = winter->traffic->bench;
    if (winter->met != bench->port.accesses) {
        winter->met = bench->port.accesses;
        winter->volley = 0;
        if (fl_chance(&winter->random, 256)) {
            winter->volley = some_volley(&winter->random);
        }
    }
    if (winter->volley > 0 && bench->port.waiting && !fl_bench_fencing(bench)) {
        const struct fl_fence fence = fl_software_some_fence(winter->traffic->software);
        winter->volley--;
        fl_bench_fence(bench, &fence);
    }
}

void fl_winter_cycle(struct fl_winter *winter)
{
    if (!winter->on) {
        return;
    }
    if (winter->traffic->bench->port.accesses >= winter->last) {
        end(winter);
    } else if (winter->kind == FL_WINTER_SLOW && !winter->traffic->one_by_one) {
        fire(winter);
    }
}
