// The miss unit: one for both ports, one request at a time  (docs/microarchitecture.md section 5)
//
//    fetch asks --.                    .--> second_level   superpages and L2 TLB: an answer
//                 +--> grant --> walker+--> walk_cache     a pointer: a walk starts below the root
//    data asks  --'  (data first)      '--> memory port    the walk
//                                  |
//                          outcome, to the port that asked
module miss_unit #(
  parameter int unsigned Xlen         = 64,
  parameter int unsigned L2Sets       = 64,  // 0: no L2 TLB
  parameter int unsigned L2Ways       = 4,
  parameter int unsigned SuperEntries = 8,   // 0: no superpage TLB
  parameter int unsigned WalkEntries  = 4    // 0: no page-walk cache
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  input  logic                  fetch_ask_i,   // requests wait in their port's stage until granted
  input  logic [44:0]           fetch_vpn_i,
  input  mmu_pkg::qualifiers_t  fetch_qualifiers_i,
  input  logic [43:0]           fetch_root_i,
  output logic                  fetch_grant_o,
  output logic                  fetch_answer_o,
  input  logic                  data_ask_i,
  input  logic [44:0]           data_vpn_i,
  input  mmu_pkg::qualifiers_t  data_qualifiers_i,
  input  logic [43:0]           data_root_i,
  output logic                  data_grant_o,
  output logic                  data_answer_o,
  output mmu_pkg::outcome_t     outcome_o,     // with an answer
  output mmu_pkg::key_t         key_o,

  input  mmu_pkg::fence_t       fence_i,
  input  mmu_pkg::sweep_t       sweep_i,

  output logic                  check_o,   // may S-mode do there what mem_cas_o says?
  input  logic                  allow_i,

  output logic                  mem_valid_o,
  input  logic                  mem_ready_i,
  output logic [55:0]           mem_address_o,
  output logic                  mem_cas_o,     // compare-and-swap, not a read
  output logic [63:0]           mem_expected_o,
  output logic [63:0]           mem_desired_o,
  output logic [2:0]            mem_level_o,
  input  logic                  mem_rsp_valid_i,
  input  logic [63:0]           mem_rsp_data_i,
  input  logic                  mem_rsp_won_i,
  input  logic                  mem_rsp_error_i,

  input  mmu_pkg::select_t      select_i,      // state port
  input  mmu_pkg::ahead_t       ahead_i,
  input  mmu_pkg::state_word_t  word_i,
  output mmu_pkg::state_word_t  word_o,

  output mmu_pkg::miss_events_t events_o,
  output logic                  settled_o      // waits for the memory, or for a request
);

  mmu_pkg::qualifiers_t qualifiers;
  mmu_pkg::leaf_t       second_leaf;
  mmu_pkg::state_word_t second_word, pwc_word;
  logic [44:0]          vpn;
  logic [43:0]          pwc_ppn, pwc_fill_ppn;
  logic [2:0]           level, pwc_level;
  logic ask, grant, probe, answer, for_data, fill, idle, waiting, lost, killed, is_global;
  logic second_answer, second_refused, second_super, second_global, l2_fill, super_fill;
  logic start, pwc_hit, pwc_global, pwc_fill;

  // ---- If both ports ask in the same cycle, data wins.
  assign ask            = data_ask_i | fetch_ask_i;
  assign vpn            = data_ask_i ? data_vpn_i : fetch_vpn_i;
  assign data_grant_o   = grant & data_ask_i;
  assign fetch_grant_o  = grant & ~data_ask_i;
  assign data_answer_o  = answer & for_data;
  assign fetch_answer_o = answer & ~for_data;

  walker #(.Xlen(Xlen)) u_walker (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .ask_i          (ask),
    .for_data_i     (data_ask_i),
    .vpn_i          (vpn),
    .qualifiers_i   (data_ask_i ? data_qualifiers_i : fetch_qualifiers_i),
    .root_i         (data_ask_i ? data_root_i : fetch_root_i),
    .grant_o        (grant),
    .probe_o        (probe),
    .second_answer_i(second_answer),
    .second_leaf_i  (second_leaf),
    .second_global_i(second_global),
    .pwc_hit_i      (pwc_hit),
    .pwc_level_i    (pwc_level),
    .pwc_ppn_i      (pwc_ppn),
    .pwc_global_i   (pwc_global),
    .pwc_fill_o     (pwc_fill),
    .pwc_fill_ppn_o (pwc_fill_ppn),
    .key_o          (key_o),
    .qualifiers_o   (qualifiers),
    .level_o        (level),
    .global_o       (is_global),
    .answer_o       (answer),
    .for_data_o     (for_data),
    .outcome_o      (outcome_o),
    .fill_o         (fill),
    .apply_i        (fence_i.apply),
    .check_o    (check_o),
    .allow_i    (allow_i),
    .mem_valid_o    (mem_valid_o),
    .mem_ready_i    (mem_ready_i),
    .mem_address_o  (mem_address_o),
    .mem_cas_o      (mem_cas_o),
    .mem_expected_o (mem_expected_o),
    .mem_desired_o  (mem_desired_o),
    .mem_rsp_valid_i(mem_rsp_valid_i),
    .mem_rsp_data_i (mem_rsp_data_i),
    .mem_rsp_won_i  (mem_rsp_won_i),
    .mem_rsp_error_i(mem_rsp_error_i),
    .event_lost_o   (lost),
    .event_killed_o (killed),
    .idle_o         (idle),
    .waiting_o      (waiting)
  );
  assign mem_level_o = level;
  assign settled_o   = waiting | (idle & ~ask);

  second_level #(
    .Xlen        (Xlen),
    .L2Sets      (L2Sets),
    .L2Ways      (L2Ways),
    .SuperEntries(SuperEntries)
  ) u_second (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .grant_i      (grant),
    .grant_vpn_i  (vpn),
    .probe_i      (probe),
    .key_i        (key_o),
    .qualifiers_i (qualifiers),
    .answer_o     (second_answer),
    .refused_o    (second_refused),
    .super_o      (second_super),
    .leaf_o       (second_leaf),
    .global_o     (second_global),
    .fill_i       (fill),
    .fill_leaf_i  (outcome_o.leaf),
    .fill_global_i(outcome_o.is_global),
    .l2_fill_o    (l2_fill),
    .super_fill_o (super_fill),
    .fence_i      (fence_i),
    .sweep_i      (sweep_i),
    .select_i     (select_i),
    .ahead_i      (ahead_i),
    .word_i       (word_i),
    .word_o       (second_word)
  );

  assign start = probe & ~second_answer;

  walk_cache #(.Xlen(Xlen), .WalkEntries(WalkEntries)) u_pwc (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .probe_i      (probe),
    .start_i      (start),
    .key_i        (key_o),
    .top_i        (level),
    .hit_o        (pwc_hit),
    .level_o      (pwc_level),
    .ppn_o        (pwc_ppn),
    .global_o     (pwc_global),
    .fill_i       (pwc_fill),
    .fill_level_i (level),
    .fill_ppn_i   (pwc_fill_ppn),
    .fill_global_i(is_global),
    .fence_i      (fence_i),
    .select_i     (select_i),
    .word_i       (word_i),
    .word_o       (pwc_word)
  );

  assign word_o = second_word | pwc_word;

  // ---- Events: what an idle unit does not have need not be looked for.
  always_comb begin
    events_o = '0;
    if (!idle) begin
      events_o.busy           = 1'b1;
      events_o.denied         = ~allow_i;
      events_o.pwc_fill       = pwc_fill & (WalkEntries != 0);
      events_o.pwc_hit        = start & pwc_hit;
      events_o.pwc_level      = pwc_fill ? level : pwc_level;
      events_o.super_fill     = super_fill;
      events_o.l2_fill        = l2_fill;
      events_o.second_refused = second_refused;
      events_o.super_hit      = second_answer & second_super;
      events_o.l2_hit         = second_answer & ~second_super;
      events_o.killed         = killed;
      events_o.lost           = lost;
    end
  end

endmodule
