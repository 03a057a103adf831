#include "check/software.h"

#include <string.h>

#include "check/corners.h"

enum { PTE_V = 1, PTE_RWX = 14, PTE_G = 32, PTE_A = 64, PTE_D = 128 };
enum { PMP_ENTRIES = 16 };

static uint16_t asid_of(const struct fl_software *software, unsigned space)
{
    return software->tables.space[space].asid;
}

/* A leaf in the tables. */
static uint64_t some_leaf_address(struct fl_software *software)
{
    struct fl_random *random = &software->random;
    const struct fl_tables *tables = &software->tables;
    unsigned size = tables->bench->pte_size;
    uint64_t pte = 0;
    for (unsigned i = 0; i < 50 && !(pte & PTE_RWX); i++) {
        uint64_t page = fl_pick(random, tables->used), index = fl_pick(random, FL_PAGE_SIZE / size);
        fl_check_load(&tables->bench->memory, FL_CHECK_BASE + page * FL_PAGE_SIZE + index * size, size, &pte);
    }
    return (pte >> 10 << FL_PAGE_SHIFT & ((UINT64_C(1) << 56) - 1)) + fl_pick(random, FL_PAGE_SIZE);
}

/* Where PMP has something to say: near what was accessed last and is accessed again, near a PTE read last, or anywhere in use. */
static uint64_t some_place(struct fl_software *software)
{
    struct fl_random *random = &software->random;
    const struct fl_bench *bench = software->tables.bench;
    const struct fl_response *latest = &bench->slot[fl_pick(random, FL_PORT_COUNT)].rtl.response;
    switch (fl_pick(random, 8)) {
    case 0:
    case 1:
        return FL_CHECK_BASE + (fl_random_next(random) % FL_CHECK_BYTES & ~UINT64_C(7));
    case 2:
    case 3:
        return bench->service.access[0].request.address + 4 * (uint64_t)fl_pick(random, 4) - 4;
    case 4:
        return some_leaf_address(software);
    default:
        return latest->fault ? some_leaf_address(software) : latest->pa + fl_pick(random, 16) - 8;
    }
}

/* A hole or locked region of any kind. */
static void some_region(struct fl_software *software, struct fl_pmp *pmp, unsigned entry)
{
    struct fl_random *random = &software->random;
    unsigned span = fl_chance(random, 600) ? fl_pick(random, 22) : 0; /* often 4 or 8 bytes: less than an access */
    uint64_t ones = (UINT64_C(1) << span) - 1;
    pmp->addr[entry] = (some_place(software) >> 2 & ~ones) | ones >> 1;
    pmp->cfg[entry] = (uint8_t)(fl_pick(random, 4) << 3);
    pmp->cfg[entry] |= (uint8_t)fl_pick(random, 8);
    pmp->cfg[entry] |= fl_chance(random, 250) ? 0x80 : 0;
    if ((pmp->cfg[entry] & 3) == 2 && !pmp->mml) {
        pmp->cfg[entry] |= 1; /* W without R exists only under MML */
    }
}

/* Regions over leaves and tables, before an entry that lets the rest pass, mostly: anywhere among the sixteen, in order. An entry between
 * them is off, and its pmpaddr that of the one before, where a TOR region then begins. */
static void some_pmp(struct fl_software *software, struct fl_pmp *pmp)
{
    struct fl_random *random = &software->random;
    *pmp = (struct fl_pmp){.count = PMP_ENTRIES};
    pmp->mml = fl_chance(random, 150);
    pmp->mmwp = fl_chance(random, 250);
    unsigned left = fl_chance(random, 60) ? PMP_ENTRIES : 7;
    for (unsigned i = 0; i < PMP_ENTRIES && left > 0; i++) {
        if (fl_pick(random, PMP_ENTRIES - i) >= left) {
            pmp->addr[i] = i > 0 ? pmp->addr[i - 1] : 0;
        } else if (--left > 0) {
            some_region(software, pmp, i);
        } else {
            pmp->addr[i] = ~UINT64_C(0) >> 10;
            pmp->cfg[i] = fl_chance(random, 900) ? 0x1f : 0;
        }
    }
}

