#include "check/follow.h"

#include <string.h>

#include "check/cover_fence.h"

#define NEVER UINT64_MAX

/* A service being played to the model. */
struct play {
    struct fl_bench *bench;
    struct fl_slot *slot;
    const struct fl_taken_access *access; /* the device's */
    unsigned count, next;
    uint64_t time;  /* the cycle in which the model is, by its own count */
    uint64_t apply; /* the APPLY cycle that kills it, or NEVER */
    bool fenced;
};

static void apply_fence(struct fl_bench *bench)
{
    fl_cover_before_fence(bench);
    bench->fence.cycles = fl_uarch_fence(bench->model, &bench->fence.fence);
}

static void fence_model(struct play *play)
{
    if (!play->fenced) {
        play->fenced = true;
        apply_fence(play->bench);
    }
}

/* READ or UPDATE begins, and asks PMP until its access is accepted. The device's next access tells when that was. Is there none,
 * then PMP denied it, perhaps after cycles of waiting for the memory in which PMP changed; or the fence withdrew it. */
static void ask_pmp(struct play *play)
{
    const struct fl_bench *bench = play->bench;
    uint64_t last = bench->now - 1; /* in which READ was, if an answer or APPLY followed */
    if (play->next < play->count) {
        last = play->access[play->next].accepted;
    } else if (last > play->time && last - play->time > bench->port.stalled_before) {
        last = play->time; /* it did not wait */
    }
    if (play->next == play->count && last > play->time &&
        fl_bench_pmp_at(bench, last) != fl_bench_pmp_at(bench, play->time)) {
        play->time = last;
        play->slot->alone = false;
    }
    play->slot->context.pmp = fl_bench_pmp_at(bench, last > play->time ? last : play->time);
}

static void at(void *self, enum fl_uarch_point point)
{
    struct play *play = self;
    play->time += point != FL_AT_DRIVE;
    bool to_come = point == FL_AT_DRIVE && play->next < play->count;
    if ((play->apply <= play->time || (point == FL_AT_DRIVE && play->apply != NEVER)) && !to_come) {
        fence_model(play);
    } else if (point == FL_AT_READ) {
        ask_pmp(play);
    } else if (point == FL_AT_ANSWER) {
        play->slot->context.pmp = fl_bench_pmp_at(play->bench, play->bench->now);
    }
}

/* The device's access at this place of the walk, and the model's time when it was accepted, waiting for a busy memory included. What a
 * device does later than it should is not waited for. */
static const struct fl_taken_access *take(struct play *play, unsigned *waited)
{
    *waited = 0;
    if (play->next == play->count) {
        return NULL;
    }
    const struct fl_taken_access *access = &play->access[play->next++];
    if (access->accepted > play->time) {
        uint64_t late = access->accepted - play->time;
        *waited = late > access->stalled ? access->stalled : (unsigned)late;
    }
    play->time += *waited + access->delay;
    return access;
}

/* What memory held there and then. Where the device went elsewhere, memory is asked in its stead. */
static bool memory_then(const struct play *play, const struct fl_taken_access *access, uint64_t address, unsigned size,
                        uint64_t *held)
{
    if (access && access->request.address == address) {
        *held = access->answer.error ? 0 : access->held;
        return !access->answer.error;
    }
    const struct fl_check_memory *memory = &play->bench->memory;
    return fl_check_load_past(memory, access ? access->stores : memory->stores, address, size, held);
}

static unsigned play_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct play *play = self;
    unsigned waited;
    const struct fl_taken_access *access = take(play, &waited);
    *error = !memory_then(play, access, address, size, value);
    play->time++; /* CHECK */
    if (play->apply <= play->time) {
        fence_model(play);
    }
    return access ? waited + access->delay : 1;
}

static unsigned play_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                          bool *error)
{
    struct play *play = self;
    unsigned waited;
    uint64_t held;
    const struct fl_taken_access *access = take(play, &waited);
    (void)desired;
    *error = !memory_then(play, access, address, size, &held);
    *won = !*error && held == expected;
    if (play->apply <= play->time) {
        fence_model(play);
    }
    return access ? waited + access->delay : 1;
}

/* Play the service of `port` to the model. False: it was killed. */
static bool play_service(struct play *play, enum fl_port port)
{
    const struct fl_pte_mem mem = {.self = play, .read = play_read, .compare_and_swap = play_swap};
    const struct fl_uarch_watch watch = {.self = play, .at = at};
    play->slot->last_attempt = play->slot->model.trace.count;
    return fl_uarch_serve(play->bench->flight[port], &mem, &watch, &play->slot->model.response);
}

void fl_follow_lookup(struct fl_bench *bench, enum fl_port port)
{
    struct fl_slot *slot = &bench->slot[port];
    if (!slot->due) {
        return;
    }
    slot->due = false;
    slot->context.pmp = fl_bench_pmp_at(bench, bench->now);
    slot->done = fl_uarch_lookup(bench->flight[port], &slot->model.response);
}

void fl_follow_grant(struct fl_bench *bench)
{
    struct fl_service *service = &bench->service;
    if (service->busy || service->free_at > bench->now) {
        return;
    }
    for (int port = FL_PORT_DATA; port >= FL_PORT_FETCH; port--) {
        struct fl_slot *slot = &bench->slot[port];
        if (slot->busy && !slot->done && bench->now > slot->accepted) {
            slot->alone = slot->alone && bench->now == slot->accepted + 1;
            service->busy = true;
            service->port = (enum fl_port)port;
            service->granted = bench->now;
            service->count = 0;
            service->upset = false;
            return;
        }
    }
}

void fl_follow_answer(struct fl_bench *bench, enum fl_port port)
{
    struct fl_service *service = &bench->service;
    struct fl_slot *slot = &bench->slot[port];
    struct play play = {.bench = bench, .slot = slot, .time = bench->now + 1, .apply = NEVER};
    if (slot->done) {
        return;
    }
    if (service->busy && service->port == port) {
        play.access = service->access;
        play.count = service->count;
        play.time = service->granted + 1; /* PROBE */
        service->busy = false;
        service->free_at = bench->now + 1;
    }
    slot->done = play_service(&play, port);
    if (!slot->alone) {
        slot->model.response.cycles = (uint32_t)(play.time - slot->accepted);
    }
}

/* The service in flight dies. PROBE in the APPLY cycle has had no effect. */
static void kill_service(struct fl_bench *bench)
{
    struct fl_service *service = &bench->service;
    struct fl_slot *slot = &bench->slot[service->port];
    struct play play = {.bench = bench,
                        .slot = slot,
                        .access = service->access,
                        .count = service->count,
                        .time = service->granted + 1,
                        .apply = bench->now};
    if (play.time < bench->now) {
        slot->done = play_service(&play, service->port);
    }
    fence_model(&play);
    service->busy = false;
    service->free_at = (bench->port.waiting ? bench->port.due : bench->now) + 1;
    bench->counts.fences_in_walk++;
}

void fl_follow_fence(struct fl_bench *bench)
{
    if (bench->service.busy) {
        kill_service(bench);
    } else {
        apply_fence(bench);
    }
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        struct fl_slot *slot = &bench->slot[port];
        slot->due = slot->busy && !slot->done;
        slot->alone = false;
    }
    fl_cover_fence(bench);
    struct fl_fence seen = bench->fence.fence;
    seen.va = bench->pte_size == 4 ? (uint32_t)seen.va : seen.va; /* docs/microarchitecture.md 13 */
    fl_spec_check_fence(&bench->spec, &seen);
}
