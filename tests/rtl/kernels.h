/* kernels.h - the RTL's combinational kernels as one C function. */
#ifndef FAULTLINE_TEST_RTL_KERNELS_H
#define FAULTLINE_TEST_RTL_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kernel_in {
    uint64_t pte, va;
    uint8_t level, access, privilege;
    bool sum, mxr, pbmte, access_fault;
};

struct kernel_out {
    bool leaf, illegal, permit, update, a, d;
    uint8_t cause;
    uint64_t pa;
};

void *kernels_open(void);
void kernels_eval(void *self, const struct kernel_in *in, struct kernel_out *out);
void kernels_close(void *self);

#ifdef __cplusplus
}
#endif
#endif
