/* superpage.c - a bare machine, no kernel: does a fence for any one address inside a superpage drop all of it?
 *
 * Privileged 4.2.1: SFENCE.VMA with rs1 orders all uses of the leaf that maps that address, whatever the leaf's size
 * (docs/scenarios.md, row 34). A 2 MiB leaf of Sv39 is made to lead to block A, used, and made to lead to block B;
 * then each of its 512 pages in turn is the one that is fenced, and another one is read. Every other fence names the
 * ASID as well. Before the fence the old block may be read, too: how often it was shows that there was something to drop.
 */
#include <stdbool.h>
#include <stdint.h>

enum { PAGE = 4096, PAGES = 512, ASID = 7 };
enum { V = 1, R = 2, W = 4, X = 8, A = 64, D = 128 };

#define UART     (*(volatile uint8_t *)0x10000000)
#define FINISHER (*(volatile uint32_t *)0x00100000)
#define BLOCK_A  0x80400000ul
#define BLOCK_B  0x80600000ul
#define MAPPED   0x40000000ul /* entry 1 of the root, entry 0 behind it */
#define SATP     (8ul << 60 | (uint64_t)ASID << 44 | (uint64_t)root >> 12)

static uint64_t root[PAGES] __attribute__((aligned(PAGE))), middle[PAGES] __attribute__((aligned(PAGE)));
char stack[PAGE] __attribute__((aligned(16)));

/* The first instructions after reset: all memory open to S-mode (PMP), tables from C, and down into S-mode. */
__asm__(".section .start, \"ax\"\n.globl _start\n_start:\n"
        "la sp, stack + 4096\n"
        "li t0, -1\ncsrw pmpaddr0, t0\nli t0, 0x1f\ncsrw pmpcfg0, t0\n"
        "call build_tables\ncsrw satp, a0\nsfence.vma\n"
        "li t0, 1 << 11\ncsrs mstatus, t0\nli t0, 1 << 12\ncsrc mstatus, t0\n"
        "la t0, test\ncsrw mepc, t0\nmret\n.text\n");

static uint64_t leaf(uint64_t pa)
{
    return pa >> 12 << 10 | V | R | W | X | A | D;
}

uint64_t build_tables(void)
{
    root[0] = leaf(0); /* devices and RAM as they are, 1 GiB each */
    root[2] = leaf(0x80000000ul);
    root[1] = (uint64_t)middle >> 12 << 10 | V;
    return SATP;
}

static uint64_t read_page(unsigned page)
{
    return *(volatile uint64_t *)(MAPPED + (uint64_t)page * PAGE);
}

static void point_to(uint64_t block)
{
    *(volatile uint64_t *)&middle[0] = leaf(block);
}

static void fence_page(unsigned page)
{
    uint64_t va = MAPPED + (uint64_t)page * PAGE + 8 * page;
    if (page % 2)
        __asm__ volatile("sfence.vma %0, %1" ::"r"(va), "r"((uint64_t)ASID) : "memory");
    else
        __asm__ volatile("sfence.vma %0, x0" ::"r"(va) : "memory");
}

static void print(const char *text)
{
    for (; *text; text++)
        UART = (uint8_t)*text;
}

static void print_number(unsigned number)
{
    char digit[] = {(char)('0' + number % 10), '\0'};
    if (number >= 10)
        print_number(number / 10);
    print(digit);
}

void __attribute__((noreturn)) test(void)
{
    unsigned dropped = 0, old = 0;
    for (unsigned page = 0; page < PAGES; page++) {
        *(volatile uint64_t *)(BLOCK_A + (uint64_t)page * PAGE) = 'A';
        *(volatile uint64_t *)(BLOCK_B + (uint64_t)page * PAGE) = 'B';
    }
    for (unsigned page = 0; page < PAGES; page++) {
        unsigned other = PAGES - 1 - page;
        point_to(BLOCK_A);
        fence_page(page);
        bool was_a = read_page(other) == 'A';
        point_to(BLOCK_B);
        old += read_page(page) == 'A';
        fence_page(page);
        dropped += was_a && read_page(other) == 'B';
    }
    print("superpage: fences for one address that dropped all of it: ");
    print_number(dropped);
    print("\nsuperpage: reads before the fence that found the old block: ");
    print_number(old);
    print("\n");
    for (;;)
        FINISHER = dropped == PAGES ? 0x5555 : 1u << 16 | 0x3333;
}
