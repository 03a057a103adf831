/* atomic.c - LR, SC and AMOs (Unprivileged, the A extension).
 *
 * They must be naturally aligned, which is checked before translation, and reach RAM only. The reservation is the
 * 64-byte set of the physical address (Za64rs); it falls with any SC, with a trap or return, and when someone else
 * writes there.
 */
#include "faultline/walk.h"

#include "bytes.h"
#include "state.h"

static uint64_t combine(enum fl_code code, uint64_t a, uint64_t b)
{
    switch (code) {
    case FL_OP_AMOADD_W:
    case FL_OP_AMOADD_D:
        return a + b;
    case FL_OP_AMOXOR_W:
    case FL_OP_AMOXOR_D:
        return a ^ b;
    case FL_OP_AMOAND_W:
    case FL_OP_AMOAND_D:
        return a & b;
    case FL_OP_AMOOR_W:
    case FL_OP_AMOOR_D:
        return a | b;
    case FL_OP_AMOMIN_W:
    case FL_OP_AMOMIN_D:
        return (int64_t)a < (int64_t)b ? a : b;
    case FL_OP_AMOMAX_W:
    case FL_OP_AMOMAX_D:
        return (int64_t)a > (int64_t)b ? a : b;
    case FL_OP_AMOMINU_W:
    case FL_OP_AMOMINU_D:
        return a < b ? a : b;
    case FL_OP_AMOMAXU_W:
    case FL_OP_AMOMAXU_D:
        return a > b ? a : b;
    default: /* AMOSWAP */
        return b;
    }
}

/* Sign-extended words keep their order under signed and unsigned comparison alike. */
static uint64_t as_register(uint64_t value, unsigned size)
{
    return size == 4 ? (uint64_t)(int32_t)value : value;
}

static bool is_lr(enum fl_code code)
{
    return code == FL_OP_LR_W || code == FL_OP_LR_D;
}

static bool is_sc(enum fl_code code)
{
    return code == FL_OP_SC_W || code == FL_OP_SC_D;
}

/* The value for rd; memory changes if the operation says so. */
static uint64_t perform(struct fl_hart *hart, const struct fl_op *op, const struct fl_piece *piece)
{
    enum fl_code code = (enum fl_code)op->code;
    uint64_t source = hart->x[op->rs2], set = piece->pa >> FL_LINE_SHIFT;
    if (is_lr(code)) {
        hart->reserved = true;
        hart->reservation = set;
        return as_register(fl_get_bytes(piece->host, piece->size), piece->size);
    }
    if (is_sc(code)) {
        bool holds = hart->reserved && hart->reservation == set;
        hart->reserved = false;
        if (holds)
            fl_write_ram(hart, piece, source);
        return !holds;
    }
    uint64_t old = as_register(fl_get_bytes(piece->host, piece->size), piece->size);
    fl_write_ram(hart, piece, combine(code, old, as_register(source, piece->size)));
    return old;
}

bool fl_atomic(struct fl_hart *hart, const struct fl_op *op)
{
    enum fl_code code = (enum fl_code)op->code;
    enum fl_access access = is_lr(code) ? FL_LOAD : is_sc(code) ? FL_STORE : FL_AMO;
    struct fl_piece piece = {.va = hart->x[op->rs1], .size = code < FL_OP_LR_D ? 4 : 8};
    if (piece.va % piece.size != 0) {
        fl_exception(hart, is_lr(code) ? FL_CAUSE_LOAD_MISALIGNED : FL_CAUSE_STORE_MISALIGNED,
                     fl_masked_va(&hart->context, access, piece.va));
        return false;
    }
    if (!fl_reach(hart, access, &piece))
        return false;
    if (!piece.host) {
        fl_exception(hart, fl_access_fault_cause(access), piece.va);
        return false;
    }
    hart->x[op->rd] = perform(hart, op, &piece);
    fl_charge_data(hart, hart->bus->ram_delay, !is_lr(code));
    return true;
}
