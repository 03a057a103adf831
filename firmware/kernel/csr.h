/* csr.h - the control registers that the kernel uses. */
#ifndef FAULTLINE_KERNEL_CSR_H
#define FAULTLINE_KERNEL_CSR_H

#define SSTATUS_SIE  (1ull << 1)
#define SSTATUS_SPIE (1ull << 5)
#define SSTATUS_SPP  (1ull << 8)
#define SSTATUS_SUM  (1ull << 18)

#define SIE_TIMER    (1ull << 5)
#define SIE_EXTERNAL (1ull << 9)

#define CSR_STIMECMP 0x14d /* by number: the assembler knows the name only with Sstc in -march */

#ifndef __ASSEMBLER__
#include <stdint.h>

#define csr_read(name)                                                                                                 \
    ({                                                                                                                 \
        uint64_t value_;                                                                                               \
        __asm__ volatile("csrr %0, " #name : "=r"(value_)::"memory");                                                  \
        value_;                                                                                                        \
    })
#define csr_write(name, value) __asm__ volatile("csrw " #name ", %0" ::"rK"((uint64_t)(value)) : "memory")
#define csr_set(name, bits)    __asm__ volatile("csrs " #name ", %0" ::"rK"((uint64_t)(bits)) : "memory")
#define csr_clear(name, bits)  __asm__ volatile("csrc " #name ", %0" ::"rK"((uint64_t)(bits)) : "memory")
#endif

#endif
