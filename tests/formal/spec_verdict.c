/* spec_verdict.c - what the golden model's spec layer says of every PTE, as Verilog modules, so that a solver can hold the RTL's
 * kernels against it: spec_verdict of RV64's PTEs, asked in walks of Sv57, and spec_verdict32 of Sv32's.
 *
 * A PTE, its level, the access and the CSR bits make an index of 24 bits; fl_walk is asked about every index that can occur. What
 * an index leaves out (which reserved bit is set, which low bit of a superpage's PPN, G, RSW, the rest of the PPN) is drawn anew
 * for every index: if the spec layer looked at any of it, the table would be noise, and the RTL could not be equal to it.
 *
 * The table is printed as a decision diagram, one line a node: n17 = index_i[3] ? n12 : n4.
 * On an index that cannot occur (level above the root's, access above CBO.ZERO, in Sv32 bits above the PTE's 32) the module shows 0.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "faultline/walk.h"

enum { INDEX_BITS = 24, NODES_MAX = 1 << 15, TERMINALS = 256 };

/* The scheme in which is asked; it knows all levels and bits that a PTE of its XLEN can have. */
struct scheme {
    const char *module;
    uint8_t xlen, mode;
    unsigned levels, vpn_bits, ppn_bits;
};

static const struct scheme schemes[] = {
    {"spec_verdict", 64, FL_SV57, 5, 9, 44},
    {"spec_verdict32", 32, FL_SV32, 2, 10, 22},
};

/* The index, from its lowest bit. */
struct question {
    unsigned flags;  /* V R W X U A D: 7 bits */
    bool napot_code; /* PPN[3:0] = 1000b */
    bool aligned;    /* PPN bits below the page's size are 0 */
    bool reserved;   /* any of bits 60:54 */
    unsigned pbmt;   /* 2 bits */
    bool n;
    bool pbmte, adue, mxr, sum, supervisor;
    unsigned level;  /* 3 bits */
    unsigned access; /* 3 bits */
};

/* The verdict: what the walk does next. */
enum {
    VERDICT_CAUSE =
        0x0f, /* of a page fault; of an access fault while reading through a pointer; 0 for a leaf that is used */
    VERDICT_POINTER = 0x10,
    VERDICT_LEAF = 0x20,   /* used, after an update of A and D if need be */
    VERDICT_UPDATE = 0x40, /* A and D are written first */
    VERDICT_DIRTY = 0x80,  /* the leaf as used has D */
};

static unsigned take(unsigned *index, unsigned bits)
{
    unsigned field = *index & ((1u << bits) - 1);
    *index >>= bits;
    return field;
}

static struct question question_of(unsigned index)
{
    struct question q;
    q.flags = take(&index, 7);
    q.napot_code = take(&index, 1);
    q.aligned = take(&index, 1);
    q.reserved = take(&index, 1);
    q.pbmt = take(&index, 2);
    q.n = take(&index, 1);
    q.pbmte = take(&index, 1);
    q.adue = take(&index, 1);
    q.mxr = take(&index, 1);
    q.sum = take(&index, 1);
    q.supervisor = take(&index, 1);
    q.level = take(&index, 3);
    q.access = take(&index, 3);
    return q;
}

static uint64_t draw(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 0x2545f4914f6cdd1d >> 8;
}

static uint64_t low_bits(unsigned count)
{
    return (UINT64_C(1) << count) - 1;
}

/* Some PPN of the question's kind; above level 0 an aligned one ends in zeros and a NAPOT code is no alignment. */
static uint64_t draw_ppn(const struct scheme *scheme, const struct question *q)
{
    unsigned below_bits = scheme->vpn_bits * q->level;
    uint64_t below = low_bits(below_bits), ppn = draw() & low_bits(scheme->ppn_bits);
    if (q->level > 0 && q->aligned)
        return ppn & ~below;
    if (q->level > 0) /* one low bit is enough to be misaligned: often it is the only one */
        ppn = (ppn & ~(draw() & 1 ? below : 0)) | UINT64_C(1) << (draw() % below_bits);
    if (q->napot_code)
        return (ppn & ~UINT64_C(15)) | 8;
    return (ppn & 15) == 8 ? ppn + 1 : ppn;
}

static uint64_t draw_pte(const struct scheme *scheme, const struct question *q)
{
    uint64_t low = (q->flags & 0x1f) | (uint64_t)(q->flags >> 5) << 6 | (draw() & 1) << 5 | (draw() & 3) << 8;
    uint64_t reserved = q->reserved ? UINT64_C(1) << (draw() % 7) | (draw() & draw() & 0x7f) : 0;
    return low | draw_ppn(scheme, q) << 10 | reserved << 54 | (uint64_t)q->pbmt << 61 | (uint64_t)q->n << 63;
}

/* A memory with one PTE in it, at one level of a walk: pointers lead down to it, and below it nothing can be read. */
struct memory {
    uint64_t pte, desired;
    unsigned reads, depth; /* the PTE is the read of this number */
    bool updated;
};

static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct memory *memory = self;
    (void)address;
    (void)size;
    unsigned read = memory->reads++;
    *value = read < memory->depth ? 1 : memory->pte;
    *error = read > memory->depth;
    return 1;
}

