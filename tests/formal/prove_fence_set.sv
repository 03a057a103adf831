// One way of one set of the L2 TLB over all time, with the fence unit that sweeps it: when a fence
// is done, what it covers is gone and what it does not has stayed; and a probe finds an entry
// exactly when the entry lives and matches.
//
// `set` and `way` are any. The ghost below remembers what was last written into the entry and
// whether it should still live, by the words of docs/microarchitecture.md sections 5.1, 5.2 and 9.
// The superpage TLB is fence_line's part: here it hits or not, and is asked and told what is due.
// A fence has cycles in which it is under way; to the ghost it happens in the last of them.
// Proved by induction from reset.
module prove_fence_set (
  input logic                 clk_i,
  input logic                 grant_i,
  input logic [44:0]          grant_vpn_i,
  input logic                 probe_i,
  input mmu_pkg::key_t        key_i,
  input mmu_pkg::qualifiers_t qualifiers_i,
  input logic                 fill_i,
  input mmu_pkg::leaf_t       fill_leaf_i,
  input logic                 fill_global_i,
  input logic                 fence_valid_i,
  input logic                 va_given_i,
  input logic                 asid_given_i,
  input mmu_pkg::key_t        fence_key_i,
  input mmu_pkg::select_t     select_i,
  input mmu_pkg::ahead_t      ahead_i,
  input mmu_pkg::state_word_t word_i
);

  localparam int unsigned Sets = 4, Ways = 2;

  (* anyconst *) logic [1:0] set;
  (* anyconst *) logic       way;

  logic start_q = 1'b1;
  always_ff @(posedge clk_i) start_q <= 1'b0;

  logic                 fence_ready, fence_busy, fence_done, answer, refused, from_super,
                        hit_global, l2_fill, super_fill;
  mmu_pkg::fence_t      fence;
  mmu_pkg::sweep_t      sweep;
  mmu_pkg::leaf_t       hit_leaf;
  mmu_pkg::state_word_t unused_word;

  fence_unit #(.L2Sets(Sets)) u_fence (
    .clk_i, .rst_ni(~start_q),
    .valid_i(fence_valid_i), .ready_o(fence_ready), .va_given_i, .asid_given_i,
    .va_i({7'd0, fence_key_i.vpn, 12'd0}), .asid_i(fence_key_i.asid),
    .busy_o(fence_busy), .fence_o(fence), .sweep_o(sweep), .done_o(fence_done)
  );

  second_level #(.L2Sets(Sets), .L2Ways(Ways), .SuperEntries(2)) u_dut (
    .clk_i, .rst_ni(~start_q),
    .grant_i, .grant_vpn_i, .probe_i, .key_i, .qualifiers_i,
    .answer_o(answer), .refused_o(refused), .super_o(from_super), .leaf_o(hit_leaf),
        .global_o(hit_global),
    .fill_i, .fill_leaf_i, .fill_global_i, .l2_fill_o(l2_fill), .super_fill_o(super_fill),
    .fence_i(fence), .sweep_i(sweep), .select_i, .ahead_i, .word_i, .word_o(unused_word)
  );

  // What the miss unit and the state port keep: one effect a cycle and none while a fence is under
  // way (prove_walker, prove_port); a probe is of the request granted in the cycle before, and so
  // is a word of the state port of the set addressed then; superpages have no NAPOT.
  logic        granted_q, ahead_q;
  logic [1:0]  ahead_set_q;
  logic [44:0] granted_vpn_q;
  logic        stated;
  assign stated = select_i.l2 || select_i.l2_tree;

  always_ff @(posedge clk_i) begin
    granted_q     <= grant_i && !start_q;
    granted_vpn_q <= grant_vpn_i;
    ahead_q       <= ahead_i.read && !start_q;
    ahead_set_q   <= ahead_i.l2_set[1:0];
  end

  always_comb begin
    assume (32'(grant_i) + 32'(probe_i) + 32'(fill_i) + 32'(select_i.l2) + 32'(select_i.l2_tree) +
            32'(fence_busy) <= 1);
    assume (!probe_i || (granted_q && key_i.vpn == granted_vpn_q));
    assume (!ahead_i.read || !(grant_i || probe_i || fill_i || stated || fence_busy));
    assume (!stated || (ahead_q && select_i.l2_set[1:0] == ahead_set_q));
    assume (!fill_leaf_i.napot || fill_leaf_i.level == 3'd0);
  end

  // ---- The entry as the page tells it
  logic          lives_q, global_q;
  mmu_pkg::key_t key_q;
  logic [50:0]   leaf_q, written;  // what an L2 entry keeps of its leaf: no level, no NAPOT
  logic          filled, loaded, matches, covered, ends;

  // The fence under way, and how many cycles it has had
  logic          under_way_q, over_q, fence_va_q, fence_asid_q;
  mmu_pkg::key_t fence_key_q;
  logic [2:0]    cycles_q, cycles;

  assign matches = key_i.vpn == key_q.vpn && (global_q || key_i.asid == key_q.asid);
  assign covered = (!fence_va_q || fence_key_q.vpn == key_q.vpn) &&
                   (!fence_asid_q || (!global_q && fence_key_q.asid == key_q.asid));
  assign filled  = fill_i && fill_leaf_i.level == 3'd0 && key_i.vpn[1:0] == set && victim == way;
  assign loaded  = select_i.l2 && select_i.write && select_i.l2_set[1:0] == set &&
                   select_i.l2_way[0] == way;
  assign written = {fill_leaf_i.ppn[43:4], fill_leaf_i.napot ? key_i.vpn[3:0] :
                                           fill_leaf_i.ppn[3:0],
                    fill_leaf_i.pbmt, fill_leaf_i.d, fill_leaf_i.u, fill_leaf_i.x, fill_leaf_i.w,
                    fill_leaf_i.r};

  // APPLY; then a SWEEP of the VA's set, or of all of them; or none, since APPLY took the whole L2.
  assign cycles = 3'd1 + (fence_va_q ? 3'd1 : fence_asid_q ? 3'(Sets) : 3'd0);
  assign ends   = under_way_q && cycles_q == cycles;

  always_ff @(posedge clk_i) begin
    if (start_q) under_way_q <= 1'b0;
    else if (fence_valid_i && fence_ready) under_way_q <= 1'b1;
    else if (ends) under_way_q <= 1'b0;
    over_q <= ends && !start_q;

    if (fence_valid_i && fence_ready) begin
      fence_va_q   <= va_given_i;
      fence_asid_q <= asid_given_i;
      fence_key_q  <= fence_key_i;
      cycles_q     <= 3'd1;
    end else begin
      cycles_q <= cycles_q + 3'd1;
    end

    if (start_q) lives_q <= 1'b0;
    else if (filled) lives_q <= 1'b1;
    else if (loaded) lives_q <= word_i.valid;
    else if (ends && covered) lives_q <= 1'b0;
    else if (probe_i && refused && matches) lives_q <= 1'b0;

    if (filled) begin
      key_q    <= key_i;
      global_q <= fill_global_i;
      leaf_q   <= written;
    end else if (loaded) begin
      key_q    <= {word_i.asid, word_i.vpn[44:2], set};
      global_q <= word_i.is_global;
      leaf_q   <= {word_i.ppn, word_i.pbmt, word_i.d, word_i.u, word_i.x, word_i.w, word_i.r};
    end
  end

  // Does the leaf that is shown permit the access?  The judge that prove_kernels holds against the
  // spec layer says it of an accessed PTE, with Svade: a missing D is a refusal.
  logic                 refused_leaf, unused_pointer, unused_update;
  mmu_pkg::pte_t        unused_desired;
  mmu_pkg::qualifiers_t svade;
  always_comb begin
    svade      = qualifiers_i;
    svade.adue = 1'b0;
  end
  pte_judge u_rights (
    .ask_i(1'b1),
    .pte_i({10'd0, 44'd0, 2'd0, hit_leaf.d, 1'b1, 1'b0, hit_leaf.u, hit_leaf.x, hit_leaf.w,
            hit_leaf.r, 1'b1}),
    .level_i(3'd0), .qualifiers_i(svade),
    .fault_o(refused_leaf), .pointer_o(unused_pointer), .update_o(unused_update),
    .desired_o(unused_desired)
  );

  // Only what can be a leaf is in the second level (prove_kernels; the state port writes what it
  // read).
  always_comb begin
    assume (!(probe_i && (hit || super_hit)) || ((hit_leaf.r || hit_leaf.x) &&
                                                 (hit_leaf.r || !hit_leaf.w)));
  end

  // ---- The superpage TLB at its pins
  (* hierconn *) wire \u_dut.gen_super.u_super.lookup_i , \u_dut.gen_super.u_super.hit_o ,
                      \u_dut.gen_super.u_super.global_o , \u_dut.gen_super.u_super.touch_i ,
                      \u_dut.gen_super.u_super.drop_i , \u_dut.gen_super.u_super.refill_i ,
                      \u_dut.gen_super.u_super.refill_global_i ,
                      \u_dut.gen_super.u_super.fence_i , \u_dut.gen_super.u_super.va_given_i ,
                      \u_dut.gen_super.u_super.asid_given_i ;
  (* hierconn *) wire [60:0] \u_dut.gen_super.u_super.key_i ,
                             \u_dut.gen_super.u_super.refill_key_i ,
                             \u_dut.gen_super.u_super.fence_key_i ;
  (* hierconn *) wire [54:0] \u_dut.gen_super.u_super.leaf_o ,
                             \u_dut.gen_super.u_super.refill_leaf_i ;

  logic super_hit, is_superpage;
  assign super_hit    = \u_dut.gen_super.u_super.hit_o ;
  assign is_superpage = fill_leaf_i.level != 3'd0;

  // ---- The entry as it is in the RTL: a part of its set's line in the memory. A part is the leaf,
  // G, the ASID, and the VPN above the set's index.
  localparam int unsigned PartWidth = 51 + 1 + 16 + 43;

  (* hierconn *) wire [7:0] \u_dut.gen_l2.u_l2.valid_q ;
  (* hierconn *) wire \u_dut.gen_l2.u_l2.victim_q , \u_dut.gen_l2.u_l2.hit_way ,
                      \u_dut.gen_l2.u_l2.hit_o ;
  (* hierconn *) wire [2*PartWidth-1:0]
      \u_dut.gen_l2.u_l2.words_q ,
      \u_dut.gen_l2.u_l2.set_mem[0] , \u_dut.gen_l2.u_l2.set_mem[1] ,
      \u_dut.gen_l2.u_l2.set_mem[2] , \u_dut.gen_l2.u_l2.set_mem[3] ;
  (* hierconn *) wire \u_fence.sweep_q ;
  (* hierconn *) wire [1:0] \u_fence.set_q ;

  logic                   victim, hit, hit_way, valid, sweeping;
  logic [1:0]             swept;
  logic [2*PartWidth-1:0] line;
  logic [PartWidth-1:0]   part, shown;
  always_comb begin
    victim   = \u_dut.gen_l2.u_l2.victim_q ;
    hit      = \u_dut.gen_l2.u_l2.hit_o ;
    hit_way  = \u_dut.gen_l2.u_l2.hit_way ;
    valid    = \u_dut.gen_l2.u_l2.valid_q [{set, way}];
    sweeping = \u_fence.sweep_q ;
    swept    = \u_fence.set_q ;
    case (set)
      2'd0:    line = \u_dut.gen_l2.u_l2.set_mem[0] ;
      2'd1:    line = \u_dut.gen_l2.u_l2.set_mem[1] ;
      2'd2:    line = \u_dut.gen_l2.u_l2.set_mem[2] ;
      default: line = \u_dut.gen_l2.u_l2.set_mem[3] ;
    endcase
    part  = way ? line[2*PartWidth-1:PartWidth] : line[PartWidth-1:0];
    shown = way ? \u_dut.gen_l2.u_l2.words_q [2*PartWidth-1:PartWidth]
                : \u_dut.gen_l2.u_l2.words_q [PartWidth-1:0];
  end

  // How the two clocks, of the sweep and of the synchronous memory, hang together with the ghost
  always_comb begin
    if (!start_q) begin
      fence_agrees: assert (fence_busy == under_way_q &&
                            (!under_way_q || (cycles_q != 3'd0 && cycles_q <= cycles &&
                                              fence.va_given == fence_va_q &&
                                              fence.asid_given == fence_asid_q &&
                                              fence.key == fence_key_q &&
                                              sweeping == (cycles_q != 3'd1) &&
                                              fence.apply == (cycles_q == 3'd1))));
      sweep_agrees: assert (!sweeping || swept == (fence_va_q ? fence_key_q.vpn[1:0] :
                                                   2'(cycles_q - 3'd2)));
      sweep_shows: assert (!(sweeping && swept == set) || shown == part);
      probe_shows: assert (!(granted_q && granted_vpn_q[1:0] == set) || shown == part);
      state_shows: assert (!(ahead_q && ahead_set_q == set) || shown == part);
    end
  end

  // While a fence is under way the sets that the sweep has passed have lost what it covers.
  logic passed;
  assign passed = under_way_q && sweeping && !fence_va_q && swept > set;

  always_comb begin
    if (!start_q) begin
      takes_its_cycles: assert (fence_busy == under_way_q && fence_ready == !under_way_q);
      done_when_over: assert (fence_done == over_q);
      entry_lives: assert (valid == (lives_q && !(passed && covered)));
      entry_content: assert (!lives_q || (part == {leaf_q, global_q, key_q.asid, key_q.vpn[44:2]} &&
                                          key_q.vpn[1:0] == set));
      dead_entry_silent: assert (!(probe_i && hit && key_i.vpn[1:0] == set && hit_way == way) ||
                                 (lives_q && matches));
      live_entry_found: assert (!(probe_i && lives_q && matches) || (hit && hit_way <= way));
      hit_tells_entry: assert (!(probe_i && hit && !super_hit && key_i.vpn[1:0] == set &&
                                 hit_way == way) ||
                               ({hit_leaf.ppn, hit_leaf.pbmt, hit_leaf.d, hit_leaf.u, hit_leaf.x,
                                 hit_leaf.w, hit_leaf.r} == leaf_q &&
                                hit_leaf.level == 3'd0 && !hit_leaf.napot &&
                                hit_global == global_q));
      superpage_first: assert (!probe_i || (from_super == super_hit &&
                                            (!super_hit ||
                                             (hit_leaf == \u_dut.gen_super.u_super.leaf_o &&
                                              hit_global ==
                                                  \u_dut.gen_super.u_super.global_o ))));
      used_or_refused: assert ((answer || refused) == (probe_i && (hit || super_hit)) &&
                               !(answer && refused));
      answers_what_permits: assert (answer == (probe_i && (hit || super_hit) && !refused_leaf));
      fills_pages_alone: assert (l2_fill == (fill_i && !is_superpage));
      superpages_probed: assert (\u_dut.gen_super.u_super.lookup_i == probe_i &&
                                 (!probe_i || \u_dut.gen_super.u_super.key_i == key_i) &&
                                 \u_dut.gen_super.u_super.touch_i == (answer && super_hit) &&
                                 \u_dut.gen_super.u_super.drop_i == refused);
      superpages_filled: assert (super_fill == (fill_i && is_superpage) &&
                                 \u_dut.gen_super.u_super.refill_i == super_fill &&
                                 (!super_fill ||
                                  (\u_dut.gen_super.u_super.refill_key_i == key_i &&
                                   \u_dut.gen_super.u_super.refill_global_i == fill_global_i &&
                                   \u_dut.gen_super.u_super.refill_leaf_i == fill_leaf_i)));
      superpages_fenced: assert (\u_dut.gen_super.u_super.fence_i == (under_way_q &&
                                                                     cycles_q == 3'd1) &&
                                 (!\u_dut.gen_super.u_super.fence_i ||
                                  ({\u_dut.gen_super.u_super.va_given_i ,
                                    \u_dut.gen_super.u_super.asid_given_i ,
                                    \u_dut.gen_super.u_super.fence_key_i } ==
                                   {fence_va_q, fence_asid_q, fence_key_q})));
    end
  end

endmodule
