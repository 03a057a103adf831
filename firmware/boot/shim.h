/* shim.h - what the M-mode shim consists of: it prepares the hart, enters S-mode, and afterwards answers two calls. */
#ifndef FAULTLINE_BOOT_SHIM_H
#define FAULTLINE_BOOT_SHIM_H

#include <stdbool.h>
#include <stdint.h>

/* Lets S and U reach all of memory through physical memory protection, where the hart has any. */
void pmp_open(void);

/* Hands every trap that S-mode can handle to S-mode, and the counters to S and U. */
void traps_delegate(void);

/* Turns on stimecmp; false if the hart has none and the timer must go through the CLINT. */
bool sstc_enable(void);

/* Switches hardware updating of A and D; false if the hart does not obey. */
bool hardware_ad_set(bool on);

/* Registers of the caller in S-mode, as entry.S stores them. */
struct shim_frame {
    uint64_t ra, t[7], a[8];
    uint64_t pc, status;
};

/* Every trap that stays in M-mode: calls from S-mode, the CLINT's timer, and what should not happen. */
void shim_trap(struct shim_frame *frame);

/* Fills the first page tables and returns the satp value for them. */
uint64_t first_map_build(void);

/* The largest address-space number that the hart keeps: how many bits of the field stick (Privileged 4.1.11). */
uint64_t largest_asid(void);

#endif
