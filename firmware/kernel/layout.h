/* layout.h - where things are: physical memory, the kernel's window on it, and the user's half of an address space
 * (Sv39).
 *
 *   0x00_0000_0000   not mapped, so that a null pointer is caught
 *   0x00_0001_0000   program: text, constants, data, then the heap growing up
 *   0x10_0000_0000   anonymous regions whose place the kernel chooses
 *   0x3f_ffff_f000   end of the stack, which grows down
 *   0xffff_ffc0_0000_0000   the kernel: physical address 0 stands here (see boot/first_map.c)
 */
#ifndef FAULTLINE_KERNEL_LAYOUT_H
#define FAULTLINE_KERNEL_LAYOUT_H

#include <stdint.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE  4096ull
#define PAGE_MASK  (PAGE_SIZE - 1)

#define KERNEL_OFFSET 0xffffffc000000000ull
#define RAM_BASE      0x80000000ull
#define RAM_MAX       0x40000000ull /* what first_map.c covers */

#define USER_LOWEST 0x1000ull
#define USER_TOP    0x3fffffffffull
#define MAP_BASE    0x1000000000ull
#define STACK_TOP   0x3ffffff000ull

static inline void *physical_to_virtual(uint64_t pa)
{
    return (void *)(pa + KERNEL_OFFSET);
}

static inline uint64_t virtual_to_physical(const void *address)
{
    return (uint64_t)address - KERNEL_OFFSET;
}

static inline uint64_t page_down(uint64_t address)
{
    return address & ~PAGE_MASK;
}

static inline uint64_t page_up(uint64_t address)
{
    return page_down(address + PAGE_MASK);
}

#endif
