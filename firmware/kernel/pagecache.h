/* pagecache.h - finds the frame that holds a page of a file, so that processes running one program share its pages.
 *
 * A page is named by where its content stands on the disk and how many bytes of it come from there (the rest is zero).
 * Only pages that no process may write are kept here, and only while a process maps them or waits for them.
 */
#ifndef FAULTLINE_KERNEL_PAGECACHE_H
#define FAULTLINE_KERNEL_PAGECACHE_H

#include "frame.h"

struct frame *pagecache_find(uint64_t sector, uint32_t bytes);
void pagecache_insert(struct frame *frame, uint64_t sector, uint32_t bytes);

/* Forgets the frame, if it is here. */
void pagecache_remove(struct frame *frame);

#endif
