/* tlb.h - one fully associative array: an L1 TLB, the superpage TLB, or the pointers of one level (docs/microarchitecture.md 4, 5.1). */
#ifndef FL_UARCH_TLB_H
#define FL_UARCH_TLB_H

#include "faultline/uarch.h"

#define VPN_MASK ((UINT64_C(1) << 45) - 1) /* va[56:12] */

enum fl_tlb_role { FL_TLB_L1, FL_TLB_SUPER, FL_TLB_POINTERS };

/* `entry` is what the hardware holds. The arrays above it are derived from it, so that a search is one xor and mask an entry:
 * key = valid at bit 61, asid at 60:45, vpn at 44:0; mask = the bits of the key that this entry compares. */
struct fl_tlb {
    enum fl_tlb_role role; /* for seeded bugs alone: all roles work alike */
    unsigned entries;
    unsigned level_bits; /* VPN bits a level: 9, or 10 under Sv32 */
    unsigned bug;
    uint64_t plru;
    uint64_t key[FL_L1_MAX], mask[FL_L1_MAX];
    uint8_t flags[FL_L1_MAX]; /* V R W X U G A D as in a PTE, for the permission rules */
    struct fl_tlb_entry entry[FL_L1_MAX];
    uint32_t generation[FL_L1_MAX]; /* of the answer an entry gives; never repeats, not even over a reset */
    uint64_t plru_keep[FL_L1_MAX], plru_set[FL_L1_MAX];
};

void fl_tlb_init(struct fl_tlb *tlb, enum fl_tlb_role role, unsigned entries, unsigned bug);
void fl_tlb_reset(struct fl_tlb *tlb);

/* All entries that match, as a set: bit i for entry i. The winner is the lowest. */
uint64_t fl_tlb_matches(const struct fl_tlb *tlb, uint64_t vpn, uint16_t asid);

/* The physical address of `va`, which entry `i` matches. */
uint64_t fl_tlb_address(const struct fl_tlb *tlb, unsigned i, uint64_t va);

/* V R W X U G A D as in a PTE, for the permission rules. */
uint8_t fl_entry_flags(const struct fl_tlb_entry *entry);

void fl_tlb_touch(struct fl_tlb *tlb, unsigned i);
void fl_tlb_drop(struct fl_tlb *tlb, uint64_t set);
void fl_tlb_fence(struct fl_tlb *tlb, const struct fl_fence *fence);

/* Put `entry` in the victim's place, touch it, and say where. */
unsigned fl_tlb_refill(struct fl_tlb *tlb, const struct fl_tlb_entry *entry);

/* Replace everything an entry holds, or what a level means; neither touches the tree. */
void fl_tlb_write(struct fl_tlb *tlb, unsigned i, const struct fl_tlb_entry *entry);
void fl_tlb_set_level_bits(struct fl_tlb *tlb, unsigned level_bits);

#endif
