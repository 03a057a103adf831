/* policy.h - page replacement behind six verbs; the same files run in the kernel and on the host over recorded traces.
 *
 * A policy decides about pages that it knows as numbers. All it keeps lies in a `struct fl_replacer` that the caller
 * owns, and in one link per page number, which instances share, since a page belongs to one instance at a time. It
 * allocates nothing and calls nothing but the questions in `struct fl_policy_pages`.
 *
 * A page is known between insert() and the remove(), victim() or surplus() that takes it out. Handing in an unknown
 * page, or a known one twice, is the caller's bug.
 */
#ifndef FAULTLINE_KERNEL_POLICY_H
#define FAULTLINE_KERNEL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#define FL_NO_PAGE   UINT32_MAX
#define FL_NEVER     UINT64_MAX /* next use of a page that is not used again */
#define FL_ANONYMOUS 0          /* identity of a page that cannot be recognized when it comes back */

enum { FL_PAGE_REFERENCED = 1, FL_PAGE_DIRTY = 2 };

/* What policies note about a page. */
struct fl_policy_link {
    uint32_t older, newer; /* page numbers, FL_NO_PAGE at the ends            */
    uint64_t stamp;        /* virtual time of the last use seen               */
    uint32_t uses;         /* seen since the page came in                     */
    uint8_t history;       /* reference bits of the last ticks, newest on top */
    uint8_t list;          /* which of the instance's lists holds it          */
};

/* Where pages live, and what can be asked about them, shared by any number of instances. */
struct fl_policy_pages {
    struct fl_policy_link *link;                    /* one per page number                                      */
    bool (*referenced)(void *env, uint32_t page);   /* reads and clears the page's reference bit                */
    unsigned (*use)(void *env, uint32_t page);      /* FL_PAGE_REFERENCED | FL_PAGE_DIRTY, changing nothing     */
    uint64_t (*identity)(void *env, uint32_t page); /* the same whenever the same content is resident           */
    uint64_t (*next_use)(void *env, uint32_t page); /* position of the next use in a known future, or FL_NEVER  */
    bool (*needed)(void *env, uint32_t page);       /* by an instruction under way, which would fault for ever
                                                 if its pages pushed out each other; NULL: none is   */
    void *env;
};

/* Which of several equally good victims goes. */
enum fl_tie { FL_TIE_OLDEST, FL_TIE_NEWEST };

struct fl_policy_parameters {
    enum fl_tie tie; /* by arrival, where a policy says so                            */
    uint32_t window; /* working set: how long a page stays without use                */
    uint64_t seed;   /* random                                                        */
};

#define FL_POLICY_DEFAULTS ((struct fl_policy_parameters){.tie = FL_TIE_OLDEST, .window = 8, .seed = 1})

struct fl_page_list {
    uint32_t oldest, newest, count;
};

#define FL_GHOSTS 128

struct fl_replacer {
    const struct fl_policy_ops *ops;
    const struct fl_policy_pages *pages;
    struct fl_policy_parameters parameters;
    struct fl_page_list list[2]; /* most policies need one                                  */
    uint32_t count;              /* pages known                                             */
    uint64_t now;                /* virtual time, in what the policy counts: uses or ticks  */
    uint64_t random;             /* state of the generator                                  */
    uint64_t ghost[FL_GHOSTS];   /* identities of pages that left not long ago, in a ring   */
    uint32_t ghosts;             /* ever noted: the ring's head                             */
};

struct fl_policy_ops {
    const char *name;
    bool exact;                                                  /* works as promised only if it sees every use      */
    void (*insert)(struct fl_replacer *policy, uint32_t page);   /* the page became resident                         */
    void (*remove)(struct fl_replacer *policy, uint32_t page);   /* it left for another reason than being the victim */
    void (*accessed)(struct fl_replacer *policy, uint32_t page); /* a use was seen: by a fault, or in a trace        */
    void (*tick)(struct fl_replacer *policy);                    /* a timer tick passed                              */
    uint32_t (*victim)(struct fl_replacer *policy);              /* takes out and returns a page; FL_NO_PAGE if none */
    uint32_t (*surplus)(struct fl_replacer *policy);             /* as victim, a page that should go although nobody
                                                                    wants its frame; NULL: the policy has no such    */
};

extern const struct fl_policy_ops fl_policy_fifo, fl_policy_second_chance, fl_policy_enhanced, fl_policy_aging,
    fl_policy_lru, fl_policy_mru, fl_policy_lfu, fl_policy_mfu, fl_policy_two_queue, fl_policy_working_set,
    fl_policy_wsclock, fl_policy_random, fl_policy_opt;

/* By the name in options ("fifo", "clock", ...), or by number, in the order of enum fl_policy. NULL if there is none. */
const struct fl_policy_ops *fl_policy_by_name(const char *name);
const struct fl_policy_ops *fl_policy_by_number(uint64_t number);

/* An empty instance with FL_POLICY_DEFAULTS; other parameters are set before the first page comes. */
void fl_policy_init(struct fl_replacer *policy, const struct fl_policy_ops *ops, const struct fl_policy_pages *pages);

#endif
