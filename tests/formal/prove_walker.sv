// The walker over all time, whatever ports, fences, second level, protection and memory do: it
// reads the PTEs that the manual reads, writes A and D only when it may, hands on what it read or
// was shown, dies with a fence, and ends. RV64, and RV32 (section 13).
//
// The ghost follows docs/microarchitecture.md section 5 by what can be seen from outside: grants,
// the memory's handshakes, fences. What a PTE means it asks pte_judge, which prove_kernels holds
// against the golden model's spec layer. Proved by induction from reset.
module prove_walker #(
  parameter int unsigned Xlen = 64
) (
  input logic                 clk_i,
  input logic                 ask_i,
  input logic                 for_data_i,
  input logic [44:0]          vpn_i,
  input mmu_pkg::qualifiers_t qualifiers_i,
  input logic [43:0]          root_i,
  input logic                 second_answer_i,
  input mmu_pkg::leaf_t       second_leaf_i,
  input logic                 second_global_i,
  input logic                 pwc_hit_i,
  input logic [2:0]           pwc_level_i,
  input logic [43:0]          pwc_ppn_i,
  input logic                 pwc_global_i,
  input logic                 apply_i,
  input logic                 allow_i,
  input logic                 mem_ready_i,
  input logic                 mem_rsp_valid_i,
  input logic [63:0]          mem_rsp_data_i,
  input logic                 mem_rsp_won_i,
  input logic                 mem_rsp_error_i
);

  localparam logic [55:0] PteBytes = (Xlen == 32) ? 56'd4 : 56'd8;
  localparam logic [2:0]  TopLevel = (Xlen == 32) ? 3'd1 : 3'd4;

  logic start_q = 1'b1;
  always_ff @(posedge clk_i) start_q <= 1'b0;

  logic grant, probe, pwc_fill, is_global, answer, for_data, fill, checked, mem_valid, mem_cas,
      lost, killed, idle, waiting;
  logic [43:0]          pwc_fill_ppn;
  mmu_pkg::key_t        key;
  mmu_pkg::qualifiers_t qualifiers;
  logic [2:0]           level;
  mmu_pkg::outcome_t    outcome;
  logic [55:0]          mem_address;
  mmu_pkg::pte_t        mem_expected, mem_desired;

  walker #(.Xlen(Xlen)) u_dut (
    .clk_i, .rst_ni(~start_q),
    .ask_i, .for_data_i, .vpn_i, .qualifiers_i, .root_i, .grant_o(grant),
    .probe_o(probe), .second_answer_i, .second_leaf_i, .second_global_i,
    .pwc_hit_i, .pwc_level_i, .pwc_ppn_i, .pwc_global_i, .pwc_fill_o(pwc_fill),
        .pwc_fill_ppn_o(pwc_fill_ppn),
    .key_o(key), .qualifiers_o(qualifiers), .level_o(level), .global_o(is_global),
    .answer_o(answer), .for_data_o(for_data), .outcome_o(outcome), .fill_o(fill),
    .apply_i, .check_o(checked), .allow_i,
    .mem_valid_o(mem_valid), .mem_ready_i, .mem_address_o(mem_address), .mem_cas_o(mem_cas),
    .mem_expected_o(mem_expected), .mem_desired_o(mem_desired),
    .mem_rsp_valid_i, .mem_rsp_data_i, .mem_rsp_won_i, .mem_rsp_error_i,
    .event_lost_o(lost), .event_killed_o(killed), .idle_o(idle), .waiting_o(waiting)
  );

  // ---- The ghost
  typedef enum logic [2:0] {
    Open   = 3'd0,  // not decided
    Second = 3'd1,  // the second level answers
    Denied = 3'd2,  // PMP, PMAs or the memory refused a PTE
    Fault  = 3'd3,  // the PTE says page fault
    Leaf   = 3'd4   // the PTE, as it is now, translates
  } end_e;

  mmu_pkg::qualifiers_t qualifiers_q;
  mmu_pkg::pte_t        pte_q;
  mmu_pkg::leaf_t       second_leaf_q;   // what the second level showed in the probe's cycle
  logic                 second_global_q;
  logic [44:0]          vpn_q;
  logic [43:0]          base_q;
  logic [2:0]           level_q;
  end_e                 end_q;
  logic                 lives_q;   // granted, not yet answered, no fence since
  logic                 probing_q, reading_q, judging_q, updating_q;  // what is due in this cycle
  logic                 owed_q, owed_cas_q;                           // an answer by the memory
  logic                 error_q, global_q, for_data_q;
  logic                 lost_q;    // a living walk's update, in the cycle before
  logic [4:0]           own_q;     // cycles of its own since the grant or the last lost update

  logic fault, pointer, update, accepted, refused;
  mmu_pkg::pte_t desired;

  pte_judge #(.Xlen(Xlen)) u_spec (
    .ask_i(1'b1), .pte_i(pte_q), .level_i(level_q), .qualifiers_i(qualifiers_q),
    .fault_o(fault), .pointer_o(pointer), .update_o(update), .desired_o(desired)
  );

  assign accepted = mem_valid && mem_ready_i;
  assign refused  = checked && !allow_i;

  logic [2:0] top;
  assign top = (Xlen == 32) ? 3'd1 : (qualifiers_i.mode == mmu_pkg::Sv39) ? 3'd2 :
      (qualifiers_i.mode == mmu_pkg::Sv48) ? 3'd3 : 3'd4;

  always_ff @(posedge clk_i) begin
    if (grant) begin
      lives_q      <= 1'b1;
      qualifiers_q <= qualifiers_i;
      for_data_q   <= for_data_i;
      vpn_q        <= vpn_i;
      base_q       <= root_i;
      level_q      <= top;
      global_q     <= 1'b0;
    end
    probing_q <= grant;
    judging_q <= 1'b0;

    if (probe) begin
      second_leaf_q   <= second_leaf_i;
      second_global_q <= second_global_i;
    end
    if (lives_q && probing_q) begin
      if (second_answer_i) end_q <= Second;
      else reading_q <= 1'b1;
      if (!second_answer_i && pwc_hit_i) begin
        base_q   <= pwc_ppn_i;
        level_q  <= pwc_level_i - 3'd1;
        global_q <= pwc_global_i;
      end
    end
    if (refused || accepted) begin
      reading_q  <= 1'b0;
      updating_q <= 1'b0;
    end
    if (refused) end_q <= Denied;
    if (accepted) begin
      owed_q     <= 1'b1;
      owed_cas_q <= mem_cas;
    end
    if (mem_rsp_valid_i) begin
      owed_q    <= 1'b0;
      judging_q <= lives_q && !owed_cas_q;
      if (owed_cas_q) begin
        if (lives_q && mem_rsp_error_i) end_q <= Denied;
        else if (lives_q && mem_rsp_won_i) end_q <= Leaf;
        else reading_q <= lives_q;
        if (!mem_rsp_error_i && mem_rsp_won_i) pte_q <= desired;
      end else begin
        pte_q   <= (Xlen == 32) ? {32'd0, mem_rsp_data_i[31:0]} : mem_rsp_data_i;
        error_q <= mem_rsp_error_i;
      end
    end
    if (judging_q) begin
      if (error_q) end_q <= Denied;
      else if (fault) end_q <= Fault;
      else if (update) updating_q <= 1'b1;
      else if (!pointer) end_q <= Leaf;
      else begin
        reading_q <= 1'b1;
        base_q    <= pte_q.ppn;
        level_q   <= level_q - 3'd1;
        global_q  <= global_q || pte_q.g;
      end
    end

    lost_q <= mem_rsp_valid_i && owed_cas_q && lives_q && !apply_i && !mem_rsp_won_i &&
              !mem_rsp_error_i && !start_q;

    // The end, or a fence
    if (start_q || apply_i || answer) begin
      lives_q    <= 1'b0;
      probing_q  <= 1'b0;
      reading_q  <= 1'b0;
      judging_q  <= 1'b0;
      updating_q <= 1'b0;
    end
    if (start_q || apply_i || answer || grant) end_q <= Open;
    if (start_q) owed_q <= 1'b0;

    // Cycles that are not the memory's
    if (grant || (mem_rsp_valid_i && owed_cas_q)) own_q <= 5'd0;
    else if (!(mem_valid && !mem_ready_i) && !(owed_q && !mem_rsp_valid_i)) own_q <= own_q + 5'd1;
  end

  // ---- What the others keep: the memory answers what it owes; a port asks for translated
  // accesses, and not while a fence is applied; the page-walk cache answers a probe with a level of
  // this tree; protection denies when asked.
  always_comb begin
    assume (!mem_rsp_valid_i || owed_q);
    assume (!ask_i || (!apply_i && qualifiers_i.access <= 3'd5 && qualifiers_i.privilege <= 2'd1));
    assume (!ask_i || ((Xlen == 32) ? qualifiers_i.mode == mmu_pkg::Sv32 :
                       qualifiers_i.mode >= 4'd8 && qualifiers_i.mode <= 4'd10));
    assume (!(probe && pwc_hit_i) || (pwc_level_i != 3'd0 && pwc_level_i <= level));
    assume (checked || allow_i);
  end

  // ---- How the walker's registers hang together with all that
  (* hierconn *) wire [2:0]  \u_dut.state_q ;
  (* hierconn *) wire [44:0] \u_dut.vpn_q ;
  (* hierconn *) wire [43:0] \u_dut.base_q ;
  (* hierconn *) wire [63:0] \u_dut.pte_q ;
  (* hierconn *) wire \u_dut.killed_q , \u_dut.second_q , \u_dut.global_q , \u_dut.error_q ,
                      \u_dut.page_fault_q , \u_dut.access_fault_q , \u_dut.for_data_q ;

  logic [2:0] state;
  logic       alive;
  assign state = \u_dut.state_q ;
  assign alive = state != mmu_pkg::Idle && !\u_dut.killed_q ;

  // Cycles of its own that are left, this one included, at the most.
  logic [4:0] left;
  always_comb begin
    case (state)
      mmu_pkg::Probe:  left = 5'd19;
      mmu_pkg::Read:   left = 5'd3 * level_q + 5'd6;
      mmu_pkg::Wait:   left = 5'd3 * level_q + 5'd5;
      mmu_pkg::Check:  left = 5'd3 * level_q + 5'd4;
      mmu_pkg::Update: left = 5'd3;
      mmu_pkg::UWait:  left = 5'd2;
      default:         left = 5'd1;
    endcase
  end

  always_comb begin
    if (!start_q) begin
      state_agrees: assert (lives_q == alive && owed_q == (state == mmu_pkg::Wait ||
                                                           state == mmu_pkg::UWait) &&
                            (!owed_q || owed_cas_q == (state == mmu_pkg::UWait)) &&
                            probing_q == (state == mmu_pkg::Probe) &&
                                reading_q == (state == mmu_pkg::Read) &&
                            judging_q == (state == mmu_pkg::Check) &&
                                updating_q == (state == mmu_pkg::Update) &&
                            (end_q != Open) == (state == mmu_pkg::Answer));
      request_agrees: assert (!lives_q || (for_data == for_data_q && level_q <= TopLevel &&
                                           \u_dut.second_q == (end_q == Second)));
      place_agrees: assert (!lives_q || end_q == Second || (\u_dut.base_q == base_q &&
                                                            level == level_q &&
                                                            \u_dut.global_q == global_q &&
                                                            (!probing_q || !global_q)));
      pte_agrees: assert (!(judging_q || (lives_q && owed_cas_q && owed_q) || updating_q ||
                            end_q == Fault || end_q == Leaf) || \u_dut.pte_q == pte_q);
      verdict_agrees: assert (!(updating_q || (lives_q && owed_q && owed_cas_q)) || update);
      error_agrees: assert (!judging_q || \u_dut.error_q == error_q);
      faults_agree: assert (!lives_q || (\u_dut.page_fault_q == (end_q == Fault) &&
                                         ((end_q == Open && !probing_q) ||
                                          \u_dut.access_fault_q == (end_q == Denied))));
      rank: assert (!lives_q || 6'(own_q) + 6'(left) <= 6'd19);
    end
  end

  // ---- The promises, at the walker's pins
  logic due;     // a memory request
  logic busy;    // with a walk, or with the memory's answer to one that was killed
  logic global_here;
  assign due         = (reading_q || updating_q) && !apply_i;
  assign busy        = lives_q || owed_q;
  assign global_here = global_q || pte_q.g;

  always_comb begin
    if (!start_q) begin
      dies_with_fence: assert (!(answer || fill || pwc_fill || probe || mem_valid ||
                                 outcome.refill) ||
                               (lives_q && !apply_i));
      granted_when_idle: assert (grant == (ask_i && !busy));
      probes_once: assert (probe == (probing_q && !apply_i) && (!probing_q || level == level_q));
      keeps_its_request: assert (!lives_q || (qualifiers == qualifiers_q &&
                                              key == {qualifiers_q.asid, vpn_q}));

      // The memory
      one_request: assert (!mem_valid || !owed_q);
      reads_in_turn: assert (!(mem_valid && !mem_cas) || reading_q);
      pte_address: assert (!due || (mem_address == {base_q, 12'd0} + 56'(vpn_part) * PteBytes &&
                                    level == level_q));
      updates_in_turn: assert (!(mem_valid && mem_cas) || (updating_q && update && !fault &&
                                                           qualifiers_q.adue));
      swaps_a_and_d: assert (!(mem_valid && mem_cas) || (mem_expected == pte_q &&
                                                         mem_desired == written));
      asks_protection: assert (checked == due && (!due || mem_cas == updating_q) &&
                               mem_valid == (due && allow_i));
      waits_for_what_is_owed: assert (waiting == owed_q);

      // The page-walk cache: whatever pointer was read and judged, with the level that it was read
      // at, what it points at, and G of it and of those above it
      remembers_pointers: assert (pwc_fill == (judging_q && !error_q && !fault && pointer &&
                                               !apply_i));
      pointer_as_read: assert (!pwc_fill || (pwc_fill_ppn == pte_q.ppn && level == level_q &&
                                             is_global == global_here &&
                                             key == {qualifiers_q.asid, vpn_q}));
      pointers_above_pages: assert (!pwc_fill || (level != 3'd0 && level <= TopLevel));

      // The answer
      answers_when_decided: assert (answer == (end_q != Open && !apply_i));
      answers_its_port: assert (!answer || for_data == for_data_q);
      answers_as_judged: assert (!answer ||
                                 (end_q != Open && outcome.second == (end_q == Second) &&
                                  outcome.page_fault == (end_q == Fault) &&
                                      outcome.access_fault == (end_q == Denied) &&
                                  outcome.refill == (end_q == Second || end_q == Leaf) &&
                                      fill == (end_q == Leaf)));
      answers_the_leaf: assert (!(answer && end_q == Leaf) ||
                                (outcome.leaf == {pte_q.ppn, level_q, pte_q.n, pte_q.pbmt,
                                                  pte_q.d, pte_q.u, pte_q.x,
                                                  pte_q.w, pte_q.r} &&
                                 outcome.is_global == global_here));
      answers_the_second: assert (!(answer && end_q == Second) ||
                                  (outcome.leaf == second_page &&
                                   outcome.is_global == second_global_q));
      faults_where_it_ends: assert (!(answer && (end_q == Fault || end_q == Denied)) ||
                                    outcome.leaf.level == level_q);

      // The end
      ends: assert (!lives_q || own_q <= 5'd18);
      killed_ends: assert (idle == !busy);
      lost_is_told: assert (lost == lost_q);
      killed_is_told: assert (killed == (lives_q && apply_i));
    end
  end

  // VPN[level], and the PTE with A set, and D for what writes (Privileged 4.3.2 steps 2 and 9); of
  // the second level's entry an answer makes one page (section 5.2)
  logic [9:0]     vpn_part;
  mmu_pkg::pte_t  written;
  mmu_pkg::leaf_t second_page;
  always_comb begin
    second_page       = second_leaf_q;
    second_page.napot = 1'b0;
    vpn_part  = (Xlen == 32) ? 10'(vpn_q >> (10 * level_q)) : 10'(9'(vpn_q >> (9 * level_q)));
    written   = pte_q;
    written.a = 1'b1;
    if (qualifiers_q.access == mmu_pkg::Store || qualifiers_q.access == mmu_pkg::Amo ||
        qualifiers_q.access == mmu_pkg::CboZero) written.d = 1'b1;
  end

endmodule
