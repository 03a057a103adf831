/* policy.h - page replacement behind five verbs; the same files run in the kernel and on the host over recorded traces.
 *
 * A policy decides about pages that it knows as numbers. All it keeps lies in a `struct fl_replacer` that the caller
 * owns, and in one link per page number, which instances share, since a page belongs to one instance at a time. It
 * allocates nothing and calls nothing but `referenced`.
 *
 * A page is known between insert() and the remove() or victim() that takes it out. Handing in an unknown page, or a
 * known one twice, is the caller's bug.
 */
#ifndef FAULTLINE_KERNEL_POLICY_H
#define FAULTLINE_KERNEL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#define FL_NO_PAGE UINT32_MAX

struct fl_policy_link {
    uint32_t older, newer; /* page numbers, FL_NO_PAGE at the ends */
};

/* Where pages live, shared by any number of instances. */
struct fl_policy_pages {
    struct fl_policy_link *link;                  /* one per page number */
    bool (*referenced)(void *env, uint32_t page); /* reads and clears the page's reference bit */
    void *env;
};

struct fl_replacer {
    const struct fl_policy_ops *ops;
    const struct fl_policy_pages *pages;
    uint32_t oldest, newest, count;
};

struct fl_policy_ops {
    const char *name;
    void (*insert)(struct fl_replacer *policy, uint32_t page);   /* the page became resident                         */
    void (*remove)(struct fl_replacer *policy, uint32_t page);   /* it left for another reason than being the victim */
    void (*accessed)(struct fl_replacer *policy, uint32_t page); /* an access was seen: by a fault, or in a trace    */
    void (*tick)(struct fl_replacer *policy);                    /* a timer tick passed                              */
    uint32_t (*victim)(struct fl_replacer *policy);              /* takes out and returns a page; FL_NO_PAGE if none */
};

extern const struct fl_policy_ops fl_policy_fifo;
extern const struct fl_policy_ops fl_policy_second_chance;

/* By the name in options: "fifo", "clock". NULL if there is none. */
const struct fl_policy_ops *fl_policy_by_name(const char *name);

/* An empty instance. */
void fl_policy_init(struct fl_replacer *policy, const struct fl_policy_ops *ops, const struct fl_policy_pages *pages);

#endif
