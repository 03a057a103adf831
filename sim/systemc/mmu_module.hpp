// mmu_module.hpp - a clocked MMU as a TLM-2.0 module.
//
// The same device under test that the C harness drives (dut/dut.h) behind two sockets: a target socket takes translation
// requests and fences through b_transport, an initiator socket carries the walker's PTE reads and compare-and-swaps to
// whatever memory the platform binds. Time is annotated: a call adds the MMU's cycles x the clock period to `delay`.
#ifndef FAULTLINE_SYSTEMC_MMU_MODULE_HPP
#define FAULTLINE_SYSTEMC_MMU_MODULE_HPP

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include "dut/dut.h"

namespace faultline
{

// Rides on a generic payload of the target socket: what is asked of the MMU, and its answer. A payload without it is refused
// with TLM_GENERIC_ERROR_RESPONSE. The payload's address, command and data are not looked at.
struct mmu_extension : tlm::tlm_extension<mmu_extension> {
    enum class kind { request, fence };
    kind what = kind::request;
    fl_port port = FL_PORT_DATA;
    fl_request request{}; // its context is the caller's, alive until b_transport returns
    fl_fence fence{};
    fl_response response{}; // of a request
    unsigned cycles = 0;    // of either

    tlm::tlm_extension_base *clone() const override
    {
        return new mmu_extension(*this);
    }
    void copy_from(const tlm::tlm_extension_base &other) override
    {
        *this = static_cast<const mmu_extension &>(other);
    }
};

// Rides on the initiator socket's payload when the access is a compare-and-swap: a TLM_WRITE of the desired value that must
// take place only if memory holds `expected`. The memory sets `won`.
struct compare_and_swap_extension : tlm::tlm_extension<compare_and_swap_extension> {
    uint64_t expected = 0;
    bool won = false;

    tlm::tlm_extension_base *clone() const override
    {
        return new compare_and_swap_extension(*this);
    }
    void copy_from(const tlm::tlm_extension_base &other) override
    {
        *this = static_cast<const compare_and_swap_extension &>(other);
    }
};

class mmu_module : public sc_core::sc_module
{
  public:
    tlm_utils::simple_target_socket<mmu_module> requests;
    tlm_utils::simple_initiator_socket<mmu_module> memory;

    // Borrows `dut`, which must outlive the module.
    mmu_module(sc_core::sc_module_name name, fl_dut *dut, sc_core::sc_time clock_period);

  private:
    void b_transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay);
    unsigned access(tlm::tlm_generic_payload &payload, bool *error);
    static unsigned read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error);
    static unsigned compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                     bool *won, bool *error);

    fl_dut *dut_;
    sc_core::sc_time period_;
    fl_pte_mem pte_mem_;
};

} // namespace faultline

#endif
