/* rtl_state.hpp - words of the state port and annotation text as Verilator holds wide pins: 32-bit pieces, lowest first.
 * Layout: docs/microarchitecture.md section 11. */
#ifndef FAULTLINE_RTL_STATE_HPP
#define FAULTLINE_RTL_STATE_HPP

#include <cstdint>

#include "dut.h"

constexpr unsigned RTL_STATE_PIECES = 5; /* 140 bits */
constexpr unsigned RTL_TEXT_PIECES = 8;  /* 32 characters */

/* Bits that reach into no third piece. */
inline uint64_t rtl_bits(const uint32_t *word, unsigned low, unsigned width)
{
    const uint32_t *piece = word + low / 32;
    return (piece[0] | (uint64_t)piece[1] << 32) >> low % 32 & ((UINT64_C(1) << width) - 1);
}

inline void rtl_set_bits(uint32_t *word, unsigned low, unsigned width, uint64_t value)
{
    for (unsigned i = 0; i < width; i++) {
        word[(low + i) / 32] |= (uint32_t)(value >> i & 1) << (low + i) % 32;
    }
}

inline uint64_t rtl_low_word(const uint32_t *word)
{
    return word[0] | (uint64_t)word[1] << 32;
}

inline void rtl_unpack_entry(const uint32_t *word, fl_tlb_entry *entry)
{
    entry->valid = word[0] & 1;
    entry->global = word[0] >> 1 & 1;
    entry->napot = word[0] >> 2 & 1;
    entry->r = word[0] >> 3 & 1;
    entry->w = word[0] >> 4 & 1;
    entry->x = word[0] >> 5 & 1;
    entry->u = word[0] >> 6 & 1;
    entry->d = word[0] >> 7 & 1;
    entry->level = word[0] >> 8 & 7;
    entry->pbmt = word[0] >> 11 & 3;
    entry->asid = word[0] >> 16;
    entry->vmid = word[1] & 0xffff;
    entry->vpn = rtl_bits(word, 48, 45);
    entry->ppn = rtl_bits(word, 96, 44);
}

inline void rtl_pack_entry(const fl_tlb_entry *entry, uint32_t *word)
{
    for (unsigned i = 0; i < RTL_STATE_PIECES; i++) {
        word[i] = 0;
    }
    word[0] = entry->valid | entry->global << 1 | entry->napot << 2 | entry->r << 3 | entry->w << 4 | entry->x << 5 |
              entry->u << 6 | entry->d << 7 | (entry->level & 7u) << 8 | (entry->pbmt & 3u) << 11 |
              (uint32_t)entry->asid << 16;
    word[1] = entry->vmid;
    rtl_set_bits(word, 48, 45, entry->vpn);
    rtl_set_bits(word, 96, 44, entry->ppn);
}

inline void rtl_pack_tree(uint64_t tree, uint32_t *word)
{
    word[0] = (uint32_t)tree;
    word[1] = (uint32_t)(tree >> 32);
    word[2] = word[3] = word[4] = 0;
}

/* Every word of a state of this size: `entry(index, entry)` for each entry, `tree(index, tree)` for each tree. */
template <class State, class Entry, class Tree>
void rtl_each_word(const fl_uarch_config &size, State *state, Entry entry, Tree tree)
{
    const unsigned l1[FL_PORT_COUNT] = {size.itlb_entries, size.dtlb_entries};
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        for (unsigned i = 0; i < l1[port]; i++) {
            entry(0x80 * port + i, &state->l1[port].entry[i]);
        }
        tree(0x80 * port + 0x40, &state->l1[port].plru);
    }
    for (unsigned i = 0; i < size.super_entries; i++) {
        entry(0x100 + i, &state->super.entry[i]);
    }
    if (size.super_entries) {
        tree(0x140, &state->super.plru);
    }
    for (unsigned l = 0; l < FL_MAX_LEVELS - 1 && size.walk_entries; l++) {
        for (unsigned i = 0; i < size.walk_entries; i++) {
            entry(0x200 + 0x20 * l + i, &state->pwc[l].entry[i]);
        }
        tree(0x210 + 0x20 * l, &state->pwc[l].plru);
    }
    for (unsigned set = 0; set < size.l2_sets; set++) {
        for (unsigned way = 0; way < size.l2_ways; way++) {
            entry(0x1000 + 8 * set + way, &state->l2.entry[set * size.l2_ways + way]);
        }
        tree(0x3000 + set, &state->l2.plru[set]);
    }
}

/* The last character in the low byte, zeros above the first. What does not fit is cut at the end. NULL changes nothing. */
inline void rtl_pack_text(const char *text, uint32_t *word)
{
    if (!text) {
        return;
    }
    unsigned length = 0;
    while (length < 4 * RTL_TEXT_PIECES && text[length]) {
        length++;
    }
    for (unsigned i = 0; i < RTL_TEXT_PIECES; i++) {
        word[i] = 0;
    }
    for (unsigned i = 0; i < length; i++) {
        unsigned place = length - 1 - i;
        word[place / 4] |= (uint32_t)(unsigned char)text[i] << 8 * (place % 4);
    }
}

#endif
