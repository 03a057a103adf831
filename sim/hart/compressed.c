/* compressed.c - the C extension on RV64 without F and D: each 16-bit encoding as the 32-bit one it stands for
 * (Unprivileged 16).
 *
 * Reserved encodings and those of F and D give 0, which is an illegal instruction. HINTs (x0 as destination, shift by
 * 0) expand to instructions that do nothing.
 */
#include "decode.h"

enum { ZERO = 0, RA = 1, SP = 2 };

static uint32_t at(uint16_t raw, unsigned high, unsigned low, unsigned to)
{
    return (raw >> low & ((1u << (high - low + 1)) - 1)) << to;
}

static uint32_t i_type(uint32_t base, unsigned rd, unsigned rs1, uint32_t imm)
{
    return base | rd << 7 | rs1 << 15 | (imm & 0xfff) << 20;
}

static uint32_t s_type(uint32_t base, unsigned rs1, unsigned rs2, uint32_t imm)
{
    return base | rs1 << 15 | rs2 << 20 | (imm & 0x1f) << 7 | (imm >> 5 & 0x7f) << 25;
}

static uint32_t r_type(uint32_t base, unsigned rd, unsigned rs1, unsigned rs2)
{
    return base | rd << 7 | rs1 << 15 | rs2 << 20;
}

static uint32_t b_type(uint32_t base, unsigned rs1, uint32_t imm)
{
    return base | rs1 << 15 | (imm >> 11 & 1) << 7 | (imm >> 1 & 0xf) << 8 | (imm >> 5 & 0x3f) << 25 |
           (imm >> 12 & 1) << 31;
}

static uint32_t j_type(uint32_t imm)
{
    return 0x6f | (imm >> 12 & 0xff) << 12 | (imm >> 11 & 1) << 20 | (imm >> 1 & 0x3ff) << 21 | (imm >> 20 & 1) << 31;
}

/* imm[5] at bit 12, imm[4:0] at 6:2, sign-extended. */
static uint32_t imm6(uint16_t raw)
{
    return at(raw, 6, 2, 0) | (raw & 0x1000 ? 0xffffffe0 : 0);
}

static uint32_t quadrant0(uint16_t raw)
{
    unsigned low = 8 + at(raw, 4, 2, 0), base = 8 + at(raw, 9, 7, 0);
    uint32_t word = at(raw, 12, 10, 3) | at(raw, 6, 6, 2) | at(raw, 5, 5, 6);
    uint32_t wide = at(raw, 12, 10, 3) | at(raw, 6, 5, 6);
    uint32_t nzuimm = at(raw, 12, 11, 4) | at(raw, 10, 7, 6) | at(raw, 6, 6, 2) | at(raw, 5, 5, 3);
    switch (raw >> 13) {
    case 0: /* C.ADDI4SPN */
        return nzuimm ? i_type(0x13, low, SP, nzuimm) : 0;
    case 2: /* C.LW */
        return i_type(0x2003, low, base, word);
    case 3: /* C.LD */
        return i_type(0x3003, low, base, wide);
    case 6: /* C.SW */
        return s_type(0x2023, base, low, word);
    case 7: /* C.SD */
        return s_type(0x3023, base, low, wide);
    default: /* C.FLD, reserved, C.FSD */
        return 0;
    }
}

/* C.SRLI to C.ADDW: operations on rd', x8 to x15. */
static uint32_t arithmetic(uint16_t raw)
{
    static const uint32_t two_registers[8] = {
        0x40000033, 0x4033, 0x6033, 0x7033, /* C.SUB, C.XOR, C.OR, C.AND */
        0x4000003b, 0x003b, 0,      0,      /* C.SUBW, C.ADDW, reserved */
    };
    unsigned rd = 8 + at(raw, 9, 7, 0), rs2 = 8 + at(raw, 4, 2, 0);
    uint32_t shift = at(raw, 12, 12, 5) | at(raw, 6, 2, 0);
    switch (raw >> 10 & 3) {
    case 0:
        return i_type(0x5013, rd, rd, shift);
    case 1:
        return i_type(0x40005013, rd, rd, shift);
    case 2:
        return i_type(0x7013, rd, rd, imm6(raw));
    default: {
        uint32_t base = two_registers[at(raw, 12, 12, 2) | at(raw, 6, 5, 0)];
        return base ? r_type(base, rd, rd, rs2) : 0;
    }
    }
}

