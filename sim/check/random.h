/* random.h - repeatable random numbers: the same seed gives the same run on every host (xorshift64*). */
#ifndef FAULTLINE_CHECK_RANDOM_H
#define FAULTLINE_CHECK_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct fl_random {
    uint64_t state; /* never 0 */
};

static inline struct fl_random fl_random_of(uint64_t seed)
{
    return (struct fl_random){(seed ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9) | 1};
}

static inline uint64_t fl_random_next(struct fl_random *random)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return random->state * UINT64_C(0x2545f4914f6cdd1d);
}

/* 0 to choices - 1; `choices` is below 2^32. */
static inline uint32_t fl_pick(struct fl_random *random, uint32_t choices)
{
    return (uint32_t)((fl_random_next(random) >> 32) * choices >> 32);
}

/* With a chance of `in_1024` in 1024. */
static inline bool fl_chance(struct fl_random *random, unsigned in_1024)
{
    return in_1024 != 0 && fl_random_next(random) >> 54 < in_1024;
}

#endif
