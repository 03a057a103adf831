/* slab.h - caches of equal objects, carved from slabs of whole pages; the same file runs in the kernel and on the host.
 *
 * A cache holds objects of one kind. Its slabs are full, partial or empty; objects come from a partial slab first, so
 * that the others can become empty, and of the empty ones a single one is kept. What a cache knows about a slab lies
 * outside of it: a free object's memory is never touched, so an object keeps what its constructor made of it.
 */
#ifndef FAULTLINE_KERNEL_SLAB_H
#define FAULTLINE_KERNEL_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FL_SLAB_MAX_OBJECTS 256 /* in one slab: 16-byte objects in a page of 4 KiB */

struct fl_slab_cache;

struct fl_slab {
    struct fl_slab *previous, *next; /* in its cache's list of full, partial or empty slabs */
    struct fl_slab_cache *cache;     /* NULL: a descriptor not in use                       */
    char *memory;
    uint32_t used;
    uint64_t taken[FL_SLAB_MAX_OBJECTS / 64]; /* bit i: object i is in use */
};

/* Where slabs' memory comes from, and how an object's address leads to its slab. All have `env` handed in. */
struct fl_slab_source {
    void *env;
    void *(*take)(void *env, size_t bytes); /* page-aligned memory, not cleared; NULL: none */
    void (*give)(void *env, void *memory, size_t bytes);
    struct fl_slab *(*new_slab)(void *env); /* a descriptor; NULL: none */
    void (*free_slab)(void *env, struct fl_slab *slab);
    void (*set_owner)(void *env, struct fl_slab *slab, size_t bytes); /* slab->memory belongs to it from now on */
    struct fl_slab *(*owner)(void *env, const void *object);          /* NULL: it lies in no slab */
};

struct fl_slab_list {
    struct fl_slab *first;
    uint32_t slabs;
};

struct fl_slab_cache {
    const char *name;
    size_t object_size;
    size_t slab_bytes; /* 0: the smallest number of pages that holds one */
    void (*construct)(
        void *object); /* once for each object of a new slab; objects come back as constructed. May be NULL */
    struct fl_slab_list full, partial, empty;
    uint32_t objects_used;
};

/* An object; NULL if the source has no memory. Lowest address of the first partial slab, so order is deterministic. */
void *fl_slab_take(struct fl_slab_cache *cache, const struct fl_slab_source *source);

/* Gives an object back. False: it is no object of this cache, or not in use. */
bool fl_slab_give(struct fl_slab_cache *cache, const struct fl_slab_source *source, void *object);

/* Gives empty slabs back to the source, all of them; how many. */
uint32_t fl_slab_reap(struct fl_slab_cache *cache, const struct fl_slab_source *source);

/* Objects that fit in one slab. */
uint32_t fl_slab_objects(const struct fl_slab_cache *cache);

#endif
