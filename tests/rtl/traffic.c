/* traffic.c - the page-table shapes are few and crowded on purpose: few pages, few ASIDs and small tables make refused hits,
 * evictions, superpages over small pages, lost updates and stale entries frequent. */
#include "traffic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/pmp.h"
#include "faultline/trap.h"
#include "lockstep/compare.h"
#include "rig.h"

#define ROOTS 3

/* One of the two MMUs, its memory, and the fence that comes in the middle of a walk. */
struct side {
    struct memory memory;
    struct fl_pte_mem port; /* what the MMU reads through: the memory, with the fence in it */
    struct fl_pte_mem plain;
    struct fl_dut *dut; /* one of these two */
    struct fl_uarch *uarch;
    unsigned fence_in; /* PTE reads until then; 0: none comes */
    uint64_t fence_address, fence_pte;
    struct fl_mmu_state state;
};

/* What a walk reads: Sv39, Sv48 and Sv57, one for each root, or Sv32 for all. */
struct scheme {
    unsigned levels[ROOTS];
    unsigned vpn_bits, pte_size; /* of a level; bytes */
    uint64_t region[4];          /* where software has its pages */
};

static const struct scheme rv64 = {{3, 4, 5}, 9, 8, {0, 0x200000, 0x40000000, 0xffffffffffe00000}};
static const struct scheme rv32 = {{2, 2, 2}, 10, 4, {0, 0x200000, 0x40000000, 0xffe00000}};

struct traffic {
    struct fl_dut *dut;
    const struct scheme *scheme;
    struct fl_uarch *uarch;
    struct side rtl, model;
    uint64_t random;
    uint64_t root[ROOTS];
    struct fl_context context;
    struct fl_pmp pmp;
    unsigned delay;
    bool fenced; /* a fence came inside this request, whose latency is then not exact */
    bool kills;  /* fences come inside requests at all; the compare of busy cycles wants a run without */
    struct fl_difference *what;
};

static uint32_t pick(struct traffic *traffic, uint32_t choices)
{
    traffic->random = traffic->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(traffic->random >> 33) % choices;
}

static unsigned side_fence(struct side *side, const struct fl_fence *fence)
{
    return side->dut ? fl_dut_fence(side->dut, fence) : fl_uarch_fence(side->uarch, fence);
}

/* Software changes a PTE and fences while the answer is on its way. */
static unsigned side_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct side *side = self;
    unsigned delay = side->plain.read(side->plain.self, address, size, value, error);
    if (side->fence_in && --side->fence_in == 0) {
        const struct fl_fence all = {0};
        if (memory_word(&side->memory, side->fence_address)) {
            memory_set_pte(&side->memory, side->fence_address, size, side->fence_pte);
        }
        side_fence(side, &all);
    }
    return delay;
}

static unsigned side_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                          bool *error)
{
    struct side *side = self;
    return side->plain.compare_and_swap(side->plain.self, address, size, expected, desired, won, error);
}

static void side_init(struct side *side, struct fl_dut *dut, struct fl_uarch *uarch)
{
    side->dut = dut;
    side->uarch = uarch;
    side->plain = memory_port(&side->memory);
    side->port = side->plain;
    side->port.self = side;
    side->port.read = side_read;
    side->port.compare_and_swap = side_swap;
}

static uint64_t some_va(struct traffic *traffic)
{
    uint64_t va = traffic->scheme->region[pick(traffic, 4)] + ((uint64_t)pick(traffic, 10) << 12) + pick(traffic, 4096);
    if (pick(traffic, 64) == 0) {
        va ^= 1ull << (36 + pick(traffic, 28));
    }
    return va;
}

/* A place for a page of this level: three of four in RAM, where everything is allowed. */
static uint64_t some_place(struct traffic *traffic, unsigned level)
{
    unsigned size_bits = 12 + traffic->scheme->vpn_bits * level;
    uint64_t pa = ((uint64_t)pick(traffic, 1 << 20) << 12) >> size_bits << size_bits;
    return pa | (pick(traffic, 4) ? 1ull << (size_bits > 31 ? size_bits : 31) : 0);
}

