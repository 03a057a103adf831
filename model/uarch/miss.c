/* miss.c - what the miss unit does with one granted request.
 *
 *   IDLE -grant-> PROBE -- the second level answers --> ANSWER
 *                   '-- walk (walker.c) --------------> ANSWER, or killed by a fence
 */
#include "miss.h"

#include "bugs.h"
#include "second.h"
#include "walker.h"

/* The cycles of this grant, from PROBE to ANSWER, of which the walk has counted all but the last. */
static void spend(struct fl_walk *walk, uint64_t granted, struct fl_response *response)
{
    enum { ANSWER = 1 };
    response->cycles += (uint32_t)walk->cycles + ANSWER;
    walk->uarch->counts.busy += walk->cycles - granted + ANSWER;
}

static void answer_leaf(struct fl_uarch *uarch, enum fl_port port, const struct fl_stage *stage,
                        const struct fl_tlb_entry *leaf, enum fl_path path, struct fl_response *response)
{
    struct fl_tlb *tlb = &uarch->l1[port];
    uarch->counts.refills++;
    fl_answer_page(tlb, fl_tlb_refill(tlb, leaf), stage, path, response);
    fl_answer_protect(uarch, stage, response);
}

/* The ANSWER state, after a walk. */
static void answer_walk(enum fl_port port, const struct fl_walk *walk, enum fl_walk_end end,
                        struct fl_response *response)
{
    struct fl_uarch *uarch = walk->uarch;
    const struct fl_stage *stage = walk->stage;
    if (fl_has_bug(uarch->bug, FL_BUG_WALK_ONE_CYCLE_SHORT))
        response->cycles--;
    uarch->counts.walk_cycles += response->cycles;
    if (end == FL_WALK_LEAF) {
        struct fl_tlb_entry leaf = fl_walker_leaf_entry(walk);
        answer_leaf(uarch, port, stage, &leaf, FL_PATH_WALK, response);
        fl_second_fill(uarch, &leaf, walk->l2_victim);
        return;
    }
    uarch->counts.walk_faults++;
    response->path = FL_PATH_WALK;
    response->level = walk->level;
    fl_answer_fault(
        stage, end == FL_WALK_PAGE_FAULT ? fl_page_fault_cause(stage->access) : fl_access_fault_cause(stage->access),
        response);
}

bool fl_miss_serve(enum fl_port port, struct fl_walk *walk, struct fl_response *response)
{
    struct fl_tlb_entry entry;
    uint64_t granted = walk->cycles;
    walk->epoch = walk->uarch->epoch;
    walk->cycles++; /* PROBE */
    if (fl_second_probe(walk->uarch, walk->stage, &entry, &walk->l2_victim)) {
        if (fl_walk_killed_at(walk, FL_AT_ANSWER))
            return false;
        spend(walk, granted, response);
        answer_leaf(walk->uarch, port, walk->stage, &entry, FL_PATH_L2, response);
        return true;
    }
    enum fl_walk_end end = fl_walker_run(walk);
    if (end == FL_WALK_KILLED || fl_walk_killed_at(walk, FL_AT_ANSWER))
        return false;
    spend(walk, granted, response);
    answer_walk(port, walk, end, response);
    return true;
}
