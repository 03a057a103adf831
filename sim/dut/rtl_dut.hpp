/* rtl_dut.hpp - one Verilated MMU and trap unit as an fl_dut: pins in, pins out. One template serves all sizes.
 *
 * A cycle is closed by step(): the falling half takes in what was driven, the rising edge closes the cycle and shows the next one.
 * Every input feeds registers only, so nothing is evaluated more than twice a cycle.
 */
#ifndef FAULTLINE_RTL_DUT_HPP
#define FAULTLINE_RTL_DUT_HPP

#include <memory>
#include <string>
#include <type_traits>

#include "dut.h"
#include "rtl_counts.hpp"
#include "rtl_pmp.hpp"
#include "rtl_points.hpp"
#include "rtl_runtime.h"
#include "rtl_state.hpp"
#include "rtl_waves.hpp"
#include "verilated.h"

template <class Top, class Trap> class RtlDut
{
  public:
    RtlDut(const fl_uarch_config &size, uint8_t pte_size)
        : size_(size), pte_size_(pte_size), top_(&context_, ""), trap_(&context_, "trap")
    {
        context_.traceEverOn(true);
        reset();
    }

    /* Verilator takes scopes out of the thread's current context, which is that of the DUT made last. */
    ~RtlDut()
    {
        Verilated::threadContextp(&context_);
    }

    void reset()
    {
        counts_ = RtlCounts();
        messages_.clear();
        top_.fetch_valid_i = top_.data_valid_i = top_.fence_valid_i = top_.mem_rsp_valid_i = 0;
        top_.state_read_i = top_.state_write_i = top_.pmp_load_i = 0;
        top_.mem_ready_i = 1;
        pmp_.forget();
        top_.rst_ni = 0;
        clock();
        top_.rst_ni = 1;
        clock();
    }

    void drive_request(fl_port port, const fl_request *request)
    {
        if (!request) {
            (port == FL_PORT_FETCH ? top_.fetch_valid_i : top_.data_valid_i) = 0;
            return;
        }
        const fl_context *context = request->context;
        top_.privilege_i = context->privilege;
        top_.mpp_i = context->mpp;
        top_.mprv_i = context->mprv;
        top_.sum_i = context->sum;
        top_.mxr_i = context->mxr;
        top_.adue_i = context->adue;
        top_.pbmte_i = context->pbmte;
        top_.mode_i = context->mode;
        top_.asid_i = context->asid;
        top_.root_i = context->root;
        top_.pmm_m_i = context->pmm_m;
        top_.pmm_s_i = context->pmm_s;
        top_.pmm_u_i = context->pmm_u;
        if (__builtin_expect(pmp_.differs(context->pmp), 0)) {
            load_pmp(context->pmp);
        }
        if (port == FL_PORT_FETCH) {
            top_.fetch_va_i = request->va;
            top_.fetch_size_i = request->size;
            top_.fetch_valid_i = 1;
        } else {
            top_.data_va_i = request->va;
            top_.data_size_i = request->size;
            top_.data_access_i = request->access;
            top_.data_valid_i = 1;
        }
    }

    void drive_fence(const fl_fence *fence)
    {
        top_.fence_valid_i = fence != nullptr;
        if (fence) {
            top_.fence_va_given_i = fence->va_given;
            top_.fence_asid_given_i = fence->asid_given;
            top_.fence_va_i = fence->va;
            top_.fence_asid_i = fence->asid;
        }
    }

    void drive_memory(const fl_dut_mem_answer *answer)
    {
        top_.mem_rsp_valid_i = answer != nullptr;
        if (answer) {
            top_.mem_rsp_data_i = answer->data;
            top_.mem_rsp_won_i = answer->won;
            top_.mem_rsp_error_i = answer->error;
        }
    }

    void step()
    {
        RtlListener listener(&messages_);
        RtlPoints::Counting counting(&points_);
        top_.clk_i = 0;
        top_.eval();
        waves_.dump_half_cycle();
        accepted_[FL_PORT_FETCH] = top_.fetch_valid_i & top_.fetch_ready_o;
        accepted_[FL_PORT_DATA] = top_.data_valid_i & top_.data_ready_o;
        bool fence_accepted = top_.fence_valid_i & top_.fence_ready_o;
        if (__builtin_expect(top_.mem_valid_o, 0)) {
            counts_.accept(top_.mem_level_o, top_.event_read_o, top_.event_update_o);
        }
        top_.clk_i = 1;
        top_.eval();
        if (__builtin_expect(waves_.dumping(), 0)) {
            tell_story();
        }
        waves_.dump_next_cycle();
        top_.fetch_valid_i &= !accepted_[FL_PORT_FETCH];
        top_.data_valid_i &= !accepted_[FL_PORT_DATA];
        top_.fence_valid_i &= !fence_accepted;
        top_.mem_rsp_valid_i = 0;
        top_.pmp_load_i = 0;
        counts_.clock(top_.events_o);
    }

    bool accepted_request(fl_port port) const
    {
        return accepted_[port];
    }

    bool sample_response(fl_port port, fl_response *response) const
    {
        if (port == FL_PORT_FETCH) {
            if (!top_.fetch_rsp_valid_o) {
                return false;
            }
            fill(response, top_.fetch_rsp_pa_o, top_.fetch_rsp_tval_o, top_.fetch_rsp_fault_o, top_.fetch_rsp_cause_o,
                 top_.fetch_rsp_attribute_o, top_.fetch_rsp_path_o, top_.fetch_rsp_entry_o, top_.fetch_rsp_level_o);
        } else {
            if (!top_.data_rsp_valid_o) {
                return false;
            }
            fill(response, top_.data_rsp_pa_o, top_.data_rsp_tval_o, top_.data_rsp_fault_o, top_.data_rsp_cause_o,
                 top_.data_rsp_attribute_o, top_.data_rsp_path_o, top_.data_rsp_entry_o, top_.data_rsp_level_o);
        }
        return true;
    }

    bool sample_memory(fl_dut_mem_request *request) const
    {
        if (!(top_.mem_valid_o & top_.mem_ready_i)) {
            return false;
        }
        request->compare_and_swap = top_.mem_cas_o;
        request->size = pte_size_;
        request->address = top_.mem_address_o;
        request->expected = top_.mem_expected_o;
        request->desired = top_.mem_desired_o;
        request->level = top_.mem_level_o;
        return true;
    }

    bool sample_fence_done() const
    {
        return top_.fence_done_o;
    }
    bool quiet() const
    {
        return top_.quiet_o;
    }

    void skip(uint64_t cycles)
    {
        counts_.skip(top_.events_o, cycles);
        waves_.advance(cycles);
    }

    void stall_memory(bool stalled)
    {
        top_.mem_ready_i = !stalled;
    }

    /* State words pass one a clock; such clocks are neither time nor counted. */
    void read_state(fl_mmu_state *state)
    {
        *state = fl_mmu_state();
        state->l1[FL_PORT_FETCH].entries = size_.itlb_entries;
        state->l1[FL_PORT_DATA].entries = size_.dtlb_entries;
        state->super.entries = size_.super_entries;
        for (auto &level : state->pwc) {
            level.entries = size_.walk_entries;
        }
        state->l2.sets = size_.l2_sets;
        state->l2.ways = size_.l2_sets ? size_.l2_ways : 0;
        rtl_each_word(
            size_, state, [this](unsigned index, fl_tlb_entry *entry) { rtl_unpack_entry(read_word(index), entry); },
            [this](unsigned index, auto *tree) {
                *tree = static_cast<std::remove_reference_t<decltype(*tree)>>(rtl_low_word(read_word(index)));
            });
        top_.state_read_i = 0;
        clock();
    }

    void load_state(const fl_mmu_state *state)
    {
        rtl_each_word(
            size_, state,
            [this](unsigned index, const fl_tlb_entry *entry) {
                rtl_pack_entry(entry, top_.state_i.m_storage);
                write_word(index);
            },
            [this](unsigned index, auto *tree) {
                rtl_pack_tree(*tree, top_.state_i.m_storage);
                write_word(index);
            });
        top_.state_write_i = 0;
        clock();
    }

    void trap(const fl_trap_in *in, fl_trap_out *out)
    {
        trap_.event_i = in->event;
        trap_.privilege_i = in->privilege;
        trap_.cause_i = in->cause;
        trap_.tval_i = in->tval;
        trap_.pc_i = in->pc;
        trap_.mstatus_i = in->mstatus;
        trap_.medeleg_i = in->medeleg;
        trap_.mideleg_i = in->mideleg;
        trap_.mie_i = in->mie;
        trap_.mip_i = in->mip;
        trap_.mtvec_i = in->mtvec;
        trap_.stvec_i = in->stvec;
        trap_.mepc_i = in->mepc;
        trap_.sepc_i = in->sepc;
        trap_.eval();
        *out = fl_trap_out();
        out->taken = trap_.taken_o;
        out->to_machine = trap_.to_machine_o;
        out->privilege = trap_.privilege_o;
        out->mstatus = trap_.mstatus_o;
        out->pc = trap_.pc_o;
        out->epc = trap_.epc_o;
        out->cause = trap_.cause_o;
        out->tval = trap_.tval_o;
    }

    const fl_dut_counts *counts() const
    {
        return counts_.get();
    }

    bool open_waves(const char *path)
    {
        return waves_.open(&top_, path);
    }
    void dump_waves(bool on)
    {
        tell_story();
        waves_.enable(on);
    }
    void set_time(uint64_t now)
    {
        waves_.set_time(now);
    }

    void annotate(const fl_annotation *annotation)
    {
        top_.cycle_i = annotation->cycle;
        top_.pc_i = annotation->pc;
        top_.fault_id_i = annotation->fault_id;
        top_.hart_privilege_i = annotation->privilege;
        top_.fault_step_i = annotation->fault_step;
        rtl_pack_text(annotation->symbol, top_.symbol_i.m_storage);
        rtl_pack_text(annotation->process, top_.process_i.m_storage);
        waves_.dump_now();
    }

    void cover(unsigned group, const unsigned *value)
    {
        points_.met(group, value);
    }
    bool write_coverage(const char *path)
    {
        return points_.write(context_, path);
    }

    const char *complaint() const
    {
        return messages_.empty() ? nullptr : messages_.c_str();
    }
    void complain(const char *text)
    {
        messages_ += text;
    }

    Top &top()
    {
        return top_;
    }

    Trap &trap_unit()
    {
        return trap_;
    }

  private:
    static void fill(fl_response *response, uint64_t pa, uint64_t tval, bool fault, uint8_t cause, uint8_t attribute,
                     uint8_t path, uint8_t entry, uint8_t level)
    {
        response->pa = pa;
        response->tval = tval;
        response->fault = fault;
        response->cause = cause;
        response->attribute = attribute;
        response->path = path;
        response->entry = entry;
        response->level = level;
        response->gpa = response->tval2 = response->tinst = 0;
    }

    void load_pmp(const fl_pmp *pmp)
    {
        int beyond = pmp_.load(top_, pmp);
        if (beyond >= 0) {
            messages_ += "PMP entry " + std::to_string(beyond) + " is in use: this MMU checks " +
                         std::to_string(RTL_PMP_ENTRIES) + "\n";
        }
    }

    /* Let the annotations of mmu_sim.sv catch up with the cycle that has just begun. */
    void tell_story()
    {
        top_.wave_clk_i = 1;
        top_.eval();
        top_.wave_clk_i = 0;
    }

    /* A clock that is not part of the run: reset and state access. */
    void clock()
    {
        RtlListener listener(&messages_);
        top_.clk_i = 0;
        top_.eval();
        top_.clk_i = 1;
        top_.eval();
    }

    const EData *read_word(unsigned index)
    {
        top_.state_read_i = 1;
        top_.state_index_i = index;
        clock();
        return top_.state_o.m_storage;
    }

    void write_word(unsigned index)
    {
        top_.state_write_i = 1;
        top_.state_index_i = index;
        clock();
    }

    fl_uarch_config size_;
    uint8_t pte_size_; /* bytes */
    RtlPmp pmp_;
    VerilatedContext context_;
    Top top_;
    Trap trap_;
    RtlWaves<Top> waves_;
    RtlCounts counts_;
    std::string messages_;
    RtlPoints points_;
    bool accepted_[FL_PORT_COUNT] = {false, false};
};

#endif
