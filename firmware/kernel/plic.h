/* plic.h - the interrupt controller, as hart 0's S-mode sees it. */
#ifndef FAULTLINE_KERNEL_PLIC_H
#define FAULTLINE_KERNEL_PLIC_H

#include <stdint.h>

void plic_init(void);
void plic_enable(uint32_t irq);

/* Takes the most urgent interrupt that is pending; 0 if there is none. */
uint32_t plic_claim(void);
void plic_complete(uint32_t irq);

#endif
