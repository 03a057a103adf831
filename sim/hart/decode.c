/* decode.c - the encoding table and the immediates of the base formats (Unprivileged 2.2, 2.3). */
#include "decode.h"

#include <stddef.h>

enum format { FORMAT_R, FORMAT_I, FORMAT_S, FORMAT_B, FORMAT_U, FORMAT_J, FORMAT_SHIFT };

struct encoding {
    uint32_t mask, match;
    uint8_t code, format;
};

static const struct encoding encodings[] = {
#define INSTRUCTION(name, mask, match, format) {mask, match, FL_OP_##name, FORMAT_##format},
#include "instructions.def"
#undef INSTRUCTION
};

static uint32_t bits(uint32_t raw, unsigned high, unsigned low)
{
    return raw >> low & ((1u << (high - low + 1)) - 1);
}

static int32_t immediate(uint32_t raw, enum format format)
{
    int32_t sign = -(int32_t)(raw >> 31);
    switch (format) {
    case FORMAT_I:
        return (int32_t)((uint32_t)sign << 11 | bits(raw, 30, 20));
    case FORMAT_S:
        return (int32_t)((uint32_t)sign << 11 | bits(raw, 30, 25) << 5 | bits(raw, 11, 7));
    case FORMAT_B:
        return (int32_t)((uint32_t)sign << 12 | bits(raw, 7, 7) << 11 | bits(raw, 30, 25) << 5 | bits(raw, 11, 8) << 1);
    case FORMAT_U:
        return (int32_t)(raw & 0xfffff000);
    case FORMAT_J:
        return (int32_t)((uint32_t)sign << 20 | bits(raw, 19, 12) << 12 | bits(raw, 20, 20) << 11 |
                         bits(raw, 30, 21) << 1);
    case FORMAT_SHIFT:
        return (int32_t)bits(raw, 25, 20);
    case FORMAT_R:
        break;
    }
    return 0;
}

static const struct encoding *find(uint32_t instruction)
{
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++)
        if ((instruction & encodings[i].mask) == encodings[i].match)
            return &encodings[i];
    return NULL;
}

void fl_decode(uint32_t raw, struct fl_op *op)
{
    bool compressed = fl_is_compressed((uint16_t)raw);
    uint32_t instruction = compressed ? fl_expand_compressed((uint16_t)raw) : raw;
    const struct encoding *encoding = find(instruction);
    op->link = NULL;
    op->raw = compressed ? (uint16_t)raw : raw;
    op->length = compressed ? 2 : 4;
    op->code = encoding ? encoding->code : FL_OP_ILLEGAL;
    op->imm = encoding ? immediate(instruction, encoding->format) : 0;
    op->rd = (uint8_t)bits(instruction, 11, 7);
    op->rs1 = (uint8_t)bits(instruction, 19, 15);
    op->rs2 = (uint8_t)bits(instruction, 24, 20);
    if (op->rd == 0) {
        op->rd = FL_X_SINK;
        if (op->code == FL_OP_SLTI)
            op->code = FL_OP_MARK;
    }
}

bool fl_ends_block(enum fl_code code)
{
    switch (code) {
    case FL_OP_ILLEGAL:
    case FL_OP_JAL:
    case FL_OP_JALR:
    case FL_OP_FENCE_I:
    case FL_OP_ECALL:
    case FL_OP_EBREAK:
    case FL_OP_SRET:
    case FL_OP_MRET:
    case FL_OP_WFI:
    case FL_OP_SFENCE_VMA:
    case FL_OP_SINVAL_VMA:
    case FL_OP_SFENCE_W_INVAL:
    case FL_OP_SFENCE_INVAL_IR:
        return true;
    default:
        return code >= FL_OP_CSRRW && code <= FL_OP_CSRRCI;
    }
}

unsigned fl_load_size(enum fl_code code)
{
    static const uint8_t size[] = {1, 2, 4, 8, 1, 2, 4};
    return code >= FL_OP_LB && code <= FL_OP_LWU ? size[code - FL_OP_LB] : 0;
}

unsigned fl_store_size(enum fl_code code)
{
    return code >= FL_OP_SB && code <= FL_OP_SD ? 1u << (code - FL_OP_SB) : 0;
}

bool fl_load_signed(enum fl_code code)
{
    return code < FL_OP_LBU;
}
