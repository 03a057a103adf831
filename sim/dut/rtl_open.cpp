/* rtl_open.cpp - our RTL by the name of its size, as an fl_dut.
 *
 * Compiled a second time with FL_SEEDED_BUGS and FL_SEEDED_KILLS, the numbers of deliberate faults in the mutated copy of the RTL
 * (tests/mutants/rtl.txt and kills.txt), for the tests that prove the checks see them; the library that ships knows no bug but 0. And a
 * third time with FL_SEEDED_ASSERTED, the number of those in asserted.txt too. */
#include <cstring>

#include "Vmmu_default.h"
#include "Vmmu_large.h"
#include "Vmmu_rv32.h"
#include "Vmmu_tiny.h"
#include "Vtrap_unit.h"
#include "Vtrap_unit32.h"
#include "plugin.h"
#include "rtl_dut.hpp"

#ifdef FL_SHAPES
#include "Vmmu_flat.h"
#include "Vmmu_lopsided.h"
#endif

#ifdef FL_SEEDED_BUGS
#include "Vmmu_mutant.h"
#include "Vmmu_mutant32.h"
#include "Vmmu_mutant32_mutant_pkg.h"
#include "Vmmu_mutant_mutant_pkg.h"
#include "Vtrap_mutant.h"
#include "Vtrap_mutant32.h"
#include "Vtrap_mutant32_mutant_pkg.h"
#include "Vtrap_mutant_mutant_pkg.h"
#endif

