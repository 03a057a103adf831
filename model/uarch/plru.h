/* plru.h - tree-PLRU replacement over N entries, N a power of two (docs/microarchitecture.md section 4). */
#ifndef FL_UARCH_PLRU_H
#define FL_UARCH_PLRU_H

#include <stdint.h>

/* Touching `entry` is tree = (tree & keep) | set; these are its two masks. Node k of the tree is bit k. */
void fl_plru_touch_masks(unsigned entries, unsigned entry, uint64_t *keep, uint64_t *set);

/* The leaf the tree points at. */
unsigned fl_plru_victim(unsigned entries, uint64_t tree);

#endif
