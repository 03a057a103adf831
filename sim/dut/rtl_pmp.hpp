/* rtl_pmp.hpp - the PMP CSRs of a context on the pins of our RTL.
 *
 * The RTL decodes them when told that they were written, and nobody tells us: so a copy of what it holds is kept, and compared
 * with every request. */
#ifndef FAULTLINE_RTL_PMP_HPP
#define FAULTLINE_RTL_PMP_HPP

#include <cstring>

#include "faultline/pmp.h"
#include "rtl_state.hpp"

constexpr unsigned RTL_PMP_ENTRIES = 16;
constexpr unsigned RTL_PMP_CFG_PIECES = RTL_PMP_ENTRIES * 8 / 32;
constexpr unsigned RTL_PMP_ADDR_PIECES = RTL_PMP_ENTRIES * 54 / 32;

class RtlPmp
{
  public:
    /* After reset the RTL holds nothing that we know. */
    void forget()
    {
        known_ = false;
    }

    /* Does the RTL hold something else? A context without PMP entries is one region that permits everything. */
    bool differs(const fl_pmp *pmp) const
    {
        if (!pmp || !pmp->count) {
            return !known_ || !open_;
        }
        return !known_ || open_ || std::memcmp(held_.cfg, pmp->cfg, RTL_PMP_ENTRIES * sizeof pmp->cfg[0]) != 0 ||
               std::memcmp(held_.addr, pmp->addr, RTL_PMP_ENTRIES * sizeof pmp->addr[0]) != 0 ||
               held_.mml != pmp->mml || held_.mmwp != pmp->mmwp;
    }

    /* Put `pmp` on the pins. Returns an entry in use that the RTL does not have, or -1. */
    template <class Top> int load(Top &top, const fl_pmp *pmp)
    {
        open_ = !pmp || !pmp->count;
        held_ = open_ ? fl_pmp() : *pmp;
        known_ = true;
        if (open_) {
            held_.cfg[0] = 0x1f; /* NAPOT, X W R */
            held_.addr[0] = UINT64_MAX;
        }
        uint32_t *cfg = top.pmp_cfg_i.m_storage, *addr = top.pmp_addr_i.m_storage;
        std::memset(cfg, 0, RTL_PMP_CFG_PIECES * sizeof *cfg);
        std::memset(addr, 0, RTL_PMP_ADDR_PIECES * sizeof *addr);
        for (unsigned i = 0; i < RTL_PMP_ENTRIES; i++) {
            rtl_set_bits(cfg, 8 * i, 8, held_.cfg[i]);
            rtl_set_bits(addr, 54 * i, 54, held_.addr[i]);
        }
        top.pmp_mml_i = held_.mml;
        top.pmp_mmwp_i = held_.mmwp;
        top.pmp_load_i = 1;
        return first_beyond();
    }

  private:
    int first_beyond() const
    {
        for (unsigned i = RTL_PMP_ENTRIES; i < held_.count && i < FL_PMP_MAX; i++) {
            if (held_.cfg[i] & 0x18) {
                return (int)i;
            }
        }
        return -1;
    }

    fl_pmp held_;
    bool known_ = false, open_ = false;
};

#endif
