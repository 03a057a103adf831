/* swap.h - page-sized slots in the disk's second part.
 *
 * A slot is in use while something refers to it: page-table entries of processes whose page is out, and the frame that
 * holds the slot's content in memory (read back and still equal, or on its way out).
 */
#ifndef FAULTLINE_KERNEL_SWAP_H
#define FAULTLINE_KERNEL_SWAP_H

#include "frame.h"

#define SWAP_NONE UINT32_MAX

/* The area begins at `sector`, and `sectors` are there. */
void swap_init(uint64_t sector, uint64_t sectors);

/* A free slot with one reference, or SWAP_NONE. */
uint32_t swap_take(void);
void swap_hold(uint32_t slot);
void swap_release(uint32_t slot);
uint32_t swap_references(uint32_t slot);

/* The frame that holds this slot's content in memory, or NULL. */
struct frame *swap_frame(uint32_t slot);
void swap_set_frame(uint32_t slot, struct frame *frame);

/* The frame lets go of its slot, if it has one; page-table entries may still name it. */
void swap_detach(struct frame *frame);

uint64_t swap_sector(uint32_t slot);
uint32_t swap_slots(void);
uint32_t swap_used(void);

#endif
