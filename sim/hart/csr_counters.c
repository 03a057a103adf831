/* csr_counters.c - mcycle, minstret, time, the event counters and mcountinhibit; a read gives the value before the instruction
 * (Privileged 3.1.10 to 3.1.12). The MMU counts its events itself; a counter here is an offset to one of them. */
#include "csr.h"

static uint64_t value_of(const struct fl_hart *hart, const struct fl_counter *counter, uint64_t bit, uint64_t count)
{
    return hart->csr.mcountinhibit & bit ? counter->frozen : counter->offset + count;
}

uint64_t fl_read_mcycle(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return value_of(hart, &hart->csr.mcycle, FL_COUNTER_CY, hart->at.cycle);
}

uint64_t fl_read_minstret(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return value_of(hart, &hart->csr.minstret, FL_COUNTER_IR, hart->at.retired);
}

uint64_t fl_read_time(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->bus->mtime(hart->bus->self, fl_now(hart));
}

void fl_write_mcycle(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    hart->csr.mcycle = (struct fl_counter){.offset = value - hart->at.cycle, .frozen = value};
}

/* The write replaces the writing instruction's own increment. */
void fl_write_minstret(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    hart->csr.minstret = (struct fl_counter){.offset = value - (hart->at.retired + 1), .frozen = value};
}

/* How often the MMU has seen this event since reset. */
static uint64_t events_seen(const struct fl_hart *hart, uint64_t event)
{
    struct fl_events events;
    if (event == FL_EVENT_NONE || !hart->port.events)
        return 0;
    hart->port.events(hart->port.self, &events);
    return events.count[event];
}

/* mhpmevent3, mhpmcounter3 and hpmcounter3 end in the same five bits, and so do those behind them. */
static unsigned hpm_of(unsigned csr)
{
    return (csr & 31) - FL_HPM_FIRST;
}

uint64_t fl_read_mhpmevent(const struct fl_hart *hart, unsigned csr)
{
    return hart->hpm[hpm_of(csr)].event;
}

uint64_t fl_read_mhpmcounter(const struct fl_hart *hart, unsigned csr)
{
    const struct fl_hpm *hpm = &hart->hpm[hpm_of(csr)];
    return value_of(hart, &hpm->counter, FL_BIT(csr & 31), events_seen(hart, hpm->event));
}

void fl_write_mhpmcounter(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    struct fl_hpm *hpm = &hart->hpm[hpm_of(csr)];
    hpm->counter = (struct fl_counter){.offset = value - events_seen(hart, hpm->event), .frozen = value};
}

/* WARL: a number that names no event becomes 0. The counter goes on from where it stands. */
void fl_write_mhpmevent(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    uint64_t stands = fl_read_mhpmcounter(hart, csr);
    hart->hpm[hpm_of(csr)].event = fl_event_name(value) ? value : FL_EVENT_NONE;
    fl_write_mhpmcounter(hart, csr, stands);
}

uint64_t fl_read_mcountinhibit(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.mcountinhibit;
}

/* Takes effect behind the writing instruction, so a counter that stops has counted it and one that starts has not. */
static void switch_counter(struct fl_counter *counter, bool was_stopped, bool stops, uint64_t count)
{
    if (stops && !was_stopped)
        counter->frozen = counter->offset + count;
    else if (was_stopped && !stops)
        counter->offset = counter->frozen - count;
}

void fl_write_mcountinhibit(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    uint64_t old = hart->csr.mcountinhibit;
    (void)csr;
    switch_counter(&hart->csr.mcycle, old & FL_COUNTER_CY, value & FL_COUNTER_CY, hart->at.cycle);
    switch_counter(&hart->csr.minstret, old & FL_COUNTER_IR, value & FL_COUNTER_IR, hart->at.retired + 1);
    for (unsigned i = 0; i < FL_HPM_COUNT; i++) {
        struct fl_hpm *hpm = &hart->hpm[i];
        uint64_t bit = FL_BIT(FL_HPM_FIRST + i);
        if ((old ^ value) & bit)
            switch_counter(&hpm->counter, old & bit, value & bit, events_seen(hart, hpm->event));
    }
    hart->csr.mcountinhibit = value & (FL_COUNTER_CY | FL_COUNTER_IR | FL_COUNTER_HPM);
}
