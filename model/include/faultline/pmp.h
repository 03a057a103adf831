/* pmp.h - physical memory protection (Privileged 3.7) with Smepmp. Pure functions over the CSR values. */
#ifndef FAULTLINE_PMP_H
#define FAULTLINE_PMP_H

#include "types.h"

#pragma GCC visibility push(default) /* what the shared library exports */

#ifdef __cplusplus
extern "C" {
#endif

#define FL_PMP_MAX 64

/* The CSRs as the hart holds them. `count` entries are implemented: 0, 16 or 64. */
struct fl_pmp {
    unsigned count;
    uint8_t cfg[FL_PMP_MAX];   /* pmpNcfg: L at 7, A at 4:3, X W R at 2:0 */
    uint64_t addr[FL_PMP_MAX]; /* pmpaddrN: PA[55:2] */
    bool mml, mmwp, rlb;       /* mseccfg (Smepmp) */
    uint16_t writes;           /* CSR writes so far, modulo 2^14: equal means that nothing has changed */
};

enum fl_pmp_kind { FL_PMP_READ = 1, FL_PMP_WRITE = 2, FL_PMP_EXEC = 4, FL_PMP_READ_WRITE = 3 };

/* May `privilege` do this to [pa, pa + size)? `entry` (may be NULL) receives the deciding entry, -1 when none matched.
 * A NULL or empty pmp allows everything. */
bool fl_pmp_allows(const struct fl_pmp *pmp, enum fl_privilege privilege, enum fl_pmp_kind kind, uint64_t pa,
                   unsigned size, int *entry);

/* Does every access inside [pa, pa + size) get the same decision, whatever its place and size there? (no active entry begins or
 * ends strictly inside) For simulators that remember one answer for a whole page. */
bool fl_pmp_uniform(const struct fl_pmp *pmp, uint64_t pa, uint64_t size);

/* The same for an access of the MMU port: a fetch executes, an AMO reads and writes, cache-block management goes where a load or a
 * store may. Cache-block operations are judged over the 64-byte block that holds `pa` (Zic64b). */
bool fl_pmp_allows_access(const struct fl_pmp *pmp, enum fl_privilege privilege, enum fl_access access, uint64_t pa,
                          unsigned size);

/* CSR writes with their WARL and lock rules (Privileged 3.7.1, Smepmp): what the registers hold afterwards. */
void fl_pmp_write_cfg(struct fl_pmp *pmp, unsigned entry, uint8_t value);
void fl_pmp_write_addr(struct fl_pmp *pmp, unsigned entry, uint64_t value);
void fl_pmp_write_mseccfg(struct fl_pmp *pmp, uint64_t value);

#ifdef __cplusplus
}
#endif

#pragma GCC visibility pop

#endif
