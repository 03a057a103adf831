// The page-walk cache: pointers that earlier walks read, so that a walk can start below the root
// (docs/microarchitecture.md section 5.1)
//
//            level 4   level 3   level 2   level 1       each fully associative, with its own tree;
//               |         |         |         |          an entry of level l compares vpn >> 9l
//    probe:     '---------'----+----'---------'--> lowest level l with a match: its PPN is the base
//                                                  of level l - 1
//
// Level l has entries (l - 1) * WalkEntries and up, in order of level, so the lowest match of all
// is the lowest level's. One level is touched or filled at a time. A fence by VA leaves pointers
// alone; one by ASID spares global ones; one by neither takes all.
module walk_cache #(
  parameter int unsigned Xlen = 64,       // 32: level 1 alone
  parameter int unsigned WalkEntries = 4  // of each level; 0: no page-walk cache
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 probe_i,
  input  logic                 start_i,        // with probe: a walk starts, touch the entry
  input  mmu_pkg::key_t        key_i,          // with probe and fill
  input  logic [2:0]           top_i,          // level of the root
  output logic                 hit_o,
  output logic [2:0]           level_o,        // of the lowest match
  output logic [43:0]          ppn_o,
  output logic                 global_o,

  input  logic                 fill_i,         // a pointer was read
  input  logic [2:0]           fill_level_i,
  input  logic [43:0]          fill_ppn_i,
  input  logic                 fill_global_i,

  input  mmu_pkg::fence_t      fence_i,

  input  mmu_pkg::select_t     select_i,       // index: level - 1 at 6:5, tree at 4
  input  mmu_pkg::state_word_t word_i,
  output mmu_pkg::state_word_t word_o
);

  localparam int unsigned Levels = (Xlen == 32) ? 1 : 4;

  if (WalkEntries == 0) begin : gen_none
    assign hit_o    = 1'b0;
    assign level_o  = 3'd0;
    assign ppn_o    = '0;
    assign global_o = 1'b0;
    assign word_o   = '0;

    logic unused;
    assign unused = &{1'b0, clk_i, rst_ni, probe_i, start_i, key_i, top_i, fill_i, fill_level_i,
                      fill_ppn_i, fill_global_i, fence_i, select_i, word_i};
  end else begin : gen_cache
    localparam int unsigned Entries    = Levels * WalkEntries;
    localparam int unsigned IndexWidth = $clog2(WalkEntries);
    localparam int unsigned PlaceWidth = $clog2(Entries);
    localparam int unsigned Nodes      = WalkEntries - 1;

    logic [60:0]           key_q [Entries];  // mmu_pkg::key_t
    logic [43:0]           ppn_q [Entries];
    logic [Entries-1:0]    valid_q, global_q, match, covered;
    logic [Levels*Nodes-1:0] tree_q;

    // ---- Probe
    always_comb begin
      match = '0;
      if (probe_i) begin
        for (int e = 0; e < Entries; e++) begin
          if (((key_i ^ key_q[e]) & mmu_pkg::page_care(Xlen == 32, 3'(e / WalkEntries + 1), 1'b0,
                                                       global_q[e])) == '0) begin
            match[e] = valid_q[e] & (3'(e / WalkEntries) < top_i);
          end
        end
      end
    end

    logic [PlaceWidth-1:0] found;  // level - 1, then the entry
    logic [1:0]            found_level;

    if (Levels == 1) begin : gen_one
      assign found_level = 2'd0;
    end else begin : gen_four
      assign found_level = found[PlaceWidth-1-:2];
    end

    lowest_one #(.Width(Entries)) u_lowest (
      .bits_i (match),
      .index_o(found)
    );

    assign hit_o    = |match;
    assign level_o  = {1'b0, found_level} + 3'd1;
    assign ppn_o    = ppn_q[found];
    assign global_o = global_q[found];

    // ---- Fill and state port, which cannot meet
    logic [PlaceWidth-1:0] victim, word, place;
    logic                  selected, write_entry, write_tree;

    assign selected    = select_i.pwc & (32'(select_i.index[6:5]) < Levels);
    assign word        = PlaceWidth'({select_i.index[6:5], select_i.index[IndexWidth-1:0]});
    assign write_entry = selected & select_i.write & ~select_i.index[4];
    assign write_tree  = selected & select_i.write & select_i.index[4];

    assign place       = fill_i ? victim : word;

    always_ff @(posedge clk_i) begin
      if (fill_i | write_entry) begin
        key_q[place]    <= fill_i ? key_i : {word_i.asid, word_i.vpn};
        ppn_q[place]    <= fill_i ? fill_ppn_i : word_i.ppn;
        global_q[place] <= fill_i ? fill_global_i : word_i.is_global;
      end
    end

    always_comb begin
      covered = '0;
      if (fence_i.apply & ~fence_i.va_given) begin
        for (int e = 0; e < Entries; e++) begin
          covered[e] = mmu_pkg::key_covered(1'b0, fence_i.asid_given, fence_i.key, key_q[e],
                                            mmu_pkg::page_care(1'b0, 3'd0, 1'b0, global_q[e]));
        end
      end
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        valid_q <= '0;
      end else if (fence_i.apply) begin
        valid_q <= valid_q & ~covered;
      end else if (fill_i | write_entry) begin
        valid_q[place] <= fill_i | word_i.valid;
      end
    end

    // ---- Replacement, in the level that is filled or touched
    logic [1:0]             level;
    logic [IndexWidth-1:0]  leaf_index;  // of the victim
    logic [Nodes-1:0]       tree, touched;
    logic [WalkEntries-1:0] valid;

    always_comb begin
      level = found_level;
      if (fill_i) level = 2'(fill_level_i - 3'd1);
      if (selected) level = select_i.index[6:5];
    end

    always_comb begin
      tree  = '0;
      valid = '0;
      if (fill_i | start_i | selected) begin
        tree  = tree_q[32'(level)*Nodes+:Nodes];
        valid = valid_q[32'(level)*WalkEntries+:WalkEntries];
      end
    end

    plru_tree #(.Entries(WalkEntries)) u_tree (
      .tree_i  (tree),
      .pick_i  (fill_i),
      .valid_i (valid),
      .victim_o(leaf_index),
      .touch_i (fill_i | (start_i & hit_o)),
      .index_i (fill_i ? leaf_index : found[IndexWidth-1:0]),
      .tree_o  (touched)
    );
    assign victim = PlaceWidth'({level, leaf_index});

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        tree_q <= '0;
      end else if (write_tree) begin
        tree_q[32'(level)*Nodes+:Nodes] <= word_i[Nodes-1:0];
      end else if (fill_i | (start_i & hit_o)) begin
        tree_q[32'(level)*Nodes+:Nodes] <= touched;
      end
    end

    logic [60:0] read_key;  // mmu_pkg::key_t
    always_comb begin
      word_o   = '0;
      read_key = '0;
      if (selected & ~select_i.write) begin
        read_key = key_q[word];
        word_o   = select_i.index[4] ? 140'(tree)
                 : mmu_pkg::entry_word(valid_q[word], global_q[word], read_key,
                                       {ppn_q[word], {1'b0, select_i.index[6:5]} + 3'd1, 8'd0});
      end
    end

    logic unused;
    assign unused = &{1'b0, select_i, word_i};
  end

endmodule