/* A leaf that is mostly legal, with every bit of a PTE wrong now and then. */
static uint64_t some_leaf(struct traffic *traffic, unsigned level)
{
    static const uint8_t flags[] = {PTE_RWX,
                                    PTE_RW,
                                    PTE_RWX & ~PTE_W,
                                    PTE_RW & ~PTE_D,
                                    PTE_RW & ~PTE_A,
                                    PTE_RWX | PTE_U,
                                    PTE_RW | PTE_U,
                                    PTE_V | PTE_A | PTE_X | PTE_U,
                                    PTE_V | PTE_A | PTE_X,
                                    PTE_RWX & ~(PTE_A | PTE_D),
                                    0};
    uint64_t pte =
        PTE_PPN(some_place(traffic, level)) | flags[pick(traffic, sizeof flags)] | (pick(traffic, 4) ? 0 : PTE_G);
    if (traffic->scheme == &rv64 && level == 0 && pick(traffic, 3) == 0) {
        pte = (pte & ~(0xfull << 10)) | PTE_N | 8ull << 10;
    }
    if (pick(traffic, 8) == 0) {
        pte |= (uint64_t)pick(traffic, 4) << 61;
    }
    if (level > 0 && pick(traffic, 6) == 0) {
        pte |= 1ull << (10 + pick(traffic, level * traffic->scheme->vpn_bits)); /* misaligned */
    }
    if (pick(traffic, 12) == 0) {
        pte ^= 1ull << pick(traffic, 8 * traffic->scheme->pte_size);
    }
    return traffic->scheme == &rv32 ? (uint32_t)pte : pte;
}

static void clear_tables(struct traffic *traffic)
{
    struct memory *memory = &traffic->rtl.memory;
    memset(memory->word, 0, sizeof memory->word);
    memset(traffic->model.memory.word, 0, sizeof traffic->model.memory.word);
    memory->used = 0;
    for (unsigned i = 0; i < ROOTS; i++) {
        traffic->root[i] = memory_table(memory);
    }
}

static void write_pte(struct traffic *traffic, uint64_t address, uint64_t pte)
{
    memory_set_pte(&traffic->rtl.memory, address, traffic->scheme->pte_size, pte);
    memory_set_pte(&traffic->model.memory, address, traffic->scheme->pte_size, pte);
}

/* Write a leaf somewhere; new tables replace whatever stood in the way. */
static void change_table(struct traffic *traffic)
{
    const struct scheme *scheme = traffic->scheme;
    struct memory *memory = &traffic->rtl.memory;
    unsigned root = pick(traffic, ROOTS), level = pick(traffic, 12) ? 0 : pick(traffic, scheme->levels[root]);
    uint64_t va = some_va(traffic), leaf = some_leaf(traffic, level);
    if (memory->used + 4 > MEMORY_PAGES) {
        clear_tables(traffic);
    }
    uint64_t table = traffic->root[root], address;
    for (unsigned at = scheme->levels[root] - 1;; at--) {
        uint64_t index = va >> (12 + scheme->vpn_bits * at) & ((1u << scheme->vpn_bits) - 1);
        address = (table << 12) + index * scheme->pte_size;
        if (at == level || !memory_word(memory, address)) {
            break;
        }
        uint64_t pte = memory_pte(memory, address, scheme->pte_size);
        if (!(pte & PTE_V) || pte & (PTE_R | PTE_X)) {
            pte = memory_table(memory) << 10 | PTE_V | (pick(traffic, 6) ? 0 : PTE_G);
            write_pte(traffic, address, pte);
        }
        table = pte >> 10 & 0xfffffffffff;
    }
    if (level > 0 && pick(traffic, 4) == 0) {
        leaf = PTE_PPN(some_place(traffic, 0)) | PTE_V; /* a pointer to anywhere */
    }
    if (memory_word(memory, address)) {
        write_pte(traffic, address, leaf);
    }
}

static uint64_t place_of_a_page(struct traffic *traffic)
{
    uint64_t pte = 0;
    for (unsigned i = 0; i < 200 && !(pte & PTE_R); i++) {
        pte = traffic->rtl.memory.word[pick(traffic, traffic->rtl.memory.used)][pick(traffic, 16)];
    }
    return (pte >> 10 & 0xfffffffffff) << 12 | pick(traffic, 4096);
}

/* What a PMP entry may be about: any PTE, the last one that was read or its neighbour, a page. */
static uint64_t some_target(struct traffic *traffic)
{
    unsigned kind = pick(traffic, 4);
    if (kind == 0 && traffic->rtl.memory.last_address) {
        return traffic->rtl.memory.last_address ^ pick(traffic, 2) * traffic->scheme->pte_size;
    }
    return kind < 2 ? MEMORY_BASE + pick(traffic, 1 << 19) : place_of_a_page(traffic);
}

