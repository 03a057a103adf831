// The MMU: two request ports with their L1 TLBs, and behind them one miss unit
// (docs/microarchitecture.md)
//
//    fetch request -> port_stage <-> cam_tlb ---.                .--> second_level (L2 TLB, superpages)
//                                               +--> walker <----+--> walk_cache
//    data request  -> port_stage <-> cam_tlb ---'       |        '--> memory port
//      (masked)           |                             |
//                        pmp   (final addresses)       pmp   (PTE reads and writes)
//
//    fence -> fence_unit: to all of them                state port -> state_port: to all arrays
//
// CSR inputs are sampled when a request is accepted and travel with it; the PMP's alone are used as
// they stand.
module mmu #(
  parameter int unsigned ItlbEntries  = 16,  // powers of two, 2 to 64
  parameter int unsigned DtlbEntries  = 16,
  parameter int unsigned L2Sets       = 64,  // a power of two, 2 to 1,024; 0: no L2 TLB
  parameter int unsigned L2Ways       = 4,   // a power of two, 2 to 8
  parameter int unsigned SuperEntries = 8,   // a power of two, 2 to 64; 0: no superpage TLB
  parameter int unsigned WalkEntries  = 4,   // a power of two, 2 to 16; 0: no page-walk cache
  parameter int unsigned PmpEntries   = 16,  // 1 to 64; 0: no PMP
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
  input  logic [1:0]          pmm_m_i,           // pointer masking, the field in force for each mode
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
  output logic                quiet_o,

  // State port
  input  logic                state_read_i,
  input  logic                state_write_i,
  input  logic [13:0]         state_index_i,
  input  mmu_pkg::state_word_t state_i,
  output mmu_pkg::state_word_t state_o
);

  localparam int unsigned FetchIndexWidth = $clog2(ItlbEntries);
  localparam int unsigned DataIndexWidth  = $clog2(DtlbEntries);
  localparam int unsigned SetWidth        = (L2Sets > 1) ? $clog2(L2Sets) : 1;

  // ---- Fence
  logic apply, fence_busy, fence_va_given, fence_asid_given, fence_done, sweep, sweep_next;
  logic [SetWidth-1:0] sweep_set, sweep_next_set;
  mmu_pkg::key_t fence_key;

  fence_unit #(.L2Sets(L2Sets)) u_fence (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .valid_i     (fence_valid_i),
    .ready_o     (fence_ready_o),
    .va_given_i  (fence_va_given_i),
    .asid_given_i(fence_asid_given_i),
    .key_i       ({fence_asid_i, fence_va_i[56:12]}),
    .apply_o     (apply),
    .busy_o      (fence_busy),
    .va_given_o  (fence_va_given),
    .asid_given_o(fence_asid_given),
    .key_o       (fence_key),
    .sweep_o     (sweep),
    .sweep_set_o (sweep_set),
    .next_o      (sweep_next),
    .next_set_o  (sweep_next_set),
    .done_o      (fence_done)
  );
  assign fence_done_o = fence_done;

  // ---- Qualifiers: MPRV replaces the privilege of data accesses only (Privileged 3.1.6.3).
  mmu_pkg::qualifiers_t fetch_qualifiers, data_qualifiers;
  mmu_pkg::privilege_e  data_privilege;

  assign data_privilege   = mprv_i ? mpp_i : privilege_i;
  assign fetch_qualifiers = {asid_i, mode_i, adue_i, pbmte_i, mxr_i, sum_i, privilege_i,
                             mmu_pkg::Fetch};
  assign data_qualifiers  = {asid_i, mode_i, adue_i, pbmte_i, mxr_i, sum_i, data_privilege,
                             data_access_i};

  logic [63:0] data_va;
  pointer_mask u_mask (
    .va_i       (data_va_i),
    .privilege_i(data_privilege),
    .mxr_i      (mxr_i),
    .mode_i     (mode_i),
    .pmm_m_i    (pmm_m_i),
    .pmm_s_i    (pmm_s_i),
    .pmm_u_i    (pmm_u_i),
    .va_o       (data_va)
  );

  // ---- Between the ports, their TLBs and the walker
  mmu_pkg::key_t               fetch_key, data_key, walk_key;
  mmu_pkg::leaf_t              fetch_leaf, data_leaf, walk_leaf;
  mmu_pkg::qualifiers_t        fetch_ask_qualifiers, data_ask_qualifiers;
  logic [FetchIndexWidth-1:0]  fetch_index, fetch_victim;
  logic [DataIndexWidth-1:0]   data_index, data_victim;
  logic [63:0]                 fetch_ask_va, data_ask_va;
  logic [43:0]                 fetch_ask_root, data_ask_root;
  logic fetch_lookup, fetch_hit, fetch_touch, fetch_drop, fetch_ask, fetch_grant, fetch_answer, fetch_settled;
  logic data_lookup, data_hit, data_touch, data_drop, data_ask, data_grant, data_answer, data_settled;
  logic walk_page_fault, walk_access_fault, walk_global, walk_refill, walk_fill, walk_idle, walk_waiting;
  logic fetch_global, data_global;

  // ---- Between the walker and what it probes
  mmu_pkg::qualifiers_t walk_qualifiers;
  mmu_pkg::leaf_t       second_leaf;
  logic [44:0]          grant_vpn;
  logic [43:0]          pwc_ppn, walk_pte_ppn;
  logic [2:0]           walk_top, pwc_level;
  logic grant, probe, walk_start, walk_second, second_answer, second_super, second_global;
  logic pwc_hit, pwc_global, pwc_fill;
  mmu_pkg::events_t events;

  port_stage #(.IndexWidth(FetchIndexWidth)) u_fetch (
    .clk_i              (clk_i),
    .rst_ni             (rst_ni),
    .valid_i            (fetch_valid_i),
    .ready_o            (fetch_ready_o),
    .va_i               (fetch_va_i),
    .size_i             (fetch_size_i),
    .qualifiers_i       (fetch_qualifiers),
    .root_i             (root_i),
    .fencing_i          (fence_valid_i),
    .apply_i            (apply),
    .fence_busy_i       (fence_busy),
    .lookup_o           (fetch_lookup),
    .key_o              (fetch_key),
    .hit_i              (fetch_hit),
    .index_i            (fetch_index),
    .leaf_i             (fetch_leaf),
    .touch_o            (fetch_touch),
    .drop_o             (fetch_drop),
    .ask_o              (fetch_ask),
    .va_o               (fetch_ask_va),
    .qualifiers_o       (fetch_ask_qualifiers),
    .root_o             (fetch_ask_root),
    .grant_i            (fetch_grant),
    .answer_i           (fetch_answer),
    .second_i           (walk_second),
    .walk_page_fault_i  (walk_page_fault),
    .walk_access_fault_i(walk_access_fault),
    .walk_leaf_i        (walk_leaf),
    .victim_i           (fetch_victim),
    .pmp_check_o        (fetch_check),
    .pmp_first_o        (fetch_first),
    .pmp_last_o         (fetch_last),
    .pmp_allow_i        (fetch_allow),
    .rsp_valid_o        (fetch_rsp_valid_o),
    .rsp_fault_o        (fetch_rsp_fault_o),
    .rsp_cause_o        (fetch_rsp_cause_o),
    .rsp_pa_o           (fetch_rsp_pa_o),
    .rsp_attribute_o    (fetch_rsp_attribute_o),
    .rsp_path_o         (fetch_rsp_path_o),
    .rsp_entry_o        (fetch_rsp_entry_o),
    .rsp_level_o        (fetch_rsp_level_o),
    .event_hit_o        (events.hit[0]),
    .event_miss_o       (events.miss[0]),
    .event_refused_o    (events.refused[0]),
    .event_bare_o       (events.bare[0]),
    .event_denied_o     (events.pmp_denied[0]),
    .settled_o          (fetch_settled)
  );
  assign fetch_rsp_tval_o = fetch_ask_va;

  port_stage #(.IndexWidth(DataIndexWidth)) u_data (
    .clk_i              (clk_i),
    .rst_ni             (rst_ni),
    .valid_i            (data_valid_i),
    .ready_o            (data_ready_o),
    .va_i               (data_va),
    .size_i             (data_size_i),
    .qualifiers_i       (data_qualifiers),
    .root_i             (root_i),
    .fencing_i          (fence_valid_i),
    .apply_i            (apply),
    .fence_busy_i       (fence_busy),
    .lookup_o           (data_lookup),
    .key_o              (data_key),
    .hit_i              (data_hit),
    .index_i            (data_index),
    .leaf_i             (data_leaf),
    .touch_o            (data_touch),
    .drop_o             (data_drop),
    .ask_o              (data_ask),
    .va_o               (data_ask_va),
    .qualifiers_o       (data_ask_qualifiers),
    .root_o             (data_ask_root),
    .grant_i            (data_grant),
    .answer_i           (data_answer),
    .second_i           (walk_second),
    .walk_page_fault_i  (walk_page_fault),
    .walk_access_fault_i(walk_access_fault),
    .walk_leaf_i        (walk_leaf),
    .victim_i           (data_victim),
    .pmp_check_o        (data_check),
    .pmp_first_o        (data_first),
    .pmp_last_o         (data_last),
    .pmp_allow_i        (data_allow),
    .rsp_valid_o        (data_rsp_valid_o),
    .rsp_fault_o        (data_rsp_fault_o),
    .rsp_cause_o        (data_rsp_cause_o),
    .rsp_pa_o           (data_rsp_pa_o),
    .rsp_attribute_o    (data_rsp_attribute_o),
    .rsp_path_o         (data_rsp_path_o),
    .rsp_entry_o        (data_rsp_entry_o),
    .rsp_level_o        (data_rsp_level_o),
    .event_hit_o        (events.hit[1]),
    .event_miss_o       (events.miss[1]),
    .event_refused_o    (events.refused[1]),
    .event_bare_o       (events.bare[1]),
    .event_denied_o     (events.pmp_denied[1]),
    .settled_o          (data_settled)
  );
  assign data_rsp_tval_o = data_ask_va;

  // ---- PMP: the final addresses of both ports, and the walker's PTEs as S-mode's
  logic [53:0] fetch_first, fetch_last, data_first, data_last;
  logic        fetch_check, fetch_allow, data_check, data_allow, walk_check, walk_allow;
  logic [2:0]  walk_access;

  assign walk_access = mem_cas_o ? mmu_pkg::Store : mmu_pkg::Load;

  pmp #(.Entries(PmpEntries)) u_pmp (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .load_i   (pmp_load_i),
    .cfg_i    (pmp_cfg_i),
    .addr_i   (pmp_addr_i),
    .mml_i    (pmp_mml_i),
    .mmwp_i   (pmp_mmwp_i),
    .check_i  ({walk_check, data_check, fetch_check}),
    .first_i  ({mem_address_o[55:3], 1'b0, data_first, fetch_first}),
    .last_i   ({mem_address_o[55:3], 1'b1, data_last, fetch_last}),
    .machine_i({1'b0, data_ask_qualifiers.privilege == mmu_pkg::Machine,
                fetch_ask_qualifiers.privilege == mmu_pkg::Machine}),
    .access_i ({walk_access, data_ask_qualifiers.access, mmu_pkg::Fetch}),
    .allow_o  ({walk_allow, data_allow, fetch_allow})
  );

  // ---- State port
  logic       state_write, state_fetch, state_data, state_super, state_pwc, state_l2, state_l2_tree, state_l2_read;
  logic [6:0] state_index;
  logic [9:0] state_set, state_read_set;
  logic [2:0] state_way;
  mmu_pkg::state_word_t state_word, fetch_state, data_state, second_state, pwc_state;

  state_port u_state (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .read_i       (state_read_i),
    .write_i      (state_write_i),
    .index_i      (state_index_i),
    .word_i       (state_i),
    .write_o      (state_write),
    .fetch_o      (state_fetch),
    .data_o       (state_data),
    .super_o      (state_super),
    .pwc_o        (state_pwc),
    .l2_o         (state_l2),
    .l2_tree_o    (state_l2_tree),
    .index_o      (state_index),
    .l2_set_o     (state_set),
    .l2_way_o     (state_way),
    .word_o       (state_word),
    .l2_read_o    (state_l2_read),
    .l2_read_set_o(state_read_set)
  );

  // What is not selected shows zeros.
  assign state_o = fetch_state | data_state | second_state | pwc_state;

  cam_tlb #(.Entries(ItlbEntries)) u_itlb (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .lookup_i       (fetch_lookup),
    .key_i          (fetch_key),
    .hit_o          (fetch_hit),
    .index_o        (fetch_index),
    .leaf_o         (fetch_leaf),
    .global_o       (fetch_global),
    .touch_i        (fetch_touch),
    .drop_i         (fetch_drop),
    .refill_i       (walk_refill & fetch_answer),
    .refill_key_i   (walk_key),
    .refill_global_i(walk_global),
    .refill_leaf_i  (walk_leaf),
    .victim_o       (fetch_victim),
    .fence_i        (apply),
    .va_given_i     (fence_va_given),
    .asid_given_i   (fence_asid_given),
    .fence_key_i    (fence_key),
    .state_read_i   (state_fetch & ~state_write),
    .state_write_i  (state_fetch & state_write),
    .state_index_i  (state_index),
    .state_i        (state_word),
    .state_o        (fetch_state)
  );

  cam_tlb #(.Entries(DtlbEntries)) u_dtlb (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .lookup_i       (data_lookup),
    .key_i          (data_key),
    .hit_o          (data_hit),
    .index_o        (data_index),
    .leaf_o         (data_leaf),
    .global_o       (data_global),
    .touch_i        (data_touch),
    .drop_i         (data_drop),
    .refill_i       (walk_refill & data_answer),
    .refill_key_i   (walk_key),
    .refill_global_i(walk_global),
    .refill_leaf_i  (walk_leaf),
    .victim_o       (data_victim),
    .fence_i        (apply),
    .va_given_i     (fence_va_given),
    .asid_given_i   (fence_asid_given),
    .fence_key_i    (fence_key),
    .state_read_i   (state_data & ~state_write),
    .state_write_i  (state_data & state_write),
    .state_index_i  (state_index),
    .state_i        (state_word),
    .state_o        (data_state)
  );

  walker u_walker (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .fetch_ask_i       (fetch_ask),
    .fetch_va_i        (fetch_ask_va),
    .fetch_qualifiers_i(fetch_ask_qualifiers),
    .fetch_root_i      (fetch_ask_root),
    .fetch_grant_o     (fetch_grant),
    .fetch_answer_o    (fetch_answer),
    .data_ask_i        (data_ask),
    .data_va_i         (data_ask_va),
    .data_qualifiers_i (data_ask_qualifiers),
    .data_root_i       (data_ask_root),
    .data_grant_o      (data_grant),
    .data_answer_o     (data_answer),
    .grant_o           (grant),
    .grant_vpn_o       (grant_vpn),
    .probe_o           (probe),
    .qualifiers_o      (walk_qualifiers),
    .top_o             (walk_top),
    .second_answer_i   (second_answer),
    .second_leaf_i     (second_leaf),
    .second_global_i   (second_global),
    .start_o           (walk_start),
    .pwc_hit_i         (pwc_hit),
    .pwc_level_i       (pwc_level),
    .pwc_ppn_i         (pwc_ppn),
    .pwc_global_i      (pwc_global),
    .pwc_fill_o        (pwc_fill),
    .pte_ppn_o         (walk_pte_ppn),
    .second_o          (walk_second),
    .page_fault_o      (walk_page_fault),
    .access_fault_o    (walk_access_fault),
    .leaf_o            (walk_leaf),
    .key_o             (walk_key),
    .global_o          (walk_global),
    .refill_o          (walk_refill),
    .fill_o            (walk_fill),
    .apply_i           (apply),
    .pmp_check_o       (walk_check),
    .pmp_allow_i       (walk_allow),
    .mem_valid_o       (mem_valid_o),
    .mem_ready_i       (mem_ready_i),
    .mem_address_o     (mem_address_o),
    .mem_cas_o         (mem_cas_o),
    .mem_expected_o    (mem_expected_o),
    .mem_desired_o     (mem_desired_o),
    .mem_level_o       (mem_level_o),
    .mem_rsp_valid_i   (mem_rsp_valid_i),
    .mem_rsp_data_i    (mem_rsp_data_i),
    .mem_rsp_won_i     (mem_rsp_won_i),
    .mem_rsp_error_i   (mem_rsp_error_i),
    .event_read_o      (events.pte_read),
    .event_update_o    (events.update),
    .event_lost_o      (events.update_lost),
    .event_killed_o    (events.walk_killed),
    .idle_o            (walk_idle),
    .waiting_o         (walk_waiting)
  );

  second_level #(
    .L2Sets      (L2Sets),
    .L2Ways      (L2Ways),
    .SuperEntries(SuperEntries)
  ) u_second (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .grant_i         (grant),
    .grant_set_i     (grant_vpn[SetWidth-1:0]),
    .probe_i         (probe),
    .key_i           (walk_key),
    .qualifiers_i    (walk_qualifiers),
    .answer_o        (second_answer),
    .refused_o       (events.second_refused),
    .super_o         (second_super),
    .leaf_o          (second_leaf),
    .global_o        (second_global),
    .fill_i          (walk_fill),
    .fill_leaf_i     (walk_leaf),
    .fill_global_i   (walk_global),
    .l2_fill_o       (events.l2_fill),
    .super_fill_o    (events.super_fill),
    .apply_i         (apply),
    .va_given_i      (fence_va_given),
    .asid_given_i    (fence_asid_given),
    .fence_key_i     (fence_key),
    .sweep_i         (sweep),
    .sweep_set_i     (sweep_set),
    .next_i          (sweep_next),
    .next_set_i      (sweep_next_set),
    .state_super_i   (state_super),
    .state_l2_i      (state_l2),
    .state_l2_tree_i (state_l2_tree),
    .state_write_i   (state_write),
    .state_index_i   (state_index),
    .state_set_i     (state_set),
    .state_way_i     (state_way),
    .state_read_i    (state_l2_read),
    .state_read_set_i(state_read_set),
    .state_i         (state_word),
    .state_o         (second_state)
  );

  walk_cache #(.WalkEntries(WalkEntries)) u_pwc (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .probe_i      (probe),
    .start_i      (walk_start),
    .key_i        (walk_key),
    .top_i        (walk_top),
    .hit_o        (pwc_hit),
    .level_o      (pwc_level),
    .ppn_o        (pwc_ppn),
    .global_o     (pwc_global),
    .fill_i       (pwc_fill),
    .fill_level_i (mem_level_o),
    .fill_ppn_i   (walk_pte_ppn),
    .fill_global_i(walk_global),
    .apply_i      (apply),
    .va_given_i   (fence_va_given),
    .asid_given_i (fence_asid_given),
    .fence_key_i  (fence_key),
    .state_i      (state_pwc),
    .state_write_i(state_write),
    .state_index_i(state_index),
    .state_word_i (state_word),
    .state_o      (pwc_state)
  );

  assign events.pte_level     = mem_level_o;
  assign events.refill        = {walk_refill & data_answer, walk_refill & fetch_answer};
  assign events.fence_applied = apply;
  assign events.l2_hit        = second_answer & ~second_super;
  assign events.super_hit     = second_answer & second_super;
  assign events.pwc_hit       = walk_start & pwc_hit;
  assign events.pwc_fill      = pwc_fill & (WalkEntries != 0);
  assign events.pwc_level     = pwc_fill ? mem_level_o : pwc_level;
  assign events.pmp_denied[2] = ~walk_allow;
  assign events_o             = events;

  assign quiet_o = ~fence_busy & ~fence_done & fetch_settled & data_settled &
                   (walk_waiting | (walk_idle & ~fetch_ask & ~data_ask));

  logic unused;
  assign unused = &{1'b0, fence_va_i[63:57], fence_va_i[11:0], grant_vpn, fetch_global, data_global};

endmodule
