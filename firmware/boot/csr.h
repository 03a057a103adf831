/* csr.h - control registers from M-mode C, including those that a hart may not have.
 *
 * Numbers, not names: the assembler refuses the names of extensions that -march does not list.
 */
#ifndef FAULTLINE_BOOT_CSR_H
#define FAULTLINE_BOOT_CSR_H

#include <stdbool.h>
#include <stdint.h>

enum {
    CSR_MEDELEG = 0x302,
    CSR_MIDELEG = 0x303,
    CSR_MIE = 0x304,
    CSR_MCOUNTEREN = 0x306,
    CSR_MENVCFG = 0x30a,
    CSR_MIP = 0x344,
    CSR_PMPCFG0 = 0x3a0,
    CSR_PMPADDR0 = 0x3b0,
    CSR_STIMECMP = 0x14d,
    CSR_SCOUNTEREN = 0x106,
};

#define MENVCFG_STCE (1ull << 63) /* stimecmp is there for S-mode (Privileged, Sstc)                   */
#define MENVCFG_ADUE (1ull << 61) /* hardware sets A and D (Privileged, Svadu)                         */
#define MIP_STIP     (1ull << 5)
#define MIP_MTIP     (1ull << 7)

#define csr_write(csr, value) __asm__ volatile("csrw %0, %1" ::"i"(csr), "r"((uint64_t)(value)) : "memory")
#define csr_set(csr, bits)    __asm__ volatile("csrs %0, %1" ::"i"(csr), "r"((uint64_t)(bits)) : "memory")
#define csr_clear(csr, bits)  __asm__ volatile("csrc %0, %1" ::"i"(csr), "r"((uint64_t)(bits)) : "memory")

/* Does `operation` on a register that may be absent: an illegal-instruction trap lands behind it, through a temporary
 * mtvec, and leaves `ok` at 0. mtvec wants a 4-byte aligned target. */
#define CSR_GUARDED(operation)                                                                                         \
    "   la      t0, 9f\n"                                                                                              \
    "   csrrw   t0, mtvec, t0\n"                                                                                       \
    "   li      %[ok], 0\n" operation "\n"                                                                             \
    "   li      %[ok], 1\n"                                                                                            \
    "   .balign 4\n"                                                                                                   \
    "9: csrw    mtvec, t0\n"

/* Writes the register; false if this hart has none. */
#define csr_try_write(csr, value)                                                                                      \
    ({                                                                                                                 \
        uint64_t ok_;                                                                                                  \
        __asm__ volatile(CSR_GUARDED("csrw %[n], %[v]")                                                                \
                         : [ok] "=&r"(ok_)                                                                             \
                         : [n] "i"(csr), [v] "r"((uint64_t)(value))                                                    \
                         : "t0", "memory");                                                                            \
        ok_ != 0;                                                                                                      \
    })

/* Reads the register; 0 if this hart has none. */
#define csr_try_read(csr)                                                                                              \
    ({                                                                                                                 \
        uint64_t ok_, value_ = 0;                                                                                      \
        __asm__ volatile(CSR_GUARDED("csrr %[v], %[n]")                                                                \
                         : [ok] "=&r"(ok_), [v] "+&r"(value_)                                                          \
                         : [n] "i"(csr)                                                                                \
                         : "t0", "memory");                                                                            \
        value_;                                                                                                        \
    })

#endif
