/* policy_memory.h - memory as a policy sees it: pages with reference and dirty bits that a test may set. */
#ifndef FAULTLINE_TEST_POLICY_MEMORY_H
#define FAULTLINE_TEST_POLICY_MEMORY_H

#include "policy/policy.h"

#define MEMORY_PAGES 256

struct memory {
    struct fl_policy_link link[MEMORY_PAGES];
    bool used[MEMORY_PAGES], dirty[MEMORY_PAGES];
    struct fl_policy_pages pages; /* its env is this struct */
    struct fl_replacer replacer;
};

/* No page is in; `next_use` is the future that OPT is told. */
void memory_start(struct memory *memory, const struct fl_policy_ops *ops,
                  uint64_t (*next_use)(void *env, uint32_t page));

#endif
