/* htif.c - the word at `tohost` = device[63:56] command[55:48] payload[47:0].
 *
 *   device 0: payload odd: exit with code payload >> 1; even: address of {call, a0, a1, a2, ...}, answered in place
 *   device 1: command 1 prints the payload's low byte
 * Anything else is taken off and forgotten.
 */
#include "platform/htif.h"

#define CALL_WRITE 64
#define CALL_EXIT  93
#define NOT_KNOWN  (-38) /* ENOSYS */

static void put(const struct fl_htif *htif, char c)
{
    if (htif->dma->observer->console)
        htif->dma->observer->console(htif->dma->observer->self, c);
}

static void finish(const struct fl_htif *htif, uint64_t code)
{
    if (htif->dma->observer->finish)
        htif->dma->observer->finish(htif->dma->observer->self, (unsigned)code);
}

/* write(fd, address, size): everything goes to the console. */
static int64_t call_write(const struct fl_htif *htif, uint64_t address, uint64_t size)
{
    if (!fl_ram_holds(htif->dma->ram, address, size))
        return -14; /* EFAULT */
    for (uint64_t i = 0; i < size; i++)
        put(htif, (char)*fl_ram_at(htif->dma->ram, address + i));
    return (int64_t)size;
}

static void system_call(const struct fl_htif *htif, uint64_t block, uint64_t now)
{
    uint64_t call[4];
    int64_t result = NOT_KNOWN;
    for (unsigned i = 0; i < 4; i++)
        if (!fl_dma_read_le(htif->dma, block + 8 * i, 8, &call[i]))
            return;
    if (call[0] == CALL_EXIT) {
        finish(htif, call[1]);
        return;
    }
    if (call[0] == CALL_WRITE)
        result = call_write(htif, call[2], call[3]);
    fl_dma_write_le(htif->dma, block, 8, (uint64_t)result, now);
    if (htif->fromhost)
        fl_dma_write_le(htif->dma, htif->fromhost, 8, 1, now);
}

static void serve(const struct fl_htif *htif, uint64_t word, uint64_t now)
{
    unsigned device = (unsigned)(word >> 56), command = word >> 48 & 0xff;
    uint64_t payload = word & ((UINT64_C(1) << 48) - 1);
    if (device == 1 && command == 1)
        put(htif, (char)payload);
    else if (device == 0 && command == 0 && (payload & 1))
        finish(htif, payload >> 1);
    else if (device == 0 && command == 0)
        system_call(htif, payload, now);
}

void fl_htif_init(struct fl_htif *htif, const struct fl_dma *dma, uint64_t tohost, uint64_t fromhost, uint64_t now)
{
    uint64_t next = now - now % FL_HTIF_INTERVAL + FL_HTIF_INTERVAL;
    *htif =
        (struct fl_htif){.dma = dma, .tohost = tohost, .fromhost = fromhost, .next_poll = tohost ? next : UINT64_MAX};
}

void fl_htif_advance(struct fl_htif *htif, uint64_t now)
{
    uint64_t word;
    if (now < htif->next_poll)
        return;
    htif->next_poll = now - now % FL_HTIF_INTERVAL + FL_HTIF_INTERVAL;
    if (!fl_dma_read_le(htif->dma, htif->tohost, 8, &word) || word == 0)
        return;
    fl_dma_write_le(htif->dma, htif->tohost, 8, 0, now);
    serve(htif, word, now);
}
