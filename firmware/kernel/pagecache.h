/* pagecache.h - finds the frame that holds a page of a file, so that all who map, read or write the file share it.
 *
 * A page is named by where its content stands on the disk and how many bytes of it come from there (the rest is zero).
 * A page is here while a process maps it, or while its file is in use (object.h).
 */
#ifndef FAULTLINE_KERNEL_PAGECACHE_H
#define FAULTLINE_KERNEL_PAGECACHE_H

#include "frame.h"

struct frame *pagecache_find(uint64_t sector, uint32_t bytes);
void pagecache_insert(struct frame *frame, uint64_t sector, uint32_t bytes);

/* Forgets the frame, if it is here. */
void pagecache_remove(struct frame *frame);

#endif
