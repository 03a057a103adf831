/* descriptor.h - a process's numbers for what it has open; a child inherits them, and shares the position. */
#ifndef FAULTLINE_KERNEL_DESCRIPTOR_H
#define FAULTLINE_KERNEL_DESCRIPTOR_H

#include "object.h"

#include <stdbool.h>
#include <stdint.h>

struct process;

struct descriptor {
    struct object *object;
    uint64_t offset;
    bool may_write;
    uint32_t users; /* processes that inherited it */
};

/* A number of the running process's for the object; -FL_EMFILE or -FL_ENOMEM. */
int64_t descriptor_open(struct object *object, bool may_write);

/* NULL: the number names nothing open. */
struct descriptor *descriptor_find(int64_t number);

/* 0, -FL_EBADF, or -FL_EIO if the last user's closing could not write everything. */
int64_t descriptor_close(int64_t number);

void descriptors_copy(const struct process *from, struct process *to);
void descriptors_close_all(struct process *process);

/* For checks: all that are open. */
uint64_t descriptors_open(void);

#endif
