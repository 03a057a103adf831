/* Differences of the trap unit: each field has one rule. */
#include <inttypes.h>
#include <string.h>

#include "lockstep/cause.h"
#include "lockstep/text.h"

static const struct {
    const char *field, *rule;
} rules[] = {
    {"taken", "an interrupt is taken when pending, enabled and not masked in its mode (Privileged 3.1.9)"},
    {"privilege", "traps go to S only when delegated and not from M; returns go to xPP (Privileged 3.1.6.1, 3.1.8)"},
    {"delegation", "medeleg and mideleg decide, and never for traps from M (Privileged 3.1.8)"},
    {"cause", "the pending interrupt of highest priority, or the exception's own code (Privileged 3.1.9, table 3.6)"},
    {"pc", "xtvec's base; MODE 1 adds 4 x cause for interrupts only; returns go to xepc (Privileged 3.1.7)"},
    {"epc", "the address of the trapped instruction (Privileged 3.1.14)"},
    {"tval", "the exception's own value; 0 for interrupts (Privileged 3.1.16)"},
    {"mstatus", "xPIE, xIE, xPP and MPRV as Privileged 3.1.6.1 and 3.1.6.3 say"},
};

static const char *const event_names[] = {"exception", "interrupt", "MRET", "SRET"};

void fl_write_cause_of_trap(FILE *out, const struct fl_divergence *d)
{
    const char *rule = "";
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i].field, d->what.field) == 0) {
            rule = rules[i].rule;
        }
    }
    fprintf(out, "the trap unit's %s on %s is %s, not %s: %s", d->what.field, event_names[d->trap_in.event & 3],
            fl_hex(d->what.rtl).text, fl_hex(d->what.model).text, rule);
}