/* Holes and locked regions of every kind over leaves and tables, before an entry that lets the rest pass. */
static void change_pmp(struct traffic *traffic)
{
    struct fl_pmp *pmp = &traffic->pmp;
    memset(pmp, 0, sizeof *pmp);
    pmp->count = 16;
    for (unsigned i = 0; i < 5; i++) {
        uint64_t around = some_target(traffic);
        unsigned span = pick(traffic, 2) ? pick(traffic, 24) : 0; /* often 4 or 8 bytes: less than an access */
        pmp->addr[i] = (around >> 2 & ~((1ull << span) - 1)) | ((1ull << span) - 1) >> 1;
        pmp->cfg[i] = (uint8_t)(pick(traffic, 4) << 3 | pick(traffic, 8) | (pick(traffic, 4) ? 0 : 0x80));
    }
    pmp->mml = pick(traffic, 6) == 0;
    pmp->mmwp = pick(traffic, 4) == 0;
    for (unsigned i = 0; i < 5 && !pmp->mml; i++) {
        if ((pmp->cfg[i] & 3) == 2) {
            pmp->cfg[i] |= 1; /* W without R exists only under MML */
        }
    }
    pmp->addr[15] = ~0ull >> 10;
    pmp->cfg[15] = 0x1f;
}

static void change_context(struct traffic *traffic)
{
    static const uint8_t privileges[] = {FL_USER, FL_SUPERVISOR, FL_SUPERVISOR, FL_USER, FL_MACHINE};
    struct fl_context *context = &traffic->context;
    unsigned root = pick(traffic, ROOTS);
    *context = context_of(traffic->scheme->levels[root], traffic->root[root]);
    context->asid = (uint16_t)pick(traffic, 3);
    context->privilege = privileges[pick(traffic, 5)];
    context->mpp = privileges[pick(traffic, 5)];
    context->mprv = pick(traffic, 4) == 0;
    context->sum = pick(traffic, 2);
    context->mxr = pick(traffic, 2);
    context->adue = pick(traffic, 4) != 0;
    context->pbmte = pick(traffic, 4) != 0;
    context->pmm_m = pick(traffic, 4) ? 0 : (uint8_t)pick(traffic, 4);
    context->pmm_s = pick(traffic, 4) ? 0 : (uint8_t)pick(traffic, 4);
    context->pmm_u = pick(traffic, 4) ? 0 : (uint8_t)pick(traffic, 4);
    if (pick(traffic, 3) == 0) {
        change_pmp(traffic);
        context->pmp = &traffic->pmp;
    }
    if (pick(traffic, 20) == 0) {
        context->mode = FL_BARE;
    }
}

/* The compares are those of the lockstep, each in its file. */
static bool answers_differ(struct traffic *traffic, const struct fl_answer *model, const struct fl_answer *rtl)
{
    struct fl_difference *what = traffic->what;
    return !fl_same_response(&model->response, &rtl->response, what) ||
           !fl_same_path(&model->response, &rtl->response, what) ||
           (!traffic->fenced && !fl_same_latency(&model->response, &rtl->response, what)) ||
           !fl_same_walk(&model->trace, &rtl->trace, what);
}

static bool request(struct traffic *traffic)
{
    static const uint8_t accesses[] = {FL_LOAD, FL_STORE, FL_AMO, FL_CBO_MANAGE, FL_CBO_ZERO};
    enum fl_port port = pick(traffic, 3) ? FL_PORT_DATA : FL_PORT_FETCH;
    struct fl_request request = {.va = some_va(traffic),
                                 .access = port == FL_PORT_FETCH ? (uint8_t)FL_FETCH : accesses[pick(traffic, 5)],
                                 .size = (uint8_t)(1u << pick(traffic, 4)),
                                 .context = &traffic->context};
    request.va &= ~(uint64_t)(request.size - 1);
    if (pick(traffic, 8) == 0) {
        request.va ^= (uint64_t)pick(traffic, 0x10000) << 48; /* a tag */
    }
    struct fl_answer rtl = {0}, model = {0};

    traffic->rtl.memory.delay = traffic->model.memory.delay = 1 + pick(traffic, traffic->delay);
    traffic->rtl.memory.lose = traffic->model.memory.lose = pick(traffic, 10) == 0;
    traffic->rtl.memory.lose_value = traffic->model.memory.lose_value = some_leaf(traffic, 0);
    traffic->fenced = traffic->kills && pick(traffic, 16) == 0;
    traffic->rtl.fence_in = traffic->model.fence_in = traffic->fenced ? 1 + pick(traffic, 4) : 0;
    traffic->rtl.fence_address = traffic->model.fence_address =
        MEMORY_BASE + 8 * (uint64_t)pick(traffic, MEMORY_PAGES * 512);
    if (traffic->rtl.memory.last_address) {
        traffic->rtl.fence_address = traffic->model.fence_address = traffic->rtl.memory.last_address;
    }
    traffic->rtl.fence_pte = traffic->model.fence_pte = some_leaf(traffic, 0);
    fl_dut_translate(traffic->dut, port, &request, &traffic->rtl.port, pick(traffic, 2), &rtl.trace, &rtl.response);
    fl_uarch_translate(traffic->uarch, port, &request, &traffic->model.port, &model.trace, &model.response);
    traffic->rtl.fence_in = traffic->model.fence_in = 0;
    return answers_differ(traffic, &model, &rtl);
}

