#include "check/directed.h"

#include <string.h>

#include "check/cross.h"
#include "check/one_page.h"

enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128, ALL = V | R | W | X | A | D };
#define PTE_N (UINT64_C(1) << 63)

/* The pages of a scene under Sv39, and under Sv32 where PTEs have 4 bytes: indices into the tables of level 1 and 0. */
enum page { FULL, OTHER, CLEAN, UNUSED, USER, INVALID, GLOBAL, RANGE, SUPER, SUPER_CLEAN, FAR, PAGES };
static const struct {
    unsigned level, middle, low;
    uint64_t ppn, bits;
} pages[PAGES] = {
    [FULL] = {0, 0, 0x10, 0x100000, ALL},       [OTHER] = {0, 0, 0x11, 0x100011, ALL},
    [CLEAN] = {0, 0, 0x12, 0x100022, ALL & ~D}, [UNUSED] = {0, 0, 0x13, 0x100033, ALL & ~(A | D)},
    [USER] = {0, 0, 0x14, 0x100044, ALL | U},   [INVALID] = {0, 0, 0x15, 0, 0},
    [GLOBAL] = {0, 0, 0x16, 0x100066, ALL | G}, [RANGE] = {0, 0, 0x20, 0x100078, PTE_N | ALL},
    [SUPER] = {1, 1, 0, 0x100400, ALL},         [SUPER_CLEAN] = {1, 2, 0, 0x100800, ALL & ~D},
    [FAR] = {2, 0, 0, 0x140000, ALL}, /* the root's second entry; the fourth of Sv32's, which has no level 2 */
};
enum { ROOT, MIDDLE, LOW }; /* table pages; Sv32 has no middle */

static uint64_t table(unsigned page)
{
    return FL_CHECK_BASE + (uint64_t)page * FL_PAGE_SIZE;
}

static bool is_sv32(const struct fl_bench *bench)
{
    return bench->pte_size == 4;
}

static uint64_t va_of(const struct fl_bench *bench, enum page page)
{
    uint64_t middle = pages[page].level == 2 ? (is_sv32(bench) ? 3 : 512) : pages[page].middle;
    return middle << (is_sv32(bench) ? 22 : 21) | (uint64_t)pages[page].low << FL_PAGE_SHIFT;
}

static uint64_t pte_of(const struct fl_bench *bench, enum page page)
{
    uint64_t pte = pages[page].ppn << 10 | pages[page].bits;
    return is_sv32(bench) ? (uint32_t)pte : pte;
}

/* The PTE that points at the table of small pages. */
static uint64_t link_of(const struct fl_bench *bench)
{
    return table(is_sv32(bench) ? ROOT : MIDDLE);
}

static uint64_t place_of(const struct fl_bench *bench, enum page page)
{
    uint64_t upper = va_of(bench, page) >> (is_sv32(bench) ? 22 : 21);
    if (pages[page].level == 0) {
        return table(LOW) + (uint64_t)pages[page].low * bench->pte_size;
    }
    return pages[page].level == 2 && !is_sv32(bench) ? table(ROOT) + 8 : link_of(bench) + upper * bench->pte_size;
}

/* What comes between. */
static void fence_all(struct fl_bench *bench)
{
    fl_bench_fence(bench, &(struct fl_fence){0});
}
static void fence_page(struct fl_bench *bench)
{
    fl_bench_fence(bench, &(struct fl_fence){.va_given = true, .va = va_of(bench, FULL)});
}
static void fence_other_page(struct fl_bench *bench)
{
    fl_bench_fence(bench,
                   &(struct fl_fence){.va_given = true, .asid_given = true, .va = va_of(bench, OTHER), .asid = 1});
}
static void fence_asid(struct fl_bench *bench)
{
    fl_bench_fence(bench, &(struct fl_fence){.asid_given = true, .asid = 1});
}
static void clear_leaf(struct fl_bench *bench)
{
    fl_bench_store(bench, place_of(bench, FULL), 0);
}
static void clear_dirty(struct fl_bench *bench)
{
    fl_bench_store(bench, place_of(bench, CLEAN), pte_of(bench, CLEAN) & ~(uint64_t)(A | W));
}
static void unlink_table(struct fl_bench *bench)
{
    fl_bench_store(bench, link_of(bench), link_of(bench) >> 2 | V);
}
static void change_satp(struct fl_bench *bench)
{
    struct fl_context context = bench->context;
    context.asid = 2;
    context.root = table(MIDDLE) >> FL_PAGE_SHIFT;
    context.privilege = FL_USER;
    context.adue = false;
    fl_bench_set_csrs(bench, &context, NULL);
}

