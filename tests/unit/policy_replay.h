/* policy_replay.h - a reference string played to a policy on the host, and what came of it. */
#ifndef FAULTLINE_TEST_POLICY_REPLAY_H
#define FAULTLINE_TEST_POLICY_REPLAY_H

#include <stddef.h>

#include "policy/policy.h"
#include "policy_memory.h"

struct replay {
    const unsigned char *trace; /* page numbers, below MEMORY_PAGES            */
    size_t length;
    unsigned frames;
    bool clear_on_load; /* the load itself does not count as a use              */
    unsigned tick_each; /* uses between two ticks, 0: no ticks                  */
    const bool *writes; /* which uses are stores; NULL: none is                 */
    struct fl_policy_parameters parameters;
    unsigned faults, writebacks, most_resident; /* what came of it                                  */
};

/* Pages are brought in by the use that finds them absent, and leave as the policy says. */
void replay_run(struct replay *replay, const struct fl_policy_ops *ops);

/* Faults of a string of digits over so many frames with everything else as by default. */
unsigned replay_digits(const char *digits, const struct fl_policy_ops *ops, unsigned frames);

#endif
