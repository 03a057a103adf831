/* race.h - one memory under two walkers, in which something happens in the middle of a request: another hart's walker sets A and D
 * first, or a fence kills the walk.
 *
 * The lockstep engine lets the DUT walk first and the model after it, so the race is run twice: the DUT's walker meets it as it
 * comes, and the model's walker is shown memory as it was at the same point of its own walk.
 */
#ifndef RACE_H
#define RACE_H

#include "lockstep/lockstep.h"
#include "uarch_rig.h"

struct race {
    struct rig *rig; /* borrowed: the page tables, and the model to fence */
    struct fl_dut *dut;
    struct fl_lockstep *lockstep;
    struct fl_pte_mem mem, quiet; /* for struct fl_lockstep_config */

    /* What comes in the next request; at most one of the two. */
    bool rival;        /* the first A/D update is beaten by another walker that sets both A and D */
    unsigned fence_at; /* the fence comes during this memory access of a walk, counted from 1; 0: none */
    struct fl_fence fence;

    unsigned dut_accesses, model_accesses; /* in this request */
    bool beaten;
    uint64_t beaten_address, beaten_value; /* of the PTE before the rival wrote it */
};

void race_init(struct race *race, struct rig *rig, struct fl_dut *dut);

/* A new request: nothing has happened in it, and nothing will until `rival` or `fence_at` is set. */
void race_none(struct race *race);

/* Perhaps let one of the two come in the next request. */
void race_sometimes(struct race *race, uint64_t *seed);

#endif
