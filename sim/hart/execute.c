/* execute.c - the inner loop: one label per operation, one indirect jump between two (GNU C's computed goto).
 *
 * While a block runs, hart->at stands still at the block's start; COMMIT moves it to the operation before anything
 * outside this file can look, and REBASE moves it back. A load or store whose page has a valid soft slot touches the
 * model's replacement tree and moves its bytes; every other one asks the MMU (memory.c). Jumps inside the page, and to
 * a page whose L1 entry is known, lead to the next block directly; everything else returns to hart.c.
 */
#include <string.h>

#include "arith.h"
#include "state.h"

#define ACCOUNT() (&block->accounts[op - block->ops])
#define COMMIT()                                                                                                       \
    do {                                                                                                               \
        fl_tally_add(&hart->at, ACCOUNT());                                                                            \
        hart->pc = page_va + op->offset;                                                                               \
    } while (0)
#define REBASE() fl_tally_subtract(&hart->at, ACCOUNT())

/* After something slow: may the rest of the block still run without looking at the deadline? */
#define MAY_GO_ON() (FL_LIKELY(hart->at.cycle + block->worst < hart->deadline && block->key != FL_NO_KEY))

#define NEXT()                                                                                                         \
    do {                                                                                                               \
        op++;                                                                                                          \
        goto *labels[op->code];                                                                                        \
    } while (0)

#define ALU(name, value)                                                                                               \
    do_##name:                                                                                                         \
    {                                                                                                                  \
        const uint64_t a = x[op->rs1], b = x[op->rs2];                                                                 \
        (void)a, (void)b;                                                                                              \
        x[op->rd] = (uint64_t)(value);                                                                                 \
        NEXT();                                                                                                        \
    }
#define IMM ((uint64_t)(int64_t)op->imm)

#define BRANCH(name, condition)                                                                                        \
    do_##name:                                                                                                         \
    {                                                                                                                  \
        const uint64_t a = x[op->rs1], b = x[op->rs2];                                                                 \
        if (condition)                                                                                                 \
            goto jump_direct;                                                                                          \
        NEXT();                                                                                                        \
    }

/* The tag of a soft slot is page-aligned, so a misaligned address never equals it. */
#define ALIGNED_PAGE(va, type) ((va) & (FL_PAGE_MASK | (sizeof(type) - 1)))
#define SLOT_HOLDS(slot, va, type)                                                                                     \
    FL_LIKELY((slot)->tag == ALIGNED_PAGE(va, type) && data->generation[(slot)->entry] == (slot)->generation)

#define LOAD(name, type)                                                                                               \
    do_##name:                                                                                                         \
    {                                                                                                                  \
        const uint64_t va = x[op->rs1] + IMM;                                                                          \
        const struct fl_soft_slot *slot = fl_soft_slot(tables->load, va);                                              \
        type value;                                                                                                    \
        if (!SLOT_HOLDS(slot, va, type))                                                                               \
            goto slow_load;                                                                                            \
        fl_uarch_touch(data, slot->entry);                                                                             \
        memcpy(&value, slot->host + (va & (FL_PAGE_SIZE - 1)), sizeof value);                                          \
        x[op->rd] = (uint64_t)(int64_t)value;                                                                          \
        NEXT();                                                                                                        \
    }

#define STORE(name, type)                                                                                              \
    do_##name:                                                                                                         \
    {                                                                                                                  \
        const uint64_t va = x[op->rs1] + IMM;                                                                          \
        const struct fl_soft_slot *slot = fl_soft_slot(tables->store, va);                                             \
        const type value = (type)x[op->rs2];                                                                           \
        if (!SLOT_HOLDS(slot, va, type) || is_watched(hart->bus, slot->page))                                          \
            goto slow_store;                                                                                           \
        fl_uarch_touch(data, slot->entry);                                                                             \
        memcpy(slot->host + (va & (FL_PAGE_SIZE - 1)), &value, sizeof value);                                          \
        NEXT();                                                                                                        \
    }

static inline bool is_watched(const struct fl_bus *bus, uint64_t pa)
{
    uint64_t index = (pa - bus->ram_base) >> FL_PAGE_SHIFT;
    return bus->watched && bus->watched[index / 64] >> index % 64 & 1;
}

/* FL_OP_FETCH: ask for the fetch block an instruction of a stepped block begins or ends in. True: the block may go on
 * as decoded. */
static bool fetch_in_block(struct fl_hart *hart, const struct fl_op *op, const struct fl_block *block)
{
    uint64_t page = hart->held_page;
    uint16_t low = (uint16_t)op->raw;
    if (!fl_fetch(hart, (hart->pc & FL_PAGE_MASK) + (uint32_t)op->imm))
        return false;
    if (hart->held_page == page && MAY_GO_ON())
        return true;
    if (op->imm != op->offset || fl_fetch_low(hart, &low)) /* a spanning instruction keeps the parcel it has */
        fl_step_from(hart, low);
    return false;
}

