/* cross - accesses that cross from a present page into a missing one are restarted and completed.
 *
 * docs/scenarios.md, row 35. Each crossing costs exactly one fault for each missing page, and moves the right bytes.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

/* Two functions whose last instruction straddles a page boundary: its second half and the return are on the next page.
 * Calling `near` brings the first page in; nothing brings the second one in but the crossing itself. */
__asm__(".section .paged_text, \"ax\"\n"
        ".option push\n"
        ".option norelax\n"
        ".option norvc\n"
        ".balign 4096\n"
        "near: ret\n"
        ".zero 4094 - 4\n"
        "cross_one: addi a0, a0, 5\n" /* bytes 4094 to 4097 */
        "ret\n"
        ".balign 4096\n"
        ".zero 4094\n"
        "cross_two: addi a0, a0, 7\n"
        "ret\n"
        ".option pop\n"
        ".text\n");
void near(void);
long cross_one(long x), cross_two(long x);

static struct fl_counters before, after;

static void start(void)
{
    fl_own_counters(&after);
    fl_own_counters(&before);
}

static uint64_t faults(void)
{
    fl_own_counters(&after);
    return after.faults - before.faults;
}

static void check_fetch(void)
{
    near();
    start();
    long got = cross_one(37);
    fl_check_count(faults(), 1, "fault", "an instruction, its second half missing");
    fl_check_count((uint64_t)got, 42, "is the result", "that instruction");
    start();
    got = cross_two(35);
    fl_check_count(faults(), 2, "faults", "an instruction, both halves missing");
    fl_check_count((uint64_t)got, 42, "is the result", "that instruction");
}

static uint64_t load8(const char *addr)
{
    uint64_t value;
    __asm__ volatile("ld %0, 0(%1)" : "=r"(value) : "r"(addr) : "memory");
    return value;
}

static void store8(char *addr, uint64_t value)
{
    __asm__ volatile("sd %1, 0(%0)" : : "r"(addr), "r"(value) : "memory");
}

static void check_load(char *region)
{
    for (unsigned i = 0; i < 8; i++)
        ((volatile char *)region)[FL_PAGE - 3 + i] = (char)(0x11 * (i + 1));
    fl_evict(region + FL_PAGE, FL_PAGE);
    start();
    uint64_t got = load8(region + FL_PAGE - 3);
    fl_check_count(faults(), 1, "fault", "a load, its second page missing");
    fl_check(got == 0x8877665544332211, "that load reads %lx", got);

    fl_evict(region, 2 * FL_PAGE);
    start();
    got = load8(region + FL_PAGE - 3);
    fl_check_count(faults(), 2, "faults", "a load, both pages missing");
    fl_check(got == 0x8877665544332211, "that load reads %lx", got);
}

static void check_store(char *region)
{
    *(volatile char *)region = 1;
    fl_evict(region + FL_PAGE, FL_PAGE);
    start();
    store8(region + FL_PAGE - 5, 0x0123456789abcdef);
    fl_check_count(faults(), 1, "fault", "a store, its second page missing");
    fl_check(load8(region + FL_PAGE - 5) == 0x0123456789abcdef, "that store arrived whole");
    fl_check_count((uint8_t)region[FL_PAGE + 4], 0x88, "is the byte", "just after that store");
}

static void check_atomic(char *region)
{
    uint64_t *word = (uint64_t *)region;
    *(volatile uint64_t *)word = 40;
    fl_evict(region, FL_PAGE);
    start();
    uint64_t old = __atomic_fetch_add(word, 2, __ATOMIC_RELAXED);
    fl_check_count(faults(), 1, "fault", "an atomic add to a missing page");
    fl_check_count(old + *word, 82, "is old plus new", "that add");
}

int main(void)
{
    fl_begin("cross", "accesses that cross into a missing page");
    char *region = (char *)fl_map(NULL, 2 * FL_PAGE);
    check_fetch();
    check_load(region);
    check_store(region);
    check_atomic(region);
    return fl_finish();
}
