// A request port over all time, whatever requests, miss unit, fences and protection do: each
// accepted request is answered once, in its turn, with what it was accepted with; a lookup does
// what docs/microarchitecture.md section 3 says; and fence_line and walker may assume of the port
// what they do.
//
// The ghost follows the page by what can be seen at the pins. What the L1 TLB does with its lines
// is fence_line's part: here a lookup hits or not, and its leaf is what it is. Proved by induction
// from reset.
module prove_port #(
  parameter int unsigned Xlen = 64
) (
  input logic                 clk_i,
  input logic                 valid_i,
  input logic [63:0]          va_i,
  input logic [6:0]           size_i,
  input mmu_pkg::access_e     access_i,
  input mmu_pkg::privilege_e  privilege_i,
  input logic                 sum_i,
  input logic                 mxr_i,
  input logic                 adue_i,
  input logic                 pbmte_i,
  input mmu_pkg::mode_e       mode_i,
  input logic [15:0]          asid_i,
  input logic [43:0]          root_i,
  input logic                 grant_i,
  input logic                 answer_i,
  input mmu_pkg::outcome_t    outcome_i,
  input mmu_pkg::key_t        walk_key_i,
  input logic                 allow_i,
  input logic                 fencing_i,
  input logic                 fence_busy_i,
  input mmu_pkg::fence_t      fence_i,
  input logic                 state_i,
  input mmu_pkg::select_t     select_i,
  input mmu_pkg::state_word_t word_i
);

  logic start_q = 1'b1;
  always_ff @(posedge clk_i) start_q <= 1'b0;

  logic                  ready, rsp_valid, rsp_fault, ask, checked, settled;
  mmu_pkg::cause_e       rsp_cause;
  logic [63:0]           rsp_tval;
  logic [55:0]           rsp_pa;
  logic [1:0]            rsp_attribute;
  mmu_pkg::path_e        rsp_path;
  logic [7:0]            rsp_entry;
  logic [2:0]            rsp_level;
  logic [44:0]           vpn;
  mmu_pkg::qualifiers_t  qualifiers;
  logic [43:0]           root;
  logic [53:0]           first, last;
  mmu_pkg::state_word_t  unused_word;
  mmu_pkg::port_events_t events;

  port_stage #(.Xlen(Xlen), .Entries(2)) u_dut (
    .clk_i, .rst_ni(~start_q),
    .valid_i, .ready_o(ready), .va_i, .size_i, .access_i, .privilege_i, .sum_i, .mxr_i, .adue_i,
        .pbmte_i, .mode_i, .asid_i, .root_i,
    .rsp_valid_o(rsp_valid), .rsp_fault_o(rsp_fault), .rsp_cause_o(rsp_cause),
        .rsp_tval_o(rsp_tval), .rsp_pa_o(rsp_pa), .rsp_attribute_o(rsp_attribute),
        .rsp_path_o(rsp_path), .rsp_entry_o(rsp_entry), .rsp_level_o(rsp_level),
    .ask_o(ask), .vpn_o(vpn), .qualifiers_o(qualifiers), .root_o(root), .grant_i, .answer_i,
        .outcome_i, .walk_key_i,
    .check_o(checked), .first_o(first), .last_o(last), .allow_i,
    .fencing_i, .fence_busy_i, .fence_i,
    .state_i, .select_i, .word_i, .word_o(unused_word),
    .events_o(events), .settled_o(settled)
  );

  // ---- The request as it was accepted, and where it is
  logic                 owed_q;     // accepted, not yet answered
  logic                 walking_q;  // granted; no fence since
  logic                 asked_q;    // once at least
  logic [63:0]          va_q;
  logic [6:0]           size_q;
  mmu_pkg::qualifiers_t qualifiers_q;
  logic [43:0]          root_q;
  logic                 accepted;
  assign accepted = valid_i && ready;

  always_ff @(posedge clk_i) begin
    if (start_q) owed_q <= 1'b0;
    else if (accepted) owed_q <= 1'b1;
    else if (rsp_valid) owed_q <= 1'b0;

    if (start_q || accepted || rsp_valid || fence_i.apply) walking_q <= 1'b0;
    else if (grant_i) walking_q <= 1'b1;

    if (accepted) begin
      va_q         <= va_i;
      size_q       <= size_i;
      qualifiers_q <= {asid_i, mode_i, adue_i, pbmte_i, mxr_i, sum_i, privilege_i, access_i};
      root_q       <= root_i;
      asked_q      <= 1'b0;
    end else if (ask) begin
      asked_q <= 1'b1;
    end
  end

  logic           hit;   // of the L1 TLB
  mmu_pkg::leaf_t leaf;

  // ---- What the others keep: a request lies inside its page, and has a VA of the build's width;
  // the miss unit grants who asks, and answers who walks, with a leaf or a fault, never while a
  // fence is under way (prove_walker), and may tell the other port anything; a denial needs a
  // question; the state port speaks while nothing is in flight; the L1 TLB shows leaves that a PTE
  // can be (prove_fence_line, prove_walker, prove_kernels).
  always_comb begin
    assume (access_i <= 3'd5 && privilege_i != mmu_pkg::Reserved);
    assume (size_i != 7'd0 && size_i <= 7'd64 && 13'(va_i[11:0]) + 13'(size_i) <= 13'd4096);
    assume (Xlen == 64 || va_i[63:32] == '0);
    assume (!grant_i || ask);
    assume (!answer_i || (walking_q && !fence_busy_i));
    assume (!answer_i || 32'(outcome_i.refill) + 32'(outcome_i.page_fault) +
                         32'(outcome_i.access_fault) == 1);
    assume (!fence_i.apply || fence_busy_i);
    assume (checked || allow_i);
    assume (!state_i || (!owed_q && !fence_busy_i));
    assume (!hit || ((leaf.r || leaf.x) && (leaf.r || !leaf.w)));
  end

  // ---- What the page makes of the request
  logic paged, bare, canonical, looks_up, permitted, used, bare_fault;
  logic signed [63:0] signed_va;

  assign paged     = (Xlen == 32) ? qualifiers_q.mode == mmu_pkg::Sv32 :
                     qualifiers_q.mode == mmu_pkg::Sv39 || qualifiers_q.mode == mmu_pkg::Sv48 ||
                     qualifiers_q.mode == mmu_pkg::Sv57;
  assign bare      = qualifiers_q.privilege == mmu_pkg::Machine || !paged;
  assign signed_va = va_q;
  always_comb begin
    case (qualifiers_q.mode)
      mmu_pkg::Sv32: canonical = 1'b1;  // section 13: there is no check
      mmu_pkg::Sv39: canonical = 64'((signed_va << 25) >>> 25) == va_q;
      mmu_pkg::Sv48: canonical = 64'((signed_va << 16) >>> 16) == va_q;
      default:       canonical = 64'((signed_va << 7) >>> 7) == va_q;
    endcase
  end

  // The rights of a hit's leaf, from the judge that prove_kernels holds against the spec layer: the
  // leaf as an accessed PTE, with Svade, is refused when it does not permit the access or when D is
  // missing. PBMT, level and NAPOT were judged when it was cached.
  logic unused_pointer, unused_update, refused_leaf;
  mmu_pkg::pte_t unused_desired;
  mmu_pkg::qualifiers_t svade;
  always_comb begin
    svade      = qualifiers_q;
    svade.adue = 1'b0;
  end
  pte_judge #(.Xlen(Xlen)) u_rights (
    .ask_i(1'b1),
    .pte_i({10'd0, 44'd0, 2'd0, leaf.d, 1'b1, 1'b0, leaf.u, leaf.x, leaf.w, leaf.r, 1'b1}),
    .level_i(3'd0), .qualifiers_i(svade),
    .fault_o(refused_leaf), .pointer_o(unused_pointer), .update_o(unused_update),
    .desired_o(unused_desired)
  );

  assign looks_up   = owed_q && !walking_q && !fence_busy_i;
  assign permitted  = !refused_leaf;
  assign used       = looks_up && !bare && canonical && hit && permitted;
  assign bare_fault = va_q[63:56] != 8'd0;

  // ---- The L1 TLB at its pins, and what of the stage's registers an induction needs
  (* hierconn *) wire \u_dut.u_tlb.lookup_i , \u_dut.u_tlb.hit_o , \u_dut.u_tlb.touch_i ,
                      \u_dut.u_tlb.drop_i , \u_dut.u_tlb.refill_i , \u_dut.u_tlb.fence_i ,
                      \u_dut.u_tlb.va_given_i , \u_dut.u_tlb.asid_given_i ,
                      \u_dut.u_tlb.refill_global_i ,
                      \u_dut.u_tlb.state_write_i , \u_dut.valid_q , \u_dut.walking_q ,
                      \u_dut.asked_q , \u_dut.bare_q , \u_dut.canonical_q ;
  (* hierconn *) wire \u_dut.u_tlb.index_o , \u_dut.u_tlb.victim_o ;
  (* hierconn *) wire [60:0] \u_dut.u_tlb.key_i , \u_dut.u_tlb.refill_key_i ,
                       \u_dut.u_tlb.fence_key_i ;
  (* hierconn *) wire [54:0] \u_dut.u_tlb.leaf_o , \u_dut.u_tlb.refill_leaf_i ;
  (* hierconn *) wire [9:0] \u_dut.last_q ;

  logic lookup, touch, drop, refill;
  assign lookup = \u_dut.u_tlb.lookup_i ;
  assign touch  = \u_dut.u_tlb.touch_i ;
  assign drop   = \u_dut.u_tlb.drop_i ;
  assign refill = \u_dut.u_tlb.refill_i ;
  assign hit    = \u_dut.u_tlb.hit_o ;
  assign leaf   = \u_dut.u_tlb.leaf_o ;

  logic [11:0] last_byte;
  assign last_byte = va_q[11:0] + 12'(size_q) - 12'd1;

  always_comb begin
    if (!start_q) begin
      stage_agrees: assert (\u_dut.valid_q == owed_q && \u_dut.walking_q == walking_q &&
                            (!walking_q || owed_q) && (!owed_q || \u_dut.asked_q == asked_q));
      decided_on_the_way: assert (!owed_q || (\u_dut.bare_q == bare &&
                                              (bare || \u_dut.canonical_q == canonical) &&
                                              \u_dut.last_q == last_byte[11:2] &&
                                              size_q != 7'd0 && size_q <= 7'd64 &&
                                              (Xlen == 64 || va_q[63:32] == '0) &&
                                              13'(va_q[11:0]) + 13'(size_q) <= 13'd4096));
      walks_translated: assert (!walking_q || (!bare && canonical && asked_q));
    end
  end

  // ---- The byte in the leaf's page (prove_addresses)
  logic [55:0]    page_pa;
  mmu_pkg::leaf_t page;
  assign page = answer_i ? outcome_i.leaf : leaf;
  pa_compose #(.Xlen(Xlen)) u_pa (
    .ask_i(1'b1), .ppn_i(page.ppn), .level_i(page.level), .napot_i(page.napot), .va_i(va_q[47:0]),
    .pa_o(page_pa)
  );

  // ---- A cache-block operation touches its whole block; what else, its bytes (section 8.1)
  logic        block;
  logic [55:0] first_byte, final_byte;
  assign block      = qualifiers_q.access == mmu_pkg::CboManage ||
                      qualifiers_q.access == mmu_pkg::CboZero;
  assign first_byte = block ? {rsp_pa[55:6], 6'd0} : rsp_pa;
  assign final_byte = block ? {rsp_pa[55:6], 6'd63} : rsp_pa + 56'(size_q) - 56'd1;

  // ---- The causes (section 7)
  mmu_pkg::cause_e page_cause, access_cause;
  always_comb begin
    case (qualifiers_q.access)
      mmu_pkg::Fetch: {page_cause, access_cause} = {mmu_pkg::FetchPageFault,
                                                    mmu_pkg::FetchAccessFault};
      mmu_pkg::Load:  {page_cause, access_cause} = {mmu_pkg::LoadPageFault,
                                                    mmu_pkg::LoadAccessFault};
      default:        {page_cause, access_cause} = {mmu_pkg::StorePageFault,
                                                    mmu_pkg::StoreAccessFault};
    endcase
  end

  logic denied;
  assign denied = checked && !allow_i;

  always_comb begin
    if (!start_q) begin
      // Each request once, and as it was accepted
      answers_what_it_owes: assert (!rsp_valid || owed_q);
      ready_in_turn: assert (ready == ((!owed_q || rsp_valid) && !fencing_i && !fence_busy_i));
      keeps_its_request: assert (!owed_q || (vpn == va_q[56:12] && qualifiers == qualifiers_q &&
                                             root == root_q && rsp_tval == va_q));
      forgets_nobody: assert (!looks_up || (rsp_valid != ask));
      asks_when_translated: assert (!ask || (looks_up && !bare && canonical && !used));

      // Section 3, in its order
      bare_as_it_is: assert (!(looks_up && bare) ||
                             (rsp_valid && rsp_pa == va_q[55:0] && rsp_attribute == 2'd0 &&
                              rsp_path == (bare_fault ? mmu_pkg::PathNone : mmu_pkg::PathBare) &&
                              rsp_fault == (bare_fault || denied) && rsp_entry == 8'hff &&
                              rsp_level == 3'd0));
      not_canonical_faults: assert (!(looks_up && !bare && !canonical) ||
                                    (rsp_valid && rsp_fault && rsp_cause == page_cause &&
                                     rsp_path == mmu_pkg::PathNone && rsp_entry == 8'hff &&
                                     rsp_level == 3'd0));
      hit_answers: assert (!used || (rsp_valid && rsp_path == mmu_pkg::PathL1 &&
                                     rsp_fault == denied && rsp_attribute == leaf.pbmt &&
                                     rsp_level == leaf.level &&
                                     rsp_entry == 8'(\u_dut.u_tlb.index_o )));
      walk_answers: assert (!answer_i ||
                            (rsp_valid &&
                             rsp_path == (outcome_i.second ? mmu_pkg::PathL2 : mmu_pkg::PathWalk) &&
                             rsp_fault == (!outcome_i.refill || denied) &&
                             rsp_level == outcome_i.leaf.level &&
                             (!outcome_i.refill || rsp_attribute == outcome_i.leaf.pbmt) &&
                             rsp_entry == (outcome_i.refill ? 8'(\u_dut.u_tlb.victim_o ) : 8'hff)));
      goes_to_its_page: assert (!(used || answer_i) || rsp_pa == page_pa);
      causes: assert (!(rsp_valid && rsp_fault) ||
                      rsp_cause == ((answer_i ? outcome_i.page_fault : looks_up && !bare && !used)
                                    ? page_cause : access_cause));
      asks_protection: assert (checked == (rsp_valid && (used || (answer_i && outcome_i.refill) ||
                                                         (looks_up && bare && !bare_fault))));
      protects_every_byte: assert (!checked || (first == first_byte[55:2] &&
                                                last == final_byte[55:2]));
      misses_once: assert (events.miss == (ask && !asked_q));
      tells_what_happens: assert (events.hit == used && events.refused == drop &&
                                  events.bare == (looks_up && bare && !bare_fault) &&
                                  events.refill == refill && events.denied == denied);

      // What fence_line and walker assume
      silent_under_fence: assert (!fence_busy_i || !(lookup || ask || rsp_valid || touch || drop ||
                                                     refill));
      one_effect: assert (32'(lookup) + 32'(refill) + 32'(fence_i.apply) +
                          32'(\u_dut.u_tlb.state_write_i ) <= 1);
      hits_alone_change: assert (touch == used && drop == (lookup && hit && !permitted));
      looks_up_its_own: assert (lookup == (looks_up && !bare && canonical) &&
                                (!lookup || \u_dut.u_tlb.key_i == {qualifiers_q.asid,
                                                                   va_q[56:12]}));
      refills_the_walk: assert (refill == (answer_i && outcome_i.refill) &&
                                (!refill || (\u_dut.u_tlb.refill_key_i == walk_key_i &&
                                             \u_dut.u_tlb.refill_global_i ==
                                                 outcome_i.is_global &&
                                             \u_dut.u_tlb.refill_leaf_i == outcome_i.leaf)));
      fences_its_tlb: assert (\u_dut.u_tlb.fence_i == fence_i.apply &&
                              (!fence_i.apply || {\u_dut.u_tlb.va_given_i ,
                                                  \u_dut.u_tlb.asid_given_i ,
                                                  \u_dut.u_tlb.fence_key_i } ==
                                                 {fence_i.va_given, fence_i.asid_given,
                                                  fence_i.key}));
      settled_is_quiet: assert (!settled || !(touch || drop || (rsp_valid && !answer_i) ||
                                              (ask && !asked_q)));
    end
  end

endmodule
