/* pipeline - four processes in a row, each handing numbers to the next through a ring in shared memory.
 *
 * Generator, two filters, sink: the forks inherit the shared mapping; a full or an empty ring gives the CPU away.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

enum { STAGES = 4, RING = 64, COUNT = 3000, END = 0 };

/* One writer and one reader, so that each index has a single owner. */
struct ring {
    volatile uint64_t read, written;
    volatile uint64_t item[RING];
};

static struct ring *ring; /* STAGES - 1 of them, and the sink's answer behind them */

static void put(struct ring *to, uint64_t value)
{
    while (to->written - to->read == RING)
        fl_yield();
    to->item[to->written % RING] = value;
    to->written++;
}

static uint64_t get(struct ring *from)
{
    while (from->written == from->read)
        fl_yield();
    uint64_t value = from->item[from->read % RING];
    from->read++;
    return value;
}

static void generate(void)
{
    for (uint64_t i = 1; i <= COUNT; i++)
        put(&ring[0], i);
    put(&ring[0], END);
}

static void square(void)
{
    for (uint64_t value; (value = get(&ring[0])) != END;)
        put(&ring[1], value * value);
    put(&ring[1], END);
}

static void drop_multiples_of_three(void)
{
    for (uint64_t value; (value = get(&ring[1])) != END;)
        if (value % 3 != 0)
            put(&ring[2], value);
    put(&ring[2], END);
}

static void sum_up(void)
{
    for (uint64_t value; (value = get(&ring[2])) != END;)
        ring[STAGES - 1].item[0] += value;
}

static uint64_t expected(void)
{
    uint64_t sum = 0;
    for (uint64_t i = 1; i <= COUNT; i++)
        sum += i % 3 != 0 ? i * i : 0;
    return sum;
}

int main(void)
{
    static void (*const stages[STAGES])(void) = {generate, square, drop_multiples_of_three, sum_up};
    fl_begin("pipeline", "four processes and three rings in shared memory");
    ring = (struct ring *)fl_mmap(NULL, STAGES * sizeof *ring, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, -1, 0);
    fflush(stdout);
    for (unsigned i = 0; i < STAGES; i++)
        if (fl_fork() == 0) {
            stages[i]();
            fl_exit(0);
        }
    unsigned good = 0;
    for (int status; fl_wait(&status) > 0;)
        good += status == 0;
    fl_check_count(good, STAGES, "stages", "ended well");
    fl_check_count(ring[STAGES - 1].item[0], expected(), "is the sum", "%u numbers through the pipeline",
                   (unsigned)COUNT);
    return fl_finish();
}
