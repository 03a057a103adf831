/* shm.h - memory that processes share by name, or by inheriting it; its pages are swapped like any others. */
#ifndef FAULTLINE_KERNEL_SHM_H
#define FAULTLINE_KERNEL_SHM_H

#include "object.h"

#include <stddef.h>

#define SHM_NAME_SIZE 32
#define SHM_MAX_BYTES (4ull << 20)

extern const struct object_kind object_shm;

/* A new object of so many zeroes, without users yet. NULL as name: it goes with its last user. NULL: no memory, or a
 * size that cannot be. */
struct object *shm_create(const char *name, uint64_t size);

/* NULL: no object has the name. */
struct object *shm_find(const char *name);

/* The name is free again; the object goes when its last user has gone. */
void shm_unlink(struct object *object);

/* At the machine's end: names live no longer. */
void shm_drop_all(void);

/* For checks: users of all objects. */
uint64_t shm_users(void);

#endif
