/* scheme.c - the translation schemes as rows of one table (Privileged 4.3, 4.4, 4.5, 4.6). */
#include <stddef.h>

#include "faultline/walk.h"

static const struct fl_scheme schemes[] = {
    /* name   mode     xlen va  levels pte vpn pa */
    {"Sv32", FL_SV32, 32, 32, 2, 4, 10, 34},
    {"Sv39", FL_SV39, 64, 39, 3, 8, 9, 56},
    {"Sv48", FL_SV48, 64, 48, 4, 8, 9, 56},
    {"Sv57", FL_SV57, 64, 57, 5, 8, 9, 56},
};

const struct fl_scheme *fl_scheme_of(unsigned xlen, unsigned mode)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (schemes[i].xlen == xlen && schemes[i].mode == mode)
            return &schemes[i];
    return NULL;
}
