/* test_hart_fast.c - decoded blocks and host pointers are invisible: with and without them a run gives the same events
 * at the same cycles, the same accounts, the same memory, the same model.
 *
 * Random programs run under paging with small TLBs: loads, stores and AMOs through good, bad, read-only, clean,
 * crossing and device addresses, cache-block operations, code that writes code and page tables, fences, CSRs, timer and
 * device interrupts. A failure prints its seed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

#define CODE       UINT64_C(0x40000000)
#define CODE_PAGES 4
#define DATA       UINT64_C(0x50000000)
#define DATA_PAGES 24
#define CYCLES     60000

/* Any trap: pointers x8 to x15 are made good again and execution goes on at the next 64-byte line of the code. */
static const uint32_t handler[] = {
    0x340292f3,                                     /* csrrw t0, mscratch, t0 */
    0x341022f3, 0xfc02f293, 0x04028293,             /* t0 = (mepc & -64) + 64 */
    0x03229293, 0x0322d293, 0x34129073,             /* mepc = t0 within 16 KiB */
    0x400002b7, 0x3412a073,                         /* ... of CODE */
    0x100002b7, 0x0002b423,                         /* device lines = 0 */
    0x00000297, 0x0642b403, 0x06c2b483, 0x0742b503, /* x8 .. = the table behind */
    0x07c2b583, 0x0842b603, 0x08c2b683, 0x0942b703,
    0x09c2b783, 0x340292f3, 0x30200073, /* csrrw t0, mscratch, t0; mret */
};

static uint64_t random_state;

