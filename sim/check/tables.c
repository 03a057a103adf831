#include "check/tables.h"

#include <string.h>

#include "check/corners.h"

enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128 };
#define PTE_N (UINT64_C(1) << 63)

const struct fl_check_scheme fl_check_schemes[] = {
    {"sv32", 32, FL_SV32},
    {"sv39", 64, FL_SV39},
    {"sv48", 64, FL_SV48},
    {"sv57", 64, FL_SV57},
};
const unsigned fl_check_scheme_count = sizeof fl_check_schemes / sizeof fl_check_schemes[0];

unsigned fl_check_pte_size(unsigned schemes)
{
    const struct fl_check_scheme *row = &fl_check_schemes[__builtin_ctz(schemes)];
    return fl_scheme_of(row->xlen, row->mode)->pte_size;
}

static uint64_t ppn_of_page(unsigned page)
{
    return (FL_CHECK_BASE >> FL_PAGE_SHIFT) + page;
}

static unsigned shift_of(const struct fl_scheme *scheme, unsigned level)
{
    return FL_PAGE_SHIFT + level * scheme->vpn_bits;
}

uint64_t fl_some_va(struct fl_tables *tables, const struct fl_space *space, bool upper)
{
    uint64_t va = space->region[fl_pick(tables->random, FL_REGIONS)];
    va += (uint64_t)fl_pick(tables->random, tables->reach) << FL_PAGE_SHIFT;
    if (upper) {
        va |= ~UINT64_C(0) << (space->scheme->va_bits - 1);
    }
    if (fl_chance(tables->random, 20)) { /* far into a superpage, if one is there */
        va ^= UINT64_C(1) << (FL_PAGE_SHIFT + fl_pick(tables->random, 2 * space->scheme->vpn_bits));
    }
    return space->scheme->xlen == 32 ? (uint32_t)va : va;
}

/* What most software writes, and what some does. */
static unsigned some_flags(struct fl_tables *tables)
{
    static const uint8_t flags[] = {R | W | X | A | D, R | W | A | D,    R | X | A, R | A, R | W | A, R | W | X, X | A,
                                    R | W | D,         R | W | X | D | A};
    bool plain = fl_chance(tables->random, 850) && !fl_chance(tables->random, 2 * tables->corner);
    return V | (plain ? flags[0] : flags[fl_pick(tables->random, sizeof flags)]);
}

/* One thing wrong, or nearly so. */
static uint64_t spoil(struct fl_tables *tables, const struct fl_scheme *scheme, unsigned level, uint64_t pte)
{
    unsigned low = level * scheme->vpn_bits; /* bits of the PPN that a superpage has 0 */
    switch (fl_pick(tables->random, 8)) {
    case 0:
        return pte & ~(uint64_t)V;
    case 1:
        return (pte | W) & ~(uint64_t)R;
    case 2:
        return pte |
               1ull << (10 + (fl_chance(tables->random, 512) && low > 0 ? low - 1 : fl_pick(tables->random, low + 1)));
    case 3:
        return pte | 1ull << (54 + fl_pick(tables->random, 10));
    case 4:
        return pte & ~(uint64_t)(R | W | X);
    case 5:
        if (level > 0 && fl_chance(tables->random, 2 * tables->corner)) {
            return pte | PTE_N; /* a superpage has no NAPOT */
        }
        return pte | PTE_N | UINT64_C(8) << 10;
    case 6:
        return pte | UINT64_C(3) << 61;
    default:
        return pte ^ 1ull << fl_pick(tables->random, 64);
    }
}

/* Where there may be a device, or nothing at all. */
static uint64_t somewhere(struct fl_random *random)
{
    return fl_chance(random, 512) ? fl_pick(random, 1u << 19) : fl_random_next(random) >> 20;
}

/* A page of RAM mostly (docs/machine.md: from 0x80000000 up); at times of the tables themselves. */
static uint64_t some_ppn(struct fl_tables *tables, const struct fl_scheme *scheme, unsigned level)
{
    struct fl_random *random = tables->random;
    uint64_t ppn = (UINT64_C(1) << 19) + fl_pick(random, 1u << 21);
    if (fl_chance(random, 20)) {
        ppn = ppn_of_page(fl_pick(random, FL_CHECK_PAGES));
    } else if (level > 2 || fl_chance(random, 20)) {
        ppn = somewhere(random);
    }
    if (fl_chance(random, tables->corner)) {
        ppn = fl_corner_ppn(random, ppn);
    }
    ppn &= (UINT64_C(1) << (scheme->pa_bits - FL_PAGE_SHIFT)) - 1;
    return ppn >> level * scheme->vpn_bits << level * scheme->vpn_bits;
}

