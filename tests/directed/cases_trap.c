/* cases_trap.c - trap entry, interrupt selection and return (Privileged 3.1.6.1, 3.1.8, 3.1.9, 3.3.2). */
#include "case.h"

/* mstatus fields. */
enum { SIE = 0x2, MIE = 0x8, SPIE = 0x20, MPIE = 0x80, SPP = 0x100, MPP_S = 0x800, MPP_M = 0x1800, MPRV = 0x20000 };
enum { SUM = 0x40000, MXR = 0x80000 }; /* pass through */
/* Interrupts as bits of mip and mie. */
enum { SSI = 0x2, MSI = 0x8, STI = 0x20, MTI = 0x80, SEI = 0x200, MEI = 0x800, LCOFI = 0x2000 };

#define INTERRUPT(code) (UINT64_C(0x8000000000000000) | (code))
#define PC              UINT64_C(0x80001234)
#define STVEC           UINT64_C(0xffffffc000001000)
#define MTVEC           UINT64_C(0x80000100)
#define VECTORS         .mtvec = MTVEC, .stvec = STVEC, .mepc = 0x80005678, .sepc = 0x10abc
/* An exception at PC; an interrupt before the instruction at PC. */
#define EXCEPTION(privilege_, cause_, ...)                                                                             \
    {                                                                                                                  \
        .event = FL_TRAP_EXCEPTION, .privilege = (privilege_), .cause = (cause_), .pc = PC, VECTORS, __VA_ARGS__       \
    }
#define PENDING(privilege_, ...)                                                                                       \
    {                                                                                                                  \
        .event = FL_TRAP_INTERRUPT, .privilege = (privilege_), .pc = PC, VECTORS, __VA_ARGS__                          \
    }
#define RETURN(event_, privilege_, mstatus_)                                                                           \
    {                                                                                                                  \
        .event = (event_), .privilege = (privilege_), .mstatus = (mstatus_), .pc = PC, VECTORS                         \
    }
#define TO_M(mstatus_, pc_, cause_, ...)                                                                               \
    {                                                                                                                  \
        .taken = true, .to_machine = true, .privilege = FL_MACHINE, .mstatus = (mstatus_), .pc = (pc_), .epc = PC,     \
        .cause = (cause_), __VA_ARGS__                                                                                 \
    }
#define TO_S(mstatus_, pc_, cause_, ...)                                                                               \
    {                                                                                                                  \
        .taken = true, .privilege = FL_SUPERVISOR, .mstatus = (mstatus_), .pc = (pc_), .epc = PC, .cause = (cause_),   \
        __VA_ARGS__                                                                                                    \
    }
#define NOT_TAKEN(privilege_, mstatus_)                                                                                \
    {                                                                                                                  \
        .privilege = (privilege_), .mstatus = (mstatus_), .pc = PC                                                     \
    }
#define BACK_TO(privilege_, mstatus_, pc_)                                                                             \
    {                                                                                                                  \
        .taken = true, .privilege = (privilege_), .mstatus = (mstatus_), .pc = (pc_)                                   \
    }

