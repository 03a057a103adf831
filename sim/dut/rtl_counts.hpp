/* rtl_counts.hpp - what our RTL's events add up to: bits of its pins in, fl_dut_counts out. */
#ifndef FAULTLINE_RTL_COUNTS_HPP
#define FAULTLINE_RTL_COUNTS_HPP

#include "dut.h"

/* Bits of events_o (mmu_pkg::events_t): a group for each port, the fence, the miss unit. */
enum RtlEvent : uint32_t {
    EVENT_HIT = 0,
    EVENT_MISS = 1,
    EVENT_REFUSED = 2,
    EVENT_BARE = 3,
    EVENT_REFILL = 4,
    EVENT_DENIED = 5,
    EVENT_PORT = 6, /* bits of a port's group; fetch first */
    EVENT_FENCE_APPLIED = 12,
    EVENT_UPDATE_LOST = 13,
    EVENT_WALK_KILLED = 14,
    EVENT_L2_HIT = 15,
    EVENT_SUPER_HIT = 16,
    EVENT_SECOND_REFUSED = 17,
    EVENT_L2_FILL = 18,
    EVENT_SUPER_FILL = 19,
    EVENT_PWC_HIT = 20,
    EVENT_PWC_FILL = 21,
    EVENT_PWC_LEVEL = 22,
    EVENT_WALK_DENIED = 25,
    EVENT_BUSY = 26,
    EVENT_OFTEN = 1 << EVENT_HIT | 1 << (EVENT_PORT + EVENT_HIT) | 1 << EVENT_BUSY,
};

class RtlCounts
{
  public:
    const fl_dut_counts *get() const
    {
        return &counts_;
    }

    /* An edge has passed, and a cycle begun with these events. Nearly every one shows a hit on one port, or nothing. */
    void clock(uint32_t events)
    {
        counts_.clocked++;
        counts_.hit[FL_PORT_FETCH] += events >> EVENT_HIT & 1;
        counts_.hit[FL_PORT_DATA] += events >> (EVENT_PORT + EVENT_HIT) & 1;
        counts_.busy += events >> EVENT_BUSY & 1;
        if (__builtin_expect(events & ~(uint32_t)EVENT_OFTEN, 0)) {
            count_ports(events);
            count_miss_unit(events);
        }
    }

    /* The memory accepts. These two follow its ready, which may change until the cycle closes. */
    void accept(unsigned level, bool read, bool update)
    {
        counts_.pte_reads[level % FL_MAX_LEVELS] += read;
        counts_.updates += update;
    }

    /* Time passes in the state that these events show. */
    void skip(uint32_t events, uint64_t cycles)
    {
        counts_.skipped += cycles;
        counts_.busy += events >> EVENT_BUSY & 1 ? cycles : 0;
    }

  private:
    void count_ports(uint32_t events)
    {
        for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
            uint32_t own = events >> EVENT_PORT * port;
            counts_.miss[port] += own >> EVENT_MISS & 1;
            counts_.refused[port] += own >> EVENT_REFUSED & 1;
            counts_.bare[port] += own >> EVENT_BARE & 1;
            counts_.refill[port] += own >> EVENT_REFILL & 1;
            counts_.denied += own >> EVENT_DENIED & 1;
        }
        counts_.fences += events >> EVENT_FENCE_APPLIED & 1;
    }

    void count_miss_unit(uint32_t events)
    {
        unsigned level = (events >> EVENT_PWC_LEVEL & 7) % FL_MAX_LEVELS;
        counts_.updates_lost += events >> EVENT_UPDATE_LOST & 1;
        counts_.walks_killed += events >> EVENT_WALK_KILLED & 1;
        counts_.denied += events >> EVENT_WALK_DENIED & 1;
        counts_.l2_hit += events >> EVENT_L2_HIT & 1;
        counts_.super_hit += events >> EVENT_SUPER_HIT & 1;
        counts_.second_refused += events >> EVENT_SECOND_REFUSED & 1;
        counts_.l2_fill += events >> EVENT_L2_FILL & 1;
        counts_.super_fill += events >> EVENT_SUPER_FILL & 1;
        counts_.pwc_hit[level] += events >> EVENT_PWC_HIT & 1;
        counts_.pwc_fill[level] += events >> EVENT_PWC_FILL & 1;
    }

    fl_dut_counts counts_ = fl_dut_counts();
};

#endif
