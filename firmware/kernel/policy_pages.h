/* policy_pages.h - user frames as the replacement policies see them: frame numbers are their page numbers. */
#ifndef FAULTLINE_KERNEL_POLICY_PAGES_H
#define FAULTLINE_KERNEL_POLICY_PAGES_H

#include "policy/policy.h"

#include <stdbool.h>

/* For fl_policy_init(). */
extern struct fl_policy_pages policy_pages;

/* Room for what policies note about each frame of RAM up to `ram_end`. False: no memory. */
bool policy_pages_init(uint64_t ram_end);

#endif
