/* sbi.h - calls into the M-mode shim, numbered as in the SBI specification (boot/calls.c answers them). */
#ifndef FAULTLINE_KERNEL_SBI_H
#define FAULTLINE_KERNEL_SBI_H

#include <stdint.h>

#define SBI_TIME      0x54494d45
#define SBI_FWFT      0x46574654
#define SBI_FWFT_ADUE 4

/* 0, or a negative error. */
static inline int64_t sbi_call(uint64_t extension, uint64_t function, uint64_t argument0, uint64_t argument1)
{
    register uint64_t a0 __asm__("a0") = argument0;
    register uint64_t a1 __asm__("a1") = argument1;
    register uint64_t a6 __asm__("a6") = function;
    register uint64_t a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
    return (int64_t)a0;
}

#endif
