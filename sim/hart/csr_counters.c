/* csr_counters.c - mcycle, minstret, time and mcountinhibit; a read gives the value before the instruction (Privileged
 * 3.1.10 to 3.1.12). */
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
    hart->csr.mcountinhibit = value & (FL_COUNTER_CY | FL_COUNTER_IR);
}
