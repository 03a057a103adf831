// One request port: the stage register, its L1 TLB, the lookup decision
// (docs/microarchitecture.md section 3)
//
//             accept                  bare, not canonical, permitted hit: answer
//   EMPTY ------------> LOOKUP -------------------------------------------> EMPTY or next LOOKUP
//                        |  ^ '-- refused hit (entries dropped) or miss: ask the miss unit,
//                granted |  |     look up again until granted
//                        |  | a fence killed the walk
//                        v  |
//                       WALKING ----- the miss unit answers ---------------> EMPTY or next LOOKUP
//
// Every qualifier of a request travels in the stage register beside its address, and what follows
// from them alone is decided on the way in. Inputs feed registers only: the answer of a cycle
// depends on nothing that moves in that cycle.
module port_stage #(
  parameter int unsigned Xlen = 64,  // 32: a VA has 32 bits
  parameter int unsigned Entries = 16,
  localparam int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,

  input  logic                   valid_i,       // request
  output logic                   ready_o,
  input  logic [63:0]            va_i,
  input  logic [6:0]             size_i,        // bytes, 1 to 64, inside the page
  input  mmu_pkg::access_e       access_i,
  input  mmu_pkg::privilege_e    privilege_i,   // effective
  input  logic                   sum_i,
  input  logic                   mxr_i,
  input  logic                   adue_i,
  input  logic                   pbmte_i,
  input  mmu_pkg::mode_e         mode_i,        // satp
  input  logic [15:0]            asid_i,
  input  logic [43:0]            root_i,

  output logic                   rsp_valid_o,   // response, for one cycle
  output logic                   rsp_fault_o,
  output mmu_pkg::cause_e        rsp_cause_o,
  output logic [63:0]            rsp_tval_o,
  output logic [55:0]            rsp_pa_o,
  output logic [1:0]             rsp_attribute_o,
  output mmu_pkg::path_e         rsp_path_o,
  output logic [7:0]             rsp_entry_o,
  output logic [2:0]             rsp_level_o,

  output logic                   ask_o,         // to the miss unit
  output logic [44:0]            vpn_o,
  output mmu_pkg::qualifiers_t   qualifiers_o,
  output logic [43:0]            root_o,
  input  logic                   grant_i,
  input  logic                   answer_i,      // it answers this port in this cycle
  input  mmu_pkg::outcome_t      outcome_i,
  input  mmu_pkg::key_t          walk_key_i,

  output logic                   check_o,   // may this access go where it would go?
  output logic [53:0]            first_o,   // in units of 4 bytes
  output logic [53:0]            last_o,
  input  logic                   allow_i,

  input  logic                   fencing_i,     // a fence is offered in this cycle
  input  logic                   fence_busy_i,  // one is applied, or sweeps the L2
  input  mmu_pkg::fence_t        fence_i,

  input  logic                   state_i,       // state port: this L1 is meant
  input  mmu_pkg::select_t       select_i,
  input  mmu_pkg::state_word_t   word_i,
  output mmu_pkg::state_word_t   word_o,

  output mmu_pkg::port_events_t  events_o,
  output logic                   settled_o      // nothing changes by itself
);

  logic                 valid_q;      // the stage holds a request
  logic                 walking_q;    // the miss unit works on it
  logic                 asked_q;      // it has asked before
  logic                 bare_q;       // not translated
  logic                 canonical_q;  // or so, and in the form of its mode
  logic [63:0]          va_q;
  logic [9:0]           last_q;       // va[11:2] of the last byte
  mmu_pkg::qualifiers_t qualifiers_q;
  logic [43:0]          root_q;

  // ---- The way in. A fence closes the port from its offer to its done.
  logic open, accept;
  assign open    = (~valid_q | rsp_valid_o) & ~fence_busy_i;
  assign ready_o = open & ~fencing_i;
  assign accept  = valid_i & ready_o;

  logic [11:0] last_byte;
  logic        unused_last;
  assign last_byte   = va_i[11:0] + 12'(size_i) - 12'd1;
  assign unused_last = ^last_byte[1:0];

  // Do the bits above a mode's width all equal its top bit?  (Privileged 4.3.2 step 1)
  function automatic logic canonical(logic [3:0] mode, logic [63:38] high);
    case (mode)
      mmu_pkg::Sv39: canonical = (&high[63:38]) | ~(|high[63:38]);
      mmu_pkg::Sv48: canonical = (&high[63:47]) | ~(|high[63:47]);
      default:       canonical = (&high[63:56]) | ~(|high[63:56]);
    endcase
  endfunction

  always_ff @(posedge clk_i) begin
    if (accept) begin
      va_q         <= (Xlen == 32) ? {32'd0, va_i[31:0]} : va_i;
      last_q       <= last_byte[11:2];
      qualifiers_q <= {asid_i, mode_i, adue_i, pbmte_i, mxr_i, sum_i, privilege_i, access_i};
      root_q       <= root_i;
      bare_q       <= (privilege_i == mmu_pkg::Machine) | ~mmu_pkg::is_paged(Xlen == 32, mode_i);
      canonical_q  <= (Xlen == 32) | canonical(mode_i, va_i[63:38]);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q   <= 1'b0;
      walking_q <= 1'b0;
      asked_q   <= 1'b0;
    end else if (accept) begin
      valid_q   <= 1'b1;
      walking_q <= 1'b0;
      asked_q   <= 1'b0;
    end else if (rsp_valid_o) begin
      valid_q   <= 1'b0;
      walking_q <= 1'b0;
    end else begin
      if (ask_o) asked_q <= 1'b1;
      if (fence_i.apply) walking_q <= 1'b0;
      else if (grant_i) walking_q <= 1'b1;
    end
  end

  // ---- The decision, in the order of the page.
  logic lookup, direct, translate, hit, permit, dirty_needed, good, refused, miss;
  logic [IndexWidth-1:0] index, victim;
  mmu_pkg::leaf_t        leaf;

  assign lookup    = valid_q & ~walking_q & ~fence_busy_i;
  assign direct    = lookup & (bare_q | ~canonical_q);
  assign translate = lookup & ~bare_q & canonical_q;

  leaf_permits u_permits (
    .ask_i      (hit),
    .r_i        (leaf.r),
    .w_i        (leaf.w),
    .x_i        (leaf.x),
    .u_i        (leaf.u),
    .access_i   (qualifiers_q.access),
    .privilege_i(qualifiers_q.privilege),
    .sum_i      (qualifiers_q.sum),
    .mxr_i      (qualifiers_q.mxr),
    .permit_o   (permit)
  );

  logic unused_a, unused_d;
  ad_update u_ad (
    .a_i     (1'b1),
    .d_i     (leaf.d),
    .access_i(qualifiers_q.access),
    .needed_o(dirty_needed),
    .a_o     (unused_a),
    .d_o     (unused_d)
  );

  assign good    = hit & permit & ~dirty_needed;
  assign refused = hit & ~(permit & ~dirty_needed);

  assign ask_o        = translate & ~good;
  assign miss         = ask_o & ~asked_q;
  assign vpn_o        = va_q[56:12];
  assign qualifiers_o = qualifiers_q;
  assign root_o       = root_q;

  logic refill, unused_global;
  assign refill = answer_i & outcome_i.refill;

  cam_tlb #(.Xlen(Xlen), .Entries(Entries)) u_tlb (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .lookup_i       (translate),
    .key_i          ({qualifiers_q.asid, va_q[56:12]}),
    .hit_o          (hit),
    .index_o        (index),
    .leaf_o         (leaf),
    .global_o       (unused_global),
    .touch_i        (good),
    .drop_i         (refused),
    .refill_i       (refill),
    .refill_key_i   (walk_key_i),
    .refill_global_i(outcome_i.is_global),
    .refill_leaf_i  (outcome_i.leaf),
    .victim_o       (victim),
    .fence_i        (fence_i.apply),
    .va_given_i     (fence_i.va_given),
    .asid_given_i   (fence_i.asid_given),
    .fence_key_i    (fence_i.key),
    .state_read_i   (state_i & ~select_i.write),
    .state_write_i  (state_i & select_i.write),
    .state_index_i  (select_i.index),
    .state_i        (word_i),
    .state_o        (word_o)
  );

  // ---- The way out
  port_answer #(.Xlen(Xlen)) u_answer (
    .direct_i   (direct),
    .bare_i     (bare_q),
    .hit_i      (good),
    .leaf_i     (leaf),
    .index_i    (8'(index)),
    .walk_i     (answer_i),
    .outcome_i  (outcome_i),
    .victim_i   (8'(victim)),
    .va_i       (va_q),
    .last_i     (last_q),
    .access_i   (qualifiers_q.access),
    .check_o    (check_o),
    .first_o    (first_o),
    .last_o     (last_o),
    .allow_i    (allow_i),
    .valid_o    (rsp_valid_o),
    .fault_o    (rsp_fault_o),
    .cause_o    (rsp_cause_o),
    .pa_o       (rsp_pa_o),
    .attribute_o(rsp_attribute_o),
    .path_o     (rsp_path_o),
    .entry_o    (rsp_entry_o),
    .level_o    (rsp_level_o)
  );
  assign rsp_tval_o = va_q;

  always_comb begin
    events_o     = '0;
    events_o.hit = good;
    if (direct | ask_o | answer_i | ~allow_i) begin
      events_o.miss    = miss;
      events_o.refused = refused;
      events_o.bare    = direct & (rsp_path_o == mmu_pkg::PathBare);
      events_o.refill  = refill;
      events_o.denied  = ~allow_i;
    end
  end

  assign settled_o = ~valid_q | walking_q | (ask_o & asked_q & ~refused);

  logic unused;
  assign unused = ^select_i;

endmodule
