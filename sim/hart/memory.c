/* memory.c - loads and stores that ask the MMU: splitting at the page, RAM or device, and the bytes.
 *
 * A crossing access translates and checks both its pieces, low page first, before a byte moves, so every trap is
 * precise and the instruction can be restarted. Devices take naturally aligned accesses only.
 */
#include "faultline/walk.h"

#include "bytes.h"
#include "state.h"

/* Remember a hit whose page may be reached again without asking. */
static void remember(struct fl_hart *hart, enum fl_access access, const struct fl_piece *piece,
                     const struct fl_response *response)
{
    struct fl_soft_cache *soft = hart->soft;
    uint64_t page = piece->pa & FL_PAGE_MASK, index;
    if (!soft->repeat || response->entry == FL_NO_ENTRY || !piece->host || (access != FL_LOAD && access != FL_STORE))
        return;
    if (access == FL_STORE && (!fl_ram_index(hart->bus, page, &index) || fl_blocks_in_page(hart->blocks, index)))
        return;
    if (!fl_pmp_uniform(hart->context.pmp, page, FL_PAGE_SIZE))
        return;
    struct fl_soft_slot *table = access == FL_LOAD ? soft->now->load : soft->now->store;
    *fl_soft_slot(table, piece->va) =
        (struct fl_soft_slot){.tag = piece->va & FL_PAGE_MASK,
                              .host = piece->host - (piece->pa & (FL_PAGE_SIZE - 1)),
                              .page = page,
                              .entry = response->entry,
                              .generation = soft->view[FL_PORT_DATA].generation[response->entry]};
}

bool fl_reach(struct fl_hart *hart, enum fl_access access, struct fl_piece *piece)
{
    const struct fl_request request = {
        .va = piece->va, .access = (uint8_t)access, .size = (uint8_t)piece->size, .context = &hart->context};
    struct fl_response response;
    fl_credit_hits(hart);
    hart->port.translate(hart->port.self, FL_PORT_DATA, &request, fl_now(hart), &response);
    hart->at.cycle += response.cycles - 1;
    hart->data_walk += response.cycles - 1;
    if (response.fault) {
        fl_exception(hart, (enum fl_cause)response.cause, response.tval);
        return false;
    }
    piece->pa = response.pa;
    uint8_t *page = hart->bus->ram_page(hart->bus->self, piece->pa & FL_PAGE_MASK);
    piece->host = page ? page + (piece->pa & (FL_PAGE_SIZE - 1)) : NULL;
    remember(hart, access, piece, &response);
    piece->va = fl_masked_va(&hart->context, access, piece->va); /* what a trap from here on reports */
    return true;
}

/* Where an access goes: one piece, or two when it crosses a page; then both are RAM, as devices refuse misaligned. */
struct reach {
    struct fl_piece piece[2];
    unsigned pieces;
};

/* Both pieces pass, and a device is asked only for what it can do; else the access has trapped. */
static bool reach_all(struct fl_hart *hart, enum fl_access access, uint64_t va, unsigned size, struct reach *reach)
{
    unsigned room = FL_PAGE_SIZE - (unsigned)(va & (FL_PAGE_SIZE - 1));
    reach->pieces = size > room ? 2 : 1;
    reach->piece[0] = (struct fl_piece){.va = va, .size = size > room ? room : size};
    reach->piece[1] = (struct fl_piece){.va = va + room, .size = size > room ? size - room : 0};
    for (unsigned i = 0; i < reach->pieces; i++) {
        struct fl_piece *piece = &reach->piece[i];
        if (!fl_reach(hart, access, piece))
            return false;
        if (!piece->host && va % size != 0) {
            fl_exception(hart, fl_access_fault_cause(access), piece->va);
            return false;
        }
    }
    return true;
}

void fl_charge_data(struct fl_hart *hart, unsigned delay, bool store)
{
    hart->at.cycle += delay;
    hart->slow_data_memory += delay;
    hart->slow_accesses++;
    if (store)
        hart->at.stores++;
    else
        hart->at.loads++;
}

/* A device access may have changed interrupt lines or the next event. */
static bool device(struct fl_hart *hart, bool ok, enum fl_access access, uint64_t va)
{
    hart->deadline = 0;
    if (!ok)
        fl_exception(hart, fl_access_fault_cause(access), va);
    return ok;
}

static uint64_t extend(uint64_t value, unsigned size, bool is_signed)
{
    unsigned shift = 64 - 8 * size;
    return is_signed ? (uint64_t)((int64_t)(value << shift) >> shift) : value << shift >> shift;
}

bool fl_load(struct fl_hart *hart, enum fl_code code, uint64_t va, uint64_t *value)
{
    struct reach reach;
    unsigned size = fl_load_size(code), delay = hart->bus->ram_delay;
    uint64_t raw = 0;
    if (!reach_all(hart, FL_LOAD, va, size, &reach))
        return false;
    const struct fl_piece *low = &reach.piece[0], *high = &reach.piece[1];
    if (!low->host) {
        if (!device(hart, hart->bus->read(hart->bus->self, low->pa, size, fl_now(hart), &raw, &delay), FL_LOAD,
                    low->va))
            return false;
    } else {
        raw = fl_get_bytes(low->host, low->size);
        if (high->host) {
            raw |= fl_get_bytes(high->host, high->size) << 8 * low->size;
            delay *= 2;
        }
    }
    fl_charge_data(hart, delay, false);
    *value = extend(raw, size, fl_load_signed(code));
    return true;
}

void fl_write_ram(struct fl_hart *hart, const struct fl_piece *piece, uint64_t value)
{
    const struct fl_bus *bus = hart->bus;
    uint64_t index;
    bool known = fl_ram_index(bus, piece->pa, &index);
    if (known && bus->watched && bus->watched[index / 64] >> index % 64 & 1)
        bus->store_seen(bus->watcher, piece->pa, piece->size, fl_now(hart));
    fl_put_bytes(piece->host, piece->size, value);
    if (known)
        fl_code_changed(hart, index);
}

bool fl_store(struct fl_hart *hart, enum fl_code code, uint64_t va, uint64_t value)
{
    struct reach reach;
    unsigned size = fl_store_size(code), delay = hart->bus->ram_delay;
    if (!reach_all(hart, FL_STORE, va, size, &reach))
        return false;
    const struct fl_piece *low = &reach.piece[0], *high = &reach.piece[1];
    if (!low->host) {
        value = extend(value, size, false);
        if (!device(hart, hart->bus->write(hart->bus->self, low->pa, size, fl_now(hart), value, &delay), FL_STORE,
                    low->va))
            return false;
    } else {
        fl_write_ram(hart, low, value);
        if (high->host) {
            fl_write_ram(hart, high, value >> 8 * low->size);
            delay *= 2;
        }
    }
    fl_charge_data(hart, delay, true);
    return true;
}
