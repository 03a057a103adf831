/* prepage.h - pages that nobody has asked for yet (textbook: prepaging). */
#ifndef FAULTLINE_KERNEL_PREPAGE_H
#define FAULTLINE_KERNEL_PREPAGE_H

#include <stdint.h>

struct process;
struct region;

/* A page of the region came from its file: brings in up to `prepage=` more, from `page` on. Returns at once. */
void prepage_from(struct process *process, const struct region *region, uint64_t page);

/* Pages of [start, end) that are on their way are not wanted any more. */
void prepage_cancel(const struct process *process, uint64_t start, uint64_t end);

/* Sleeps until none is on its way. */
void prepage_drain(void);

#endif
