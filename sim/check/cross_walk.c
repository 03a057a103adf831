/* The crosses of a walk: the rules that judge a PTE, its update, and where the walk begins. */
#include "check/cross.h"
#include "check/one_page.h"

enum { V = FL_PTE_V, R = FL_PTE_R, W = FL_PTE_W, X = FL_PTE_X, U = FL_PTE_U, A = FL_PTE_A, D = FL_PTE_D };
enum { ACCESSES = FL_CBO_ZERO + 1 };

/* One rule of Privileged 4.3.2 that speaks against the page's PTE, and none besides. */
static const struct rule {
    uint64_t clear, set;
    bool level_0, above; /* where it can be broken */
    bool pbmt_off, execute_readable, others_page;
    bool forbidden; /* what the access needs is cleared besides */
} rules[] = {
    {.clear = V, .level_0 = true, .above = true},
    {.clear = R, .level_0 = true, .above = true, .execute_readable = true}, /* write-only */
    {.set = UINT64_C(1) << 54, .level_0 = true, .above = true},
    {.set = UINT64_C(1) << 61, .level_0 = true, .above = true, .pbmt_off = true},
    {.set = UINT64_C(3) << 61, .level_0 = true, .above = true},
    {.set = FL_PTE_N, .level_0 = true, .above = true}, /* NAPOT of no size; of a superpage */
    {.clear = R | W | X | D | U, .above = true},       /* pointers with bits that they must not have */
    {.clear = R | W | X | A | U, .above = true},
    {.clear = R | W | X | A | D, .set = U, .above = true},
    {.clear = R | W | X | A | D | U, .set = FL_PTE_N, .above = true},
    {.clear = R | W | X | A | D | U, .set = UINT64_C(1) << 61, .above = true},
    {.clear = R | W | X | A | D | U, .level_0 = true},
    {.set = 1 << 10, .above = true}, /* misaligned */
    {.others_page = true, .level_0 = true, .above = true},
    {.forbidden = true, .level_0 = true, .above = true},
    {.clear = A, .level_0 = true, .above = true},
    {.clear = D, .level_0 = true, .above = true},
    {.level_0 = true, .above = true}, /* no rule */
};

/* Without these the access is not permitted. */
static const uint8_t needs[ACCESSES] = {
    [FL_FETCH] = X, [FL_LOAD] = R | W, [FL_STORE] = W, [FL_AMO] = W, [FL_CBO_MANAGE] = R | W, [FL_CBO_ZERO] = W};

static void break_rule(struct fl_one_page *page, const struct rule *rule, enum fl_access access,
                       enum fl_privilege privilege)
{
    bool user = (privilege == FL_USER) != rule->others_page;
    uint64_t pte = page->pte | (user ? U : 0);
    pte = (pte & ~rule->clear & ~(uint64_t)(rule->forbidden ? needs[access] : 0)) | rule->set;
    page->pte = page->scheme->pte_size == 4 ? (uint32_t)pte : pte;
    page->context.adue = false;
    page->context.pbmte = !rule->pbmt_off;
    page->context.mxr = rule->execute_readable;
}

static unsigned play_rules(const struct fl_one_page *page)
{
    unsigned played = 0;
    for (unsigned i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        bool possible = page->level == 0 ? rules[i].level_0 : rules[i].above;
        for (unsigned k = 0; possible && k < 2 * ACCESSES; k++, played++) {
            enum fl_access access = k / 2;
            enum fl_privilege privilege = k % 2 ? FL_SUPERVISOR : FL_USER;
            struct fl_one_page broken = *page;
            break_rule(&broken, &rules[i], access, privilege);
            fl_page_begin(&broken);
            fl_page_ask(&broken, page->va, access, privilege);
        }
    }
    return played;
}

unsigned fl_cross_rules(struct fl_bench *bench)
{
    return fl_each_level(bench, play_rules);
}

enum outcome { WON, LOST, ERROR, DENIED, OUTCOMES };

/* The compare-and-swap follows the reads, and memory's manners are those of that one access. */
static void meet_update(const struct fl_one_page *page, enum fl_access access, enum outcome outcome)
{
    struct fl_bench *bench = page->bench;
    const struct fl_slot *slot = &bench->slot[fl_port_of(access)];
    unsigned reads = page->scheme->levels - page->level;
    fl_page_begin(page);
    if (outcome == DENIED) {
        fl_page_protect(page, fl_page_place(page, page->level), 5);
    }
    fl_page_drive(page, page->va, access, FL_SUPERVISOR);
    while (!bench->diverged && (slot->driven || slot->busy)) {
        bool now = bench->service.busy && bench->service.count == reads;
        bench->manners.rival = now && outcome == LOST ? 1024 : 0;
        bench->manners.error = now && outcome == ERROR ? 1024 : 0;
        fl_bench_cycle(bench);
    }
    fl_bench_rest(bench);
}

static unsigned play_updates(const struct fl_one_page *page)
{
    static const uint8_t missing[] = {A, D, A | D};
    unsigned played = 0;
    for (unsigned i = 0; i < sizeof missing; i++) {
        struct fl_one_page aged = *page;
        aged.pte &= ~(uint64_t)missing[i];
        for (unsigned k = 0; k < OUTCOMES * ACCESSES; k++, played++) {
            meet_update(&aged, k % ACCESSES, k / ACCESSES);
        }
    }
    return played;
}

unsigned fl_cross_updates(struct fl_bench *bench)
{
    bench->rival_pte = fl_rival_turns_dirty;
    return fl_each_level(bench, play_updates);
}

/* Pages that share all pointers down to a level, and no further: the second walk starts below that one. */
static unsigned play_starts(const struct fl_one_page *page)
{
    unsigned played = 0;
    for (unsigned k = 0; page->level == 0 && k < 4u * page->scheme->levels; k++, played++) {
        unsigned below = k / 4;
        enum fl_access access = k % 2 ? FL_LOAD : FL_FETCH;
        uint64_t root = fl_page_place(page, page->scheme->levels - 1u), pointer;
        fl_page_begin(page);
        if (k & 2 && fl_check_load(&page->bench->memory, root, page->scheme->pte_size, &pointer)) {
            fl_bench_store(page->bench, root, pointer | FL_PTE_G);
        }
        fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
        fl_page_ask(page, fl_page_beside(page, below), access, FL_SUPERVISOR);
    }
    return played;
}

unsigned fl_cross_starts(struct fl_bench *bench)
{
    return fl_each_level(bench, play_starts);
}
