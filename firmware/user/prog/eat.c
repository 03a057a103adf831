/* eat - loops whose effective access time the textbook computes (docs/scenarios.md, rows 14 and 16).
 *
 * `eat tlb80 TURNS`, `eat tlb98 TURNS`: one access in 5, or in 50, misses the TLB; the others hit. A miss is a load from
 * the next of 17 pages in a ring, 64 pages apart: one more than the data TLB holds, and all in one set of the second level.
 * `eat fault TURNS`: one access in 1,000 is a page fault that reads the disk: a ring of 3 pages in 2 frames, under FIFO.
 * An access is a load or the fetch of a block of 8 bytes, so a loop of n blocks with one load makes n + 1 accesses a turn,
 * and 2 more if the load faults and is made again.
 * tests/scenarios/eat.sh takes the difference of two runs, in which all but the loop cancels out.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "process.h"

enum { NEIGHBOURS = 17, APART = 64, FEW = 3, FRAMES = 2 };

/* `blocks` blocks of two instructions: the load that follows the ring, nothing, and the end of the loop. */
#define LOOP(name, blocks)                                                                                             \
    static void **name(void **at, unsigned long turns)                                                                 \
    {                                                                                                                  \
        __asm__ volatile(".option push\n.option norvc\n.balign 512\n"                                                  \
                         "1: ld %0, 0(%0)\n.rept 2 * " #blocks " - 3\nnop\n.endr\n"                                    \
                         "addi %1, %1, -1\nbnez %1, 1b\n.option pop"                                                   \
                         : "+r"(at), "+r"(turns)::"memory");                                                           \
        return at;                                                                                                     \
    }
LOOP(follow_4_blocks, 4)
LOOP(follow_49_blocks, 49)
LOOP(follow_997_blocks, 997)

/* Page i of the ring leads to the next one. */
static void **make_ring(unsigned pages, unsigned apart, unsigned frames)
{
    char *region = (char *)fl_map(NULL, pages * apart * FL_PAGE);
    if (frames > 0)
        fl_quota(region, frames, FL_POLICY_FIFO);
    for (unsigned i = 0; i < pages; i++)
        *(void **)(region + i * apart * FL_PAGE) = region + (i + 1) % pages * apart * FL_PAGE;
    return (void **)region;
}

static const struct {
    const char *name;
    void **(*follow)(void **at, unsigned long turns);
    unsigned pages, apart, frames;
} kinds[] = {
    {"tlb80", follow_4_blocks, NEIGHBOURS, APART, 0},
    {"tlb98", follow_49_blocks, NEIGHBOURS, APART, 0},
    {"fault", follow_997_blocks, FEW, 1, FRAMES},
};

int main(int argc, char **argv)
{
    unsigned long turns = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000;
    fl_begin("eat", "a loop with a known effective access time");
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (argc > 1 && strcmp(argv[1], kinds[i].name) != 0)
            continue;
        void **ring = make_ring(kinds[i].pages, kinds[i].apart, kinds[i].frames), **end = kinds[i].follow(ring, turns);
        fl_check(end == ring + turns % kinds[i].pages * kinds[i].apart * FL_PAGE / sizeof *ring, "%s: %lu turns",
                 kinds[i].name, turns);
    }
    return fl_finish();
}
