/* fifo.c - first in, first out.
 *
 * Theory: the page that has been resident longest goes. Use does not matter, so a page that everybody needs goes too,
 * and more frames can mean more faults (Belady's anomaly: reference string 1 2 3 4 1 2 5 1 2 3 4 5 has 9 faults with
 * three frames and 10 with four).
 * Ties: none, arrival is a total order. Cost: constant time for each verb, one link a page.
 */
#include "queue.h"

static uint32_t fifo_victim(struct fl_replacer *policy)
{
    return fl_queue_take(policy, policy->list[0].oldest);
}

const struct fl_policy_ops fl_policy_fifo = {
    .name = "fifo",
    .insert = fl_queue_append,
    .remove = fl_queue_remove,
    .accessed = fl_policy_ignore_page,
    .tick = fl_policy_ignore_tick,
    .victim = fifo_victim,
};