static bool fence(struct traffic *traffic)
{
    struct fl_fence fence = {.va_given = pick(traffic, 2),
                             .asid_given = pick(traffic, 2),
                             .va = some_va(traffic),
                             .asid = (uint16_t)pick(traffic, 3)};
    unsigned rtl = side_fence(&traffic->rtl, &fence), model = side_fence(&traffic->model, &fence);
    return !fl_same_field(traffic->what, FL_DEPTH_FENCE, "fence cycles", 0, model, rtl);
}

static bool states_differ(struct traffic *traffic)
{
    struct fl_mmu_state *rtl = &traffic->rtl.state, *model = &traffic->model.state;
    traffic->dut->read_state(traffic->dut->self, rtl);
    fl_uarch_read_state(traffic->uarch, model);
    return !fl_same_state(model, rtl, traffic->what);
}

static bool trap(struct traffic *traffic)
{
    static const uint8_t modes[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE},
                         causes[] = {0, 1, 2, 3, 5, 7, 8, 9, 12, 13, 15};
    struct fl_trap_in in = {.xlen = traffic->scheme->pte_size == 4 ? 32 : 64,
                            .event = (uint8_t)pick(traffic, 4),
                            .privilege = modes[pick(traffic, 3)]};
    struct fl_trap_out rtl, model;
    in.cause = causes[pick(traffic, sizeof causes)];
    in.tval = some_va(traffic);
    in.pc = some_va(traffic) & ~1ull;
    in.mstatus = (uint64_t)pick(traffic, 1u << 31) & ~(3ull << 11);
    in.mstatus |= (uint64_t)modes[pick(traffic, 3)] << 11;
    in.medeleg = pick(traffic, 0x10000);
    in.mideleg = pick(traffic, 0x4000) & 0x2222;
    in.mie = pick(traffic, 0x4000) & 0x2aaa;
    in.mip = pick(traffic, 0x4000) & pick(traffic, 0x4000) & 0x2aaa;
    in.mtvec = (0x80000000 + 4 * pick(traffic, 64)) | pick(traffic, 2);
    in.stvec = (0x80200000 + 4 * pick(traffic, 64)) | pick(traffic, 2);
    in.mepc = some_va(traffic) & ~1ull;
    in.sepc = some_va(traffic) & ~1ull;
    traffic->dut->trap(traffic->dut->self, &in, &rtl);
    fl_trap(&in, &model);
    return !fl_same_trap(&model, &rtl, traffic->what);
}

static bool event(struct traffic *traffic)
{
    unsigned kind = pick(traffic, 64);
    if (kind == 0) {
        return fence(traffic) || states_differ(traffic);
    }
    if (kind < 2) {
        change_context(traffic);
    } else if (kind < 8) {
        change_table(traffic);
    } else if (kind < 10) {
        return trap(traffic);
    } else {
        return request(traffic);
    }
    return false;
}

static bool memories_differ(struct traffic *traffic)
{
    const struct memory *rtl = &traffic->rtl.memory, *model = &traffic->model.memory;
    for (unsigned page = 0; page < MEMORY_PAGES; page++) {
        for (unsigned i = 0; i < 512; i++) {
            if (!fl_same_field(traffic->what, FL_DEPTH_WALK, "memory at the end, word", 512 * page + i,
                               model->word[page][i], rtl->word[page][i])) {
                return true;
            }
        }
    }
    return false;
}

unsigned traffic_compare(struct fl_dut *dut, const struct fl_uarch_config *config, unsigned xlen, uint64_t seed,
                         unsigned events, struct fl_difference *what)
{
    struct traffic *traffic = calloc(1, sizeof *traffic);
    unsigned differed = 0;
    assert_non_null(traffic);
    traffic->dut = dut;
    traffic->uarch = fl_uarch_new(config, 0);
    traffic->scheme = xlen == 32 ? &rv32 : &rv64;
    traffic->random = seed;
    traffic->kills = seed % 4 != 0;
    traffic->delay = 6;
    traffic->what = what;
    side_init(&traffic->rtl, dut, NULL);
    side_init(&traffic->model, NULL, traffic->uarch);
    clear_tables(traffic);
    dut->reset(dut->self);
    change_context(traffic);
    for (unsigned i = 0; i < 600; i++) {
        change_table(traffic);
    }
    for (unsigned i = 1; i <= events && !differed; i++) {
        differed = event(traffic) ? i : 0;
    }
    if (!differed &&
        (states_differ(traffic) || !fl_same_events(traffic->uarch, dut, what) || memories_differ(traffic))) {
        differed = events;
    }
    fl_uarch_free(traffic->uarch);
    free(traffic);
    return differed;
}
