/* features.c - what menvcfg switches on for the kernel: its own timer register, and hardware updating of A and D.
 *
 * Both bits are optional and read back 0 on a hart without the extension; menvcfg itself may be absent.
 */
#include "csr.h"
#include "shim.h"

bool sstc_enable(void)
{
    if (!csr_try_write(CSR_MENVCFG, MENVCFG_STCE) || !(csr_try_read(CSR_MENVCFG) & MENVCFG_STCE))
        return false;
    return csr_try_write(CSR_STIMECMP, UINT64_MAX); /* quiet until the kernel asks */
}

bool hardware_ad_set(bool on)
{
    uint64_t wanted = csr_try_read(CSR_MENVCFG) & ~MENVCFG_ADUE;
    if (on)
        wanted |= MENVCFG_ADUE;
    bool obeyed = csr_try_write(CSR_MENVCFG, wanted) && csr_try_read(CSR_MENVCFG) == wanted;
    __asm__ volatile("sfence.vma x0, x0" ::
                         : "memory"); /* cached translations may have been judged under the old rule */
    return obeyed || !on;
}
