/* device_tree.h - what the machine tells its firmware about itself, as a flattened device tree. */
#ifndef FAULTLINE_PLATFORM_DEVICE_TREE_H
#define FAULTLINE_PLATFORM_DEVICE_TREE_H

#include "platform/platform.h"

struct fl_device_tree {
    uint8_t *bytes; /* owned; free() */
    size_t size;
};

/* `initrd_start` == `initrd_end`: none. The blob's size does not depend on where an initrd lies. False: out of
 * memory. */
bool fl_device_tree_build(const struct fl_platform_config *config, uint64_t initrd_start, uint64_t initrd_end,
                          struct fl_device_tree *tree);

#endif