static unsigned update_pte(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                           bool *error)
{
    struct memory *memory = self;
    (void)address;
    (void)size;
    (void)expected;
    memory->updated = *won = true;
    *error = false;
    memory->desired = desired;
    return 1;
}

static bool can_occur(const struct scheme *scheme, const struct question *q)
{
    return q->level < scheme->levels && q->access <= FL_CBO_ZERO &&
           (scheme->xlen == 64 || !(q->reserved || q->pbmt || q->n));
}

static unsigned verdict(const struct scheme *scheme, const struct question *q)
{
    struct memory memory = {.pte = draw_pte(scheme, q), .depth = scheme->levels - 1 - q->level};
    struct fl_pte_mem port = {&memory, read_pte, update_pte};
    struct fl_context context = {.xlen = scheme->xlen,
                                 .privilege = q->supervisor ? FL_SUPERVISOR : FL_USER,
                                 .sum = q->sum,
                                 .mxr = q->mxr,
                                 .adue = q->adue,
                                 .pbmte = q->pbmte,
                                 .mode = scheme->mode};
    struct fl_request request = {.va = draw() & low_bits(scheme->xlen == 32 ? 32 : 56),
                                 .access = (uint8_t)q->access,
                                 .size = 1,
                                 .context = &context};
    struct fl_translation out;
    enum fl_reason reason = fl_walk(&request, &port, true, &out);
    if (reason == FL_PTE_ACCESS)
        return VERDICT_POINTER | out.cause;
    if (reason != FL_OK)
        return out.cause;
    uint64_t used = memory.updated ? memory.desired : memory.pte;
    return VERDICT_LEAF | (memory.updated ? VERDICT_UPDATE : 0) | (used >> 7 & 1 ? VERDICT_DIRTY : 0);
}

/* The diagram: nodes 0 to 255 are verdicts, the others choose by one bit of the index. */
struct diagram {
    struct {
        unsigned bit, if_clear, if_set;
    } node[NODES_MAX];
    unsigned count;
};

/* The node that chooses so, an old one where there is one. */
static uint32_t choose(struct diagram *diagram, unsigned first_of_bit, unsigned bit, uint32_t if_clear, uint32_t if_set)
{
    if (if_clear == if_set)
        return if_clear;
    for (unsigned n = first_of_bit; n < diagram->count; n++)
        if (diagram->node[n].if_clear == if_clear && diagram->node[n].if_set == if_set)
            return n;
    if (diagram->count == NODES_MAX) {
        fprintf(stderr, "spec_verdict: the spec layer looks at bits of a PTE that this table leaves out\n");
        exit(1);
    }
    diagram->node[diagram->count].bit = bit;
    diagram->node[diagram->count].if_clear = if_clear;
    diagram->node[diagram->count].if_set = if_set;
    return diagram->count++;
}

/* Halve the table bit by bit, lowest first; what is left is the root. */
static uint32_t reduce(struct diagram *diagram, uint32_t *table)
{
    diagram->count = TERMINALS;
    for (unsigned bit = 0; bit < INDEX_BITS; bit++) {
        unsigned first_of_bit = diagram->count;
        for (uint32_t i = 0; i < UINT32_C(1) << (INDEX_BITS - 1 - bit); i++)
            table[i] = choose(diagram, first_of_bit, bit, table[2 * i], table[2 * i + 1]);
    }
    return table[0];
}

static void print_name(uint32_t node)
{
    if (node < TERMINALS)
        printf("8'h%02x", (unsigned)node);
    else
        printf("n%u", (unsigned)node - TERMINALS);
}

static void print(const char *module, const struct diagram *diagram, uint32_t root)
{
    printf("// Generated by spec_verdict.c from model/spec: the verdict on every PTE.\n"
           "module %s (\n  input  logic [23:0] index_i,\n  output logic [7:0]  verdict_o\n);\n",
           module);
    for (uint32_t n = TERMINALS; n < diagram->count; n++) {
        printf("  wire [7:0] n%u = index_i[%u] ? ", (unsigned)n - TERMINALS, diagram->node[n].bit);
        print_name(diagram->node[n].if_set);
        printf(" : ");
        print_name(diagram->node[n].if_clear);
        puts(";");
    }
    printf("  assign verdict_o = ");
    print_name(root);
    puts(";\nendmodule");
}

static void print_verdicts(const struct scheme *scheme, uint32_t *table)
{
    static struct diagram diagram;
    for (uint32_t index = 0; index < UINT32_C(1) << INDEX_BITS; index++) {
        struct question q = question_of(index);
        table[index] = can_occur(scheme, &q) ? verdict(scheme, &q) : 0;
    }
    print(scheme->module, &diagram, reduce(&diagram, table));
}

int main(void)
{
    uint32_t *table = calloc(UINT32_C(1) << INDEX_BITS, sizeof *table);
    if (!table) {
        fprintf(stderr, "spec_verdict: no memory for a table of 64 MiB\n");
        return 1;
    }
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        print_verdicts(&schemes[i], table);
    free(table);
    return 0;
}
