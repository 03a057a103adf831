// replay.cpp - faultline-tlm: runs a recorded request list through the TLM-2.0 module and compares every answer and its cycles
// with what the C harness recorded.
//
// usage: faultline-tlm REQUESTS.flr      exit status: 0 equal, 64 usage, 125 different, 126 the list cannot be used
#include <cinttypes>
#include <cstdio>

#include "systemc/mmu_module.hpp"
extern "C" {
#include "lockstep/request_log.h"
}

namespace
{

constexpr double clock_ns = 1.0;

// The machine's memory as the list remembers it.
class recorded_memory : public sc_core::sc_module
{
  public:
    tlm_utils::simple_target_socket<recorded_memory> socket;

    recorded_memory(sc_core::sc_module_name name, fl_log_reader *reader)
        : sc_module(name), socket("socket"), reader_(reader)
    {
        socket.register_b_transport(this, &recorded_memory::b_transport);
    }

  private:
    void b_transport(tlm::tlm_generic_payload &payload, sc_core::sc_time &delay)
    {
        auto *data = reinterpret_cast<uint64_t *>(payload.get_data_ptr());
        faultline::compare_and_swap_extension *swap = nullptr;
        payload.get_extension(swap);
        bool error = false;
        const fl_pte_mem &mem = reader_->mem;
        unsigned cycles = swap != nullptr
                              ? mem.compare_and_swap(mem.self, payload.get_address(), payload.get_data_length(),
                                                     swap->expected, *data, &swap->won, &error)
                              : mem.read(mem.self, payload.get_address(), payload.get_data_length(), data, &error);
        delay += cycles * sc_core::sc_time(clock_ns, sc_core::SC_NS);
        payload.set_response_status(error ? tlm::TLM_ADDRESS_ERROR_RESPONSE : tlm::TLM_OK_RESPONSE);
    }

    fl_log_reader *reader_;
};

// The hart's side: one blocking transport a record.
class replayer : public sc_core::sc_module
{
  public:
    tlm_utils::simple_initiator_socket<replayer> socket;
    uint64_t requests = 0, fences = 0, cycles = 0, recorded_cycles = 0, different = 0;

    SC_HAS_PROCESS(replayer);
    replayer(sc_core::sc_module_name name, fl_log_reader *reader) : sc_module(name), socket("socket"), reader_(reader)
    {
        SC_THREAD(run);
    }

  private:
    void run()
    {
        fl_log_record record;
        while (fl_log_next(reader_, &record)) {
            record.request.context = &record.context;
            sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
            faultline::mmu_extension mmu;
            mmu.what =
                record.kind == 'f' ? faultline::mmu_extension::kind::fence : faultline::mmu_extension::kind::request;
            mmu.port = record.port;
            mmu.request = record.request;
            mmu.fence = record.fence;
            tlm::tlm_generic_payload payload;
            payload.set_extension(&mmu);
            socket->b_transport(payload, delay);
            payload.clear_extension(&mmu);
            wait(delay);
            if (record.kind == 'f')
                compare_fence(record, mmu.cycles);
            else if (!compare(record, mmu.response))
                return;
        }
    }

    void compare_fence(const fl_log_record &record, unsigned taken)
    {
        fences++;
        cycles += taken;
        recorded_cycles += record.answer.cycles;
        if (taken != record.answer.cycles && different++ == 0)
            std::fprintf(stderr, "line %u: fence: %u cycles here, %u recorded\n", reader_->line, taken,
                         record.answer.cycles);
    }

    bool compare(fl_log_record &record, const fl_response &answer)
    {
        if (!fl_log_end(reader_, &record))
            return false;
        requests++;
        cycles += answer.cycles;
        recorded_cycles += record.answer.cycles;
        bool same = answer.fault == record.answer.fault && answer.cycles == record.answer.cycles &&
                    answer.path == record.answer.path && answer.entry == record.answer.entry &&
                    answer.level == record.answer.level &&
                    (answer.fault ? answer.cause == record.answer.cause
                                  : answer.pa == record.answer.pa && answer.attribute == record.answer.attribute);
        if (!same && different++ == 0)
            std::fprintf(stderr, "line %u: va 0x%" PRIx64 ": %u cycles here, %u recorded\n", reader_->line,
                         record.request.va, answer.cycles, record.answer.cycles);
        return true;
    }

    fl_log_reader *reader_;
};

} // namespace

int sc_main(int argc, char **argv)
{
    if (argc != 2) {
        std::fprintf(stderr,
                     "usage: faultline-tlm REQUESTS.flr (recorded with `faultline run --record REQUESTS.flr`)\n");
        return 64;
    }
    fl_log_reader reader;
    fl_dut dut;
    if (!fl_log_open(&reader, argv[1])) {
        std::fprintf(stderr, "faultline-tlm: %s\n", reader.error);
        return 126;
    }
    if (!fl_rtl_open(reader.size, 0, &dut)) {
        std::fprintf(stderr,
                     "faultline-tlm: %s: no MMU build is called \"%s\"; record with --size tiny, default or large\n",
                     argv[1], reader.size);
        return 126;
    }
    faultline::mmu_module mmu("mmu", &dut, sc_core::sc_time(clock_ns, sc_core::SC_NS));
    recorded_memory memory("memory", &reader);
    replayer hart("hart", &reader);
    hart.socket.bind(mmu.requests);
    mmu.memory.bind(memory.socket);
    sc_core::sc_start();

    std::printf("requests %" PRIu64 "  fences %" PRIu64 "  cycles: SystemC %" PRIu64 ", C %" PRIu64
                "  different answers %" PRIu64 "\n",
                hart.requests, hart.fences, hart.cycles, hart.recorded_cycles, hart.different);
    if (reader.failed)
        std::fprintf(stderr, "faultline-tlm: %s\n", reader.error);
    bool used = !reader.failed && hart.requests > 0;
    dut.destroy(dut.self);
    fl_log_close(&reader);
    return !used ? 126 : hart.different > 0 || hart.cycles != hart.recorded_cycles ? 125 : 0;
}
