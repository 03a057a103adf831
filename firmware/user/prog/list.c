/* list - a linked list with a node in each page, in an order that is not that of addresses.
 *
 * More nodes than frames: under FIFO each walk faults at every node, however often it is repeated; with a frame for
 * each node only the first walk does.
 */
#include "check.h"
#include "process.h"

enum { NODES = 48, FEW = 16, WALKS = 3, STRIDE = 29 };

struct node {
    struct node *next;
    uint64_t number;
};

static struct node *node_at(char *region, unsigned number)
{
    return (struct node *)(region + number * STRIDE % NODES * FL_PAGE);
}

static void link_all(char *region)
{
    for (unsigned i = 0; i < NODES; i++)
        *node_at(region, i) = (struct node){i + 1 < NODES ? node_at(region, i + 1) : NULL, i};
}

static uint64_t walk(const struct node *node)
{
    uint64_t sum = 0;
    for (; node; node = node->next)
        sum += node->number;
    return sum;
}

static void run(unsigned frames, unsigned faults_a_walk)
{
    char *region = (char *)fl_map(NULL, NODES * FL_PAGE);
    fl_quota(region, frames, FL_POLICY_FIFO);
    link_all(region);
    for (unsigned i = 0; i < WALKS; i++) {
        struct fl_counters before, after;
        fl_own_counters(&before);
        uint64_t sum = walk(node_at(region, 0));
        fl_own_counters(&after);
        fl_check_count(fl_page_ins(&after) - fl_page_ins(&before), faults_a_walk, "faults",
                       "%u frames, walk %u over %u nodes", frames, i, (unsigned)NODES);
        fl_check_count(sum, NODES * (NODES - 1) / 2, "is the sum", "the nodes' numbers");
    }
    fl_unmap(region, NODES * FL_PAGE);
}

int main(void)
{
    fl_begin("list", "a linked list, a node a page");
    run(FEW, NODES);
    run(NODES, 0);
    return fl_finish();
}
