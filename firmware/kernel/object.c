/* object.c - counts the users of files and shared memory.
 *
 * Invariant: users = descriptors that are open on the object + regions that map it.
 */
#include "object.h"

const struct page_source page_source_zero = {.slot = SWAP_NONE};

struct page_source page_source_disk(uint64_t sector, uint64_t bytes)
{
    return (struct page_source){.sector = sector, .bytes = (uint32_t)bytes, .slot = SWAP_NONE};
}

void object_hold(struct object *object)
{
    object->users++;
}

enum outcome object_release(struct object *object)
{
    return --object->users == 0 ? object->kind->unused(object) : DONE;
}
