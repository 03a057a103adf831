/* plic.h - platform-level interrupt controller: 95 level sources, two contexts (0: M-mode, 1: S-mode of hart 0). */
#ifndef FAULTLINE_PLATFORM_PLIC_H
#define FAULTLINE_PLATFORM_PLIC_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/device.h"

#define FL_PLIC_SOURCES  96 /* source 0 does not exist */
#define FL_PLIC_WORDS    (FL_PLIC_SOURCES / 32)
#define FL_PLIC_CONTEXTS 2

struct fl_plic {
    uint32_t level[FL_PLIC_WORDS];     /* the wires */
    uint32_t pending[FL_PLIC_WORDS];   /* forwarded by the gateway, not yet claimed */
    uint32_t in_flight[FL_PLIC_WORDS]; /* claimed, not yet completed: the gateway holds back */
    uint8_t priority[FL_PLIC_SOURCES];
    uint32_t enable[FL_PLIC_CONTEXTS][FL_PLIC_WORDS];
    uint8_t threshold[FL_PLIC_CONTEXTS];
    bool interrupt[FL_PLIC_CONTEXTS]; /* what the hart sees: MEIP, SEIP */
};

void fl_plic_set_level(struct fl_plic *plic, unsigned source, bool level);
struct fl_device fl_plic_device(struct fl_plic *plic);

/* One device's wire into the controller. */
struct fl_irq {
    struct fl_plic *plic;
    unsigned source;
};
static inline void fl_irq_set(const struct fl_irq *irq, bool level)
{
    fl_plic_set_level(irq->plic, irq->source, level);
}

#endif
