#include "check/traffic.h"

#include "check/corners.h"

static uint64_t some_address(struct fl_traffic *traffic, enum fl_port port)
{
    struct fl_random *random = &traffic->random;
    const struct fl_context *context = &traffic->bench->context;
    const struct fl_space *space = &traffic->software->tables.space[traffic->software->space];
    bool user = fl_effective_privilege(context, port == FL_PORT_FETCH ? FL_FETCH : FL_LOAD) == FL_USER;
    bool upper = !user != fl_chance(random, 20);
    uint64_t *recent = &traffic->recent[port][traffic->software->space][upper][fl_pick(random, FL_RECENT)];
    if (!fl_chance(random, traffic->mix->repeat)) {
        *recent = fl_some_va(&traffic->software->tables, space, upper);
    }
    if (!fl_chance(random, 300)) { /* elsewhere in that page */
        *recent = (*recent & ~UINT64_C(0xfff)) | fl_pick(random, FL_PAGE_SIZE);
    }
    uint64_t va = *recent;
    if (fl_chance(random, traffic->mix->odd)) {
        va = fl_chance(random, 700) ? va ^ 1ull << (30 + fl_pick(random, 34)) : fl_random_next(random);
    }
    if (port == FL_PORT_DATA && (context->pmm_m | context->pmm_s | context->pmm_u) != 0 && fl_chance(random, 300)) {
        uint64_t tag = fl_pick(random, 0x80);
        va ^= tag << (fl_chance(random, 512) ? 57 : 50);
    }
    if ((context->mode == FL_BARE || context->privilege == FL_MACHINE) && fl_chance(random, 900)) {
        va = (va & 0x3fffffff) | FL_CHECK_BASE; /* RAM */
    }
    if (context->mode == FL_BARE && fl_chance(random, traffic->mix->corner)) {
        va = fl_corner_ppn(random, va >> FL_PAGE_SHIFT) << FL_PAGE_SHIFT | va % FL_PAGE_SIZE;
    }
    return va;
}

/* Aligned mostly; at times any number of bytes anywhere in the page. */
static uint8_t some_size(struct fl_traffic *traffic, uint64_t *va)
{
    unsigned size = 1u << fl_pick(&traffic->random, 4), room = (unsigned)(FL_PAGE_SIZE - *va % FL_PAGE_SIZE);
    if (fl_chance(&traffic->random, 100)) {
        size = 1 + fl_pick(&traffic->random, 64);
        return (uint8_t)(size < room ? size : room);
    }
    *va &= ~(uint64_t)(size - 1);
    return (uint8_t)size;
}

struct fl_request fl_traffic_request(struct fl_traffic *traffic, enum fl_port port)
{
    static const uint8_t accesses[] = {FL_LOAD,  FL_LOAD,  FL_LOAD, FL_LOAD,       FL_LOAD,
                                       FL_STORE, FL_STORE, FL_AMO,  FL_CBO_MANAGE, FL_CBO_ZERO};
    struct fl_request request = {.va = some_address(traffic, port), .access = FL_FETCH};
    if (port == FL_PORT_DATA) {
        request.access = accesses[fl_pick(&traffic->random, sizeof accesses)];
    }
    request.size = some_size(traffic, &request.va);
    return request;
}

/* Between two requests. */
static void let_software_act(struct fl_traffic *traffic)
{
    const struct fl_mix *mix = traffic->mix;
    if (fl_chance(&traffic->random, mix->store)) {
        fl_software_rewrite(traffic->software);
    }
    if (fl_chance(&traffic->random, mix->fence)) {
        fl_software_plan_fence(traffic->software);
    }
    if (fl_chance(&traffic->random, mix->csrs)) {
        fl_software_change_csrs(traffic->software);
    }
}

static bool must_wait(const struct fl_traffic *traffic)
{
    const struct fl_bench *bench = traffic->bench;
    return traffic->one_by_one &&
           !(fl_bench_wants(bench, FL_PORT_FETCH) && fl_bench_wants(bench, FL_PORT_DATA) && !fl_bench_fencing(bench));
}

void fl_traffic_cycle(struct fl_traffic *traffic)
{
    for (int port = FL_PORT_FETCH; port < FL_PORT_COUNT; port++) {
        if (must_wait(traffic) || !fl_bench_wants(traffic->bench, (enum fl_port)port)) {
            continue;
        }
        if (traffic->rest[port] > 0) {
            traffic->rest[port]--;
            continue;
        }
        let_software_act(traffic);
        const struct fl_request request = fl_traffic_request(traffic, (enum fl_port)port);
        fl_bench_request(traffic->bench, (enum fl_port)port, &request);
        if (fl_chance(&traffic->random, traffic->mix->idle)) {
            traffic->rest[port] = fl_pick(&traffic->random, 30);
        }
    }
    if (!must_wait(traffic)) {
        fl_software_cycle(traffic->software);
    }
}

void fl_traffic_forget(struct fl_traffic *traffic)
{
    for (unsigned i = 0; i < FL_PORT_COUNT * FL_SPACES * 2 * FL_RECENT; i++) {
        unsigned recent = i % FL_RECENT, half = i / FL_RECENT % 2, space = i / FL_RECENT / 2 % FL_SPACES;
        struct fl_tables *tables = &traffic->software->tables;
        traffic->recent[i / FL_RECENT / 2 / FL_SPACES][space][half][recent] =
            fl_some_va(tables, &tables->space[space], half);
    }
}

void fl_traffic_init(struct fl_traffic *traffic, struct fl_software *software, const struct fl_mix *mix, uint64_t seed)
{
    *traffic = (struct fl_traffic){
        .bench = software->tables.bench, .software = software, .mix = mix, .random = fl_random_of(seed)};
}
