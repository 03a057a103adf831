// The MMU: two request ports with their L1 TLBs, one walker, one fence unit
// (docs/microarchitecture.md)
//
//    fetch request -> port_stage <-> l1_tlb ---.
//                                              +--> walker <-> memory port
//    data request  -> port_stage <-> l1_tlb ---'       ^
//                          ^            ^              |
//    fence ----------------+-- fence_unit -------------'
//
// CSR inputs are sampled when a request is accepted and travel with it. L2 TLB, page-walk cache and
// PMP are not in this revision; section 11 of the page says where they go.
module mmu #(
  parameter int unsigned ItlbEntries = 16,  // powers of two, 2 to 64
  parameter int unsigned DtlbEntries = 16
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

  // Fetch port
  input  logic                fetch_valid_i,
  output logic                fetch_ready_o,
  input  logic [63:0]         fetch_va_i,
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

  // State port: bit 7 of the index selects the data half
  input  logic                state_read_i,
  input  logic                state_write_i,
  input  logic [7:0]          state_index_i,
  input  mmu_pkg::state_word_t state_i,
  output mmu_pkg::state_word_t state_o
);

  localparam int unsigned FetchIndexWidth = $clog2(ItlbEntries);
  localparam int unsigned DataIndexWidth  = $clog2(DtlbEntries);

  // ---- Fence
  logic          apply, fence_va_given, fence_asid_given, fence_done;
  mmu_pkg::key_t fence_key;

  fence_unit u_fence (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .valid_i     (fence_valid_i),
    .ready_o     (fence_ready_o),
    .va_given_i  (fence_va_given_i),
    .asid_given_i(fence_asid_given_i),
    .key_i       ({fence_asid_i, fence_va_i[56:12]}),
    .apply_o     (apply),
    .va_given_o  (fence_va_given),
    .asid_given_o(fence_asid_given),
    .key_o       (fence_key),
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

  // ---- Between the ports, their TLBs and the walker
  mmu_pkg::key_t               fetch_key, data_key, walk_key;
  mmu_pkg::leaf_t              fetch_leaf, data_leaf, walk_leaf;
  mmu_pkg::qualifiers_t        fetch_ask_qualifiers, data_ask_qualifiers;
  logic [FetchIndexWidth-1:0]  fetch_index, fetch_victim;
  logic [DataIndexWidth-1:0]   data_index, data_victim;
  logic [63:0]                 fetch_ask_va, data_ask_va;
  logic [43:0]                 fetch_ask_root, data_ask_root;
  logic fetch_lookup, fetch_hit, fetch_touch, fetch_drop;
  logic fetch_ask, fetch_grant, fetch_answer, fetch_settled;
  logic data_lookup, data_hit, data_touch, data_drop;
  logic data_ask, data_grant, data_answer, data_settled;
  logic walk_page_fault, walk_access_fault, walk_global, walk_refill, walk_idle, walk_waiting;
  mmu_pkg::events_t events;

  port_stage #(.IndexWidth(FetchIndexWidth)) u_fetch (
    .clk_i              (clk_i),
    .rst_ni             (rst_ni),
    .valid_i            (fetch_valid_i),
    .ready_o            (fetch_ready_o),
    .va_i               (fetch_va_i),
    .qualifiers_i       (fetch_qualifiers),
    .root_i             (root_i),
    .fencing_i          (fence_valid_i),
    .apply_i            (apply),
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
    .walk_page_fault_i  (walk_page_fault),
    .walk_access_fault_i(walk_access_fault),
    .walk_leaf_i        (walk_leaf),
    .victim_i           (fetch_victim),
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
    .settled_o          (fetch_settled)
  );
  assign fetch_rsp_tval_o = fetch_ask_va;

  port_stage #(.IndexWidth(DataIndexWidth)) u_data (
    .clk_i              (clk_i),
    .rst_ni             (rst_ni),
    .valid_i            (data_valid_i),
    .ready_o            (data_ready_o),
    .va_i               (data_va_i),
    .qualifiers_i       (data_qualifiers),
    .root_i             (root_i),
    .fencing_i          (fence_valid_i),
    .apply_i            (apply),
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
    .walk_page_fault_i  (walk_page_fault),
    .walk_access_fault_i(walk_access_fault),
    .walk_leaf_i        (walk_leaf),
    .victim_i           (data_victim),
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
    .settled_o          (data_settled)
  );
  assign data_rsp_tval_o = data_ask_va;

  // ---- State port, registered so that its inputs disturb nothing
  logic       state_read_q, state_write_q;
  logic [7:0] state_index_q;
  mmu_pkg::state_word_t state_q, fetch_state, data_state;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_read_q  <= 1'b0;
      state_write_q <= 1'b0;
    end else begin
      state_read_q  <= state_read_i;
      state_write_q <= state_write_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_read_i | state_write_i) begin
      state_index_q <= state_index_i;
      state_q       <= state_i;
    end
  end

  assign state_o = fetch_state | data_state;  // the half not selected shows zeros

  l1_tlb #(.Entries(ItlbEntries)) u_itlb (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .lookup_i       (fetch_lookup),
    .key_i          (fetch_key),
    .hit_o          (fetch_hit),
    .index_o        (fetch_index),
    .leaf_o         (fetch_leaf),
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
    .state_read_i   (state_read_q & ~state_index_q[7]),
    .state_write_i  (state_write_q & ~state_index_q[7]),
    .state_index_i  (state_index_q[6:0]),
    .state_i        (state_q),
    .state_o        (fetch_state)
  );

  l1_tlb #(.Entries(DtlbEntries)) u_dtlb (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .lookup_i       (data_lookup),
    .key_i          (data_key),
    .hit_o          (data_hit),
    .index_o        (data_index),
    .leaf_o         (data_leaf),
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
    .state_read_i   (state_read_q & state_index_q[7]),
    .state_write_i  (state_write_q & state_index_q[7]),
    .state_index_i  (state_index_q[6:0]),
    .state_i        (state_q),
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
    .page_fault_o      (walk_page_fault),
    .access_fault_o    (walk_access_fault),
    .leaf_o            (walk_leaf),
    .key_o             (walk_key),
    .global_o          (walk_global),
    .refill_o          (walk_refill),
    .apply_i           (apply),
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

  assign events.pte_level     = mem_level_o;
  assign events.refill        = {walk_refill & data_answer, walk_refill & fetch_answer};
  assign events.fence_applied = apply;
  assign events_o             = events;

  assign quiet_o = ~apply & ~fence_done & fetch_settled & data_settled &
                   (walk_waiting | (walk_idle & ~fetch_ask & ~data_ask));

  logic unused;
  assign unused = ^{fence_va_i[63:57], fence_va_i[11:0]};

endmodule
