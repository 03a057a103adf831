/* decode.h - from instruction bits to an operation ready to execute. */
#ifndef FAULTLINE_HART_DECODE_H
#define FAULTLINE_HART_DECODE_H

#include <stdbool.h>
#include <stdint.h>

enum fl_code {
    FL_OP_ILLEGAL, /* no such encoding */
#define INSTRUCTION(name, mask, match, format) FL_OP_##name,
#include "instructions.def"
#undef INSTRUCTION
    FL_OP_MARK,  /* slti x0, rs1, n: a HINT that observers see */
    FL_OP_FETCH, /* no instruction: the next fetch block is entered (blocks.h) */
    FL_OP_END,   /* no instruction: the decoded block ends, execution goes on behind it */
    FL_OP_COUNT
};

/* Writes to x0 go to this register, which nothing reads. */
#define FL_X_SINK 32

struct fl_block;
struct fl_op {
    struct fl_block *link; /* jumps: the block at the target, once known (blocks.h) */
    int32_t imm;
    uint32_t raw;    /* the instruction's bits; 16 of them when it is compressed */
    uint16_t offset; /* of the instruction in its page */
    uint8_t code;    /* enum fl_code */
    uint8_t rd;      /* FL_X_SINK instead of 0 */
    uint8_t rs1, rs2;
    uint8_t length; /* 2 or 4 bytes */
};

/* Is this first 16-bit parcel a whole instruction? */
static inline bool fl_is_compressed(uint16_t parcel)
{
    return (parcel & 3) != 3;
}

/* Decode `raw` (one parcel when compressed). `offset` is left alone, `link` is cleared. */
void fl_decode(uint32_t raw, struct fl_op *op);

/* The 32-bit instruction a compressed one stands for; 0, which is illegal itself, when the encoding is reserved. */
uint32_t fl_expand_compressed(uint16_t raw);

/* Does execution never simply run on behind it? Jumps, and whatever may change what comes next. */
bool fl_ends_block(enum fl_code code);
/* Bytes an ordinary load or store moves; 0 for everything else. */
unsigned fl_load_size(enum fl_code code);
unsigned fl_store_size(enum fl_code code);
/* Loads: does the register take the value's sign? */
bool fl_load_signed(enum fl_code code);

#endif
