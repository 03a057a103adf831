/* events.c - a bare M-mode program that makes exactly known traffic and checks each event counter to the digit (docs/hart.md).
 *
 * Data accesses go through Sv39 as S-mode's (MPRV); fetches stay untranslated, so nothing else disturbs the counters, which run only
 * for the length of the one access. The figures are those of the default MMU with memory.delay = 20: a PTE read costs 22 cycles, an
 * update 21, PROBE and ANSWER one each (docs/microarchitecture.md 5).
 */
#include <stdint.h>

#define VA     0x40000000ul /* page n of the program's view, and 2 MiB behind it a superpage */
#define PAGE   0x1000ul
#define SUPER  0x200000ul
#define DEVICE 40 /* page: the UART's registers */
#define PAGES  34

#define PTE(pa, bits) ((uint64_t)(pa) >> 12 << 10 | (bits))
enum { V = 1, R = 2, W = 4, A = 64, D = 128, RW = V | R | W | A | D };

static volatile uint8_t *const uart = (volatile uint8_t *)0x10000000;
static volatile uint32_t *const finisher = (volatile uint32_t *)0x100000;

static uint64_t root[512] __attribute__((aligned(4096)));
static uint64_t middle[512] __attribute__((aligned(4096)));
static uint64_t leaf[512] __attribute__((aligned(4096)));
static uint8_t data[PAGES][PAGE] __attribute__((aligned(4096)));

/* X(counter's name here, selector): mhpmcounter3 and on. */
#define COUNTERS(X)                                                                                                    \
    X(HIT, 0x02)                                                                                                       \
    X(MISS, 0x04)                                                                                                      \
    X(REFUSED, 0x06)                                                                                                   \
    X(L2, 0x09)                                                                                                        \
    X(SUPER_TLB, 0x0a)                                                                                                 \
    X(SECOND_REFUSED, 0x0b)                                                                                            \
    X(READ0, 0x10)                                                                                                     \
    X(READ1, 0x11)                                                                                                     \
    X(READ2, 0x12)                                                                                                     \
    X(UPDATE, 0x18)                                                                                                    \
    X(FENCE, 0x1a)                                                                                                     \
    X(DENIED, 0x1c)                                                                                                    \
    X(BUSY, 0x1d)                                                                                                      \
    X(POINTER1, 0x21)                                                                                                  \
    X(POINTER2, 0x22)

#define NAME(name, selector)     name,
#define SELECTOR(name, selector) selector,
enum { COUNTERS(NAME) COUNT };
static const uint8_t selectors[COUNT] = {COUNTERS(SELECTOR)};

/* Counter n as a register needs its number in the instruction: one case each. */
#define EACH_COUNTER(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14)
_Static_assert(COUNT == 15, "EACH_COUNTER names as many counters as there are");

static void choose(unsigned counter, uint64_t event)
{
    switch (counter) {
#define CASE(n)                                                                                                        \
    case n:                                                                                                            \
        __asm__ volatile("csrw %0, %1" ::"i"(0x323 + (n)), "r"(event));                                                \
        break;
        EACH_COUNTER(CASE)
#undef CASE
    }
}

static void set_counter(unsigned counter, uint64_t value)
{
    switch (counter) {
#define CASE(n)                                                                                                        \
    case n:                                                                                                            \
        __asm__ volatile("csrw %0, %1" ::"i"(0xb03 + (n)), "r"(value));                                                \
        break;
        EACH_COUNTER(CASE)
#undef CASE
    }
}

static uint64_t counter_value(unsigned counter)
{
    uint64_t value = 0;
    switch (counter) {
#define CASE(n)                                                                                                        \
    case n:                                                                                                            \
        __asm__ volatile("csrr %0, %1" : "=r"(value) : "i"(0xb03 + (n)));                                              \
        break;
        EACH_COUNTER(CASE)
#undef CASE
    }
    return value;
}

/* One instruction, counted; as S-mode's data access if it makes one. A trap skips it (start.S); fetches are M-mode's and untranslated. */
#define COUNTED(instruction, va)                                                                                       \
    __asm__ volatile("csrw mcountinhibit, zero\n"                                                                      \
                     "csrs mstatus, %1\n" instruction "\n"                                                             \
                     "csrc mstatus, %1\n"                                                                              \
                     "csrw mcountinhibit, %2\n" ::"r"(va),                                                             \
                     "r"(1ul << 17 | 1ul << 11), "r"(~0ul)                                                             \
                     : "ra", "t0", "t5", "t6", "memory")

enum action { LOAD, STORE, AMO, CALL, FENCE_PAGE, FENCE_ALL };

static void act(enum action action, uint64_t va)
{
    switch (action) {
    case LOAD:
        COUNTED("ld t0, 0(%0)", va);
        break;
    case STORE:
        COUNTED("sd zero, 0(%0)", va);
        break;
    case AMO:
        COUNTED("amoadd.w t0, zero, (%0)", va);
        break;
    case CALL:
        COUNTED("jalr ra, 0(%0)", va);
        break;
    case FENCE_PAGE:
        COUNTED("sfence.vma %0, zero", va);
        break;
    case FENCE_ALL:
        COUNTED("sfence.vma", va);
        break;
    }
}

#define COLD_WALK  [MISS] = 1, [READ2] = 1, [READ1] = 1, [READ0] = 1, [BUSY] = 2 + 3 * 22
#define SHORT_WALK [MISS] = 1, [POINTER1] = 1, [READ0] = 1

