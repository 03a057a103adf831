// The second level: what the miss unit asks before it walks  (docs/microarchitecture.md section
// 5.1)
//
//    key --+--> superpage TLB (cam_tlb) --match--.
//          |                                     +--> first match --permitted--> answer, touch
//          '--> L2 TLB, one set (l2_tlb) --match-'         '-- refused --------> drop all matches
//
// Either may be absent. A leaf that a walk found is written back here: level 0 into the L2, NAPOT
// as the one page that was accessed, the others into the superpage TLB.
module second_level #(
  parameter int unsigned Xlen         = 64,
  parameter int unsigned L2Sets       = 64,  // 0: no L2 TLB
  parameter int unsigned L2Ways       = 4,
  parameter int unsigned SuperEntries = 8    // 0: no superpage TLB
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 grant_i,         // the miss unit probes in the next cycle
  input  logic [44:0]          grant_vpn_i,
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

  input  mmu_pkg::fence_t      fence_i,
  input  mmu_pkg::sweep_t      sweep_i,

  input  mmu_pkg::select_t     select_i,        // state port
  input  mmu_pkg::ahead_t      ahead_i,
  input  mmu_pkg::state_word_t word_i,
  output mmu_pkg::state_word_t word_o
);

  logic                 super_hit, super_global, l2_hit, l2_global;
  mmu_pkg::leaf_t       super_leaf, l2_leaf;
  mmu_pkg::state_word_t super_state, l2_state;

  // ---- The first of them that has a match, and whether it permits the access: the rules of an L1
  // hit
  logic match, permit, dirty_needed, unused_a, unused_d;

  assign super_o  = super_hit;
  assign leaf_o   = super_hit ? super_leaf : l2_leaf;
  assign global_o = super_hit ? super_global : l2_global;

  leaf_permits u_permits (
    .ask_i      (match),
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

  assign match     = super_hit | l2_hit;  // with probe only
  assign answer_o  = match & permit & ~dirty_needed;
  assign refused_o = match & ~(permit & ~dirty_needed);

  // ---- Superpages
  if (SuperEntries != 0) begin : gen_super
    localparam int unsigned IndexWidth = $clog2(SuperEntries);
    logic [IndexWidth-1:0] unused_index, unused_victim;

    assign super_fill_o = fill_i & (fill_leaf_i.level != 3'd0);

    cam_tlb #(.Xlen(Xlen), .Entries(SuperEntries)) u_super (
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
      .fence_i        (fence_i.apply),
      .va_given_i     (fence_i.va_given),
      .asid_given_i   (fence_i.asid_given),
      .fence_key_i    (fence_i.key),
      .state_read_i   (select_i.superpage & ~select_i.write),
      .state_write_i  (select_i.superpage & select_i.write),
      .state_index_i  (select_i.index),
      .state_i        (word_i),
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
    localparam int unsigned SetWidth = $clog2(L2Sets);
    logic                read;
    logic [SetWidth-1:0] read_set;

    assign l2_fill_o = fill_i & (fill_leaf_i.level == 3'd0);

    // The state port speaks only while nothing else does.
    assign read = grant_i | sweep_i.ahead | ahead_i.read;
    always_comb begin
      read_set = '0;
      if (read) begin
        read_set = grant_vpn_i[SetWidth-1:0];
        if (sweep_i.ahead) read_set = sweep_i.next_set[SetWidth-1:0];
        if (ahead_i.read) read_set = ahead_i.l2_set[SetWidth-1:0];
      end
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
      .clear_i      (fence_i.apply & ~fence_i.va_given & ~fence_i.asid_given),
      .sweep_i      (sweep_i.now),
      .sweep_set_i  (sweep_i.l2_set[SetWidth-1:0]),
      .va_given_i   (fence_i.va_given),
      .asid_given_i (fence_i.asid_given),
      .fence_key_i  (fence_i.key),
      .state_entry_i(select_i.l2),
      .state_tree_i (select_i.l2_tree),
      .state_write_i(select_i.write),
      .state_set_i  (select_i.l2_set[SetWidth-1:0]),
      .state_way_i  (select_i.l2_way[WayWidth-1:0]),
      .state_i      (word_i),
      .state_o      (l2_state)
    );
  end else begin : gen_no_l2
    assign l2_hit    = 1'b0;
    assign l2_leaf   = '0;
    assign l2_global = 1'b0;
    assign l2_fill_o = 1'b0;
    assign l2_state  = '0;
  end

  assign word_o = super_state | l2_state;

  // What an absent structure, or a small one, has no use for.
  logic unused;
  assign unused = &{1'b0, clk_i, rst_ni, grant_i, grant_vpn_i, key_i, qualifiers_i, probe_i,
                    fill_i, page_leaf, fill_global_i, fence_i, sweep_i, select_i, ahead_i, word_i};

endmodule
