// The MMU: two request ports with their L1 TLBs, and behind them one miss unit
// (docs/microarchitecture.md)
//
//    fetch request -> u_fetch (port_stage) ---.
//                        |                    +--> u_miss (miss_unit) --> memory port
//    data request  -> u_data  (port_stage) ---'        |
//      (masked)          |                             |
//                        '-------- u_protection -------'
//                   final addresses            PTE reads and writes
//
//    fence -> u_fence: to all of them             state port -> u_state: to all arrays
//
// CSR inputs are sampled when a request is accepted and travel with it; the PMP's alone are used as
// they stand.
module mmu #(
  parameter int unsigned Xlen         = 64,  // 32: RV32 with Sv32
  parameter int unsigned ItlbEntries  = 16,  // powers of two, 2 to 64
  parameter int unsigned DtlbEntries  = 16,
  parameter int unsigned L2Sets       = 64,  // a power of two, 2 to 1,024; 0: no L2 TLB
  parameter int unsigned L2Ways       = 4,   // a power of two, 2 to 8
  parameter int unsigned SuperEntries = 8,   // a power of two, 2 to 64; 0: no superpage TLB
  parameter int unsigned WalkEntries  = 4,   // a power of two, 2 to 16; 0: no page-walk cache
  parameter int unsigned PmpEntries   = 16,  // 1 to 64; 0: no PMP
  parameter int unsigned PmaRanges    = 3,   // of pma's table, 1 to 8; 0: no PMAs
  localparam int unsigned PmpPins = (PmpEntries != 0) ? PmpEntries : 1
) (
  input  logic                clk_i,
  input  logic                rst_ni,

  // CSR fields as they stand
  input  mmu_pkg::privilege_e privilege_i,       // current mode
  input  mmu_pkg::privilege_e mpp_i,             // mstatus.MPP
  input  logic                mprv_i,            // mstatus.MPRV: data accesses run as MPP
  input  logic                sum_i,
  input  logic                mxr_i,
  input  logic                adue_i,            // menvcfg.ADUE: Svadu
  input  logic                pbmte_i,           // menvcfg.PBMTE: Svpbmt
  input  mmu_pkg::mode_e      mode_i,            // satp
  input  logic [15:0]         asid_i,
  input  logic [43:0]         root_i,
  input  logic [1:0]          pmm_m_i,           // pointer masking: PMM as in force for each mode
  input  logic [1:0]          pmm_s_i,
  input  logic [1:0]          pmm_u_i,

  // PMP CSRs, taken when they have been written
  input  logic                pmp_load_i,
  input  logic [8*PmpPins-1:0] pmp_cfg_i,        // entry e at 8e
  input  logic [54*PmpPins-1:0] pmp_addr_i,      // entry e at 54e
  input  logic                pmp_mml_i,         // mseccfg
  input  logic                pmp_mmwp_i,

  // Fetch port
  input  logic                fetch_valid_i,
  output logic                fetch_ready_o,
  input  logic [63:0]         fetch_va_i,
  input  logic [6:0]          fetch_size_i,      // bytes, 1 to 64, inside the page
  output logic                fetch_rsp_valid_o,
  output logic                fetch_rsp_fault_o,
  output mmu_pkg::cause_e     fetch_rsp_cause_o,
  output logic [63:0]         fetch_rsp_tval_o,
  output logic [55:0]         fetch_rsp_pa_o,
  output logic [1:0]          fetch_rsp_attribute_o,
  output mmu_pkg::path_e      fetch_rsp_path_o,
  output logic [7:0]          fetch_rsp_entry_o,
  output logic [2:0]          fetch_rsp_level_o,

  // Data port
  input  logic                data_valid_i,
  output logic                data_ready_o,
  input  logic [63:0]         data_va_i,
  input  logic [6:0]          data_size_i,
  input  mmu_pkg::access_e    data_access_i,
  output logic                data_rsp_valid_o,
  output logic                data_rsp_fault_o,
  output mmu_pkg::cause_e     data_rsp_cause_o,
  output logic [63:0]         data_rsp_tval_o,
  output logic [55:0]         data_rsp_pa_o,
  output logic [1:0]          data_rsp_attribute_o,
  output mmu_pkg::path_e      data_rsp_path_o,
  output logic [7:0]          data_rsp_entry_o,
  output logic [2:0]          data_rsp_level_o,

  // SFENCE.VMA
  input  logic                fence_valid_i,
  output logic                fence_ready_o,
  input  logic                fence_va_given_i,
  input  logic                fence_asid_given_i,
  input  logic [63:0]         fence_va_i,
  input  logic [15:0]         fence_asid_i,
  output logic                fence_done_o,

  // The walker's memory port: 8-byte reads and compare-and-swaps, one outstanding
  output logic                mem_valid_o,
  input  logic                mem_ready_i,
  output logic [55:0]         mem_address_o,
  output logic                mem_cas_o,
  output logic [63:0]         mem_expected_o,
  output logic [63:0]         mem_desired_o,
  output logic [2:0]          mem_level_o,
  input  logic                mem_rsp_valid_i,
  input  logic [63:0]         mem_rsp_data_i,
  input  logic                mem_rsp_won_i,
  input  logic                mem_rsp_error_i,

  // Counters and order
  output mmu_pkg::events_t    events_o,
  output logic                event_read_o,      // the memory accepts a read of a PTE,
  output logic                event_update_o,    // or a compare-and-swap
  output logic                quiet_o,

  // State port
  input  logic                state_read_i,
  input  logic                state_write_i,
  input  logic [13:0]         state_index_i,
  input  mmu_pkg::state_word_t state_i,
  output mmu_pkg::state_word_t state_o
);

  // ---- Fence
  mmu_pkg::fence_t fence;
  mmu_pkg::sweep_t sweep;
  logic            fence_busy;

  fence_unit #(.Xlen(Xlen), .L2Sets(L2Sets)) u_fence (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .valid_i(fence_valid_i), .ready_o(fence_ready_o), .va_given_i(fence_va_given_i),
    .asid_given_i(fence_asid_given_i), .va_i(fence_va_i), .asid_i(fence_asid_i),
    .busy_o(fence_busy), .fence_o(fence), .sweep_o(sweep), .done_o(fence_done_o)
  );

  // ---- State port
  mmu_pkg::select_t     select;
  mmu_pkg::ahead_t      ahead;
  mmu_pkg::state_word_t word, fetch_word, data_word, miss_word;

  state_port u_state (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .read_i(state_read_i), .write_i(state_write_i), .index_i(state_index_i), .word_i(state_i),
    .select_o(select), .ahead_o(ahead), .word_o(word)
  );

  // What is not selected shows zeros.
  assign state_o = (select != '0) ? fetch_word | data_word | miss_word : '0;

  // ---- The way in: MPRV replaces the privilege of data accesses only (Privileged 3.1.6.3).
  mmu_pkg::privilege_e data_privilege;
  logic [63:0]         data_va;

  assign data_privilege = mprv_i ? mpp_i : privilege_i;

  pointer_mask #(.Xlen(Xlen)) u_mask (
    .va_i(data_va_i), .va_o(data_va), .privilege_i(data_privilege), .mxr_i(mxr_i), .mode_i(mode_i),
    .pmm_m_i(pmm_m_i), .pmm_s_i(pmm_s_i), .pmm_u_i(pmm_u_i)
  );

  // ---- Ports
  mmu_pkg::qualifiers_t  fetch_ask_qualifiers, data_ask_qualifiers;
  mmu_pkg::port_events_t fetch_events, data_events;
  mmu_pkg::outcome_t     outcome;
  mmu_pkg::key_t         walk_key;
  logic [53:0] fetch_first, fetch_last, data_first, data_last;
  logic [44:0] fetch_vpn, data_vpn;
  logic [43:0] fetch_root, data_root;
  logic fetch_ask, fetch_grant, fetch_answer, fetch_settled, fetch_check, fetch_allow;
  logic data_ask, data_grant, data_answer, data_settled, data_check, data_allow;

  port_stage #(.Xlen(Xlen), .Entries(ItlbEntries)) u_fetch (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .valid_i(fetch_valid_i), .ready_o(fetch_ready_o), .va_i(fetch_va_i), .size_i(fetch_size_i),
    .access_i(mmu_pkg::Fetch), .privilege_i(privilege_i), .sum_i(sum_i), .mxr_i(mxr_i),
    .adue_i(adue_i), .pbmte_i(pbmte_i), .mode_i(mode_i), .asid_i(asid_i), .root_i(root_i),
    .rsp_valid_o(fetch_rsp_valid_o), .rsp_fault_o(fetch_rsp_fault_o),
    .rsp_cause_o(fetch_rsp_cause_o), .rsp_tval_o(fetch_rsp_tval_o), .rsp_pa_o(fetch_rsp_pa_o),
    .rsp_attribute_o(fetch_rsp_attribute_o), .rsp_path_o(fetch_rsp_path_o),
    .rsp_entry_o(fetch_rsp_entry_o), .rsp_level_o(fetch_rsp_level_o),
    .ask_o(fetch_ask), .vpn_o(fetch_vpn), .qualifiers_o(fetch_ask_qualifiers), .root_o(fetch_root),
    .grant_i(fetch_grant), .answer_i(fetch_answer), .outcome_i(outcome), .walk_key_i(walk_key),
    .check_o(fetch_check), .first_o(fetch_first), .last_o(fetch_last), .allow_i(fetch_allow),
    .fencing_i(fence_valid_i), .fence_busy_i(fence_busy), .fence_i(fence),
    .state_i(select.fetch), .select_i(select), .word_i(word), .word_o(fetch_word),
    .events_o(fetch_events), .settled_o(fetch_settled)
  );

  port_stage #(.Xlen(Xlen), .Entries(DtlbEntries)) u_data (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .valid_i(data_valid_i), .ready_o(data_ready_o), .va_i(data_va), .size_i(data_size_i),
    .access_i(data_access_i), .privilege_i(data_privilege), .sum_i(sum_i), .mxr_i(mxr_i),
    .adue_i(adue_i), .pbmte_i(pbmte_i), .mode_i(mode_i), .asid_i(asid_i), .root_i(root_i),
    .rsp_valid_o(data_rsp_valid_o), .rsp_fault_o(data_rsp_fault_o), .rsp_cause_o(data_rsp_cause_o),
    .rsp_tval_o(data_rsp_tval_o), .rsp_pa_o(data_rsp_pa_o), .rsp_attribute_o(data_rsp_attribute_o),
    .rsp_path_o(data_rsp_path_o), .rsp_entry_o(data_rsp_entry_o), .rsp_level_o(data_rsp_level_o),
    .ask_o(data_ask), .vpn_o(data_vpn), .qualifiers_o(data_ask_qualifiers), .root_o(data_root),
    .grant_i(data_grant), .answer_i(data_answer), .outcome_i(outcome), .walk_key_i(walk_key),
    .check_o(data_check), .first_o(data_first), .last_o(data_last), .allow_i(data_allow),
    .fencing_i(fence_valid_i), .fence_busy_i(fence_busy), .fence_i(fence),
    .state_i(select.data), .select_i(select), .word_i(word), .word_o(data_word),
    .events_o(data_events), .settled_o(data_settled)
  );

  // ---- Miss unit
  mmu_pkg::miss_events_t miss_events;
  logic miss_settled, walk_check, walk_allow;

  miss_unit #(
    .Xlen(Xlen), .L2Sets(L2Sets), .L2Ways(L2Ways), .SuperEntries(SuperEntries),
    .WalkEntries(WalkEntries)
  ) u_miss (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .fetch_ask_i(fetch_ask), .fetch_vpn_i(fetch_vpn), .fetch_qualifiers_i(fetch_ask_qualifiers),
    .fetch_root_i(fetch_root), .fetch_grant_o(fetch_grant), .fetch_answer_o(fetch_answer),
    .data_ask_i(data_ask), .data_vpn_i(data_vpn), .data_qualifiers_i(data_ask_qualifiers),
    .data_root_i(data_root), .data_grant_o(data_grant), .data_answer_o(data_answer),
    .outcome_o(outcome), .key_o(walk_key), .fence_i(fence), .sweep_i(sweep),
    .check_o(walk_check), .allow_i(walk_allow),
    .mem_valid_o(mem_valid_o), .mem_ready_i(mem_ready_i), .mem_address_o(mem_address_o),
    .mem_cas_o(mem_cas_o), .mem_expected_o(mem_expected_o), .mem_desired_o(mem_desired_o),
    .mem_level_o(mem_level_o),
    .mem_rsp_valid_i(mem_rsp_valid_i), .mem_rsp_data_i(mem_rsp_data_i),
    .mem_rsp_won_i(mem_rsp_won_i), .mem_rsp_error_i(mem_rsp_error_i),
    .select_i(select), .ahead_i(ahead), .word_i(word), .word_o(miss_word),
    .events_o(miss_events), .settled_o(miss_settled)
  );

  // ---- Protection: the final addresses of both ports, and the walker's PTEs as S-mode's
  protection #(.PmpEntries(PmpEntries), .PmaRanges(PmaRanges)) u_protection (
    .clk_i(clk_i), .rst_ni(rst_ni), .load_i(pmp_load_i),
    .cfg_i(pmp_cfg_i), .addr_i(pmp_addr_i), .mml_i(pmp_mml_i), .mmwp_i(pmp_mmwp_i),
    .check_i  ({walk_check, data_check, fetch_check}),
    .first_i  ({mem_address_o[55:2], data_first, fetch_first}),
    .last_i   ({mem_address_o[55:3], (Xlen == 64) | mem_address_o[2], data_last, fetch_last}),
    .machine_i({1'b0, data_ask_qualifiers.privilege == mmu_pkg::Machine,
                fetch_ask_qualifiers.privilege == mmu_pkg::Machine}),
    .access_i ({mem_cas_o ? mmu_pkg::Store : mmu_pkg::Load, data_ask_qualifiers.access,
                mmu_pkg::Fetch}),
    .allow_o  ({walk_allow, data_allow, fetch_allow})
  );

  assign events_o       = {miss_events, fence.apply, data_events, fetch_events};
  assign event_read_o   = mem_valid_o & mem_ready_i & ~mem_cas_o;
  assign event_update_o = mem_valid_o & mem_ready_i & mem_cas_o;

  always_comb begin
    quiet_o = miss_settled & ~fence_busy & ~fence_done_o;
    if (quiet_o) quiet_o = fetch_settled & data_settled;
  end

  logic unused;
  assign unused = ^mem_address_o[1:0];

endmodule
