/* pmp.c - physical memory protection: one entry that opens everything.
 *
 * With at least one entry implemented, S and U may touch nothing that no entry allows (Privileged 3.7.1). A hart with
 * no entries has no such registers, and nothing is to be done.
 */
#include "csr.h"
#include "shim.h"

#define PMP_NAPOT_RWX 0x1f

void pmp_open(void)
{
    if (csr_try_write(CSR_PMPADDR0, UINT64_MAX >> 10))
        csr_try_write(CSR_PMPCFG0, PMP_NAPOT_RWX);
}