namespace
{

/* CMakeLists.txt builds it so: docs/microarchitecture.md sections 1 and 13. */
struct Size {
    const char *name, *title;
    fl_uarch_config config;
    uint8_t pte_size; /* bytes */
    void (*open)(fl_dut *dut, const Size &size);
};

template <class Top, class Trap = Vtrap_unit> struct Table {
    using Dut = RtlDut<Top, Trap>;
    static Dut *of(void *self)
    {
        return static_cast<Dut *>(self);
    }

    static void fill(fl_dut *dut, const char *name, Dut *self)
    {
        *dut = fl_dut();
        dut->self = self;
        dut->name = name;
        dut->reset = [](void *s) { of(s)->reset(); };
        dut->drive_request = [](void *s, fl_port port, const fl_request *r) { of(s)->drive_request(port, r); };
        dut->drive_fence = [](void *s, const fl_fence *fence) { of(s)->drive_fence(fence); };
        dut->drive_memory = [](void *s, const fl_dut_mem_answer *answer) { of(s)->drive_memory(answer); };
        dut->stall_memory = [](void *s, bool stalled) { of(s)->stall_memory(stalled); };
        dut->step = [](void *s) { of(s)->step(); };
        dut->accepted_request = [](void *s, fl_port port) { return of(s)->accepted_request(port); };
        dut->sample_response = [](void *s, fl_port port, fl_response *r) { return of(s)->sample_response(port, r); };
        dut->sample_memory = [](void *s, fl_dut_mem_request *r) { return of(s)->sample_memory(r); };
        dut->sample_fence_done = [](void *s) { return of(s)->sample_fence_done(); };
        dut->quiet = [](void *s) { return of(s)->quiet(); };
        dut->skip = [](void *s, uint64_t cycles) { of(s)->skip(cycles); };
        dut->read_state = [](void *s, fl_mmu_state *state) { of(s)->read_state(state); };
        dut->load_state = [](void *s, const fl_mmu_state *state) { of(s)->load_state(state); };
        dut->trap = [](void *s, const fl_trap_in *in, fl_trap_out *out) { of(s)->trap(in, out); };
        dut->counts = [](void *s) { return of(s)->counts(); };
        dut->open_waves = [](void *s, const char *path) { return of(s)->open_waves(path); };
        dut->dump_waves = [](void *s, bool on) { of(s)->dump_waves(on); };
        dut->set_time = [](void *s, uint64_t now) { of(s)->set_time(now); };
        dut->annotate = [](void *s, const fl_annotation *annotation) { of(s)->annotate(annotation); };
        if (RtlPoints::any) {
            dut->cover = [](void *s, unsigned group, const unsigned *value) { of(s)->cover(group, value); };
            dut->write_coverage = [](void *s, const char *path) { return of(s)->write_coverage(path); };
        }
        dut->complaint = [](void *s) { return of(s)->complaint(); };
        dut->complain = [](void *s, const char *text) { of(s)->complain(text); };
        dut->destroy = [](void *s) { delete of(s); };
    }

    static void open(fl_dut *dut, const Size &size)
    {
        fill(dut, size.title, new Dut(size.config, size.pte_size));
    }
};

const Size sizes[] = {
    {"tiny", "rtl tiny", {2, 2, 0, 4, 0, 0, {}}, 8, Table<Vmmu_tiny>::open},
    {"default", "rtl default", {16, 16, 64, 4, 8, 4, {}}, 8, Table<Vmmu_default>::open},
    {"large", "rtl large", {64, 64, 256, 4, 16, 8, {}}, 8, Table<Vmmu_large>::open},
    {"rv32", "rtl rv32", {16, 16, 64, 4, 8, 4, {}}, 4, Table<Vmmu_rv32, Vtrap_unit32>::open},
#ifdef FL_SHAPES /* for tests alone */
    {"lopsided", "rtl lopsided", {2, 64, 2, 8, 2, 16, {}}, 8, Table<Vmmu_lopsided>::open},
    {"flat", "rtl flat", {32, 4, 0, 4, 4, 2, {}}, 8, Table<Vmmu_flat>::open},
#endif
};

const Size *find(const char *name)
{
    for (const Size &size : sizes) {
        if (!std::strcmp(size.name, name)) {
            return &size;
        }
    }
    return nullptr;
}

#ifdef FL_SEEDED_BUGS
template <class Top, class Trap> void make_mutant(const Size &size, unsigned bug, const char *title, fl_dut *dut)
{
    using Mutant = Table<Top, Trap>;
    auto *self = new typename Mutant::Dut(size.config, size.pte_size);
    self->top().__PVT__mutant_pkg->sel = bug;
    self->trap_unit().__PVT__mutant_pkg->sel = bug;
    Mutant::fill(dut, title, self);
}

const unsigned first_kill = 101;     /* kills.txt */
const unsigned first_asserted = 231; /* asserted.txt */
#ifndef FL_SEEDED_ASSERTED
#define FL_SEEDED_ASSERTED 0
#endif
static_assert(first_kill + FL_SEEDED_KILLS <= first_asserted, "numbers of bugs collide");
static_assert(first_asserted + FL_SEEDED_ASSERTED <= 256, "mutant_pkg::sel has 8 bits");

bool within(unsigned bug, unsigned first, unsigned count)
{
    return bug >= first && bug - first < count;
}

bool known_bug(unsigned bug)
{
    return within(bug, 1, FL_SEEDED_BUGS) || within(bug, first_kill, FL_SEEDED_KILLS) ||
           within(bug, first_asserted, FL_SEEDED_ASSERTED);
}

bool open_mutant(const char *size, unsigned bug, fl_dut *dut)
{
    if (!std::strcmp(size, "default") && known_bug(bug)) {
        make_mutant<Vmmu_mutant, Vtrap_mutant>(*find(size), bug, "rtl default with a seeded bug", dut);
        return true;
    }
    if (!std::strcmp(size, "rv32") && bug <= FL_SEEDED_BUGS_RV32) {
        make_mutant<Vmmu_mutant32, Vtrap_mutant32>(*find(size), bug, "rtl rv32 with a seeded bug", dut);
        return true;
    }
    return false;
}
#else
bool open_mutant(const char *, unsigned, fl_dut *)
{
    return false;
}
#endif

} // namespace

bool fl_rtl_open(const char *size, unsigned bug, fl_dut *dut)
{
    const Size *found = find(size);
    if (bug != 0) {
        return open_mutant(size, bug, dut);
    }
    if (found) {
        found->open(dut, *found);
    }
    return found != nullptr;
}

bool fl_rtl_config(const char *size, fl_uarch_config *config)
{
    const Size *found = find(size);
    if (!found) {
        return false;
    }
    *config = found->config;
    config->pma = fl_pma_virt; /* the board's, as rtl/pma.sv */
    return true;
}

fl_dut_claims fl_rtl_claims(const char *size)
{
    const Size *found = find(size);
    const bool rv32 = found && found->pte_size == 4;
    fl_dut_claims claims = {};
    claims.sv32 = rv32;
    claims.sv39 = claims.sv48 = claims.sv57 = !rv32;
    claims.asid_bits = 16;
    claims.pa_bits = rv32 ? 34 : 56;
    claims.svadu = claims.pmp = claims.smepmp = claims.pma = claims.cbo = true;
    claims.svpbmt = claims.svnapot = claims.masking = !rv32;
    return claims;
}