static uint64_t draw(uint64_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

static uint32_t result(void)
{
    return (uint32_t)(16 + draw(16)) << 7;
}

static uint32_t pointer(void)
{
    return (uint32_t)(8 + draw(8)) << 15;
}

static uint32_t any_register(unsigned shift)
{
    return (uint32_t)draw(32) << shift;
}

static uint32_t small_jump(void)
{
    uint32_t half = (uint32_t)draw(24) + 1;
    return draw(4) ? (half & 0xf) << 8 | (half >> 4) << 25 : 0xfe000080 | (uint32_t)draw(16) << 8;
}

/* One random instruction; the weights keep programs running for a while between traps. */
static uint32_t instruction(void)
{
    static const uint32_t alu[] = {0x33,       0x40000033, 0x4033,     0x7033,    0x3b,
                                   0x02000033, 0x02004033, 0x02007033, 0x0200603b};
    static const uint32_t special[] = {0x12000073, 0x0000100f, 0x0000000f, 0x00000073, 0x00100073, 0x10200073, 0};
    static const uint32_t csrs[] = {0xc00, 0xc01, 0xc02, 0x140, 0x100, 0x144, 0x343, 0x180};
    static const uint32_t cache_blocks[] = {0, 1, 2, 4};
    switch (draw(64)) {
    case 0 ... 15:
        return alu[draw(9)] | result() | any_register(15) | any_register(20);
    case 16 ... 23:
        return 0x13 | result() | any_register(15) | (uint32_t)draw(8) << 12 | (uint32_t)draw(32) << 20;
    case 24 ... 35:
        return 0x03 | (uint32_t)draw(7) << 12 | result() | pointer() | (uint32_t)draw(256) * 8 << 20;
    case 36:
        return 0x03 | (uint32_t)draw(7) << 12 | result() | pointer() | (uint32_t)draw(4096) << 20;
    case 37 ... 43:
        return 0x23 | (uint32_t)draw(4) << 12 | any_register(20) | pointer() | (uint32_t)draw(4) * 8 << 7 |
               (uint32_t)draw(64) << 25;
    case 44 ... 46:
        return 0x2f | (uint32_t)(2 + draw(2)) << 12 | result() | pointer() | any_register(20) |
               (uint32_t)draw(32) << 27;
    case 47 ... 53:
        return 0x63 | (uint32_t)draw(8) << 12 | any_register(15) | any_register(20) | small_jump();
    case 54:
        return 0x6f | (uint32_t)draw(2) << 7 | (uint32_t)(draw(512) << 1) << 20;
    case 55: /* auipc t5; jalr t5 a few words on */
        return draw(2) ? 0x00000f17 : 0x000f0067 | (uint32_t)(draw(32) * 4 + 8) << 20;
    case 56:
        return special[draw(7)] | (draw(4) == 0 ? any_register(15) : 0);
    case 57 ... 59:
        return 0x73 | (uint32_t)(1 + draw(7)) << 12 | result() | csrs[draw(8)] << 20 | (draw(4) == 0 ? pointer() : 0);
    case 60:
        return 0x00002013 | any_register(15) | (uint32_t)draw(14) << 20; /* mark */
    case 61:                                                             /* cache-block operations */
        return 0x0000200f | pointer() | cache_blocks[draw(4)] << 20;
    default: /* c.addi, c.li, c.mv, c.lw, c.sd: two at a time */
        return (0x0f05u | (uint32_t)draw(8) << 2) | ((draw(2) ? 0x8fa6u : 0x4110u) << 16);
    }
}

static void fill_code(struct rig *rig, bool user)
{
    for (unsigned page = 0; page < CODE_PAGES; page++) {
        rig_map(rig, CODE + page * FL_PAGE_SIZE, RIG_RAM + 0x10000 + page * FL_PAGE_SIZE, user ? PTE_USER : PTE_KERNEL);
        for (unsigned i = 0; i < FL_PAGE_SIZE / 4; i++)
            rig_set(rig, RIG_RAM + 0x10000 + page * FL_PAGE_SIZE + 4 * i, instruction(), 4);
    }
    if (draw(2)) /* shift some of it, so that instructions cross fetch blocks and pages */
        rig_set(rig, RIG_RAM + 0x10000 + FL_PAGE_SIZE / 2, 0x0001, 2);
}

static void map_data(struct rig *rig, bool user)
{
    uint64_t full = user ? PTE_USER : PTE_KERNEL;
    const uint64_t flags[] = {
        full,         full, full, full & ~(uint64_t)PTE_D, full & ~(uint64_t)(PTE_A | PTE_D), full & ~(uint64_t)PTE_W,
        full ^ PTE_U, 0};
    for (unsigned page = 0; page < DATA_PAGES; page++)
        rig_map(rig, DATA + page * FL_PAGE_SIZE, RIG_RAM + 0x100000 + draw(DATA_PAGES) * FL_PAGE_SIZE,
                flags[draw(sizeof flags / sizeof flags[0])]);
    rig_map(rig, DATA + DATA_PAGES * FL_PAGE_SIZE, RIG_DEVICE, full);
    rig_map(rig, DATA + (DATA_PAGES + 1) * FL_PAGE_SIZE, RIG_TABLES + 2 * FL_PAGE_SIZE, full);
}

/* x8 to x15: mostly data, sometimes the device, code, a page table, nowhere, or the end of a page. */
static void choose_pointers(struct rig *rig)
{
    for (unsigned i = 0; i < 8; i++) {
        uint64_t value = DATA + draw(DATA_PAGES) * FL_PAGE_SIZE;
        switch (draw(20)) {
        case 0:
            value = DATA + DATA_PAGES * FL_PAGE_SIZE;
            break;
        case 1:
            value = CODE + draw(CODE_PAGES) * FL_PAGE_SIZE;
            break;
        case 2:
            value = DATA + (DATA_PAGES + 1) * FL_PAGE_SIZE + 0x400;
            break;
        case 3:
            value += FL_PAGE_SIZE - 4;
            break;
        }
        rig_set(rig, RIG_HANDLER + 144 + 8 * i, value, 8);
    }
}

/* M-mode start: delegate nothing, open counters, enable paging and SEI, enter CODE. */
static void fill_boot(struct rig *rig, bool user, bool adue)
{
    static const uint32_t boot[] = {
        0x000042b7, 0x80000337, 0x006282b3, /* t0 = 0x80004000, sign-extended */
        0x02029293, 0x0202d293,             /* zero-extended */
        0x30529073,                         /* csrw mtvec, t0 */
        0x00700293, 0x30629073, 0x10629073, /* mcounteren = scounteren = 7 */
        0x20000293, 0x30429073,             /* mie = SEIE */
        0x00000297, 0x0742b283, 0x18029073, /* csrw satp, [boot + 160] */
        0x00000297, 0x0702b283, 0x30029073, /* csrw mstatus, [boot + 168] */
        0x00000297, 0x06c2b283, 0x30a29073, /* csrw menvcfg, [boot + 176] */
        0x10a29073,                         /* csrw senvcfg */
        0x400002b7, 0x34129073,             /* mepc = CODE */
        0x30200073,                         /* mret */
    };
    rig_put(rig, RIG_RAM, boot, sizeof boot / 4);
    rig_put(rig, RIG_HANDLER, handler, sizeof handler / 4);
    rig_set(rig, RIG_RAM + 160, RIG_SATP(1), 8);
    rig_set(rig, RIG_RAM + 168, user ? 0x80 : 0x880, 8);
    rig_set(rig, RIG_RAM + 176, (adue ? UINT64_C(1) << 61 : 0) | UINT64_C(1) << 63 | 0xf0, 8);
}

struct variant {
    enum rig_engine engine;
    unsigned fetch_block, ram_delay, fetch_delay;
};

static struct rig *build(uint64_t seed, const struct variant *variant, bool fast)
{
    struct rig *rig = rig_new(variant->engine, fast);
    random_state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    bool user = draw(2), adue = draw(2);
    rig->config.fetch_block = variant->fetch_block;
    rig->bus.ram_delay = variant->ram_delay;
    rig->bus.fetch_delay = variant->fetch_delay;
    fill_boot(rig, user, adue);
    fill_code(rig, user);
    map_data(rig, user);
    choose_pointers(rig);
    for (unsigned i = 0; i < sizeof rig->watched / 8; i++)
        for (unsigned k = 0; k < 8; k++) /* one page in eight or so */
            rig->watched[i] |= UINT64_C(1) << draw(64);
    rig->later_at = rig->period = 500 + draw(3000);
    rig_start(rig);
    return rig;
}

static uint64_t outcome(uint64_t seed, const struct variant *variant, bool fast, uint64_t slice)
{
    struct rig *rig = build(seed, variant, fast);
    for (uint64_t until = slice; until < CYCLES; until += slice)
        fl_hart_run(rig->hart, until);
    fl_hart_run(rig->hart, CYCLES);
    assert_true(rig_balanced(rig));
    uint64_t fingerprint = rig_fingerprint(rig);
    rig_free(rig);
    return fingerprint;
}

static void compare(const struct variant *variant, uint64_t first_seed, unsigned seeds)
{
    for (uint64_t seed = first_seed; seed < first_seed + seeds; seed++) {
        uint64_t slow = outcome(seed, variant, false, CYCLES);
        uint64_t fast = outcome(seed, variant, true, CYCLES), sliced = outcome(seed, variant, true, 777);
        if (slow != fast || slow != sliced)
            fail_msg("seed %u: fast %s, sliced %s", (unsigned)seed, slow == fast ? "same" : "differs",
                     slow == sliced ? "same" : "differs");
    }
}

static void test_fast_is_invisible_when_hits_repeat(void **state)
{
    (void)state;
    compare(&(struct variant){RIG_REPEATABLE, 8, 0, 0}, 1, 60);
}

static void test_fast_is_invisible_with_delays_and_small_fetch_blocks(void **state)
{
    (void)state;
    compare(&(struct variant){RIG_REPEATABLE, 4, 3, 2}, 100, 40);
}

static void test_fast_is_invisible_when_everything_is_asked(void **state)
{
    (void)state;
    compare(&(struct variant){RIG_ASKED, 8, 1, 1}, 200, 40);
    compare(&(struct variant){RIG_ASKED, 64, 0, 0}, 250, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fast_is_invisible_when_hits_repeat),
        cmocka_unit_test(test_fast_is_invisible_with_delays_and_small_fetch_blocks),
        cmocka_unit_test(test_fast_is_invisible_when_everything_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
