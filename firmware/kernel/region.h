/* region.h - a stretch of an address space with one meaning: what may be done there, and what an untouched page holds.
 *
 * Kinds differ in a small table of operations. Regions of a process do not overlap and are kept in order of address.
 */
#ifndef FAULTLINE_KERNEL_REGION_H
#define FAULTLINE_KERNEL_REGION_H

#include "object.h"

#include <stdbool.h>
#include <stdint.h>

struct pool;
struct process;
struct region;

struct region_kind {
    const char *name;
    struct page_source (*source)(const struct region *region, uint64_t page);
    /* May the region grow down to hold `va`, with the next lower region ending at `below`?  NULL: never. */
    bool (*may_grow)(const struct region *region, uint64_t va, uint64_t below);
};

struct region {
    uint64_t start, end; /* page-aligned; empty only for a heap not yet used      */
    uint64_t rights;     /* PTE_R, PTE_W, PTE_X                                   */
    const struct region_kind *kind;
    uint64_t file_sector; /* of the page at start                                  */
    uint64_t file_bytes;  /* from start on that come from the file                 */
    struct pool *pool;    /* that pays for its pages: its process's, or a quota's  */
    struct region *next;
    struct object *object; /* what is mapped here, NULL: nothing that outlives us   */
    uint64_t offset;       /* in the object, of the page at start                   */
    bool shared;           /* stores go to the object; otherwise they are our own   */
    uint64_t refused;      /* rights that cannot be given                           */
};

extern const struct region_kind region_anonymous, region_file, region_heap, region_stack, region_mapped;

/* Adds a region, which holds its object; NULL if it would overlap another one or leave the user's half, or memory is
 * exhausted. */
struct region *region_add(struct process *process, const struct region *like);

/* The region that holds va, growing one that may; NULL: nothing is there. */
struct region *region_find(struct process *process, uint64_t va);

/* Room for `size` bytes at or above `from`, 0 if there is none. */
uint64_t region_find_room(const struct process *process, uint64_t from, uint64_t size);

/* Is [start, end) inside the user's half and free of regions, but for `except`?  */
bool region_is_room(const struct process *process, uint64_t start, uint64_t end, const struct region *except);

/* Does some region hold a part of [start, end)?  */
bool region_any(const struct process *process, uint64_t start, uint64_t end);

/* Makes `at` the border of two regions if it is inside one; what may be done where stays the same. False: no memory. */
bool region_split(struct process *process, uint64_t at);

/* Forgets the regions inside [start, end), whose borders no region crosses and whose pages are gone. May sleep: the last
 * user of a file writes it back. DONE or IO_ERROR. */
enum outcome region_remove(struct process *process, uint64_t start, uint64_t end);

/* Copies the list; pools are not inherited. False: no memory, and the copy is incomplete. */
bool region_copy_all(const struct process *from, struct process *to);

/* Forgets all regions; may sleep. */
void region_free_all(struct process *process);

#endif
