/* cause.h - from a difference to its first cause: one sentence that names the structure, the level and the rule.
 *
 * A small analysis of the divergence alone; it guesses nothing that its data does not show.
 */
#ifndef FAULTLINE_CAUSE_H
#define FAULTLINE_CAUSE_H

#include <stdio.h>

#include "lockstep/divergence.h"
#include "lockstep/text.h"

/* The sentence, without newline. */
void fl_write_cause(FILE *out, const struct fl_divergence *divergence);

/* Its parts, one file each. */
void fl_write_cause_of_hit(FILE *out, const struct fl_divergence *divergence);
void fl_write_cause_of_second(FILE *out, const struct fl_divergence *divergence);
void fl_write_cause_of_walk(FILE *out, const struct fl_divergence *divergence);
void fl_write_cause_of_state(FILE *out, const struct fl_divergence *divergence);
void fl_write_cause_of_trap(FILE *out, const struct fl_divergence *divergence);
void fl_write_cause_of_lookup(FILE *out, const struct fl_divergence *divergence);
void fl_write_cause_of_pmp(FILE *out, const struct fl_divergence *divergence);
/* The suspect began its walk with the PTE of `rtl`, the other one with that of `model`. */
void fl_write_cause_of_start(FILE *out, const struct fl_divergence *divergence, const struct fl_walk_step *model,
                             const struct fl_walk_step *rtl);
/* Does PMP deny this access of the suspect's walker? Only then something is written. */
bool fl_write_cause_of_pte_pmp(FILE *out, const struct fl_divergence *divergence, const struct fl_walk_step *step);
/* The request refilled an array otherwise than the page wants: another victim, none, or one too many. False, and nothing is
 * written, when the difference is not of that kind. */
bool fl_write_cause_of_refill(FILE *out, const struct fl_divergence *divergence);

/* Which side is wrong, by the rules of the microarchitecture page. */
enum fl_side { FL_SIDE_RTL, FL_SIDE_MODEL, FL_SIDE_BOTH, FL_SIDE_UNKNOWN };
enum fl_side fl_wrong_side(const struct fl_divergence *divergence);

/* Is it an access fault of the address that the translation ended in? */
bool fl_is_about_pmp(const struct fl_divergence *divergence);

/* The parts speak of the side that is wrong. They look for it in `rtl`: where it is the model, the two have been exchanged. */
static inline const char *fl_suspect(const struct fl_divergence *divergence)
{
    return divergence->turned ? "model" : "RTL";
}
static inline const char *fl_reference(const struct fl_divergence *divergence)
{
    return divergence->turned ? "RTL" : "model";
}
static inline const char *fl_walker(const struct fl_divergence *divergence)
{
    return divergence->turned ? "the model's walker" : "the walker";
}

/* Does the suspect, after a walk for the request, hold another entry of that page, which a refused hit should have dropped? */
bool fl_find_undropped(const struct fl_divergence *divergence, unsigned *found);

/* "L1 I" or "L1 D". */
static inline const char *fl_tlb_name(unsigned port)
{
    return port == FL_PORT_FETCH ? "L1 I" : "L1 D";
}

/* The address of an entry's page, as software writes it: bit 56 repeated above. */
static inline struct fl_number fl_entry_va(const struct fl_tlb_entry *entry)
{
    return fl_hex((uint64_t)((int64_t)(entry->vpn << 19) >> 7));
}

#endif
