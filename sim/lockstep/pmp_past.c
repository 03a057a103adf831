#include "lockstep/pmp_past.h"

#include <string.h>

void fl_pmp_past_init(struct fl_pmp_past *past)
{
    memset(past, 0, sizeof *past);
    past->count = 1;
}

void fl_pmp_past_add(struct fl_pmp_past *past, const struct fl_pmp *pmp, uint64_t from)
{
    past->from[past->count % FL_PMP_VERSIONS] = from;
    past->version[past->count++ % FL_PMP_VERSIONS] = *pmp;
}

unsigned fl_pmp_past_at(const struct fl_pmp_past *past, uint64_t cycle)
{
    unsigned i = past->count - 1;
    while (i > 0 && i + FL_PMP_VERSIONS > past->count && past->from[i % FL_PMP_VERSIONS] > cycle) {
        i--;
    }
    return i;
}
