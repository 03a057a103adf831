/* queue.h - pages in order of arrival: the list under FIFO and second chance.
 *
 *   oldest -> page -> page -> newest        each page's `newer` points right, its `older` left
 */
#ifndef FAULTLINE_KERNEL_POLICY_QUEUE_H
#define FAULTLINE_KERNEL_POLICY_QUEUE_H

#include "policy.h"

void fl_queue_append(struct fl_replacer *policy, uint32_t page);
void fl_queue_remove(struct fl_replacer *policy, uint32_t page);

/* For policies that do not care about an event. */
void fl_policy_ignore_page(struct fl_replacer *policy, uint32_t page);
void fl_policy_ignore_tick(struct fl_replacer *policy);

#endif
