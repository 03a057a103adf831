/* fdt.h - reads the flattened device tree that the board hands over (Devicetree Specification, chapter 5). */
#ifndef FAULTLINE_KERNEL_FDT_H
#define FAULTLINE_KERNEL_FDT_H

#include <stddef.h>
#include <stdint.h>

/* Value of `property` in the child of the root called `node` or `node@...`; its size in `size`. NULL if there is none
 * or the tree is damaged. The value is big-endian and stays in the tree. */
const void *fdt_property(const void *tree, const char *node, const char *property, size_t *size);

/* A big-endian number of 4 or 8 bytes. */
uint64_t fdt_number(const void *value, size_t size);

#endif