static void some_masking(struct fl_software *software, struct fl_context *context)
{
    static const uint8_t pmm[] = {0, 2, 3, 1};
    if (context->xlen == 64 && fl_chance(&software->random, 200)) {
        context->pmm_m = pmm[fl_pick(&software->random, 4)];
        context->pmm_s = pmm[fl_pick(&software->random, 4)];
        context->pmm_u = pmm[fl_pick(&software->random, 4)];
    }
}

static void plan(struct fl_software *software, const struct fl_fence *fence)
{
    software->planned = *fence;
    software->fence_in = 1 + fl_pick(&software->random, fl_chance(&software->random, 512) ? 4 : 40);
}

/* One draw a statement here and wherever numbers are drawn: C leaves the order within an initializer to the compiler. */
static struct fl_context some_context(struct fl_software *software, const struct fl_space *space, bool stranger)
{
    static const uint8_t privileges[] = {FL_USER, FL_SUPERVISOR};
    struct fl_random *random = &software->random;
    struct fl_context context = {.xlen = space->scheme->xlen, .root = space->root};
    context.privilege = fl_chance(random, software->mix->machine) ? FL_MACHINE : privileges[fl_pick(random, 2)];
    context.mpp = privileges[fl_pick(random, 2)];
    context.mprv = fl_chance(random, 60);
    context.sum = fl_chance(random, 300);
    context.mxr = fl_chance(random, 300);
    context.adue = fl_chance(random, 800);
    context.pbmte = fl_chance(random, 800);
    context.mode = fl_chance(random, 20) ? FL_BARE : space->scheme->mode;
    context.asid = asid_of(software, stranger ? fl_pick(random, FL_SPACES) : software->space);
    if (stranger && fl_chance(random, 300)) {
        context.root = (FL_CHECK_BASE >> FL_PAGE_SHIFT) + fl_pick(random, FL_CHECK_PAGES);
    }
    return context;
}

void fl_software_change_csrs(struct fl_software *software)
{
    struct fl_random *random = &software->random;
    bool stranger = fl_chance(random, software->mix->stranger);
    software->space = fl_pick(random, FL_SPACES);
    const struct fl_space *space = &software->tables.space[software->space];
    struct fl_context context = some_context(software, space, stranger);
    some_masking(software, &context);
    if (fl_chance(random, software->mix->corner)) {
        fl_corner_context(random, &context);
    }
    struct fl_pmp pmp = {0};
    bool protect = fl_chance(random, software->mix->pmp);
    if (protect && fl_chance(random, software->mix->corner)) {
        fl_corner_pmp(random, &pmp);
    } else if (protect) {
        some_pmp(software, &pmp);
    }
    fl_bench_set_csrs(software->tables.bench, &context, protect || software->protects ? &pmp : NULL);
    software->protects = protect;
    if (fl_chance(random, software->mix->tidy)) { /* an ASID keeps nothing of what it was */
        plan(software, &(struct fl_fence){0});
    }
}

struct fl_fence fl_software_some_fence(struct fl_software *software)
{
    struct fl_random *random = &software->random;
    const struct fl_space *space = &software->tables.space[software->space];
    struct fl_fence fence = {.va_given = fl_chance(random, 512)};
    fence.asid_given = fl_chance(random, 512);
    fence.va = fl_some_va(&software->tables, space, fl_chance(random, 512));
    fence.asid = asid_of(software, fl_chance(random, 700) ? software->space : fl_pick(random, FL_SPACES));
    return fence;
}

void fl_software_plan_fence(struct fl_software *software)
{
    const struct fl_fence fence = fl_software_some_fence(software);
    if (software->fence_in == 0) {
        plan(software, &fence);
    }
}

