/* descriptor.c - the table of open files of each process.
 *
 * Invariant: a descriptor's users are the table entries that lead to it, and it is one user of its object.
 */
#include "descriptor.h"

#include "abi.h"
#include "kmem.h"
#include "process.h"

#define FIRST_NUMBER 3 /* 0, 1 and 2 are the console */

static struct kmem_cache cache = KMEM_CACHE(struct descriptor);
static uint64_t open_count;

int64_t descriptor_open(struct object *object, bool may_write)
{
    struct process *process = process_running();
    int64_t i = 0;
    while (i < DESCRIPTORS && process->descriptor[i])
        i++;
    if (i == DESCRIPTORS)
        return -FL_EMFILE;
    struct descriptor *descriptor = kmem_take(&cache);
    if (!descriptor)
        return -FL_ENOMEM;
    *descriptor = (struct descriptor){.object = object, .may_write = may_write, .users = 1};
    object_hold(object);
    open_count++;
    process->descriptor[i] = descriptor;
    return i + FIRST_NUMBER;
}

struct descriptor *descriptor_find(int64_t number)
{
    if (number < FIRST_NUMBER || number >= FIRST_NUMBER + DESCRIPTORS)
        return NULL;
    return process_running()->descriptor[number - FIRST_NUMBER];
}

static enum outcome release(struct descriptor *descriptor)
{
    if (--descriptor->users > 0)
        return DONE;
    struct object *object = descriptor->object;
    kmem_give(&cache, descriptor);
    open_count--;
    return object_release(object);
}

int64_t descriptor_close(int64_t number)
{
    struct descriptor *descriptor = descriptor_find(number);
    if (!descriptor)
        return -FL_EBADF;
    process_running()->descriptor[number - FIRST_NUMBER] = NULL;
    return release(descriptor) == DONE ? 0 : -FL_EIO;
}

void descriptors_copy(const struct process *from, struct process *to)
{
    for (int i = 0; i < DESCRIPTORS; i++) {
        to->descriptor[i] = from->descriptor[i];
        if (to->descriptor[i])
            to->descriptor[i]->users++;
    }
}

void descriptors_close_all(struct process *process)
{
    for (int i = 0; i < DESCRIPTORS; i++) {
        struct descriptor *descriptor = process->descriptor[i];
        process->descriptor[i] = NULL;
        if (descriptor)
            release(descriptor);
    }
}

uint64_t descriptors_open(void)
{
    return open_count;
}
