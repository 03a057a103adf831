/* plic.c - context 1 of the PLIC: priorities all alike, threshold 0. */
#include "plic.h"

#include "platform.h"

#define CONTEXT       1u /* hart 0, S-mode */
#define PRIORITY(irq) (PLIC_PA + 4 * (uint64_t)(irq))
#define ENABLE(word)  (PLIC_PA + 0x2000 + 0x80 * CONTEXT + 4 * (uint64_t)(word))
#define THRESHOLD     (PLIC_PA + 0x200000 + 0x1000 * CONTEXT)
#define CLAIM         (THRESHOLD + 4)

void plic_init(void)
{
    DEVICE32(THRESHOLD) = 0;
}

void plic_enable(uint32_t irq)
{
    DEVICE32(PRIORITY(irq)) = 1;
    DEVICE32(ENABLE(irq / 32)) |= 1u << irq % 32;
}

uint32_t plic_claim(void)
{
    return DEVICE32(CLAIM);
}

void plic_complete(uint32_t irq)
{
    DEVICE32(CLAIM) = irq;
}
