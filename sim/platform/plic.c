/* plic.c - gateways, priorities, claim and complete (RISC-V PLIC specification 1.0).
 *
 *   wire --> gateway --> pending --> (enable, priority > threshold) --> MEIP / SEIP
 *               ^                        |
 *               +------ complete <------ claim
 *
 * A gateway forwards one request and then waits for its completion; a request once pending stays, even if the wire
 * drops. A claim takes the highest priority, then the lowest number, and does not look at the threshold.
 */
#include "platform/plic.h"

#define PENDING      0x001000
#define ENABLE       0x002000
#define ENABLE_STEP  0x80
#define CONTEXT      0x200000
#define CONTEXT_STEP 0x1000
#define PRIORITY_MAX 7

static bool bit_of(const uint32_t *words, unsigned source)
{
    return words[source / 32] >> (source % 32) & 1;
}

static void set_bit(uint32_t *words, unsigned source, bool value)
{
    uint32_t mask = UINT32_C(1) << (source % 32);
    words[source / 32] = value ? words[source / 32] | mask : words[source / 32] & ~mask;
}

/* The pending and enabled source a claim would return; 0: none. A source of priority 0 never interrupts. */
static unsigned best(const struct fl_plic *plic, unsigned context)
{
    unsigned found = 0;
    for (unsigned word = 0; word < FL_PLIC_WORDS; word++) {
        uint32_t candidates = plic->pending[word] & plic->enable[context][word];
        for (; candidates; candidates &= candidates - 1) {
            unsigned source = word * 32 + (unsigned)__builtin_ctz(candidates);
            if (plic->priority[source] > plic->priority[found])
                found = source;
        }
    }
    return found;
}

static void update(struct fl_plic *plic)
{
    for (unsigned context = 0; context < FL_PLIC_CONTEXTS; context++)
        plic->interrupt[context] = plic->priority[best(plic, context)] > plic->threshold[context];
}

static void forward(struct fl_plic *plic, unsigned source)
{
    if (bit_of(plic->level, source) && !bit_of(plic->in_flight, source))
        set_bit(plic->pending, source, true);
}

void fl_plic_set_level(struct fl_plic *plic, unsigned source, bool level)
{
    if (bit_of(plic->level, source) == level)
        return;
    set_bit(plic->level, source, level);
    forward(plic, source);
    update(plic);
}

static unsigned claim(struct fl_plic *plic, unsigned context)
{
    unsigned source = best(plic, context);
    if (source) {
        set_bit(plic->pending, source, false);
        set_bit(plic->in_flight, source, true);
    }
    return source;
}

static void complete(struct fl_plic *plic, unsigned context, uint64_t source)
{
    if (source == 0 || source >= FL_PLIC_SOURCES || !bit_of(plic->enable[context], (unsigned)source))
        return;
    set_bit(plic->in_flight, (unsigned)source, false);
    forward(plic, (unsigned)source);
}

/* The register behind an offset: which array, which element. */
enum plic_register { REG_NONE, REG_PRIORITY, REG_PENDING, REG_ENABLE, REG_THRESHOLD, REG_CLAIM };

static enum plic_register decode(uint64_t offset, unsigned *context, unsigned *index)
{
    *context = 0;
    *index = (unsigned)(offset / 4);
    if (offset < 4 * FL_PLIC_SOURCES)
        return REG_PRIORITY;
    if (offset >= PENDING && offset < PENDING + 4 * FL_PLIC_WORDS) {
        *index = (unsigned)(offset - PENDING) / 4;
        return REG_PENDING;
    }
    if (offset >= ENABLE && offset < ENABLE + FL_PLIC_CONTEXTS * ENABLE_STEP) {
        *context = (unsigned)(offset - ENABLE) / ENABLE_STEP;
        *index = (unsigned)(offset - ENABLE) % ENABLE_STEP / 4;
        return *index < FL_PLIC_WORDS ? REG_ENABLE : REG_NONE;
    }
    if (offset >= CONTEXT && offset < CONTEXT + FL_PLIC_CONTEXTS * CONTEXT_STEP) {
        *context = (unsigned)(offset - CONTEXT) / CONTEXT_STEP;
        offset = (offset - CONTEXT) % CONTEXT_STEP;
        return offset == 0 ? REG_THRESHOLD : offset == 4 ? REG_CLAIM : REG_NONE;
    }
    return REG_NONE;
}

static uint64_t plic_read(void *self, uint64_t offset, unsigned size, uint64_t now)
{
    (void)size, (void)now;
    struct fl_plic *plic = self;
    unsigned context, index;
    switch (decode(offset, &context, &index)) {
    case REG_PRIORITY:
        return plic->priority[index];
    case REG_PENDING:
        return plic->pending[index];
    case REG_ENABLE:
        return plic->enable[context][index];
    case REG_THRESHOLD:
        return plic->threshold[context];
    case REG_CLAIM: {
        unsigned source = claim(plic, context);
        update(plic);
        return source;
    }
    default:
        return 0;
    }
}

static void plic_write(void *self, uint64_t offset, unsigned size, uint64_t value, uint64_t now)
{
    (void)size, (void)now;
    struct fl_plic *plic = self;
    unsigned context, index;
    switch (decode(offset, &context, &index)) {
    case REG_PRIORITY:
        if (index)
            plic->priority[index] = value & PRIORITY_MAX;
        break;
    case REG_ENABLE:
        plic->enable[context][index] = (uint32_t)value & (index == 0 ? ~UINT32_C(1) : ~UINT32_C(0));
        break;
    case REG_THRESHOLD:
        plic->threshold[context] = value & PRIORITY_MAX;
        break;
    case REG_CLAIM:
        complete(plic, context, value);
        break;
    default:
        return;
    }
    update(plic);
}

struct fl_device fl_plic_device(struct fl_plic *plic)
{
    return (struct fl_device){.self = plic, .read = plic_read, .write = plic_write};
}
