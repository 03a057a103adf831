/* cache_block.c - Zicbom and Zicboz: CBO.INVAL, CBO.CLEAN, CBO.FLUSH, CBO.ZERO (Unprivileged, CMO; Privileged 3.1.18).
 *
 * Memory here is flat and coherent, so managing a block changes nothing: what is left is who may do it and which accesses
 * fault. A block is 64 bytes (Zic64b) and lies in RAM. A fault names the operand as given, not the block's base.
 */
#include "faultline/walk.h"

#include "state.h"

#define BLOCK_SIZE ((uint64_t)1 << FL_LINE_SHIFT)

/* The envcfg field that lets a lower mode execute it; CBIE's two legal values other than 0 both do. */
static uint64_t enable(enum fl_code code)
{
    return code == FL_OP_CBO_ZERO ? FL_ENVCFG_CBZE : code == FL_OP_CBO_INVAL ? FL_ENVCFG_CBIE : FL_ENVCFG_CBCFE;
}

static bool enabled(const struct fl_hart *hart, enum fl_code code)
{
    uint8_t privilege = hart->context.privilege;
    return privilege == FL_MACHINE ||
           ((hart->csr.menvcfg & enable(code)) && (privilege == FL_SUPERVISOR || (hart->csr.senvcfg & enable(code))));
}

static void zero(struct fl_hart *hart, const struct fl_piece *piece)
{
    uint64_t offset = piece->pa & (BLOCK_SIZE - 1);
    struct fl_piece part = {.va = piece->va, .pa = piece->pa - offset, .size = 8, .host = piece->host - offset};
    for (unsigned i = 0; i < BLOCK_SIZE / 8; i++, part.pa += 8, part.host += 8)
        fl_write_ram(hart, &part, 0);
    fl_charge_data(hart, hart->bus->ram_delay, true);
}

bool fl_cache_block(struct fl_hart *hart, const struct fl_op *op)
{
    enum fl_code code = (enum fl_code)op->code;
    enum fl_access access = code == FL_OP_CBO_ZERO ? FL_CBO_ZERO : FL_CBO_MANAGE;
    struct fl_piece piece = {.va = hart->x[op->rs1], .size = 1};
    if (hart->config.lacks.cbo || !enabled(hart, code)) {
        fl_illegal(hart, op);
        return false;
    }
    if (!fl_reach(hart, access, &piece))
        return false;
    if (!piece.host) {
        fl_exception(hart, fl_access_fault_cause(access), piece.va);
        return false;
    }
    if (access == FL_CBO_ZERO)
        zero(hart, &piece);
    return true;
}
