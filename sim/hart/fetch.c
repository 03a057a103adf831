/* fetch.c - fetch blocks and single instructions.
 *
 * The rule (docs/hart.md): an instruction needs the fetch blocks its bytes lie in; a block that is held needs no request. Only a
 * jump, a trap, a fence or a change of context lets go of the held block. A request asks for one parcel, of 2 bytes: where PMP
 * cannot tell the bytes of a page apart, its answer holds for the block; elsewhere each parcel makes its own request.
 */
#include <string.h>

#include "state.h"

/* Remember a hit whose page may be fetched from again without asking. */
static void remember(struct fl_hart *hart, uint64_t va, const struct fl_response *response)
{
    struct fl_soft_cache *soft = hart->soft;
    if (!soft->repeat || response->entry == FL_NO_ENTRY || !hart->held_host || !hart->held_whole)
        return;
    *fl_soft_slot(soft->now->fetch, va) =
        (struct fl_soft_slot){.tag = va & FL_PAGE_MASK,
                              .host = hart->held_host,
                              .page = hart->held_page,
                              .entry = response->entry,
                              .generation = soft->view[FL_PORT_FETCH].generation[response->entry]};
}

bool fl_fetch(struct fl_hart *hart, uint64_t va)
{
    const struct fl_request request = {.va = va, .access = FL_FETCH, .size = 2, .context = &hart->context};
    struct fl_response response;
    fl_credit_hits(hart);
    hart->port.translate(hart->port.self, FL_PORT_FETCH, &request, fl_now(hart), &response);
    hart->at.cycle += response.cycles - 1;
    hart->fetch_walk += response.cycles - 1;
    if (response.fault) {
        fl_exception(hart, (enum fl_cause)response.cause, response.tval);
        return false;
    }
    if (!hart->bus->fetchable(hart->bus->self, response.pa)) {
        fl_exception(hart, FL_CAUSE_FETCH_ACCESS, va);
        return false;
    }
    hart->at.cycle += hart->bus->fetch_delay;
    hart->at.fetches++;
    hart->slow_fetches++;
    hart->held_page = response.pa & FL_PAGE_MASK;
    hart->held_host = hart->bus->ram_page(hart->bus->self, hart->held_page);
    hart->held_whole = fl_pmp_uniform(hart->context.pmp, hart->held_page, FL_PAGE_SIZE);
    hart->held = hart->held_whole ? fl_fetch_block_of(hart, va) : va;
    remember(hart, va, &response);
    return true;
}

/* Two bytes of what is held; an access fault when the bus refuses them. */
static bool read_parcel(struct fl_hart *hart, uint64_t va, uint16_t *parcel)
{
    uint64_t offset = va & (FL_PAGE_SIZE - 1), pa = hart->held_page | offset, value;
    unsigned delay;
    if (hart->held_host) {
        memcpy(parcel, hart->held_host + offset, 2);
        return true;
    }
    if (!hart->bus->read(hart->bus->self, pa, 2, fl_now(hart), &value, &delay)) {
        fl_exception(hart, FL_CAUSE_FETCH_ACCESS, va);
        return false;
    }
    *parcel = (uint16_t)value;
    return true;
}

static bool fetch_parcel(struct fl_hart *hart, uint64_t va, uint16_t *parcel)
{
    if (!fl_holds(hart, va) && !fl_fetch(hart, va))
        return false;
    return read_parcel(hart, va, parcel);
}

bool fl_fetch_low(struct fl_hart *hart, uint16_t *parcel)
{
    return fetch_parcel(hart, hart->pc, parcel);
}

void fl_step(struct fl_hart *hart)
{
    uint16_t low;
    hart->at.begun++;
    hart->at.cycle++;
    if (fl_fetch_low(hart, &low))
        fl_step_from(hart, low);
}

void fl_step_from(struct fl_hart *hart, uint16_t low)
{
    uint16_t high = 0;
    if (!fl_is_compressed(low) && !fetch_parcel(hart, hart->pc + 2, &high))
        return;
    struct fl_op ops[2] = {{.offset = (uint16_t)(hart->pc & (FL_PAGE_SIZE - 1))}, {.code = FL_OP_END}};
    fl_decode((uint32_t)high << 16 | low, &ops[0]);
    ops[1].offset = (uint16_t)(ops[0].offset + ops[0].length);
    struct fl_tally accounts[2] = {{0}};
    fl_account_access(hart, (enum fl_code)ops[0].code, &accounts[1]);
    struct fl_block block = {.ops = ops, .accounts = accounts};
    fl_execute(hart, &block);
}