/* PMP that refuses S-mode these bytes and permits the rest; it is taken in with the next request of the fetch port. */
static void deny(struct fl_bench *bench, uint64_t address, uint64_t bytes, uint8_t rights)
{
    struct fl_pmp pmp = {.count = 16};
    pmp.addr[0] = address >> 2 | (bytes / 8 - 1);
    pmp.cfg[0] = 0x18 | rights;
    pmp.addr[1] = ~UINT64_C(0) >> 10;
    pmp.cfg[1] = 0x1f;
    const struct fl_context context = bench->context;
    fl_bench_set_csrs(bench, &context, &pmp);
    if (fl_bench_wants(bench, FL_PORT_FETCH)) {
        fl_bench_request(bench, FL_PORT_FETCH,
                         &(struct fl_request){.va = va_of(bench, OTHER), .access = FL_FETCH, .size = 4});
    }
}
static void deny_page(struct fl_bench *bench)
{
    deny(bench, UINT64_C(0x100000) << FL_PAGE_SHIFT, UINT64_C(0x800000), 0);
}
static void deny_table(struct fl_bench *bench)
{
    deny(bench, table(LOW), FL_PAGE_SIZE, 0);
}
static void deny_update(struct fl_bench *bench)
{
    deny(bench, table(LOW), FL_PAGE_SIZE, 5);
}
static void stall(struct fl_bench *bench)
{
    bench->port.stall_left = 5;
}
static void refuse(struct fl_bench *bench)
{
    bench->manners.error = 1024;
}
static void fight(struct fl_bench *bench)
{
    bench->manners.rival = 1024;
}

struct ask {
    bool used;
    uint8_t access;
    enum page page;
};

struct fl_scene {
    const char *name;
    struct ask warm[2];                        /* one after the other, before: on the fetch port when they fetch */
    struct ask fetch, data;                    /* both in the same cycle */
    void (*first)(struct fl_bench *bench);     /* in force from the start; may be NULL */
    void (*then[4])(struct fl_bench *bench);   /* each by itself, in every cycle */
    bool again;                                /* and again three cycles later */
    unsigned (*cross)(struct fl_bench *bench); /* not a scene: every combination of a kind */
};

#define FENCES                                                                                                         \
    {                                                                                                                  \
        fence_all, fence_page, fence_other_page, fence_asid                                                            \
    }
#define ASK(access, page)                                                                                              \
    {                                                                                                                  \
        true, access, page                                                                                             \
    }

