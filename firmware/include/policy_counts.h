/* policy_counts.h - one reference string, and how many faults and page writes each policy has on it: what the kernel
 * (bin/policies) and the host's replay of the same files must both count.
 *
 * The first use of a page is a store, all others are loads, and a load does not set the reference bit that brought the
 * page in. No two uses in a row are of one page. OPT is not here: it needs a recording.
 */
#ifndef FAULTLINE_POLICY_COUNTS_H
#define FAULTLINE_POLICY_COUNTS_H

#include "abi.h"

#define POLICY_COUNT_FRAMES 4
#define POLICY_COUNT_STRING                                                                                            \
    "123412512345"         /* B */                                                                                     \
    "70120304230321201701" /* S */                                                                                     \
    "012301401234"         /* T */                                                                                     \
    "01201303121"          /* O */                                                                                     \
    "0123456701234567"     /* a scan, twice */                                                                         \
    "2341562123"

static const struct policy_count {
    const char *name;
    enum fl_policy number;
    unsigned faults, writes;
} policy_counts[] = {
    {"fifo", FL_POLICY_FIFO, 48, 8},         {"clock", FL_POLICY_SECOND_CHANCE, 43, 8},
    {"enhanced", FL_POLICY_ENHANCED, 31, 5}, {"aging", FL_POLICY_AGING, 48, 8},
    {"lru", FL_POLICY_LRU, 45, 8},           {"mru", FL_POLICY_MRU, 40, 8},
    {"lfu", FL_POLICY_LFU, 33, 5},           {"mfu", FL_POLICY_MFU, 55, 8},
    {"2q", FL_POLICY_TWO_QUEUE, 48, 8},      {"ws", FL_POLICY_WORKING_SET, 45, 8},
    {"wsclock", FL_POLICY_WSCLOCK, 48, 8},   {"random", FL_POLICY_RANDOM, 39, 8},
};

#endif
