// A fully associative TLB of mixed page sizes: each port's first level, and the superpage TLB
// (docs/microarchitecture.md section 4)
//
//             lookup key                     refill, state port
//                 |                                  |
//     [key|care] compare x Entries           victim: plru
//                 | match                            |
//     lowest one -> index -> leaf[index] ---> hit, permissions, address (port_stage, second_level)
//
// Effects take place at the end of the cycle: touch (a hit was answered), drop (every match loses
// valid), refill, fence. Its users never ask for two of them in one cycle, a drop apart, which
// excludes the others by itself.
module cam_tlb #(
  parameter int unsigned Xlen = 64,
  parameter int unsigned Entries = 16,
  localparam int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  input  logic                  lookup_i,      // look the key up; nothing matches otherwise
  input  mmu_pkg::key_t         key_i,
  output logic                  hit_o,
  output logic [IndexWidth-1:0] index_o,       // the lowest match
  output mmu_pkg::leaf_t        leaf_o,
  output logic                  global_o,
  input  logic                  touch_i,       // the hit was answered
  input  logic                  drop_i,        // the hit was refused

  input  logic                  refill_i,
  input  mmu_pkg::key_t         refill_key_i,
  input  logic                  refill_global_i,
  input  mmu_pkg::leaf_t        refill_leaf_i,
  output logic [IndexWidth-1:0] victim_o,      // where a refill in this cycle goes

  input  logic                  fence_i,       // apply a fence
  input  logic                  va_given_i,
  input  logic                  asid_given_i,
  input  mmu_pkg::key_t         fence_key_i,

  input  logic                  state_read_i,  // state port: word state_index_i, 64 is the tree
  input  logic                  state_write_i,
  input  logic [6:0]            state_index_i,
  input  mmu_pkg::state_word_t  state_i,
  output mmu_pkg::state_word_t  state_o
);

  localparam logic [6:0] StateTree = 7'd64;

  logic [60:0] key_q [Entries];   // mmu_pkg::key_t
  logic [60:0] care_q [Entries];  // mmu_pkg::key_t
  logic [54:0] leaf_q [Entries];  // mmu_pkg::leaf_t
  logic [Entries-1:0] valid_q, global_q;

  logic [Entries-1:0] match, covered;
  logic [Entries-2:0] tree;

  // Every answer stands behind its strobe: what is not asked does not toggle.
  always_comb begin
    match = '0;
    if (lookup_i) begin
      for (int e = 0; e < Entries; e++) begin
        match = match | (Entries'(((key_i ^ key_q[e]) & care_q[e]) == '0) << e);
      end
      match = match & valid_q;
    end
  end

  always_comb begin
    covered = '0;
    if (fence_i) begin
      for (int e = 0; e < Entries; e++) begin
        covered[e] = mmu_pkg::key_covered(va_given_i, asid_given_i, fence_key_i,
                                          key_q[e], care_q[e]);
      end
    end
  end

  lowest_one #(.Width(Entries)) u_first (
    .bits_i (match),
    .index_o(index_o)
  );

  assign hit_o    = |match;
  assign leaf_o   = leaf_q[index_o];
  assign global_o = global_q[index_o];

  // The arrays are written by a refill or by a word of the state port, which cannot meet.
  logic                  write_entry, write_tree;
  logic [IndexWidth-1:0] write_index;

  always_comb begin
    write_entry = 1'b0;
    write_tree  = 1'b0;
    write_index = victim_o;
    if (state_write_i) begin
      write_entry = state_index_i < 7'(Entries);
      write_tree  = state_index_i == StateTree;
      write_index = state_index_i[IndexWidth-1:0];
    end
  end

  always_ff @(posedge clk_i) begin
    if (refill_i | write_entry) begin
      key_q[write_index]  <= write_entry ? {state_i.asid, state_i.vpn} : refill_key_i;
      leaf_q[write_index] <= write_entry
                           ? {state_i.ppn, state_i.level, state_i.napot, state_i.pbmt, state_i.d,
                              state_i.u, state_i.x, state_i.w, state_i.r}
                           : refill_leaf_i;
      care_q[write_index] <= write_entry
                           ? mmu_pkg::page_care(Xlen == 32, state_i.level, state_i.napot,
                                                state_i.is_global)
                           : mmu_pkg::page_care(Xlen == 32, refill_leaf_i.level,
                                                refill_leaf_i.napot, refill_global_i);
      global_q[write_index] <= write_entry ? state_i.is_global : refill_global_i;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= '0;
    end else if (fence_i) begin
      valid_q <= valid_q & ~covered;
    end else if (drop_i) begin
      valid_q <= valid_q & ~match;
    end else if (refill_i | write_entry) begin
      valid_q[write_index] <= refill_i | state_i.valid;
    end
  end

  plru #(.Entries(Entries)) u_plru (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .touch_i    (touch_i | refill_i),
    .index_i    (refill_i ? victim_o : index_o),
    .pick_i     (refill_i),
    .valid_i    (valid_q),
    .victim_o   (victim_o),
    .load_i     (write_tree),
    .load_tree_i(state_i[Entries-2:0]),
    .tree_o     (tree)
  );

  logic [IndexWidth-1:0] read_index;
  assign read_index = state_index_i[IndexWidth-1:0];

  always_comb begin
    state_o = '0;
    if (state_read_i) begin
      if (state_index_i == StateTree) begin
        state_o = 140'(tree);
      end else begin
        state_o = mmu_pkg::entry_word(valid_q[read_index], global_q[read_index], key_q[read_index],
                                      leaf_q[read_index]);
      end
    end
  end

  logic unused;
  assign unused = &{1'b0, state_i.zero_ppn, state_i.vmid, state_i.zero};

endmodule
