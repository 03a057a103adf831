/* The crosses of a request: what answers it, what refuses it, whose it is, and addresses that are masked, or none. */
#include "check/cross.h"
#include "check/one_page.h"

enum { ACCESSES = FL_CBO_ZERO + 1 };

static enum fl_access reading(enum fl_port port)
{
    return port == FL_PORT_FETCH ? FL_FETCH : FL_LOAD;
}

static enum fl_port other(enum fl_port port)
{
    return port == FL_PORT_FETCH ? FL_PORT_DATA : FL_PORT_FETCH;
}

/* A walk, a hit, and on the other port an answer of the second level and a hit. */
static unsigned play_answers(const struct fl_one_page *page)
{
    unsigned played = 0, ranges = page->level == 0 && page->scheme->xlen == 64 ? 2 : 1;
    for (unsigned k = 0; k < 4 * ranges; k++, played++) {
        enum fl_port port = k % 2 ? FL_PORT_DATA : FL_PORT_FETCH;
        struct fl_one_page sized = *page;
        sized.pte |= k & 2 ? FL_PTE_G : 0;
        sized.pte |= k & 4 ? FL_PTE_N | UINT64_C(8) << 10 : 0;
        fl_page_begin(&sized);
        for (unsigned i = 0; i < 4; i++) {
            fl_page_ask(&sized, page->va, reading(i < 2 ? port : other(port)), FL_SUPERVISOR);
        }
    }
    return played;
}

unsigned fl_cross_answers(struct fl_bench *bench)
{
    return fl_each_level(bench, play_answers);
}

/* What the page's first user may do, the second may not; or nobody has written it yet. */
static unsigned play_refused(const struct fl_one_page *page)
{
    unsigned played = 0;
    for (unsigned k = 0; page->level < 2 && k < 8 * ACCESSES; k++, played++) {
        enum fl_access access = k / 8;
        enum fl_privilege privilege = k & 1 ? FL_SUPERVISOR : FL_USER, first = privilege;
        bool second_level = k & 2, clean = k & 4;
        enum fl_port port = fl_port_of(access);
        struct fl_one_page refusing = *page;
        if (clean) {
            refusing.pte &= ~(uint64_t)FL_PTE_D;
        } else {
            first = privilege == FL_USER ? FL_SUPERVISOR : FL_USER;
        }
        refusing.pte |= first == FL_USER ? FL_PTE_U : 0;
        fl_page_begin(&refusing);
        fl_page_ask(&refusing, page->va, reading(second_level ? other(port) : port), first);
        fl_page_ask(&refusing, page->va, access, privilege);
    }
    return played;
}

unsigned fl_cross_refused(struct fl_bench *bench)
{
    return fl_each_level(bench, play_refused);
}

static const enum fl_privilege privileges[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};

/* Every PMM field, by the privilege that it is for, under Bare and a paged mode, with MXR and a tag. The fields of the other privileges mask
 * otherwise. */
unsigned fl_cross_masks(struct fl_bench *bench)
{
    enum { BITS = 5, TAG = 1, MXR = 2, PAGED = 4 };
    const struct fl_one_page plain = fl_plain_page(bench);
    unsigned played = 0;
    for (unsigned k = 0; plain.scheme->xlen == 64 && k < 3u << BITS; k++, played++) {
        enum fl_privilege privilege = privileges[k >> BITS];
        struct fl_one_page page = plain;
        page.context.mxr = k & MXR;
        page.context.mode = k & PAGED ? plain.scheme->mode : FL_BARE;
        uint8_t own = k >> 3 & 3, others = own ^ 3;
        page.context.pmm_u = privilege == FL_USER ? own : others;
        page.context.pmm_s = privilege == FL_SUPERVISOR ? own : others;
        page.context.pmm_m = privilege == FL_MACHINE ? own : others;
        page.pte |= privilege == FL_USER ? FL_PTE_U : 0;
        fl_page_begin(&page);
        fl_page_ask(&page, page.va | (k & TAG ? UINT64_C(0x5a) << 56 : 0), FL_LOAD, privilege);
    }
    fl_bench_settle(bench);
    return played;
}

/* Each access of each privilege, with MPRV and each MPP, to a user's page and to one that can only be executed, from the walk and from
 * the TLB. */
unsigned fl_cross_privileges(struct fl_bench *bench)
{
    enum { BITS = 4, MPRV = 1, SUM = 2, MXR = 4, USERS = 8 };
    const struct fl_one_page plain = fl_plain_page(bench);
    unsigned played = 0;
    for (unsigned k = 0; k < 9 * ACCESSES << BITS; k++, played++) {
        unsigned who = k >> BITS;
        enum fl_access access = who / 9;
        struct fl_one_page page = plain;
        page.context.mprv = k & MPRV;
        page.context.sum = k & SUM;
        page.context.mxr = k & MXR;
        page.context.mpp = privileges[who / 3 % 3];
        page.pte |= k & USERS ? FL_PTE_U : 0;
        page.pte &= ~(uint64_t)(k & MXR ? FL_PTE_R | FL_PTE_W : 0);
        fl_page_begin(&page);
        fl_page_ask(&page, page.va, access, privileges[who % 3]);
        fl_page_ask(&page, page.va, access, privileges[who % 3]);
    }
    fl_bench_settle(bench);
    return played;
}

/* Addresses beyond physical memory under Bare and for M-mode, and such as are not canonical. */
unsigned fl_cross_no_pages(struct fl_bench *bench)
{
    const struct fl_one_page plain = fl_plain_page(bench);
    unsigned played = 0;
    for (unsigned k = 0; k < 6 * ACCESSES; k++, played++) {
        struct fl_one_page page = plain;
        page.context.mode = k & 1 ? plain.scheme->mode : FL_BARE;
        fl_page_begin(&page);
        fl_page_ask(&page, page.va | UINT64_C(1) << 60, k / 6, privileges[k / 2 % 3]);
    }
    fl_bench_settle(bench);
    return played;
}
