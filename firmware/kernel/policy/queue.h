/* queue.h - pages in order of arrival or of use: the lists under every policy.
 *
 *   oldest -> page -> page -> newest        each page's `newer` points right, its `older` left
 */
#ifndef FAULTLINE_KERNEL_POLICY_QUEUE_H
#define FAULTLINE_KERNEL_POLICY_QUEUE_H

#include "policy.h"

/* Adds the page as the newest of one of the instance's lists. */
void fl_queue_append_to(struct fl_replacer *policy, uint32_t list, uint32_t page);

/* For policies with one list. */
void fl_queue_append(struct fl_replacer *policy, uint32_t page);

/* From whichever list the page is on. */
void fl_queue_remove(struct fl_replacer *policy, uint32_t page);

/* The page becomes the newest of its list. */
void fl_queue_renew(struct fl_replacer *policy, uint32_t page);

/* Removes and returns the page; FL_NO_PAGE passes through. */
uint32_t fl_queue_take(struct fl_replacer *policy, uint32_t page);

/* Is the page needed by an instruction under way? */
bool fl_queue_needed(const struct fl_replacer *policy, uint32_t page);

/* The page of the first list with the least rank, of those not needed if there are any, ties by arrival as the parameters say; FL_NO_PAGE if it is empty.
 * Linear in the number of pages. */
uint32_t fl_queue_least(const struct fl_replacer *policy,
                        uint64_t (*rank)(const struct fl_replacer *policy, uint32_t page));

/* For policies that do not care about an event. */
void fl_policy_ignore_page(struct fl_replacer *policy, uint32_t page);
void fl_policy_ignore_tick(struct fl_replacer *policy);

#endif
