/* pmp_cfg.h - the fields of a pmpcfg byte (Privileged 3.7.1). Private to spec. */
#ifndef FAULTLINE_SPEC_PMP_CFG_H
#define FAULTLINE_SPEC_PMP_CFG_H

#include <stdint.h>

#define PMP_CFG_R 0x01u
#define PMP_CFG_W 0x02u
#define PMP_CFG_X 0x04u
#define PMP_CFG_A 0x18u
#define PMP_CFG_L 0x80u

/* Values of the A field, in place. */
#define PMP_CFG_TOR   0x08u
#define PMP_CFG_NA4   0x10u
#define PMP_CFG_NAPOT 0x18u

/* pmpaddr holds physical address bits 55:2. */
#define PMP_ADDR_MASK ((UINT64_C(1) << 54) - 1)

#endif
