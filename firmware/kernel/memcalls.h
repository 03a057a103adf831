/* memcalls.h - what a process may do to its own address space. Results as in abi.h, negative FL_E* on failure. */
#ifndef FAULTLINE_KERNEL_MEMCALLS_H
#define FAULTLINE_KERNEL_MEMCALLS_H

#include <stdbool.h>
#include <stdint.h>

struct process;
struct region;

/* Is it a page-aligned range of the user's half?  Its end, on a page border, in *end. */
bool memory_range(uint64_t address, uint64_t size, uint64_t *end);

/* Places a new region of `size` bytes at its start, or with 0 where there is room; 0 or a negative FL_E*. */
int64_t memory_place(struct region *region, uint64_t size);

int64_t memory_sbrk(int64_t delta);
int64_t memory_map(uint64_t address, uint64_t size);
int64_t memory_unmap(uint64_t address, uint64_t size);
int64_t memory_quota(uint64_t address, uint64_t frames, uint64_t policy);
int64_t memory_evict(uint64_t address, uint64_t size);

/* Pushes out every page that is the process's alone; one that cannot go stays. May sleep. */
void memory_swap_out(struct process *process);

#endif