/* The block at `target` when it can be entered without asking anyone, else NULL. Moves the hart's fetch page along. */
static struct fl_block *next_block(struct fl_hart *hart, uint64_t target, bool same_page)
{
    const struct fl_uarch_view *view = &hart->soft->view[FL_PORT_FETCH];
    const struct fl_soft_slot *slot = fl_soft_slot(hart->soft->now->fetch, target);
    uint64_t page = same_page ? hart->held_page : slot->page;
    if (!same_page && !fl_soft_holds(slot, view, target))
        return NULL;
    struct fl_block *next = fl_blocks_find(hart->blocks, fl_block_key(page | (target & (FL_PAGE_SIZE - 1)), true));
    if (next && !same_page && hart->at.cycle + hart->bus->fetch_delay + next->worst < hart->deadline) {
        fl_uarch_touch(view, slot->entry);
        hart->held_page = page;
        hart->held_host = slot->host;
    }
    return next;
}

void fl_execute(struct fl_hart *hart, struct fl_block *block)
{
    static const void *const labels[FL_OP_COUNT] = {
        [FL_OP_ILLEGAL] = &&do_ILLEGAL,
#define INSTRUCTION(name, mask, match, format) [FL_OP_##name] = &&do_##name,
#include "instructions.def"
#undef INSTRUCTION
        [FL_OP_MARK] = &&do_MARK,
        [FL_OP_FETCH] = &&do_FETCH,
        [FL_OP_END] = &&do_END,
    };
    uint64_t *const x = hart->x;
    struct fl_soft_tables *const tables = hart->soft->now;
    const struct fl_uarch_view *const data = &hart->soft->view[FL_PORT_DATA];
    uint64_t page_va = hart->pc & FL_PAGE_MASK, target;
    struct fl_op *op = block->ops;
    struct fl_block *next;
    goto *labels[op->code];

    ALU(LUI, IMM)
    ALU(AUIPC, page_va + op->offset + IMM)
    ALU(ADDI, a + IMM)
    ALU(SLTI, (int64_t)a < (int64_t)IMM)
    ALU(SLTIU, a < IMM)
    ALU(XORI, a ^ IMM)
    ALU(ORI, a | IMM)
    ALU(ANDI, a & IMM)
    ALU(SLLI, a << op->imm)
    ALU(SRLI, a >> op->imm)
    ALU(SRAI, (int64_t)a >> op->imm)
    ALU(ADDIW, fl_sext32(a + IMM))
    ALU(SLLIW, fl_sext32(a << op->imm))
    ALU(SRLIW, fl_sext32((uint32_t)a >> op->imm))
    ALU(SRAIW, (int32_t)a >> op->imm)
    ALU(ADD, a + b)
    ALU(SUB, a - b)
    ALU(SLL, a << (b & 63))
    ALU(SLT, (int64_t)a < (int64_t)b)
    ALU(SLTU, a < b)
    ALU(XOR, a ^ b)
    ALU(SRL, a >> (b & 63))
    ALU(SRA, (int64_t)a >> (b & 63))
    ALU(OR, a | b)
    ALU(AND, a & b)
    ALU(ADDW, fl_sext32(a + b))
    ALU(SUBW, fl_sext32(a - b))
    ALU(SLLW, fl_sext32(a << (b & 31)))
    ALU(SRLW, fl_sext32((uint32_t)a >> (b & 31)))
    ALU(SRAW, (int32_t)a >> (b & 31))
    ALU(MUL, a * b)
    ALU(MULH, fl_mulh(a, b))
    ALU(MULHSU, fl_mulhsu(a, b))
    ALU(MULHU, fl_mulhu(a, b))
    ALU(DIV, fl_div(a, b))
    ALU(DIVU, fl_divu(a, b))
    ALU(REM, fl_rem(a, b))
    ALU(REMU, fl_remu(a, b))
    ALU(MULW, fl_sext32(a * b))
    ALU(DIVW, fl_sext32(fl_div(fl_sext32(a), fl_sext32(b))))
    ALU(DIVUW, fl_sext32(fl_divu((uint32_t)a, (uint32_t)b)))
    ALU(REMW, fl_sext32(fl_rem(fl_sext32(a), fl_sext32(b))))
    ALU(REMUW, fl_sext32(fl_remu((uint32_t)a, (uint32_t)b)))

    BRANCH(BEQ, a == b)
    BRANCH(BNE, a != b)
    BRANCH(BLT, (int64_t)a < (int64_t)b)
    BRANCH(BGE, (int64_t)a >= (int64_t)b)
    BRANCH(BLTU, a < b)
    BRANCH(BGEU, a >= b)

    LOAD(LB, int8_t)
    LOAD(LH, int16_t)
    LOAD(LW, int32_t)
    LOAD(LD, int64_t)
    LOAD(LBU, uint8_t)
    LOAD(LHU, uint16_t)
    LOAD(LWU, uint32_t)
    STORE(SB, uint8_t)
    STORE(SH, uint16_t)
    STORE(SW, uint32_t)
    STORE(SD, uint64_t)

do_FENCE:
    NEXT();

do_JAL:
    x[op->rd] = page_va + op->offset + op->length;
    goto jump_direct;

do_JALR:
    target = (x[op->rs1] + IMM) & ~(uint64_t)1;
    x[op->rd] = page_va + op->offset + op->length;
    goto jump;

jump_direct:
    next = op->link;
    target = page_va + op->offset + IMM;
    if (FL_UNLIKELY(!next))
        goto jump;
    fl_tally_add(&hart->at, ACCOUNT());
    hart->at.retired++;
    goto enter;

jump:
    fl_tally_add(&hart->at, ACCOUNT());
    hart->at.retired++;
    if (!block->batched)
        goto leave;
    next = next_block(hart, target, (target & FL_PAGE_MASK) == page_va);
    if (!next)
        goto leave;
    if ((target & FL_PAGE_MASK) == page_va && op->code != FL_OP_JALR)
        op->link = next;
enter:
    if (FL_UNLIKELY(hart->at.cycle + hart->bus->fetch_delay + next->worst >= hart->deadline))
        goto leave;
    page_va = target & FL_PAGE_MASK;
    hart->at.fetches++;
    hart->at.cycle += hart->bus->fetch_delay;
    block = next;
    op = block->ops;
    goto *labels[op->code];
leave:
    hart->pc = target;
    hart->held = FL_NOTHING_HELD;
    return;

slow_load:
    COMMIT();
    if (!fl_load(hart, (enum fl_code)op->code, x[op->rs1] + IMM, &target))
        return;
    x[op->rd] = target;
    if (!MAY_GO_ON())
        goto leave_behind;
    REBASE();
    hart->at.loads--;
    hart->at.cycle -= hart->bus->ram_delay;
    NEXT();

slow_store:
    COMMIT();
    if (!fl_store(hart, (enum fl_code)op->code, x[op->rs1] + IMM, x[op->rs2]))
        return;
    if (!MAY_GO_ON())
        goto leave_behind;
    REBASE();
    hart->at.stores--;
    hart->at.cycle -= hart->bus->ram_delay;
    NEXT();

do_LR_W:
do_LR_D:
do_SC_W:
do_SC_D:
do_AMOSWAP_W:
do_AMOADD_W:
do_AMOXOR_W:
do_AMOAND_W:
do_AMOOR_W:
do_AMOMIN_W:
do_AMOMAX_W:
do_AMOMINU_W:
do_AMOMAXU_W:
do_AMOSWAP_D:
do_AMOADD_D:
do_AMOXOR_D:
do_AMOAND_D:
do_AMOOR_D:
do_AMOMIN_D:
do_AMOMAX_D:
do_AMOMINU_D:
do_AMOMAXU_D:
    COMMIT();
    if (!fl_atomic(hart, op))
        return;
    if (!MAY_GO_ON())
        goto leave_behind;
    REBASE();
    NEXT();

do_CBO_INVAL:
do_CBO_CLEAN:
do_CBO_FLUSH:
do_CBO_ZERO:
    COMMIT();
    if (!fl_cache_block(hart, op))
        return;
    if (!MAY_GO_ON())
        goto leave_behind;
    REBASE();
    NEXT();

do_MARK:
    if (!hart->observer.mark)
        NEXT();
    COMMIT();
    fl_credit_hits(hart);
    hart->observer.mark(hart->observer.self, hart, op->imm, x[op->rs1]);
    if (!MAY_GO_ON())
        goto leave_behind;
    REBASE();
    NEXT();

leave_behind: /* the operation is done; go on at the next instruction, in the fetch block held */
    fl_retire(hart, op, false);
    return;

do_FETCH:
    COMMIT();
    if (!fetch_in_block(hart, op, block))
        return;
    REBASE();
    hart->at.fetches--;
    hart->at.cycle -= hart->bus->fetch_delay;
    NEXT();

do_END:
    fl_tally_add(&hart->at, ACCOUNT());
    hart->pc = page_va + op->offset;
    hart->held = fl_fetch_block_of(hart, hart->pc - 1);
    return;

do_ILLEGAL:
do_FENCE_I:
do_ECALL:
do_EBREAK:
do_SRET:
do_MRET:
do_WFI:
do_SFENCE_VMA:
do_SINVAL_VMA:
do_SFENCE_W_INVAL:
do_SFENCE_INVAL_IR:
do_CSRRW:
do_CSRRS:
do_CSRRC:
do_CSRRWI:
do_CSRRSI:
do_CSRRCI:
    COMMIT();
    fl_system(hart, op);
}