uint64_t fl_some_leaf(struct fl_tables *tables, const struct fl_scheme *scheme, unsigned level, bool user)
{
    struct fl_random *random = tables->random;
    unsigned flags = some_flags(tables);
    flags |= user != fl_chance(random, 15) ? U : 0;
    flags |= fl_chance(random, user ? 20 : 400) ? G : 0;
    uint64_t pte = some_ppn(tables, scheme, level) << 10 | flags;
    if (scheme->xlen == 64 && level == 0 && fl_chance(random, 100)) {
        pte = (pte & ~(UINT64_C(0xf) << 10)) | PTE_N | UINT64_C(8) << 10;
    }
    if (scheme->xlen == 64 && (fl_chance(random, 40) || fl_chance(random, tables->corner))) {
        pte |= (uint64_t)fl_pick(random, 3) << 61;
    }
    pte = fl_chance(random, tables->odd) ? spoil(tables, scheme, level, pte) : pte;
    return scheme->pte_size == 4 ? (uint32_t)pte : pte;
}

/* A table page in use, made for this level if chance finds one. */
static unsigned some_table(struct fl_tables *tables, unsigned level)
{
    unsigned page = 0;
    for (unsigned i = 0; i < 8; i++) {
        page = fl_pick(tables->random, tables->used);
        if (page >= FL_SPACES && tables->level[page] == level) {
            break;
        }
    }
    return page;
}

uint64_t fl_some_pointer(struct fl_tables *tables, const struct fl_space *space, unsigned level)
{
    struct fl_random *random = tables->random;
    uint64_t ppn = ppn_of_page(some_table(tables, level > 0 ? level - 1 : 0));
    unsigned flags = V | (fl_chance(random, 100) ? G : 0);
    if (fl_chance(random, 60)) {
        ppn = space->root;
    } else if (fl_chance(random, 40)) {
        ppn = somewhere(random) & ((UINT64_C(1) << (space->scheme->pa_bits - FL_PAGE_SHIFT)) - 1);
    }
    uint64_t pte = ppn << 10 | flags;
    if (fl_chance(random, tables->odd * 2)) {
        static const uint64_t wrong[] = {A, D, U, PTE_N, UINT64_C(1) << 61, UINT64_C(1) << 55};
        pte |= wrong[fl_pick(random, sizeof wrong / sizeof wrong[0])];
    }
    return space->scheme->pte_size == 4 ? (uint32_t)pte : pte;
}

uint64_t fl_pte_place(struct fl_tables *tables, const struct fl_space *space, uint64_t va, unsigned level,
                      unsigned *reached)
{
    const struct fl_scheme *scheme = space->scheme;
    uint64_t table = space->root, pte = 0;
    for (unsigned at = scheme->levels - 1u;; at--) {
        uint64_t index = va >> shift_of(scheme, at) & ((1u << scheme->vpn_bits) - 1);
        uint64_t place = (table << FL_PAGE_SHIFT) + index * scheme->pte_size;
        *reached = at;
        if (at == level || !fl_check_load(&tables->bench->memory, place, scheme->pte_size, &pte) ||
            (pte & (V | R | W | X)) != V) {
            return place;
        }
        table = pte >> 10 & ((UINT64_C(1) << (scheme->pa_bits - FL_PAGE_SHIFT)) - 1);
        if (!fl_check_load(&tables->bench->memory, table << FL_PAGE_SHIFT, scheme->pte_size, &pte)) {
            return place;
        }
    }
}

/* A new table of leaves. NAPOT ranges are written whole, as software must. */
static void populate(struct fl_tables *tables, const struct fl_scheme *scheme, unsigned page, bool user)
{
    uint64_t base = FL_CHECK_BASE + (uint64_t)page * FL_PAGE_SIZE, pte = 0;
    unsigned count = FL_PAGE_SIZE / scheme->pte_size, range = 0;
    for (unsigned i = 0; i < count; i++) {
        if (range == 0) {
            pte = fl_some_leaf(tables, scheme, 0, user);
            range = (pte & PTE_N) && i % 16 == 0 ? 16 : 1;
            pte = i % 16 == 0 || scheme->xlen == 32 ? pte : pte & ~PTE_N;
        }
        range--;
        fl_check_store(&tables->bench->memory, base + (uint64_t)i * scheme->pte_size, scheme->pte_size, pte);
    }
}

