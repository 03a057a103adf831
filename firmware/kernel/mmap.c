/* mmap.c - files and shared memory as part of an address space: mapped, protected, and made to last.
 *
 * A mapping only says what is legal and where the content is; the fault handler brings pages in. Shared: stores go to the
 * object's own pages. Private: its pages are mapped copy-on-write, so no store reaches the object.
 */
#include "abi.h"
#include "descriptor.h"
#include "file.h"
#include "filecalls.h"
#include "layout.h"
#include "memcalls.h"
#include "pool.h"
#include "process.h"
#include "region.h"
#include "shm.h"

#include <stddef.h>

#define RIGHTS (FL_MAP_READ | FL_MAP_WRITE | FL_MAP_EXEC)

static uint64_t rights_of(uint64_t flags)
{
    return (flags & FL_MAP_READ ? PTE_R : 0) | (flags & FL_MAP_WRITE ? PTE_W : 0) | (flags & FL_MAP_EXEC ? PTE_X : 0);
}

/* What the region maps: an open file or object, which must reach as far. 0 or a negative FL_E*. */
static int64_t map_descriptor(struct region *region, int64_t fd, uint64_t offset, uint64_t size)
{
    const struct descriptor *descriptor = descriptor_find(fd);
    if (!descriptor)
        return -FL_EBADF;
    struct object *object = descriptor->object;
    uint64_t reach = page_up(object->size);
    if ((offset & PAGE_MASK) || offset >= reach || page_up(size) > reach - offset)
        return -FL_EINVAL;
    if (!region->shared && object->kind == &object_shm)
        return -FL_EINVAL;
    region->kind = &region_mapped;
    region->object = object;
    region->offset = offset;
    region->refused = region->shared && !descriptor->may_write ? PTE_W : 0;
    return region->rights & region->refused ? -FL_EACCES : 0;
}

/* Memory that nothing names: private, or shared with the children to come. */
static int64_t map_anonymous(struct region *region, uint64_t size)
{
    if (!region->shared)
        return 0;
    region->kind = &region_mapped;
    region->object = size <= SHM_MAX_BYTES ? shm_create(NULL, size) : NULL;
    return region->object ? 0 : -FL_ENOMEM;
}

int64_t sys_mmap(const uint64_t argument[6])
{
    uint64_t size = argument[1], flags = argument[2];
    int64_t fd = (int64_t)argument[3];
    struct region region = {
        .start = argument[0], .rights = rights_of(flags), .kind = &region_anonymous, .shared = flags & FL_MAP_SHARED};
    if ((flags & ~(uint64_t)(RIGHTS | FL_MAP_SHARED)) || !(flags & FL_MAP_READ))
        return -FL_EINVAL;
    int64_t error = memory_place(&region, size);
    if (!error)
        error = fd == -1 ? map_anonymous(&region, size) : map_descriptor(&region, fd, argument[4], size);
    if (error)
        return error;
    if (region_add(process_space(), &region))
        return (int64_t)region.start;
    if (fd == -1 && region.object)
        shm_unlink(region.object);
    return -FL_ENOMEM;
}

/* Is all of [start, end) in regions, and may all of them have these rights?  0 or a negative FL_E*. */
static int64_t check_protect(const struct process *process, uint64_t start, uint64_t end, uint64_t rights)
{
    uint64_t at = start;
    for (const struct region *r = process->regions; r && at < end; r = r->next) {
        if (r->end <= at)
            continue;
        if (r->start > at)
            break;
        if (r->refused & rights)
            return -FL_EACCES;
        at = r->end;
    }
    return at >= end ? 0 : -FL_EINVAL;
}

/* A page that gains W without being shared by intent is left to the copy-on-write fault, which knows who else has it. */
static void protect_pages(struct process *process, const struct region *region)
{
    pte_t pte;
    for (uint64_t va = region->start; pagetable_next(&process->pagetable, &va, region->end, &pte); va += PAGE_SIZE) {
        if (!(pte & PTE_V))
            continue;
        pte_t changed = (pte & ~(PTE_R | PTE_W | PTE_X | PTE_COW)) | (region->rights & (PTE_R | PTE_X));
        if (region->rights & PTE_W)
            changed |= region->shared || (pte & PTE_W) ? PTE_W : PTE_COW;
        pagetable_put(&process->pagetable, va, changed);
    }
}

int64_t sys_mprotect(const uint64_t argument[6])
{
    struct process *process = process_space();
    uint64_t start = argument[0], end, flags = argument[2];
    if (!memory_range(start, argument[1], &end) || (flags & ~(uint64_t)RIGHTS) || !(flags & FL_MAP_READ))
        return -FL_EINVAL;
    int64_t error = check_protect(process, start, end, rights_of(flags));
    if (error)
        return error;
    if (!region_split(process, start) || !region_split(process, end))
        return -FL_ENOMEM;
    for (struct region *r = process->regions; r; r = r->next) {
        if (r->start < start || r->end > end)
            continue;
        r->rights = rights_of(flags);
        protect_pages(process, r);
    }
    return 0;
}

int64_t sys_msync(const uint64_t argument[6])
{
    struct process *process = process_space();
    uint64_t start = argument[0], end;
    if (!memory_range(start, argument[1], &end) || !region_any(process, start, end))
        return -FL_EINVAL;
    enum outcome outcome = DONE;
    for (const struct region *r = process->regions; r; r = r->next) {
        if (!r->object || !r->shared || end <= r->start || r->end <= start)
            continue;
        uint64_t first = start > r->start ? start : r->start, last = end < r->end ? end : r->end;
        if (r->object->kind->sync(r->object, r->offset + (first - r->start), r->offset + (last - r->start)) != DONE)
            outcome = IO_ERROR;
    }
    return outcome == DONE ? 0 : -FL_EIO;
}
