/* random.h - the same dice on every host: a seed gives one sequence (xorshift64*). */
#ifndef FAULTLINE_FUZZ_RANDOM_H
#define FAULTLINE_FUZZ_RANDOM_H

#include <stdint.h>
#include <stdlib.h>

struct dice {
    uint64_t state;
};

static inline struct dice dice_from(uint64_t seed)
{
    return (struct dice){(seed + 1) * UINT64_C(0x9e3779b97f4a7c15) | 1};
}

static inline uint64_t dice_next(struct dice *dice)
{
    dice->state ^= dice->state >> 12;
    dice->state ^= dice->state << 25;
    dice->state ^= dice->state >> 27;
    return dice->state * UINT64_C(0x2545f4914f6cdd1d);
}

static inline uint64_t dice_below(struct dice *dice, uint64_t limit)
{
    return (dice_next(dice) >> 11) % limit;
}

/* `program [first seed [seeds]]`: what to run. */
static inline void dice_arguments(int argc, char **argv, uint64_t *first, uint64_t *count)
{
    if (argc > 1)
        *first = strtoull(argv[1], NULL, 0);
    if (argc > 2)
        *count = strtoull(argv[2], NULL, 0);
}

#endif