static const struct fl_scene scenes[] = {
    {"fence in a walk from the root", .data = ASK(FL_LOAD, FULL), .then = FENCES},
    {"fence in a fetch's walk", .fetch = ASK(FL_FETCH, FULL), .then = FENCES, .again = true},
    {"fence in a walk from the walk cache", {ASK(FL_LOAD, OTHER)}, .data = ASK(FL_LOAD, FULL), .then = FENCES},
    {"fence in a walk of a superpage", .data = ASK(FL_STORE, SUPER), .then = FENCES},
    {"fence in an A/D update", .data = ASK(FL_STORE, UNUSED), .then = FENCES},
    {"fence in a D update after a refused hit", {ASK(FL_LOAD, CLEAN)}, .data = ASK(FL_AMO, CLEAN), .then = FENCES},
    {"fence in a walk after a refused probe", {ASK(FL_FETCH, CLEAN)}, .data = ASK(FL_STORE, CLEAN), .then = FENCES},
    {"fence in a walk after a refused superpage",
     {ASK(FL_FETCH, SUPER_CLEAN)},
     .data = ASK(FL_STORE, SUPER_CLEAN),
     .then = FENCES},
    {"fence in an answer of the second level", {ASK(FL_FETCH, FULL)}, .data = ASK(FL_LOAD, FULL), .then = FENCES},
    {"fence in an answer of the superpage TLB", {ASK(FL_LOAD, SUPER)}, .fetch = ASK(FL_FETCH, SUPER), .then = FENCES},
    {"fence in a faulting walk", .data = ASK(FL_LOAD, INVALID), .then = FENCES},
    {"fence in a fight for a PTE", .data = ASK(FL_STORE, UNUSED), .first = fight, .then = FENCES},
    {"fence where PMP denies a PTE", .data = ASK(FL_LOAD, FULL), .first = deny_table, .then = FENCES},
    {"fence where PMP denies an update", .data = ASK(FL_STORE, UNUSED), .first = deny_update, .then = FENCES},
    {"fence with both ports missing", .fetch = ASK(FL_FETCH, OTHER), .data = ASK(FL_LOAD, FULL), .then = FENCES},
    {"two fences with both ports missing", .fetch = ASK(FL_FETCH, GLOBAL), .data = ASK(FL_STORE, CLEAN), .then = FENCES,
     .again = true},
    {"fence with a refused hit that waits",
     {ASK(FL_FETCH, FULL), ASK(FL_LOAD, CLEAN)},
     .fetch = ASK(FL_FETCH, RANGE),
     .data = ASK(FL_STORE, CLEAN),
     .then = FENCES},
    {"both ports, one page", .fetch = ASK(FL_FETCH, FULL), .data = ASK(FL_LOAD, FULL),
     .then = {clear_leaf, unlink_table, stall, refuse}},
    {"both ports, one PTE to update", .fetch = ASK(FL_FETCH, UNUSED), .data = ASK(FL_STORE, UNUSED),
     .then = {fight, stall, refuse, fence_all}},
    {"PTEs rewritten during a walk", .data = ASK(FL_LOAD, FULL), .then = {clear_leaf, unlink_table}},
    {"a PTE rewritten during its update", .data = ASK(FL_STORE, CLEAN), .then = {clear_dirty, fight, refuse}},
    {"CSRs changed during a walk", .fetch = ASK(FL_FETCH, UNUSED), .data = ASK(FL_STORE, UNUSED),
     .then = {change_satp}},
    {"PMP changed between lookup and answer", .data = ASK(FL_LOAD, FULL), .then = {deny_page, deny_table}},
    {"PMP changed around an update", .data = ASK(FL_STORE, UNUSED), .then = {deny_page, deny_table, deny_update}},
    {"PMP changed around a hit", {ASK(FL_LOAD, FULL)}, .data = ASK(FL_LOAD, FULL), .then = {deny_page}},
    {"PMP changed around an answer of the second level",
     {ASK(FL_FETCH, FULL)},
     .data = ASK(FL_LOAD, FULL),
     .then = {deny_page, deny_table}},
    {"memory busy or refusing, at every access", .data = ASK(FL_STORE, UNUSED), .then = {stall, refuse}},
    {"leaves of every size",
     {ASK(FL_LOAD, RANGE), ASK(FL_LOAD, SUPER)},
     .fetch = ASK(FL_FETCH, RANGE),
     .data = ASK(FL_STORE, FAR),
     .then = FENCES},
    {"a page of the other privilege", .fetch = ASK(FL_FETCH, USER), .data = ASK(FL_LOAD, USER), .then = FENCES},
    {"every rule against a PTE, by level, access and privilege", .cross = fl_cross_rules},
    {"every end of an update, by what is missing, level and access", .cross = fl_cross_updates},
    {"every start of a walk, by scheme and port", .cross = fl_cross_starts},
    {"every source of an answer, by page size, port and global", .cross = fl_cross_answers},
    {"every refused match, by structure, reason, access and privilege", .cross = fl_cross_refused},
    {"every mask of a pointer, by privilege and mode", .cross = fl_cross_masks},
    {"addresses that are none, by access and privilege", .cross = fl_cross_no_pages},
    {"addresses denied by PMP, PMAs and both, by path, access and privilege", .cross = fl_cross_denied},
    {"PTEs denied by PMP, PMAs and both, by level", .cross = fl_cross_pte_denied},
    {"every form of a fence in every state of a service", .cross = fl_cross_kills},
    {"every form of a fence and what it leaves, by page size", .cross = fl_cross_fences},
    {"every form of a fence and every place of what it covers, by structure", .cross = fl_cross_places},
    {"every grant of the miss unit", .cross = fl_cross_grants},
    {"an answer that comes late, by access and port", .cross = fl_cross_slow},
    {"a memory busy for long, by access and port", .cross = fl_cross_busy},
    {"a compare-and-swap lost again and again, by port", .cross = fl_cross_lost},
    {"fence after fence within one access, by access and port", .cross = fl_cross_volleys},
    {"every effective privilege, by MPRV, MPP, access, SUM and MXR", .cross = fl_cross_privileges},
    {"every encoding of a PMP entry, by access and privilege, with MML and without, and its edges",
     .cross = fl_cross_pmp},
    {"every bit of a root, pointer, leaf, address, ASID and fence, by page size", .cross = fl_cross_bits},
    {"every word of the state port, and traffic that goes on from it", .cross = fl_cross_states},
    {"every bit of a trap or return, by event and mode", .cross = fl_cross_traps},
};
const unsigned fl_scene_count = sizeof scenes / sizeof scenes[0];