static uint32_t lui_or_addi16sp(uint16_t raw, unsigned rd)
{
    if (imm6(raw) == 0)
        return 0;
    if (rd != SP)
        return 0x37 | rd << 7 | imm6(raw) << 12;
    return i_type(0x13, SP, SP,
                  at(raw, 6, 6, 4) | at(raw, 2, 2, 5) | at(raw, 5, 5, 6) | at(raw, 4, 3, 7) |
                      (raw & 0x1000 ? 0xfffffe00 : 0));
}

static uint32_t quadrant1(uint16_t raw)
{
    unsigned rd = at(raw, 11, 7, 0), low = 8 + at(raw, 9, 7, 0);
    uint32_t jump = at(raw, 11, 11, 4) | at(raw, 10, 9, 8) | at(raw, 8, 8, 10) | at(raw, 7, 7, 6) | at(raw, 6, 6, 7) |
                    at(raw, 5, 3, 1) | at(raw, 2, 2, 5) | (raw & 0x1000 ? 0xfffff800 : 0);
    uint32_t branch =
        at(raw, 11, 10, 3) | at(raw, 6, 5, 6) | at(raw, 4, 3, 1) | at(raw, 2, 2, 5) | (raw & 0x1000 ? 0xffffff00 : 0);
    switch (raw >> 13) {
    case 0: /* C.ADDI, C.NOP */
        return i_type(0x13, rd, rd, imm6(raw));
    case 1: /* C.ADDIW; rd = x0 is reserved */
        return rd ? i_type(0x1b, rd, rd, imm6(raw)) : 0;
    case 2: /* C.LI */
        return i_type(0x13, rd, ZERO, imm6(raw));
    case 3:
        return lui_or_addi16sp(raw, rd);
    case 4:
        return arithmetic(raw);
    case 5: /* C.J */
        return j_type(jump);
    case 6: /* C.BEQZ */
        return b_type(0x63, low, branch);
    default: /* C.BNEZ */
        return b_type(0x1063, low, branch);
    }
}

/* C.JR, C.MV, C.EBREAK, C.JALR, C.ADD */
static uint32_t register_jumps(uint16_t raw, unsigned rd, unsigned rs2)
{
    bool bit12 = raw >> 12 & 1;
    if (rs2)
        return r_type(0x33, rd, bit12 ? rd : ZERO, rs2);
    if (rd)
        return i_type(0x67, bit12 ? RA : ZERO, rd, 0);
    return bit12 ? 0x00100073 : 0;
}

static uint32_t quadrant2(uint16_t raw)
{
    unsigned rd = at(raw, 11, 7, 0), rs2 = at(raw, 6, 2, 0);
    uint32_t load_word = at(raw, 12, 12, 5) | at(raw, 6, 4, 2) | at(raw, 3, 2, 6);
    uint32_t load_wide = at(raw, 12, 12, 5) | at(raw, 6, 5, 3) | at(raw, 4, 2, 6);
    switch (raw >> 13) {
    case 0: /* C.SLLI */
        return i_type(0x1013, rd, rd, at(raw, 12, 12, 5) | at(raw, 6, 2, 0));
    case 2: /* C.LWSP; rd = x0 is reserved */
        return rd ? i_type(0x2003, rd, SP, load_word) : 0;
    case 3: /* C.LDSP; rd = x0 is reserved */
        return rd ? i_type(0x3003, rd, SP, load_wide) : 0;
    case 4:
        return register_jumps(raw, rd, rs2);
    case 6: /* C.SWSP */
        return s_type(0x2023, SP, rs2, at(raw, 12, 9, 2) | at(raw, 8, 7, 6));
    case 7: /* C.SDSP */
        return s_type(0x3023, SP, rs2, at(raw, 12, 10, 3) | at(raw, 9, 7, 6));
    default: /* C.FLDSP, C.FSDSP */
        return 0;
    }
}

uint32_t fl_expand_compressed(uint16_t raw)
{
    switch (raw & 3) {
    case 0:
        return quadrant0(raw);
    case 1:
        return quadrant1(raw);
    default:
        return quadrant2(raw);
    }
}