/* A fence that covers the store, and perhaps more: a pointer's goes without a VA, a global page's without an ASID. Only software that is not
 * always tidy takes the page for its own: tables are shared, at times. */
static void owe_fence(struct fl_software *software, uint64_t va, uint64_t held)
{
    struct fl_random *random = &software->random;
    bool leaf = (held & PTE_RWX) && !(held >> 63), own = !(held & PTE_G) && software->mix->tidy < 1024;
    struct fl_fence fence = {.va = va, .asid = asid_of(software, software->space)};
    fence.va_given = leaf && fl_chance(random, 800);
    fence.asid_given = own && fl_chance(random, 400);
    if (software->fence_in != 0) { /* two stores, one fence for both */
        fence.va_given = fence.asid_given = false;
    } else if (fence.asid_given && fl_chance(random, 512)) {
        fence.va_given = false;
    }
    plan(software, &fence);
}

/* What A and D go through most: cleared, as the hand of a clock does. */
static uint64_t aged(struct fl_software *software, uint64_t pte)
{
    static const uint8_t bits[] = {PTE_D, PTE_A, PTE_A | PTE_D};
    return pte & ~(uint64_t)bits[fl_pick(&software->random, 3)];
}

void fl_software_rewrite(struct fl_software *software)
{
    struct fl_random *random = &software->random;
    struct fl_tables *tables = &software->tables;
    const struct fl_space *space = &tables->space[software->space];
    bool upper = fl_chance(random, 512);
    uint64_t va = fl_some_va(tables, space, upper), held, pte;
    bool deep = !fl_chance(random, 980) || fl_chance(random, software->mix->corner);
    unsigned level = deep ? fl_pick(random, space->scheme->levels) : 0, reached;
    uint64_t place = fl_pte_place(tables, space, va, level, &reached);
    if (!fl_check_load(&tables->bench->memory, place, space->scheme->pte_size, &held)) {
        return;
    }
    if ((held & PTE_RWX) && fl_chance(random, 600)) {
        pte = aged(software, held);
    } else if (reached > 0 && fl_chance(random, 700)) {
        pte = fl_some_pointer(tables, space, reached);
    } else {
        pte = fl_some_leaf(tables, space->scheme, reached, !upper);
    }
    fl_bench_store(tables->bench, place, pte);
    if (fl_chance(random, software->mix->tidy)) {
        owe_fence(software, va, held);
    }
}

void fl_software_cycle(struct fl_software *software)
{
    struct fl_bench *bench = software->tables.bench;
    if (software->fence_in != 0 && !fl_bench_fencing(bench) && --software->fence_in == 0) {
        fl_bench_fence(bench, &software->planned);
        if (fl_chance(&software->random, software->mix->corner)) { /* and another one, before a killed walk has ended */
            fl_software_plan_fence(software);
        }
    }
}

uint64_t fl_software_rival(void *self, uint64_t held)
{
    struct fl_software *software = self;
    struct fl_tables *tables = &software->tables;
    const struct fl_space *space = &tables->space[software->space];
    switch (fl_pick(&software->random, 8)) {
    case 0:
        return 0;
    case 1:
        return fl_some_leaf(tables, space->scheme, 0, true);
    case 2:
        return fl_some_pointer(tables, space, 1);
    case 3:
        return held; /* the same again: the compare-and-swap wins */
    case 4:
        return held | PTE_A | PTE_D;
    default:
        return held ^ (fl_chance(&software->random, 512) ? PTE_A : PTE_D);
    }
}

void fl_software_init(struct fl_software *software, struct fl_bench *bench, const struct fl_mix *mix, uint64_t seed)
{
    *software = (struct fl_software){.mix = mix, .random = fl_random_of(seed)};
    software->tables =
        (struct fl_tables){.bench = bench, .random = &software->random, .odd = mix->odd, .corner = mix->corner};
    bench->self = software;
    bench->rival_pte = fl_software_rival;
}
