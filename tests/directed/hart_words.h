/* hart_words.h - the instructions, CSRs and CSR fields of the stories, by name. */
#ifndef DIRECTED_HART_WORDS_H
#define DIRECTED_HART_WORDS_H

#include <stdint.h>

/* Instructions: address in a1, data in a2, result in a0. */
enum hart_word {
    NOP = 0x00000013,
    LI_1 = 0x00100513, /* li a0, 1 */
    LI_2 = 0x00200513,
    C_LI_1 = 0x4505,
    JUMP = 0x00058067, /* jr a1 */
    LB = 0x00058503,
    LW = 0x0005a503,
    LD = 0x0005b503,
    SD = 0x00c5b023,
    LR_W = 0x1005a52f,
    LR_D = 0x1005b52f,
    SC_W = 0x18c5a52f,
    SC_D = 0x18c5b52f,
    AMOADD_W = 0x00c5a52f,
    AMOADD_D = 0x00c5b52f,
    CBO_INVAL = 0x0005a00f,
    CBO_CLEAN = 0x0015a00f,
    CBO_FLUSH = 0x0025a00f,
    CBO_ZERO = 0x0045a00f,
    PREFETCH_I = 0x0005e013,
    PREFETCH_R = 0x0015e013,
    PREFETCH_W = 0x0035e013,
    ECALL = 0x00000073,
    SRET = 0x10200073,
    MRET = 0x30200073,
    WFI = 0x10500073,
    FENCE_ALL = 0x12000073,     /* sfence.vma */
    FENCE_VA = 0x12058073,      /* sfence.vma a1 */
    FENCE_ASID = 0x12c00073,    /* sfence.vma x0, a2 */
    FENCE_VA_ASID = 0x12c58073, /* sfence.vma a1, a2 */
    SINVAL_VA = 0x16058073,
    W_INVAL = 0x18000073,
    INVAL_IR = 0x18100073,
};
#define CSRR(csr)  (0x00002573u | (uint32_t)(csr) << 20) /* csrr a0, csr */
#define CSRRW(csr) (0x00059573u | (uint32_t)(csr) << 20) /* csrrw a0, csr, a1 */
#define CSRRS(csr) (0x0005a573u | (uint32_t)(csr) << 20)
#define CSRRC(csr) (0x0005b573u | (uint32_t)(csr) << 20)

enum hart_csr {
    SSTATUS = 0x100,
    SIE = 0x104,
    STVEC = 0x105,
    SCOUNTEREN = 0x106,
    SENVCFG = 0x10a,
    SEPC = 0x141,
    SCAUSE = 0x142,
    STVAL = 0x143,
    SIP = 0x144,
    STIMECMP = 0x14d,
    SATP = 0x180,
    MSTATUS = 0x300,
    MEDELEG = 0x302,
    MIDELEG = 0x303,
    MIE = 0x304,
    MTVEC = 0x305,
    MCOUNTEREN = 0x306,
    MENVCFG = 0x30a,
    MEPC = 0x341,
    MCAUSE = 0x342,
    MTVAL = 0x343,
    MIP = 0x344,
    PMPCFG0 = 0x3a0,
    PMPADDR0 = 0x3b0,
    MSECCFG = 0x747,
    CYCLE = 0xc00,
    TIME = 0xc01,
    INSTRET = 0xc02,
};
#define BIT(n)          (UINT64_C(1) << (n))
#define MPRV            BIT(17)
#define SUM             BIT(18)
#define MXR             BIT(19)
#define TVM             BIT(20)
#define TW              BIT(21)
#define TSR             BIT(22)
#define ADUE            BIT(61)
#define PBMTE           BIT(62)
#define STCE            BIT(63)
#define INTERRUPT(code) (BIT(63) | (code))

#endif
