/* training.cpp - what an MMU mostly does, for the compiler to watch: run once on an instrumented build of the default size.
 *
 * Firmware alternates fetches and accesses to data over a few pages; now and then a page is new, software fences, or the state is read.
 * Nothing is checked here, and an MMU that never answers must not stop the build. Sv39 maps page after page of RAM, by tables that no
 * memory holds: a PTE is made when it is read.
 */
#include "Vmmu_default.h"
#include "rtl_dut.hpp"

namespace
{

struct NoTrapUnit {
    NoTrapUnit(VerilatedContext *, const char *)
    {
    }
};

using Mmu = RtlDut<Vmmu_default, NoTrapUnit>;

constexpr uint64_t PAGES = 0x80000, TABLES = 0x87000; /* physical page numbers in the board's RAM */
constexpr unsigned REQUESTS = 100000, RUN = 64, HOT = 12, COLD = 400, FENCE_EVERY = 5000, STATE_EVERY = 1000,
                   PATIENCE = 1000;

/* A pointer, or the leaf of a page: V R W X U A D. */
uint64_t pte(const fl_dut_mem_request &read)
{
    uint64_t page = read.address / 8 % 512;
    return read.level > 0 ? (TABLES + read.level) << 10 | 1 : (PAGES + page) << 10 | 0xdf;
}

void step(Mmu &mmu)
{
    fl_dut_mem_request request;
    fl_dut_mem_answer answer = {};
    mmu.step();
    if (mmu.sample_memory(&request)) {
        mmu.step();
        answer.data = pte(request);
        mmu.drive_memory(&answer);
    }
}

void translate(Mmu &mmu, fl_port port, const fl_request &request)
{
    fl_response response;
    mmu.drive_request(port, &request);
    for (unsigned cycle = 0; cycle < PATIENCE; cycle++) {
        step(mmu);
        if (mmu.sample_response(port, &response)) {
            return;
        }
    }
}

void fence(Mmu &mmu)
{
    const fl_fence all = {};
    mmu.drive_fence(&all);
    for (unsigned cycle = 0; cycle < PATIENCE && !mmu.sample_fence_done(); cycle++) {
        step(mmu);
    }
}

/* Two of five requests are data's; one page in RUN is new. */
fl_request request_at(unsigned i, const fl_context *context)
{
    fl_request request = {};
    unsigned page = i % RUN == 0 ? i / RUN % COLD : i % HOT;
    request.va = (uint64_t)page << FL_PAGE_SHIFT | (i * 8 & 0xff8);
    request.size = 8;
    request.access = i % 5 >= 2 ? FL_FETCH : i % 5 ? FL_LOAD : FL_STORE;
    request.context = context;
    return request;
}

} // namespace

int main()
{
    const fl_uarch_config size = {16, 16, 64, 4, 8, 4, {}};
    Mmu mmu(size, 8);
    fl_context paged = {}, bare = {};
    paged.xlen = bare.xlen = 64;
    paged.privilege = FL_USER;
    paged.mode = FL_SV39;
    paged.root = TABLES;
    bare.privilege = FL_MACHINE;
    fl_mmu_state state;
    for (unsigned i = 1; i <= REQUESTS; i++) {
        fl_request request = request_at(i, i % 4096 < 16 ? &bare : &paged);
        if (request.context == &bare) {
            request.va += PAGES << FL_PAGE_SHIFT;
        }
        translate(mmu, request.access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA, request);
        if (i % FENCE_EVERY == 0) {
            fence(mmu);
        }
        if (i % STATE_EVERY == 0) {
            mmu.read_state(&state);
        }
    }
    return 0;
}
