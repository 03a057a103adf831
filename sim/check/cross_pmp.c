/* The crosses of one PMP entry: what each encoding grants to whom, with MML and without, of an access and of the walker's PTE; and where
 * its region begins and ends (Privileged 3.7.1, Smepmp). */
#include "check/cross.h"
#include "check/one_page.h"

enum { ACCESSES = FL_CBO_ZERO + 1, ENCODINGS = 16, RWX = 7, WRITE_ONLY = 2, READ_WRITE = 3 };
enum { TOR = 0x08, NA4 = 0x10, NAPOT = 0x18, LOCKED = 0x80 };
#define EVERYWHERE (~UINT64_C(0) >> 10)

static const enum fl_privilege privileges[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};

/* L X W R as a number from 0 on. */
static uint8_t cfg_of(unsigned encoding)
{
    return (uint8_t)((encoding & 8 ? LOCKED : 0) | (encoding & 7));
}

/* W without R exists only under MML. */
static bool exists(unsigned encoding, bool mml)
{
    return mml || (encoding & READ_WRITE) != WRITE_ONLY;
}

static uint64_t page_at(uint64_t pa)
{
    return pa >> FL_PAGE_SHIFT << FL_PAGE_SHIFT >> 2 | (FL_PAGE_SIZE / 8 - 1);
}

static unsigned grant(const struct fl_one_page *bare, uint64_t pa, const struct fl_pmp *pmp)
{
    for (unsigned k = 0; k < 3 * ACCESSES; k++) {
        fl_bench_set_csrs(bare->bench, &bare->context, pmp);
        fl_page_ask(bare, pa, k / 3, privileges[k % 3]);
    }
    return 3 * ACCESSES;
}

/* An access inside the entry's page, and one that no entry holds. */
static unsigned grant_all(const struct fl_one_page *bare)
{
    unsigned played = 0;
    for (unsigned k = 0; k < 4 * ENCODINGS; k++) {
        struct fl_pmp pmp = {.count = 16, .mml = k & 1, .mmwp = k & 2};
        if (exists(k / 4, pmp.mml)) {
            pmp.addr[0] = page_at(bare->va);
            pmp.cfg[0] = NAPOT | cfg_of(k / 4);
            played += grant(bare, bare->va, &pmp);
            played += k < 4 ? grant(bare, bare->va + FL_PAGE_SIZE, &pmp) : 0;
        }
    }
    return played;
}

/* The table of a page that wants A and D set: it is read, and written if that is granted to S-mode. */
static unsigned grant_walk(const struct fl_one_page *page)
{
    struct fl_one_page aged = *page;
    unsigned played = 0;
    aged.pte &= ~(uint64_t)(FL_PTE_A | FL_PTE_D);
    for (unsigned k = 0; k < 2 * ENCODINGS; k++) {
        struct fl_pmp pmp = {.count = 16, .mml = k & 1};
        if (exists(k / 2, pmp.mml)) {
            pmp.addr[0] = page_at(fl_page_table(page->level));
            pmp.cfg[0] = NAPOT | cfg_of(k / 2);
            pmp.addr[1] = EVERYWHERE;
            pmp.cfg[1] = NAPOT | RWX;
            fl_page_begin(&aged);
            fl_bench_set_csrs(page->bench, &page->context, &pmp);
            fl_page_ask(&aged, page->va, FL_STORE, FL_SUPERVISOR);
            played++;
        }
    }
    return played;
}

/* Regions of 8, 4, 8 and no bytes at the VA, under accesses of 8 bytes from 8 before to 8 behind it, misaligned ones among them. Elsewhere
 * everything is granted. The entries take turns. */
static unsigned cut(const struct fl_one_page *bare, uint8_t rights)
{
    static const struct {
        uint8_t match, from, to; /* of the pmpaddr before it and its own, in units of 4 bytes from the VA on */
    } regions[] = {{TOR, 0, 2}, {NA4, 0, 0}, {NAPOT, 0, 0}, {TOR, 0, 0}, {TOR, 1, 0}};
    enum { REGIONS = sizeof regions / sizeof regions[0], PLACES = 9 };
    for (unsigned k = 0; k < REGIONS * PLACES * 3; k++) {
        unsigned region = k / 3 / PLACES, entry = 1 + k % 14;
        struct fl_context context = bare->context;
        struct fl_pmp pmp = {.count = 16};
        pmp.addr[entry - 1] = (bare->va >> 2) + regions[region].from;
        pmp.addr[entry] = (bare->va >> 2) + regions[region].to;
        pmp.cfg[entry] = regions[region].match | LOCKED | rights;
        pmp.addr[15] = EVERYWHERE;
        pmp.cfg[15] = NAPOT | LOCKED | RWX;
        context.privilege = privileges[k % 3];
        if (!bare->bench->diverged) {
            const struct fl_request request = {.va = bare->va - 8 + k / 3 % PLACES * 2, .access = FL_LOAD, .size = 8};
            fl_bench_set_csrs(bare->bench, &context, &pmp);
            fl_bench_request(bare->bench, FL_PORT_DATA, &request);
            fl_bench_rest(bare->bench);
        }
    }
    return REGIONS * PLACES * 3;
}

unsigned fl_cross_pmp(struct fl_bench *bench)
{
    const struct fl_one_page plain = fl_plain_page(bench);
    const struct fl_one_page bare = fl_bare_page(bench);
    fl_page_begin(&bare);
    unsigned played = grant_all(&bare) + cut(&bare, 0) + cut(&bare, RWX) + grant_walk(&plain);
    fl_bench_settle(bench);
    return played;
}