const struct directed_trap directed_traps[] = {
    {"54", "a fault under MPRV is M's own trap: MPP becomes M",
     EXCEPTION(FL_MACHINE, 13, .tval = 0x40403000, .mstatus = MPRV | MIE, .medeleg = 0xffff),
     TO_M(MPRV | MPIE | MPP_M, MTVEC, 13, .tval = 0x40403000)},
    {"55", "a trap leaves MPRV set; MPP = M makes the handler's loads physical",
     EXCEPTION(FL_MACHINE, 13, .tval = 0x1000, .mstatus = MPRV | MPP_S | MPIE),
     TO_M(MPRV | MPP_M, MTVEC, 13, .tval = 0x1000)},
    {"56", "MRET to S clears MPRV", RETURN(FL_TRAP_MRET, FL_MACHINE, MPRV | MPP_S | MPIE),
     BACK_TO(FL_SUPERVISOR, MIE | MPIE, 0x80005678)},
    {"56", "MRET to U clears MPRV", RETURN(FL_TRAP_MRET, FL_MACHINE, MPRV | MIE), BACK_TO(FL_USER, MPIE, 0x80005678)},
    {"56", "MRET to M keeps MPRV", RETURN(FL_TRAP_MRET, FL_MACHINE, MPRV | MPP_M | MPIE),
     BACK_TO(FL_MACHINE, MPRV | MIE | MPIE, 0x80005678)},
    {"56", "SRET from M clears MPRV and uses the supervisor's stack",
     RETURN(FL_TRAP_SRET, FL_MACHINE, MPRV | SPP | MPP_M), BACK_TO(FL_SUPERVISOR, SPIE | MPP_M, 0x10abc)},
    {"56", "SRET to U", RETURN(FL_TRAP_SRET, FL_SUPERVISOR, SPIE | SUM | MXR | MIE),
     BACK_TO(FL_USER, SIE | SPIE | SUM | MXR | MIE, 0x10abc)},
    {"93", "an interrupt delegated to S is not taken in M",
     PENDING(FL_MACHINE, .mstatus = MIE | SIE, .mideleg = SSI, .mie = SSI, .mip = SSI),
     NOT_TAKEN(FL_MACHINE, MIE | SIE)},
    {"93", "it is taken once S runs with SIE",
     PENDING(FL_SUPERVISOR, .mstatus = SIE, .mideleg = SSI, .mie = SSI, .mip = SSI),
     TO_S(SPIE | SPP, STVEC, INTERRUPT(1))},
    {"93", "S with SIE clear waits", PENDING(FL_SUPERVISOR, .mstatus = MIE, .mideleg = SEI, .mie = SEI, .mip = SEI),
     NOT_TAKEN(FL_SUPERVISOR, MIE)},
    {"93", "U never masks the supervisor's", PENDING(FL_USER, .mideleg = SEI, .mie = SEI, .mip = SEI),
     TO_S(0, STVEC, INTERRUPT(9))},
    {"94", "MTI with MIE clear, in S: taken to M", PENDING(FL_SUPERVISOR, .mie = MTI, .mip = MTI),
     TO_M(MPP_S, MTVEC, INTERRUPT(7))},
    {"94", "MTI with MIE clear, in U: taken to M", PENDING(FL_USER, .mie = MTI, .mip = MTI),
     TO_M(0, MTVEC, INTERRUPT(7))},
    {"94", "an interrupt has nothing to say in xtval", PENDING(FL_USER, .mie = MTI, .mip = MTI, .tval = 0x1234),
     TO_M(0, MTVEC, INTERRUPT(7))},
    {"94", "MTI with MIE clear, in M: waits", PENDING(FL_MACHINE, .mie = MTI, .mip = MTI), NOT_TAKEN(FL_MACHINE, 0)},
    {"94", "pending but not enabled; enabled but not pending", PENDING(FL_USER, .mie = MTI | SSI, .mip = MEI | STI),
     NOT_TAKEN(FL_USER, 0)},
    {"94", "all pending for M: external first", PENDING(FL_USER, .mie = 0x2aaa, .mip = 0x2aaa),
     TO_M(0, MTVEC, INTERRUPT(11))},
    {"94", "then software", PENDING(FL_USER, .mie = 0x2aaa, .mip = 0x2aaa & ~MEI), TO_M(0, MTVEC, INTERRUPT(3))},
    {"94", "then timer", PENDING(FL_USER, .mie = 0x2aaa, .mip = MTI | SEI | SSI | STI | LCOFI),
     TO_M(0, MTVEC, INTERRUPT(7))},
    {"94", "then the supervisor's external", PENDING(FL_USER, .mie = 0x2aaa, .mip = SEI | SSI | STI | LCOFI),
     TO_M(0, MTVEC, INTERRUPT(9))},
    {"94", "then its software", PENDING(FL_USER, .mie = 0x2aaa, .mip = SSI | STI | LCOFI),
     TO_M(0, MTVEC, INTERRUPT(1))},
    {"94", "then its timer", PENDING(FL_USER, .mie = 0x2aaa, .mip = STI | LCOFI), TO_M(0, MTVEC, INTERRUPT(5))},
    {"94", "counter overflow last", PENDING(FL_USER, .mie = 0x2aaa, .mip = LCOFI), TO_M(0, MTVEC, INTERRUPT(13))},
    {"94", "the lowest that M keeps beats the highest delegated",
     PENDING(FL_USER, .mideleg = SEI | SSI, .mie = SEI | SSI | STI, .mip = SEI | SSI | STI),
     TO_M(0, MTVEC, INTERRUPT(5))},
    {"94", "delegated, all pending: external, software, timer",
     PENDING(FL_USER, .mideleg = SEI | SSI | STI, .mie = SEI | SSI | STI, .mip = SEI | SSI | STI),
     TO_S(0, STVEC, INTERRUPT(9))},
    {"94", "delegated: software before timer",
     PENDING(FL_USER, .mideleg = SSI | STI, .mie = SSI | STI, .mip = SSI | STI), TO_S(0, STVEC, INTERRUPT(1))},
    {"95",
     "vectored stvec: an interrupt lands at BASE + 4 x code",
     {.event = FL_TRAP_INTERRUPT,
      .privilege = FL_USER,
      .pc = PC,
      .stvec = STVEC | 1,
      .mideleg = STI,
      .mie = STI,
      .mip = STI},
     TO_S(0, STVEC + 20, INTERRUPT(5))},
    {"95",
     "vectored stvec: an exception lands at BASE",
     {.event = FL_TRAP_EXCEPTION,
      .privilege = FL_USER,
      .pc = PC,
      .stvec = STVEC | 1,
      .cause = 13,
      .medeleg = 0x2000,
      .tval = 8},
     TO_S(0, STVEC, 13, .tval = 8)},
    {"95",
     "vectored mtvec: an interrupt lands at BASE + 4 x code",
     {.event = FL_TRAP_INTERRUPT,
      .privilege = FL_USER,
      .pc = PC,
      .mtvec = MTVEC | 1,
      .stvec = STVEC,
      .mie = MEI,
      .mip = MEI},
     TO_M(0, MTVEC + 44, INTERRUPT(11))},
    {"95",
     "each mode has its own vector mode",
     {.event = FL_TRAP_INTERRUPT,
      .privilege = FL_USER,
      .pc = PC,
      .mtvec = MTVEC | 1,
      .stvec = STVEC,
      .mideleg = SSI,
      .mie = SSI,
      .mip = SSI},
     TO_S(0, STVEC, INTERRUPT(1))},
    {"96", "an exception in M stays in M, whatever medeleg says",
     EXCEPTION(FL_MACHINE, 2, .tval = 0xffff, .mstatus = MIE, .medeleg = 0xffff),
     TO_M(MPIE | MPP_M, MTVEC, 2, .tval = 0xffff)},
    {"96", "an exception in S goes to M unless delegated",
     EXCEPTION(FL_SUPERVISOR, 13, .tval = 0x1000, .mstatus = MIE | SIE, .medeleg = 0xdfff),
     TO_M(MPIE | SIE | MPP_S, MTVEC, 13, .tval = 0x1000)},
    {"96", "a delegated exception in S: the supervisor's stack, the machine's untouched",
     EXCEPTION(FL_SUPERVISOR, 15, .tval = 0x1000, .mstatus = MIE | MPP_M | SIE | SUM, .medeleg = 0x8000),
     TO_S(MIE | MPP_M | SPIE | SPP | SUM, STVEC, 15, .tval = 0x1000)},
    {"96", "a delegated exception in U clears SPP and an old SPIE",
     EXCEPTION(FL_USER, 12, .tval = 0x1000, .mstatus = SPP | SPIE, .medeleg = 0x1000),
     TO_S(0, STVEC, 12, .tval = 0x1000)},
    {"97", "ECALL from U, delegated", EXCEPTION(FL_USER, 8, .mstatus = SIE, .medeleg = 0x100), TO_S(SPIE, STVEC, 8)},
    {"97", "ECALL from U, not delegated", EXCEPTION(FL_USER, 8, .mstatus = MIE), TO_M(MPIE, MTVEC, 8)},
    {"97", "ECALL from S, delegated", EXCEPTION(FL_SUPERVISOR, 9, .medeleg = 0x200), TO_S(SPP, STVEC, 9)},
    {"97", "ECALL from S, not delegated", EXCEPTION(FL_SUPERVISOR, 9), TO_M(MPP_S, MTVEC, 9)},
    {"97", "ECALL from M", EXCEPTION(FL_MACHINE, 11, .medeleg = 0xffff), TO_M(MPP_M, MTVEC, 11)},
    {"101",
     "RV32: the flag of an interrupt is bit 31, and a vector's sum wraps",
     {.xlen = 32,
      .event = FL_TRAP_INTERRUPT,
      .privilege = FL_SUPERVISOR,
      .pc = PC,
      .mtvec = 0xfffffff1,
      .mie = MTI,
      .mip = MTI},
     TO_M(MPP_S, 0xc, 0x80000007)},
    {"101",
     "RV32: a delegated fault goes to a vector of 32 bits",
     {.xlen = 32,
      .event = FL_TRAP_EXCEPTION,
      .privilege = FL_USER,
      .cause = 13,
      .pc = PC,
      .tval = 0xc0001000,
      .mstatus = SIE,
      .medeleg = 0x2000,
      .stvec = 0xc0400000},
     TO_S(SPIE, 0xc0400000, 13, .tval = 0xc0001000)},
    {"101",
     "RV32: SRET",
     {.xlen = 32, .event = FL_TRAP_SRET, .privilege = FL_SUPERVISOR, .mstatus = SPIE, .pc = PC, .sepc = 0xc0010abc},
     BACK_TO(FL_USER, SIE | SPIE, 0xc0010abc)},
    {0},
};
