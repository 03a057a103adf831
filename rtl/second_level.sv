// The second level: what the miss unit asks before it walks  (docs/microarchitecture.md section
// 5.1)
//
//    key --+--> superpage TLB (cam_tlb) --match--.
//          |                                     +--> first match --permitted--> answer, its tree touched
//          '--> L2 TLB, one set (l2_tlb) --match-'         '-- refused --------> every match of both dropped
//
// Either may be absent. A leaf that a walk found is written back here: level 0 into the L2, NAPOT
// as the one page that was accessed, the others into the superpage TLB.
module second_level #(
  parameter int unsigned L2Sets       = 64,  // 0: no L2 TLB
  parameter int unsigned L2Ways       = 4,
  parameter int unsigned SuperEntries = 8,   // 0: no superpage TLB
  localparam int unsigned SetWidth = (L2Sets > 1) ? $clog2(L2Sets) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 grant_i,         // the miss unit probes in the next cycle
  input  logic [SetWidth-1:0]  grant_set_i,
  input  logic                 probe_i,
  input  mmu_pkg::key_t        key_i,           // with probe and fill
  input  mmu_pkg::qualifiers_t qualifiers_i,
  output logic                 answer_o,        // with probe: a leaf that permits the access
  output logic                 refused_o,       // with probe: a leaf that does not
  output logic                 super_o,         // the leaf is the superpage TLB's
  output mmu_pkg::leaf_t       leaf_o,
  output logic                 global_o,

  input  logic                 fill_i,          // a walk ends with a leaf
  input  mmu_pkg::leaf_t       fill_leaf_i,
  input  logic                 fill_global_i,
  output logic                 l2_fill_o,
  output logic                 super_fill_o,

  input  logic                 apply_i,         // fence_unit
  input  logic                 va_given_i,
  input  logic                 asid_given_i,
  input  mmu_pkg::key_t        fence_key_i,
  input  logic                 sweep_i,
  input  logic [SetWidth-1:0]  sweep_set_i,
  input  logic                 next_i,          // the set to sweep in the next cycle
  input  logic [SetWidth-1:0]  next_set_i,

  input  logic                 state_super_i,   // state_port
  input  logic                 state_l2_i,
  input  logic                 state_l2_tree_i,
  input  logic                 state_write_i,
  input  logic [6:0]           state_index_i,
  input  logic [9:0]           state_set_i,
  input  logic [2:0]           state_way_i,
  input  logic                 state_read_i,    // a cycle ahead: read this set
  input  logic [9:0]           state_read_set_i,
  input  mmu_pkg::state_word_t state_i,
  output mmu_pkg::state_word_t state_o
);

  logic                 super_hit, super_global, l2_hit, l2_global;
  mmu_pkg::leaf_t       super_leaf, l2_leaf;
  mmu_pkg::state_word_t super_state, l2_state;

  // ---- The first of them that has a match, and whether it permits the access: the rules of an L1
  // hit
  logic permit, dirty_needed, unused_a, unused_d;

  assign super_o  = super_hit;
  assign leaf_o   = super_hit ? super_leaf : l2_leaf;
  assign global_o = super_hit ? super_global : l2_global;

  leaf_permits u_permits (
    .r_i        (leaf_o.r),
    .w_i        (leaf_o.w),
    .x_i        (leaf_o.x),
    .u_i        (leaf_o.u),
    .access_i   (qualifiers_i.access),
    .privilege_i(qualifiers_i.privilege),
    .sum_i      (qualifiers_i.sum),
    .mxr_i      (qualifiers_i.mxr),
    .permit_o   (permit)
  );

  ad_update u_ad (
    .a_i     (1'b1),
    .d_i     (leaf_o.d),
    .access_i(qualifiers_i.access),
    .needed_o(dirty_needed),
    .a_o     (unused_a),
    .d_o     (unused_d)
  );

  assign answer_o  = probe_i & (super_hit | l2_hit) & permit & ~dirty_needed;
  assign refused_o = probe_i & (super_hit | l2_hit) & ~(permit & ~dirty_needed);

  // ---- Superpages
  if (SuperEntries != 0) begin : gen_super
    localparam int unsigned IndexWidth = $clog2(SuperEntries);
    logic [IndexWidth-1:0] unused_index, unused_victim;

    assign super_fill_o = fill_i & (fill_leaf_i.level != 3'd0);

    cam_tlb #(.Entries(SuperEntries)) u_super (
      .clk_i          (clk_i),
      .rst_ni         (rst_ni),
      .lookup_i       (probe_i),
      .key_i          (key_i),
      .hit_o          (super_hit),
      .index_o        (unused_index),
      .leaf_o         (super_leaf),
      .global_o       (super_global),
      .touch_i        (answer_o & super_hit),
      .drop_i         (refused_o),
      .refill_i       (super_fill_o),
      .refill_key_i   (key_i),
      .refill_global_i(fill_global_i),
      .refill_leaf_i  (fill_leaf_i),
      .victim_o       (unused_victim),
      .fence_i        (apply_i),
      .va_given_i     (va_given_i),
      .asid_given_i   (asid_given_i),
      .fence_key_i    (fence_key_i),
      .state_read_i   (state_super_i & ~state_write_i),
      .state_write_i  (state_super_i & state_write_i),
      .state_index_i  (state_index_i),
      .state_i        (state_i),
      .state_o        (super_state)
    );

    logic unused_gen;
    assign unused_gen = &{1'b0, unused_index, unused_victim};
  end else begin : gen_no_super
    assign super_hit    = 1'b0;
    assign super_leaf   = '0;
    assign super_global = 1'b0;
    assign super_fill_o = 1'b0;
    assign super_state  = '0;
  end

  // ---- 4 KiB pages
  mmu_pkg::leaf_t page_leaf;  // NAPOT: the one page accessed
  always_comb begin
    page_leaf = fill_leaf_i;
    if (fill_leaf_i.napot) page_leaf.ppn[3:0] = key_i.vpn[3:0];
  end

  if (L2Sets != 0) begin : gen_l2
    localparam int unsigned WayWidth = $clog2(L2Ways);
    logic                read;
    logic [SetWidth-1:0] read_set;

    assign l2_fill_o = fill_i & (fill_leaf_i.level == 3'd0);

    // The state port speaks only while nothing else does.
    assign read = grant_i | next_i | state_read_i;
    always_comb begin
      read_set = next_set_i;
      if (grant_i) read_set = grant_set_i;
      if (state_read_i) read_set = state_read_set_i[SetWidth-1:0];
    end

    l2_tlb #(.Sets(L2Sets), .Ways(L2Ways)) u_l2 (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .read_i       (read),
      .read_set_i   (read_set),
      .probe_i      (probe_i),
      .key_i        (key_i),
      .hit_o        (l2_hit),
      .leaf_o       (l2_leaf),
      .global_o     (l2_global),
      .touch_i      (answer_o & ~super_hit),
      .drop_i       (refused_o),
      .fill_i       (l2_fill_o),
      .fill_leaf_i  (page_leaf),
      .fill_global_i(fill_global_i),
      .clear_i      (apply_i & ~va_given_i & ~asid_given_i),
      .sweep_i      (sweep_i),
      .sweep_set_i  (sweep_set_i),
      .va_given_i   (va_given_i),
      .asid_given_i (asid_given_i),
      .fence_key_i  (fence_key_i),
      .state_entry_i(state_l2_i),
      .state_tree_i (state_l2_tree_i),
      .state_write_i(state_write_i),
      .state_set_i  (state_set_i[SetWidth-1:0]),
      .state_way_i  (state_way_i[WayWidth-1:0]),
      .state_i      (state_i),
      .state_o      (l2_state)
    );
  end else begin : gen_no_l2
    assign l2_hit    = 1'b0;
    assign l2_leaf   = '0;
    assign l2_global = 1'b0;
    assign l2_fill_o = 1'b0;
    assign l2_state  = '0;
  end

  assign state_o = super_state | l2_state;

  // What an absent structure, or a small one, has no use for.
  logic unused;
  assign unused = &{1'b0, clk_i, rst_ni, grant_i, grant_set_i, key_i, qualifiers_i, fill_i, page_leaf, fill_global_i, apply_i,
                    va_given_i, asid_given_i, fence_key_i, sweep_i, sweep_set_i, next_i, next_set_i, state_super_i,
                    state_l2_i, state_l2_tree_i, state_write_i, state_index_i, state_set_i, state_way_i, state_read_i,
                    state_read_set_i, state_i};

endmodule
