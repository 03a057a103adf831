/* first_map.c - the kernel's half of every address space, written once and never changed.
 *
 *   KERNEL_OFFSET + 0x0000_0000   devices      one 1 GiB page, read and write
 *   KERNEL_OFFSET + 0x8000_0000   RAM          512 pages of 2 MiB: the first is the kernel's code (read and execute),
 *                                              the rest read and write
 *
 * All of it is global (one translation for every ASID) and has A and D set, so the kernel never faults on itself. A
 * third root entry maps RAM one to one for the moment in which translation is switched on; the kernel takes it out
 * again.
 */
#include "shim.h"

#define PTE_POINTER 0x01
#define PTE_RX      0x6b /* A G X R V     */
#define PTE_RW      0xe7 /* D A G W R V   */
#define SATP_SV39   (8ull << 60)
#define SATP_ASID   (0xffffull << 44)

#define ENTRIES         512
#define ROOT_DEVICES    256
#define ROOT_RAM        258
#define ROOT_ONE_TO_ONE 2
#define RAM_BASE        0x80000000ull

static uint64_t root[ENTRIES] __attribute__((aligned(4096)));
static uint64_t ram[ENTRIES] __attribute__((aligned(4096)));

static uint64_t pte(uint64_t pa, uint64_t flags)
{
    return pa >> 12 << 10 | flags;
}

uint64_t first_map_build(void)
{
    for (uint64_t i = 0; i < ENTRIES; i++)
        ram[i] = pte(RAM_BASE + (i << 21), i == 0 ? PTE_RX : PTE_RW);
    root[ROOT_DEVICES] = pte(0, PTE_RW);
    root[ROOT_RAM] = root[ROOT_ONE_TO_ONE] = pte((uint64_t)ram, PTE_POINTER);
    return SATP_SV39 | (uint64_t)root >> 12;
}

/* In M-mode, where satp translates nothing; the whole write is dropped unless the mode is one the hart has. */
uint64_t largest_asid(void)
{
    uint64_t satp;
    __asm__ volatile("csrw satp, %1\n csrr %0, satp\n csrw satp, zero" : "=r"(satp) : "r"(SATP_SV39 | SATP_ASID));
    return (satp & SATP_ASID) >> 44;
}