/* Tables for the page at `va`, as far down as a leaf: of 4 KiB mostly. */
static void map(struct fl_tables *tables, const struct fl_space *space, uint64_t va, bool user)
{
    const struct fl_scheme *scheme = space->scheme;
    struct fl_check_memory *memory = &tables->bench->memory;
    bool large = !fl_chance(tables->random, 700) || fl_chance(tables->random, 2 * tables->corner);
    unsigned leaf = large ? fl_pick(tables->random, scheme->levels) : 0, reached;
    for (;;) {
        uint64_t held, place = fl_pte_place(tables, space, va, leaf, &reached);
        if (!fl_check_load(memory, place, scheme->pte_size, &held) || held & V) {
            return;
        }
        if (reached == leaf) {
            fl_check_store(memory, place, scheme->pte_size, fl_some_leaf(tables, scheme, leaf, user));
            return;
        }
        bool fresh = tables->used < FL_CHECK_PAGES; /* otherwise tables are shared, or their own subtables */
        unsigned page = fresh ? tables->used++ : some_table(tables, reached - 1);
        if (fresh) {
            tables->level[page] = (uint8_t)(reached - 1);
        }
        if (fresh && reached == 1) {
            populate(tables, scheme, page, user);
        }
        uint64_t global = fl_chance(tables->random, user ? 10 : 60) ? G : 0;
        fl_check_store(memory, place, scheme->pte_size, ppn_of_page(page) << 10 | V | global);
        if (!fresh) {
            return;
        }
    }
}

/* Where in its table every region begins, for all spaces alike, which then meet at the same addresses: few pages would always be in the same
 * few sets. */
static void choose_first(struct fl_tables *tables)
{
    unsigned entries = FL_PAGE_SIZE / tables->bench->pte_size;
    tables->first = tables->reach < entries ? fl_pick(tables->random, entries - tables->reach) : 0;
}

/* Places at which regions begin: a bit of the VA each, so that every level has its turn. */
static void choose_regions(struct fl_tables *tables, struct fl_space *space)
{
    const struct fl_scheme *scheme = space->scheme;
    for (unsigned i = 0; i < FL_REGIONS; i++) {
        unsigned level = fl_pick(tables->random, scheme->levels);
        uint64_t start = level == 0 ? 0 : UINT64_C(1) << (shift_of(scheme, level) + fl_pick(tables->random, 2));
        start |= (uint64_t)tables->first << FL_PAGE_SHIFT;
        space->region[i] = start & ((UINT64_C(1) << (scheme->va_bits - 1)) - 1);
    }
}

static void choose_scheme(struct fl_tables *tables, struct fl_space *space, unsigned schemes)
{
    unsigned row;
    do {
        row = fl_pick(tables->random, fl_check_scheme_count);
    } while (!(schemes >> row & 1));
    space->scheme = fl_scheme_of(fl_check_schemes[row].xlen, fl_check_schemes[row].mode);
}

/* A number, and others of which each differs from it in one bit: the bits take turns, so that none has to wait for chance. Half the time the
 * number stays, and what the MMU remembers of its old tables meets the new ones; all zeros and all ones are likelier than others. */
static void choose_asids(struct fl_tables *tables)
{
    struct fl_random *random = tables->random;
    unsigned bits = tables->asid_bits > 0 ? tables->asid_bits : 1;
    uint16_t known = (uint16_t)((1u << tables->asid_bits) - 1), number = (uint16_t)(fl_random_next(random) >> 48);
    unsigned likely = fl_pick(random, 8);
    unsigned turn = fl_pick(random, bits);
    bool begun = tables->used > 0, stays = fl_chance(random, 512);
    if (likely < 2) {
        number = likely ? 0xffff : 0;
    }
    tables->space[0].asid = begun && stays ? tables->space[0].asid : number & known;
    tables->asid_turn = begun ? tables->asid_turn : turn;
    for (unsigned i = 1; i < FL_SPACES; i++) {
        tables->space[i].asid = (tables->space[0].asid ^ (uint16_t)(1u << tables->asid_turn)) & known;
        tables->asid_turn = (tables->asid_turn + 1) % bits;
    }
}

void fl_tables_rebuild(struct fl_tables *tables, unsigned schemes)
{
    struct fl_bench *bench = tables->bench;
    fl_bench_new_tables(bench);
    memset(bench->memory.ram, 0, sizeof bench->memory.ram);
    choose_asids(tables);
    tables->used = FL_SPACES;
    choose_first(tables);
    for (unsigned i = 0; i < FL_SPACES; i++) {
        struct fl_space *space = &tables->space[i];
        choose_scheme(tables, space, schemes);
        space->root = ppn_of_page(i);
        choose_regions(tables, space);
        for (unsigned region = 0; region < FL_REGIONS; region++) {
            for (unsigned half = 0; half < 2; half++) {
                for (uint64_t page = 0; page < tables->reach; page += 1u << space->scheme->vpn_bits) {
                    uint64_t upper = half ? ~UINT64_C(0) << (space->scheme->va_bits - 1) : 0;
                    map(tables, space, (space->region[region] + (page << FL_PAGE_SHIFT)) | upper, !half);
                }
            }
        }
    }
}
