/* memory.h - where page tables lie: a RAM that refuses what is outside, and knows what its words held a moment ago.
 *
 * The device under test's walker, software and a rival all write it; the model reads it as it stood when the device's own access
 * was accepted. So each store leaves what it replaced in a ring, and a moment is the number of stores before it.
 */
#ifndef FAULTLINE_CHECK_MEMORY_H
#define FAULTLINE_CHECK_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#define FL_CHECK_BASE  UINT64_C(0x80000000)
#define FL_CHECK_PAGES 256u
#define FL_CHECK_BYTES (FL_CHECK_PAGES * UINT64_C(4096))
#define FL_CHECK_PAST  256u

struct fl_check_memory {
    uint8_t ram[FL_CHECK_PAGES * 4096];
    uint64_t stores; /* so far */
    uint64_t never;  /* bits that no PTE gets */
    struct {
        uint64_t address, old;
    } past[FL_CHECK_PAST]; /* the latest stores, as a ring */
};

/* False: the memory refuses. `size` is that of a PTE, 4 or 8. */
bool fl_check_load(const struct fl_check_memory *memory, uint64_t address, unsigned size, uint64_t *value);
bool fl_check_store(struct fl_check_memory *memory, uint64_t address, unsigned size, uint64_t value);
/* As it stood after so many stores; what is older than the ring is given as the ring's oldest knows it. */
bool fl_check_load_past(const struct fl_check_memory *memory, uint64_t stores, uint64_t address, unsigned size,
                        uint64_t *value);

#endif
