/* memcalls.h - what a process may do to its own address space. Results as in abi.h, negative FL_E* on failure. */
#ifndef FAULTLINE_KERNEL_MEMCALLS_H
#define FAULTLINE_KERNEL_MEMCALLS_H

#include <stdint.h>

int64_t memory_sbrk(int64_t delta);
int64_t memory_map(uint64_t address, uint64_t size);
int64_t memory_unmap(uint64_t address, uint64_t size);
int64_t memory_quota(uint64_t address, uint64_t frames, uint64_t policy);
int64_t memory_evict(uint64_t address, uint64_t size);

#endif
