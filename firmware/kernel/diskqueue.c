/* diskqueue.c - disk scheduling: who waits for the disk is not always served in the order of coming.
 *
 *   fcfs   first come, first served: fair, and the arm goes where chance sends it
 *   sstf   shortest seek time first: the request nearest to the arm; one far away can starve
 *   scan   the elevator: the nearest request ahead of the arm; when there is none ahead, the arm turns
 *          (it does not go on to the edge of the disk, which some books call LOOK)
 *
 * Ties: the older request. Cost: one pass over the waiting requests.
 * Invariant: a request is in the queue exactly once from disk_queue_add() to the disk_queue_take() that returns it.
 */
#include "diskqueue.h"

#include "virtio_blk.h"

#include <stddef.h>

#define MANY 10u /* a driver's chains: the device may have all of them */

static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

static struct blk_request *choose_oldest(struct disk_arm *arm, struct blk_request *oldest)
{
    (void)arm;
    return oldest;
}

static struct blk_request *choose_nearest(struct disk_arm *arm, struct blk_request *oldest)
{
    struct blk_request *best = oldest;
    for (struct blk_request *r = oldest->next; r; r = r->next)
        if (distance(r->sector, arm->sector) < distance(best->sector, arm->sector))
            best = r;
    return best;
}

static struct blk_request *nearest_ahead(const struct disk_arm *arm, struct blk_request *oldest)
{
    struct blk_request *best = NULL;
    for (struct blk_request *r = oldest; r; r = r->next) {
        bool ahead = arm->downwards ? r->sector <= arm->sector : r->sector >= arm->sector;
        if (ahead && (!best || distance(r->sector, arm->sector) < distance(best->sector, arm->sector)))
            best = r;
    }
    return best;
}

static struct blk_request *choose_ahead(struct disk_arm *arm, struct blk_request *oldest)
{
    struct blk_request *best = nearest_ahead(arm, oldest);
    if (best)
        return best;
    arm->downwards = !arm->downwards;
    return nearest_ahead(arm, oldest);
}

static const struct disk_order orders[] = {
    {"device", MANY, choose_oldest},
    {"fcfs", 1, choose_oldest},
    {"sstf", 1, choose_nearest},
    {"scan", 1, choose_ahead},
};

static bool same(const char *a, const char *b)
{
    for (; *a && *a == *b; a++)
        b++;
    return *a == *b;
}

const struct disk_order *disk_order_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
        if (same(orders[i].name, name))
            return &orders[i];
    return NULL;
}

void disk_queue_add(struct disk_queue *queue, struct blk_request *request)
{
    struct blk_request **link = &queue->oldest;
    while (*link)
        link = &(*link)->next;
    request->next = NULL;
    *link = request;
}

struct blk_request *disk_queue_take(struct disk_queue *queue)
{
    if (!queue->oldest)
        return NULL;
    struct blk_request *chosen = queue->order->choose(&queue->arm, queue->oldest), **link = &queue->oldest;
    while (*link != chosen)
        link = &(*link)->next;
    *link = chosen->next;
    queue->travelled += distance(chosen->sector, queue->arm.sector);
    queue->arm.sector = chosen->sector + chosen->bytes / 512;
    return chosen;
}
