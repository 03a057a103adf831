// One request port: the stage register, the lookup decision, the response
// (docs/microarchitecture.md section 3)
//
//             accept                  bare, not canonical, permitted hit: answer
//   EMPTY ------------> LOOKUP ---------------------------------------------------> EMPTY or next LOOKUP
//                        |  ^ '-- refused hit (entries dropped) or miss: ask the walker, look up again until granted
//                granted |  | a fence killed the walk
//                        v  |
//                       WALKING ----- walker answers ------------------------------> EMPTY or next LOOKUP
//
// Every qualifier of a request travels in the stage register beside its address. Inputs feed
// registers only: the answer of a cycle depends on nothing that moves in that cycle.
module port_stage #(
  parameter int unsigned IndexWidth = 4
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,

  input  logic                   valid_i,     // request
  output logic                   ready_o,
  input  logic [63:0]            va_i,
  input  logic [6:0]             size_i,      // bytes, 1 to 64, inside the page
  input  mmu_pkg::qualifiers_t   qualifiers_i,
  input  logic [43:0]            root_i,      // satp.PPN
  input  logic                   fencing_i,   // a fence is offered in this cycle
  input  logic                   apply_i,     // a fence is applied in this cycle
  input  logic                   fence_busy_i,  // or sweeps the L2

  output logic                   lookup_o,    // to this port's L1 TLB
  output mmu_pkg::key_t          key_o,
  input  logic                   hit_i,
  input  logic [IndexWidth-1:0]  index_i,
  input  mmu_pkg::leaf_t         leaf_i,
  output logic                   touch_o,
  output logic                   drop_o,

  output logic                   ask_o,       // to the walker
  output logic [63:0]            va_o,
  output mmu_pkg::qualifiers_t   qualifiers_o,
  output logic [43:0]            root_o,
  input  logic                   grant_i,
  input  logic                   answer_i,    // the walker answers this port in this cycle
  input  logic                   second_i,    // ... from the second level
  input  logic                   walk_page_fault_i,
  input  logic                   walk_access_fault_i,
  input  mmu_pkg::leaf_t         walk_leaf_i, // level is meaningful on a fault too
  input  logic [IndexWidth-1:0]  victim_i,    // where the walker's leaf goes

  output logic                   pmp_check_o, // may this access go where it would go?
  output logic [53:0]            pmp_first_o, // in units of 4 bytes
  output logic [53:0]            pmp_last_o,
  input  logic                   pmp_allow_i,

  output logic                   rsp_valid_o, // response, for one cycle
  output logic                   rsp_fault_o,
  output mmu_pkg::cause_e        rsp_cause_o,
  output logic [55:0]            rsp_pa_o,
  output logic [1:0]             rsp_attribute_o,
  output mmu_pkg::path_e         rsp_path_o,
  output logic [7:0]             rsp_entry_o,
  output logic [2:0]             rsp_level_o,

  output logic                   event_hit_o,
  output logic                   event_miss_o,
  output logic                   event_refused_o,
  output logic                   event_bare_o,
  output logic                   event_denied_o,
  output logic                   settled_o    // nothing changes here until the walker or a request does
);

  localparam logic [7:0] NoEntry = 8'hff;

  logic                 valid_q;    // the stage holds a request
  logic                 walking_q;  // the walker works on it
  logic                 asked_q;    // it has asked for the walker before
  logic [63:0]          va_q;
  logic [9:0]           last_q;     // va[11:2] of the last byte
  mmu_pkg::qualifiers_t qualifiers_q;
  logic [43:0]          root_q;

  // ---- The decision, in the order of the page.
  logic lookup, paged, bare, bare_fault, canonical, permit, dirty_needed, good, refused;

  assign lookup = valid_q & ~walking_q & ~fence_busy_i;

  // A mode that names no scheme of ours translates as Bare.
  assign paged = (qualifiers_q.mode == mmu_pkg::Sv39) | (qualifiers_q.mode == mmu_pkg::Sv48) |
                 (qualifiers_q.mode == mmu_pkg::Sv57);
  assign bare  = (qualifiers_q.privilege == mmu_pkg::Machine) | ~paged;
  assign bare_fault = va_q[63:56] != 8'd0;

  always_comb begin
    unique case (qualifiers_q.mode)
      mmu_pkg::Sv39: canonical = (&va_q[63:38]) | ~(|va_q[63:38]);
      mmu_pkg::Sv48: canonical = (&va_q[63:47]) | ~(|va_q[63:47]);
      default:       canonical = (&va_q[63:56]) | ~(|va_q[63:56]);
    endcase
  end

  leaf_permits u_permits (
    .r_i        (leaf_i.r),
    .w_i        (leaf_i.w),
    .x_i        (leaf_i.x),
    .u_i        (leaf_i.u),
    .access_i   (qualifiers_q.access),
    .privilege_i(qualifiers_q.privilege),
    .sum_i      (qualifiers_q.sum),
    .mxr_i      (qualifiers_q.mxr),
    .permit_o   (permit)
  );

  logic unused_a, unused_d;
  ad_update u_ad (
    .a_i     (1'b1),
    .d_i     (leaf_i.d),
    .access_i(qualifiers_q.access),
    .needed_o(dirty_needed),
    .a_o     (unused_a),
    .d_o     (unused_d)
  );

  logic translate;
  assign translate = lookup & ~bare & canonical;
  assign good      = translate & hit_i & permit & ~dirty_needed;
  assign refused   = translate & hit_i & ~(permit & ~dirty_needed);

  assign lookup_o = translate;
  assign key_o   = {qualifiers_q.asid, va_q[56:12]};
  assign touch_o = good;
  assign drop_o  = refused;

  assign ask_o        = translate & ~good;
  assign va_o         = va_q;
  assign qualifiers_o = qualifiers_q;
  assign root_o       = root_q;

  // ---- The response: of this lookup, or of the walker.
  mmu_pkg::leaf_t leaf;
  logic [55:0]    pa;
  logic           access_fault, block, unused_leaf;

  assign leaf         = answer_i ? walk_leaf_i : leaf_i;
  assign unused_leaf = &{1'b0, leaf.d, leaf.u, leaf.x, leaf.w, leaf.r};
  assign access_fault = (answer_i ? walk_access_fault_i : bare) | ~pmp_allow_i;
  assign block        = (qualifiers_q.access == mmu_pkg::CboManage) |
                        (qualifiers_q.access == mmu_pkg::CboZero);

  pa_compose u_pa (
    .ppn_i  (leaf.ppn),
    .level_i(leaf.level),
    .napot_i(leaf.napot),
    .va_i   (va_q[47:0]),
    .pa_o   (pa)
  );

  mmu_pkg::cause_e cause;
  fault_cause u_cause (
    .access_i      (qualifiers_q.access),
    .access_fault_i(access_fault),
    .cause_o       (cause)
  );

  assign rsp_valid_o = answer_i | (lookup & (bare | ~canonical)) | good;
  assign rsp_cause_o = rsp_fault_o ? cause : mmu_pkg::NoCause;

  logic translation_fault;

  always_comb begin
    translation_fault = 1'b0;
    rsp_pa_o          = pa;
    rsp_attribute_o   = leaf.pbmt;
    rsp_path_o        = mmu_pkg::PathL1;
    rsp_entry_o       = 8'(index_i);
    rsp_level_o       = leaf.level;
    if (answer_i) begin
      translation_fault = walk_page_fault_i | walk_access_fault_i;
      rsp_path_o        = second_i ? mmu_pkg::PathL2 : mmu_pkg::PathWalk;
      rsp_entry_o       = translation_fault ? NoEntry : 8'(victim_i);
    end else if (bare | ~canonical) begin
      translation_fault = ~bare | bare_fault;
      rsp_pa_o          = va_q[55:0];
      rsp_attribute_o   = 2'd0;
      rsp_path_o        = translation_fault ? mmu_pkg::PathNone : mmu_pkg::PathBare;
      rsp_entry_o       = NoEntry;
      rsp_level_o       = 3'd0;
    end
  end

  // What would succeed is checked against the PMP. A cache-block operation touches its whole block
  // (Zic64b).
  assign pmp_check_o = rsp_valid_o & ~translation_fault;
  assign pmp_first_o = {rsp_pa_o[55:6], block ? 4'd0 : rsp_pa_o[5:2]};
  assign pmp_last_o  = {rsp_pa_o[55:12], block ? {va_q[11:6], 4'hf} : last_q};
  assign rsp_fault_o = translation_fault | ~pmp_allow_i;

  assign event_hit_o     = good;
  assign event_miss_o    = ask_o & ~asked_q;
  assign event_refused_o = refused;
  assign event_bare_o    = lookup & bare & ~bare_fault;
  assign event_denied_o  = ~pmp_allow_i;
  assign settled_o       = ~valid_q | walking_q | (ask_o & asked_q & ~refused);

  logic [11:0] last_byte;
  logic        unused_last;
  assign last_byte   = va_i[11:0] + 12'(size_i) - 12'd1;
  assign unused_last = ^last_byte[1:0];

  // ---- The stage register. A fence closes the port from its offer to its done.
  logic open;
  assign open    = (~valid_q | rsp_valid_o) & ~fence_busy_i;
  assign ready_o = open & ~fencing_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q   <= 1'b0;
      walking_q <= 1'b0;
      asked_q   <= 1'b0;
    end else if (valid_i & ready_o) begin
      valid_q   <= 1'b1;
      walking_q <= 1'b0;
      asked_q   <= 1'b0;
    end else if (rsp_valid_o) begin
      valid_q   <= 1'b0;
      walking_q <= 1'b0;
    end else begin
      if (ask_o) asked_q <= 1'b1;
      if (apply_i) walking_q <= 1'b0;
      else if (grant_i) walking_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i & ready_o) begin
      va_q         <= va_i;
      last_q       <= last_byte[11:2];
      qualifiers_q <= qualifiers_i;
      root_q       <= root_i;
    end
  end

endmodule