static const struct step {
    const char *what;
    enum action action;
    uint64_t va;
    unsigned pages; /* 0: this one */
    uint16_t expect[COUNT];
} steps[] = {
    {"the first access walks from the root", LOAD, VA, 0, {COLD_WALK}},
    {"the second one hits", LOAD, VA + 8, 0, {[HIT] = 1}},
    {"the next page's walk begins at its table", LOAD, VA + PAGE, 0, {SHORT_WALK, [BUSY] = 2 + 22}},
    {"a store to a clean page sets D",
     STORE,
     VA,
     0,
     {SHORT_WALK, [REFUSED] = 1, [SECOND_REFUSED] = 1, [UPDATE] = 1, [BUSY] = 2 + 22 + 21}},
    {"the next store finds it set", STORE, VA, 0, {[HIT] = 1}},
    {"a superpage ends one level higher",
     LOAD,
     VA + SUPER,
     0,
     {[MISS] = 1, [POINTER2] = 1, [READ1] = 1, [BUSY] = 2 + 22}},
    {"and is one entry", LOAD, VA + SUPER + 511 * PAGE, 0, {[HIT] = 1}},
    {"32 pages fill the L1",
     LOAD,
     VA + 2 * PAGE,
     32,
     {[MISS] = 32, [POINTER1] = 32, [READ0] = 32, [BUSY] = 32 * (2 + 22)}},
    {"the first page is in the L2", LOAD, VA, 0, {[MISS] = 1, [L2] = 1, [BUSY] = 2}},
    {"the superpage in its own TLB", LOAD, VA + SUPER, 0, {[MISS] = 1, [SUPER_TLB] = 1, [BUSY] = 2}},
    {"a fence of one page", FENCE_PAGE, VA, 0, {[FENCE] = 1}},
    {"leaves the pointers", LOAD, VA, 0, {SHORT_WALK, [BUSY] = 2 + 22}},
    {"a fence of everything", FENCE_ALL, VA, 0, {[FENCE] = 1}},
    {"leaves nothing", LOAD, VA, 0, {COLD_WALK}},
    {"devices know no atomics", AMO, VA + DEVICE *PAGE, 0, {SHORT_WALK, [DENIED] = 1, [BUSY] = 2 + 22}},
    {"nor page tables", LOAD, VA + (1ul << 30), 0, {[MISS] = 1, [READ2] = 1, [DENIED] = 1, [BUSY] = 2 + 22 + 1}},
    {"nor code", CALL, 0x10000000, 0, {[DENIED] = 1}},
};

static void put(const char *text)
{
    while (*text)
        *uart = (uint8_t)*text++;
}

static void put_number(uint64_t value)
{
    if (value > 9)
        put_number(value / 10);
    *uart = (uint8_t)('0' + value % 10);
}

static void complain(const struct step *step, unsigned counter, uint64_t value)
{
    put(step->what);
    put(": event 0x");
    *uart = (uint8_t) "0123"[selectors[counter] >> 4];
    *uart = (uint8_t) "0123456789abcdef"[selectors[counter] & 15];
    put(" counted ");
    put_number(value);
    put(" times, not ");
    put_number(step->expect[counter]);
    put("\n");
}

static unsigned play(const struct step *step)
{
    unsigned wrong = 0;
    for (unsigned counter = 0; counter < COUNT; counter++)
        set_counter(counter, 0);
    for (unsigned page = 0; page == 0 || page < step->pages; page++)
        act(step->action, step->va + page * PAGE);
    for (unsigned counter = 0; counter < COUNT; counter++) {
        uint64_t value = counter_value(counter);
        if (value != step->expect[counter]) {
            complain(step, counter, value);
            wrong++;
        }
    }
    return wrong;
}

/* PMP opens all of memory to S-mode, the walker's accesses included. */
static void map(void)
{
    __asm__ volatile("csrw pmpaddr0, %0\n csrw pmpcfg0, %1" ::"r"(~0ul), "r"(0x1ful));
    root[VA >> 30] = PTE(middle, V);
    root[(VA >> 30) + 1] = PTE(uart, V);
    middle[0] = PTE(leaf, V);
    middle[1] = PTE(0x80200000, RW);
    for (unsigned page = 0; page < PAGES; page++)
        leaf[page] = PTE(data[page], page == 0 ? RW & ~D : RW);
    leaf[DEVICE] = PTE(uart, RW);
    __asm__ volatile("csrw satp, %0\n sfence.vma" ::"r"(8ul << 60 | (uint64_t)root >> 12) : "memory");
    __asm__ volatile("csrs %0, %1" ::"i"(0x30a), "r"(1ul << 61)); /* menvcfg.ADUE */
}

void program(void)
{
    unsigned wrong = 0, count = sizeof steps / sizeof steps[0];
    __asm__ volatile("csrw mcountinhibit, %0" ::"r"(~0ul));
    map();
    for (unsigned counter = 0; counter < COUNT; counter++)
        choose(counter, selectors[counter]);
    for (unsigned i = 0; i < count; i++)
        wrong += play(&steps[i]);
    put_number(count);
    put(" steps, ");
    put_number(count * COUNT);
    put(" counts, ");
    put_number(wrong);
    put(" wrong\n");
    *finisher = wrong ? 1u << 16 | 0x3333 : 0x5555;
}
