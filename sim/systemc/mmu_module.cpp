// mmu_module.cpp - between TLM payloads and the device under test's C table.
#include "systemc/mmu_module.hpp"

namespace faultline
{

mmu_module::mmu_module(sc_core::sc_module_name name, fl_dut *dut, sc_core::sc_time clock_period)
    : sc_module(name), requests("requests"), memory("memory"), dut_(dut),
      period_(clock_period), pte_mem_{this, read, compare_and_swap}
{
    requests.register_b_transport(this, &mmu_module::b_transport);
}

void mmu_module::b_transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay)
{
    mmu_extension *mmu = nullptr;
    payload.get_extension(mmu);
    if (mmu == nullptr) {
        payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
        return;
    }
    if (mmu->what == mmu_extension::kind::fence) {
        mmu->cycles = fl_dut_fence(dut_, &mmu->fence);
    } else {
        fl_dut_translate(dut_, mmu->port, &mmu->request, &pte_mem_, true, nullptr, &mmu->response);
        mmu->cycles = mmu->response.cycles;
    }
    delay += mmu->cycles * period_;
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

// The walker's clock counts whole cycles, at least one: a memory that answers in no time answers in the next cycle.
unsigned mmu_module::access(tlm::tlm_generic_payload &payload, bool *error)
{
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    memory->b_transport(payload, delay);
    *error = payload.is_response_error();
    auto cycles = static_cast<unsigned>(delay / period_ + 0.5);
    return cycles > 0 ? cycles : 1;
}

static void prepare(tlm::tlm_generic_payload &payload, tlm::tlm_command command, uint64_t address, uint64_t *data,
                    unsigned size)
{
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<unsigned char *>(data));
    payload.set_data_length(size);
    payload.set_streaming_width(size);
}

unsigned mmu_module::read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    tlm::tlm_generic_payload payload;
    *value = 0;
    prepare(payload, tlm::TLM_READ_COMMAND, address, value, size);
    return static_cast<mmu_module *>(self)->access(payload, error);
}

unsigned mmu_module::compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                      bool *won, bool *error)
{
    tlm::tlm_generic_payload payload;
    compare_and_swap_extension extension;
    extension.expected = expected;
    prepare(payload, tlm::TLM_WRITE_COMMAND, address, &desired, size);
    payload.set_extension(&extension);
    unsigned cycles = static_cast<mmu_module *>(self)->access(payload, error);
    payload.clear_extension(&extension);
    *won = extension.won;
    return cycles;
}

} // namespace faultline