const char *fl_scene_name(unsigned scene)
{
    return scenes[scene].name;
}

static void ask(struct fl_bench *bench, const struct ask *what)
{
    const struct fl_request request = {.va = va_of(bench, what->page) + 0x128, .access = what->access, .size = 8};
    if (what->used && !bench->diverged) {
        fl_bench_request(bench, what->access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA, &request);
    }
}

/* Tables as they were, CSRs as they were, TLBs empty. */
static void set_up(struct fl_bench *bench)
{
    const struct fl_context context = {.xlen = is_sv32(bench) ? 32 : 64,
                                       .privilege = FL_SUPERVISOR,
                                       .adue = true,
                                       .mode = is_sv32(bench) ? FL_SV32 : FL_SV39,
                                       .asid = 1,
                                       .root = table(ROOT) >> FL_PAGE_SHIFT};
    const struct fl_pmp open = {0};
    bench->manners.rival = bench->manners.error = 0;
    fl_bench_set_csrs(bench, &context, &open);
    fl_bench_store(bench, table(ROOT), table(MIDDLE) >> 2 | V);
    fl_bench_store(bench, link_of(bench), table(LOW) >> 2 | V);
    for (unsigned page = 0; page < PAGES; page++) {
        fl_bench_store(bench, place_of(bench, (enum page)page), pte_of(bench, (enum page)page));
    }
    fence_all(bench);
    fl_bench_rest(bench);
}

/* Was anything in flight at the moment? */
static bool play_once(struct fl_bench *bench, const struct fl_scene *scene, void (*then)(struct fl_bench *),
                      unsigned moment)
{
    bool met = true;
    set_up(bench);
    for (unsigned i = 0; i < 2; i++) {
        if (scene->warm[i].used) {
            ask(bench, &scene->warm[i]);
            fl_bench_rest(bench);
        }
    }
    if (scene->first) {
        scene->first(bench);
    }
    ask(bench, &scene->fetch);
    ask(bench, &scene->data);
    for (unsigned cycle = 0; cycle < moment + 5 && !bench->diverged; cycle++) {
        bool now = cycle == moment || (scene->again && cycle == moment + 3);
        if (cycle == moment) {
            met = !fl_bench_at_rest(bench);
        }
        if (now && !fl_bench_fencing(bench)) {
            then(bench);
        }
        fl_bench_cycle(bench);
        if (cycle == moment) {
            bench->manners.error = 0;
        }
    }
    bench->manners.rival = 0; /* a fight ends */
    fl_bench_settle(bench);
    return met;
}

/* Moment after moment, and some when all is over: in them a device that is late would still be at work. */
static unsigned play_moments(struct fl_bench *bench, const struct fl_scene *scene, void (*then)(struct fl_bench *))
{
    enum { MOMENTS = 44, LATE = 4 };
    unsigned moment = 0, late = 0;
    for (; moment < MOMENTS && late < LATE && !bench->diverged; moment++) {
        late += play_once(bench, scene, then, moment) ? 0 : 1;
    }
    return moment;
}

unsigned fl_scene_play(struct fl_bench *bench, unsigned number)
{
    enum { DELAYS = 3 };
    const struct fl_scene *scene = &scenes[number];
    unsigned played = 0;
    if (scene->cross) {
        return scene->cross(bench);
    }
    bench->rival_pte = fl_rival_turns_dirty;
    for (unsigned kind = 0; kind < 4 && scene->then[kind]; kind++) {
        for (unsigned delay = 1; delay <= DELAYS; delay++) {
            bench->manners = (struct fl_manners){.delay_least = delay, .delay_most = delay};
            played += play_moments(bench, scene, scene->then[kind]);
        }
    }
    return played;
}
