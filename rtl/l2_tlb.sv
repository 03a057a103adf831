// The L2 TLB: set-associative, 4 KiB pages, synchronous-read memory  (docs/microarchitecture.md
// section 5.1)
//
//   cycle before   read_i, read_set_i       address a set of all ways
//   this cycle     words_q                  compare (probe), or judge what a fence covers (sweep)
//                  valid_q, tree_q          registers, since a fence clears all of them at once
//
// A line of the memory holds a set, all ways of it; a fill writes one way's part.
//
// A word is {ppn, pbmt, d, u, x, w, r, global, asid, vpn above the set index}. The victim of the
// probed set is what a fill of the same walk, many cycles later, writes to: nobody else fills in
// between.
module l2_tlb #(
  parameter int unsigned Sets = 64,  // a power of two, 2 or more
  parameter int unsigned Ways = 4,   // a power of two, 2 to 8
  localparam int unsigned SetWidth = $clog2(Sets),
  localparam int unsigned WayWidth = $clog2(Ways)
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 read_i,          // the words of a set are shown in the next cycle
  input  logic [SetWidth-1:0]  read_set_i,

  input  logic                 probe_i,         // look the key up in its set, which was read
  input  mmu_pkg::key_t        key_i,           // with probe and fill
  output logic                 hit_o,
  output mmu_pkg::leaf_t       leaf_o,
  output logic                 global_o,
  input  logic                 touch_i,         // with probe: the hit answers
  input  logic                 drop_i,          // with probe: every match loses valid

  input  logic                 fill_i,          // write the victim of the last probe
  input  mmu_pkg::leaf_t       fill_leaf_i,
  input  logic                 fill_global_i,

  input  logic                 clear_i,         // a fence without VA and ASID
  input  logic                 sweep_i,         // a fence reaches this set, which was read
  input  logic [SetWidth-1:0]  sweep_set_i,
  input  logic                 va_given_i,
  input  logic                 asid_given_i,
  input  mmu_pkg::key_t        fence_key_i,

  input  logic                 state_entry_i,   // state port: the set was read in the cycle before
  input  logic                 state_tree_i,
  input  logic                 state_write_i,
  input  logic [SetWidth-1:0]  state_set_i,
  input  logic [WayWidth-1:0]  state_way_i,
  input  mmu_pkg::state_word_t state_i,
  output mmu_pkg::state_word_t state_o
);

  localparam int unsigned TagWidth  = 45 - SetWidth;
  localparam int unsigned WordWidth = 44 + 7 + 1 + 16 + TagWidth;

  logic [Sets*Ways-1:0]     valid_q;  // set s, way w at s * Ways + w
  logic [Sets*(Ways-1)-1:0] tree_q;
  logic [Ways-1:0]          match, covered;
  logic [WayWidth-1:0]      hit_way, victim, victim_q;

  // ---- The set in question
  logic                working;
  logic [SetWidth-1:0] set;
  logic [Ways-1:0]     valid;
  logic [Ways-2:0]     tree, touched;

  assign working = probe_i | fill_i | sweep_i | state_entry_i | state_tree_i;

  always_comb begin
    set   = '0;
    valid = '0;
    tree  = '0;
    if (working) begin
      if (state_entry_i | state_tree_i) set = state_set_i;
      else if (sweep_i) set = sweep_set_i;
      else set = key_i.vpn[SetWidth-1:0];
      valid = valid_q[32'(set)*Ways+:Ways];
      tree  = tree_q[32'(set)*(Ways-1)+:Ways-1];
    end
  end

  // ---- Memory
  logic [WordWidth*Ways-1:0] set_mem [Sets];
  logic [WordWidth*Ways-1:0] words_q;
  logic                      write_entry, write_tree;
  logic [WayWidth-1:0]       write_way;

  assign write_entry = state_entry_i & state_write_i;
  assign write_tree  = state_tree_i & state_write_i;

  assign write_way   = write_entry ? state_way_i : victim_q;

  always_ff @(posedge clk_i) begin
    if (read_i) words_q <= set_mem[read_set_i];
    if (fill_i | write_entry) begin
      set_mem[set][WordWidth*write_way+:WordWidth] <= write_entry
          ? {state_i.ppn, state_i.pbmt, state_i.d, state_i.u, state_i.x, state_i.w, state_i.r,
             state_i.is_global, state_i.asid, state_i.vpn[44:SetWidth]}
          : {fill_leaf_i.ppn, fill_leaf_i.pbmt, fill_leaf_i.d, fill_leaf_i.u, fill_leaf_i.x,
             fill_leaf_i.w, fill_leaf_i.r, fill_global_i, key_i.asid, key_i.vpn[44:SetWidth]};
    end
  end

  always_comb begin
    match = '0;
    if (probe_i) begin
      for (int w = 0; w < Ways; w++) begin
        match[w] = valid[w] & (words_q[WordWidth*w+:TagWidth] == key_i.vpn[44:SetWidth]) &
                   (words_q[WordWidth*w+TagWidth+16] |
                    (words_q[WordWidth*w+TagWidth+:16] == key_i.asid));
      end
    end
  end

  always_comb begin
    covered = '0;
    if (sweep_i) begin
      for (int w = 0; w < Ways; w++) begin
        covered[w] = mmu_pkg::key_covered(
            va_given_i, asid_given_i, fence_key_i,
            {words_q[WordWidth*w+TagWidth+:16], words_q[WordWidth*w+:TagWidth], set},
            {{16{~words_q[WordWidth*w+TagWidth+16]}}, {45{1'b1}}});
      end
    end
  end

  // A word's PPN, PBMT, D, U, X, W and R, laid out as leaf_t
  function automatic logic [54:0] word_leaf(logic [50:0] high);
    word_leaf = {high[50:7], 4'd0, high[6:0]};
  endfunction

  // ---- Probe: the lowest match, and the victim that a fill of this walk will take
  logic [WordWidth-1:0] hit_word;

  lowest_one #(.Width(Ways)) u_first (
    .bits_i (match),
    .index_o(hit_way)
  );

  assign hit_o    = |match;

  always_comb begin
    hit_word = '0;
    if (hit_o) begin
      for (int w = Ways - 1; w >= 0; w--) begin
        if (match[w]) hit_word = words_q[WordWidth*w+:WordWidth];
      end
    end
  end
  assign global_o = hit_word[TagWidth+16];
  assign leaf_o   = word_leaf(hit_word[WordWidth-1:TagWidth+17]);

  plru_tree #(.Entries(Ways)) u_tree (
    .tree_i  (tree),
    .pick_i  (probe_i),
    .valid_i (drop_i ? valid & ~match : valid),
    .victim_o(victim),
    .touch_i (touch_i | fill_i),
    .index_i (fill_i ? victim_q : hit_way),
    .tree_o  (touched)
  );

  always_ff @(posedge clk_i) begin
    if (probe_i) victim_q <= victim;
  end

  // Registers are written whole, with one set replaced, so that a simulator touches them only when
  // a set changes.
  function automatic logic [Sets*Ways-1:0] with_valid(logic [Sets*Ways-1:0] all,
                                                      logic [SetWidth-1:0] at,
                                                      logic [Ways-1:0] bits);
    with_valid = all;
    with_valid[32'(at)*Ways+:Ways] = bits;
  endfunction

  function automatic logic [Sets*(Ways-1)-1:0] with_tree(logic [Sets*(Ways-1)-1:0] all,
                                                         logic [SetWidth-1:0] at,
                                                         logic [Ways-2:0] bits);
    with_tree = all;
    with_tree[32'(at)*(Ways-1)+:Ways-1] = bits;
  endfunction

  logic [Ways-1:0] valid_next;

  always_comb begin
    valid_next = valid;
    if (sweep_i) valid_next = valid & ~covered;
    else if (drop_i) valid_next = valid & ~match;
    else if (fill_i | write_entry) valid_next[write_way] = fill_i | state_i.valid;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= '0;
      tree_q  <= '0;
    end else begin
      if (clear_i) valid_q <= '0;
      else if (sweep_i | drop_i | fill_i | write_entry) begin
        valid_q <= with_valid(valid_q, set, valid_next);
      end
      if (write_tree | touch_i | fill_i) begin
        tree_q <= with_tree(tree_q, set, write_tree ? state_i[Ways-2:0] : touched);
      end
    end
  end

  // ---- State port
  logic [WordWidth-1:0] state_word;

  always_comb begin
    state_o    = '0;
    state_word = '0;
    if (state_entry_i) state_word = words_q[WordWidth*state_way_i+:WordWidth];
    if (state_tree_i) begin
      state_o = 140'(tree);
    end else if (state_entry_i) begin
      state_o = mmu_pkg::entry_word(valid[state_way_i], state_word[TagWidth+16],
                                    {state_word[TagWidth+:16], state_word[TagWidth-1:0], set},
                                    word_leaf(state_word[WordWidth-1:TagWidth+17]));
    end
  end

  logic unused;
  assign unused = &{1'b0, state_i, fill_leaf_i.level, fill_leaf_i.napot};

endmodule
