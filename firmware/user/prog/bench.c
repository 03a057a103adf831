/* bench - CPU-bound work over paged memory, the same on every machine: `bench [phases]`.
 *
 * Set-up faults all memory in, PAGES pages of it in a permuted order. Then four kinds of work, whose results add up to one checksum:
 * chasing pointers through every page, a CRC over all of them, sieving in a few pages and sorting in many.
 * The checksum does not depend on where anything lies, so one number says that all of it was right.
 * With an argument the instructions of each phase are printed; no time ever is. Under the name bench-long it does all
 * of it LONG_PASSES times, so that a fast machine's start-up does not drown in the figure.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "sys.h"

enum {
    PAGES = 1024,
    NODES_A_PAGE = 16,
    NODES = PAGES * NODES_A_PAGE,
    NODE_BYTES = FL_PAGE / NODES_A_PAGE,
    PAGE_STEP = 611, /* coprime to PAGES: the order in which pages are first touched */
    CHASE_ROUNDS = 20,
    CHASE_WORK = 4, /* integer mixing between two hops */
    CRC_ROUNDS = 8,
    SIEVE_ROUNDS = 20,
    SIEVE_SIZE = 32768,
    SORT_SIZE = 40000,
    LONG_PASSES = 20,
};
#define EXPECTED_CHECKSUM 0xad6466d1a5206265ul

struct node {
    struct node *next;
    uint64_t key;
};

static char pages[PAGES][FL_PAGE] __attribute__((aligned(4096)));
static uint32_t crc_table[256];
static uint8_t composite[SIEVE_SIZE];
static uint32_t keys[SORT_SIZE];

static uint64_t mix(uint64_t x)
{
    x ^= x << 13;
    x ^= x >> 7;
    return x ^ x << 17;
}

static struct node *node_at(unsigned index)
{
    unsigned page = index % PAGES * PAGE_STEP % PAGES;
    return (struct node *)(pages[page] + index / PAGES * NODE_BYTES);
}

/* Link all nodes into one ring; neighbours in the ring lie on different pages. Every page that the work will need is touched
 * here, so that nothing faults later. */
static uint64_t set_up(void)
{
    for (unsigned i = 0; i < NODES; i++) {
        node_at(i)->next = node_at((i + 1) % NODES);
        node_at(i)->key = mix(i + 1);
    }
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc & 1 ? 0xedb88320u ^ crc >> 1 : crc >> 1;
        crc_table[byte] = crc;
    }
    memset(composite, 1, sizeof composite);
    memset(keys, 1, sizeof keys);
    return node_at(NODES - 1)->key;
}

static uint64_t chase(void)
{
    uint64_t sum = 0;
    const struct node *node = node_at(0);
    for (unsigned hop = 0; hop < CHASE_ROUNDS * NODES; hop++) {
        sum += node->key;
        for (unsigned i = 0; i < CHASE_WORK; i++)
            sum = mix(sum + i);
        node = node->next;
    }
    return sum;
}

/* A CRC over the keys, byte by byte in ring order; pointers are left out, because they depend on the layout. */
static uint64_t crc_of_keys(void)
{
    uint32_t crc = UINT32_MAX;
    for (unsigned round = 0; round < CRC_ROUNDS; round++)
        for (unsigned page = 0; page < PAGES; page++)
            for (unsigned at = 0; at < FL_PAGE; at += NODE_BYTES)
                for (const uint8_t *p = (uint8_t *)&((struct node *)(pages[page] + at))->key, *end = p + 8; p < end;
                     p++)
                    crc = crc_table[(crc ^ *p) & 0xff] ^ crc >> 8;
    return crc;
}

static uint64_t sieve(void)
{
    uint64_t primes = 0;
    for (unsigned round = 0; round < SIEVE_ROUNDS; round++) {
        for (unsigned i = 0; i < SIEVE_SIZE; i++)
            composite[i] = 0;
        for (unsigned i = 2; i < SIEVE_SIZE; i++) {
            if (composite[i])
                continue;
            primes++;
            for (unsigned j = i * 2; j < SIEVE_SIZE; j += i)
                composite[j] = 1;
        }
    }
    return primes;
}

static void sift_down(uint32_t *heap, unsigned root, unsigned size)
{
    uint32_t value = heap[root];
    for (unsigned child; (child = 2 * root + 1) < size; root = child) {
        child += child + 1 < size && heap[child] < heap[child + 1];
        if (heap[child] <= value)
            break;
        heap[root] = heap[child];
    }
    heap[root] = value;
}

/* Heap sort: comparisons that no branch predictor knows, over more pages than the L1 TLB holds. */
static uint64_t sort(void)
{
    uint64_t x = 88172645463325252u, sum = 0;
    for (unsigned i = 0; i < SORT_SIZE; i++)
        keys[i] = (uint32_t)(x = mix(x));
    for (unsigned i = SORT_SIZE / 2; i-- > 0;)
        sift_down(keys, i, SORT_SIZE);
    for (unsigned size = SORT_SIZE; size-- > 1;) {
        uint32_t largest = keys[0];
        keys[0] = keys[size];
        keys[size] = largest;
        sift_down(keys, 0, size);
    }
    for (unsigned i = 0; i < SORT_SIZE; i++)
        sum += keys[i] * (uint64_t)i;
    return sum;
}

static uint64_t instructions(void)
{
    uint64_t n;
    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}

static const struct {
    const char *name;
    uint64_t (*work)(void);
} phases[] = {{"set-up", set_up}, {"chase", chase}, {"crc", crc_of_keys}, {"sieve", sieve}, {"sort", sort}};

/* One pass over all phases; returns the checksum. */
static uint64_t run(bool talk)
{
    uint64_t checksum = 0;
    for (unsigned i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        uint64_t start = talk ? instructions() : 0;
        checksum = mix(checksum + phases[i].work());
        if (talk)
            printf("  %-8s %12lu instructions\n", phases[i].name, instructions() - start);
    }
    return checksum;
}

int main(int argc, char **argv)
{
    unsigned passes = strstr(argv[0], "bench-long") ? LONG_PASSES : 1, right = 0;
    uint64_t checksum = 0;
    fl_begin("bench", "CPU-bound work over paged memory");
    for (unsigned pass = 0; pass < passes; pass++) {
        checksum = run(argc > 1);
        right += checksum == EXPECTED_CHECKSUM;
    }
    fl_check(right == passes, "checksum %016lx (expected %016lx)", checksum, EXPECTED_CHECKSUM);
    return fl_finish();
}
