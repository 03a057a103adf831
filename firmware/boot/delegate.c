/* delegate.c - which traps go straight to the kernel (Privileged 3.1.8), and which counters it and its processes may
 * read.
 *
 * Exceptions: all that S or U can raise, except the call from S-mode (9), which is how the kernel speaks to the shim.
 * Interrupts: the three of S-mode.
 */
#include "csr.h"
#include "shim.h"

#define EXCEPTIONS_FOR_S   0xb1ff /* 0 to 8, 12, 13, 15 */
#define INTERRUPTS_FOR_S   0x222  /* software, timer, external */
#define CYCLE_TIME_INSTRET 7

void traps_delegate(void)
{
    csr_write(CSR_MEDELEG, EXCEPTIONS_FOR_S);
    csr_write(CSR_MIDELEG, INTERRUPTS_FOR_S);
    csr_write(CSR_MIE, 0);
    csr_try_write(CSR_MCOUNTEREN, CYCLE_TIME_INSTRET);
    csr_try_write(CSR_SCOUNTEREN, CYCLE_TIME_INSTRET);
}
