/* example_dut.cpp - example_mmu.sv as a plug-in for `faultline check --dut`: a pattern for your own.
 *
 * EXAMPLE_FLAW makes the wiring wrong, to see that it is found: 1 leaves the ASID unconnected, 2 loses fences that name an address,
 * 3 swaps SUM and MXR, 4 cuts off the addresses of Bare and M-mode that are too wide. */
#include "Vexample_mmu.h"
#include "plugin.hpp"

#ifndef EXAMPLE_FLAW
#define EXAMPLE_FLAW 0
#endif

namespace
{

class ExampleDut
{
  public:
    static const char *name()
    {
        return EXAMPLE_FLAW ? "example with a flaw" : "example";
    }

    static fl_dut_claims claims()
    {
        fl_dut_claims claims = {};
        claims.sv39 = true;
        claims.asid_bits = 8;
        claims.pa_bits = 40;
        claims.svadu = true;
        return claims;
    }

    ExampleDut() : top_(&context_)
    {
        reset();
    }

    void reset()
    {
        top_.valid_i = top_.fence_valid_i = top_.mem_rsp_valid_i = fence_lost_ = 0;
        top_.mem_ready_i = 1;
        top_.rst_ni = 0;
        clock();
        top_.rst_ni = 1;
    }

    /* What the context says holds for both ports: a CSR that changes is driven on each port that waits. */
    void drive_request(fl_port port, const fl_request *request)
    {
        const unsigned bit = 1u << port;
        set(&top_.valid_i, bit, request != nullptr);
        if (!request) {
            return;
        }
        const fl_context &context = *request->context;
        const fl_privilege privilege = fl_glue_privilege(context, port);
        set(&top_.translated_i, bit, context.mode == FL_SV39 && privilege != FL_MACHINE);
        set(&top_.user_i, bit, privilege == FL_USER);
        top_.sum_i = EXAMPLE_FLAW == 3 ? context.mxr : context.sum;
        top_.mxr_i = EXAMPLE_FLAW == 3 ? context.sum : context.mxr;
        top_.adue_i = context.adue;
        top_.asid_i = EXAMPLE_FLAW == 1 ? 0 : context.asid;
        top_.root_i = context.root;
        const bool cut = EXAMPLE_FLAW == 4 && !(top_.translated_i & bit);
        const uint64_t va = cut ? request->va & ((UINT64_C(1) << 40) - 1) : request->va;
        if (port == FL_PORT_FETCH) {
            top_.fetch_va_i = va;
        } else {
            top_.data_va_i = va;
            top_.data_store_i = request->access != FL_LOAD;
        }
        access_[port] = request->access;
        va_[port] = request->va;
    }

    void drive_fence(const fl_fence *fence)
    {
        fence_lost_ = EXAMPLE_FLAW == 2 && fence && fence->va_given;
        top_.fence_valid_i = fence && !fence_lost_;
    }

    void drive_memory(const fl_dut_mem_answer *answer)
    {
        top_.mem_rsp_valid_i = 1;
        top_.mem_rsp_data_i = answer->data;
        top_.mem_rsp_won_i = answer->won;
        top_.mem_rsp_error_i = answer->error;
    }

    void stall_memory(bool stalled)
    {
        top_.mem_ready_i = !stalled;
    }

    void step()
    {
        top_.eval();
        accepted_ = top_.valid_i & top_.ready_o;
        const bool fence_accepted = top_.fence_valid_i & top_.fence_ready_o;
        clock();
        set(&top_.valid_i, accepted_, false);
        top_.fence_valid_i &= !fence_accepted;
        top_.mem_rsp_valid_i = 0;
        top_.eval();
    }

    bool accepted_request(fl_port port) const
    {
        return accepted_ >> port & 1;
    }

    bool sample_response(fl_port port, fl_response *response) const
    {
        if (!(top_.rsp_valid_o >> port & 1)) {
            return false;
        }
        response->fault = top_.rsp_page_fault_o | top_.rsp_access_fault_o;
        response->cause =
            top_.rsp_page_fault_o ? fl_glue_page_fault(access_[port]) : fl_glue_access_fault(access_[port]);
        response->tval = va_[port];
        response->pa = top_.rsp_pa_o;
        return true;
    }

    /* Called after stall_memory in each cycle: what is shown while the memory is ready is accepted at the coming edge. */
    bool sample_memory(fl_dut_mem_request *request) const
    {
        request->compare_and_swap = top_.mem_cas_o;
        request->size = 8;
        request->address = top_.mem_address_o;
        request->expected = top_.mem_expected_o;
        request->desired = top_.mem_desired_o;
        return top_.mem_valid_o & top_.mem_ready_i;
    }

    bool sample_fence_done()
    {
        const bool done = top_.fence_done_o | fence_lost_;
        fence_lost_ = false;
        return done;
    }

  private:
    static void set(CData *bits, unsigned which, bool on)
    {
        *bits = static_cast<CData>(on ? *bits | which : *bits & ~which);
    }

    void clock()
    {
        top_.clk_i = 0;
        top_.eval();
        top_.clk_i = 1;
        top_.eval();
    }

    VerilatedContext context_;
    Vexample_mmu top_;
    bool fence_lost_ = false;
    unsigned accepted_ = 0;
    uint8_t access_[FL_PORT_COUNT] = {};
    uint64_t va_[FL_PORT_COUNT] = {};
};

} // namespace

FAULTLINE_DUT(ExampleDut)
