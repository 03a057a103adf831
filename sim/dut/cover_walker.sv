// Cover points of a walk: which rule of the manual decided about a PTE, what came of an update, where the walk began (groups Rule,
// Update and Start).
//
// A rule is met where it alone decides: everything else about the PTE is as it should be, so an MMU without that rule answers wrongly.
module cover_walker #(
  parameter int unsigned Xlen = 64
) (
  input logic                   clk_i,
  input mmu_pkg::walker_state_e state_i,
  input mmu_pkg::pte_t          pte_i,
  input mmu_pkg::qualifiers_t   qualifiers_i,
  input logic [2:0]             level_i,
  input logic                   for_data_i,
  input logic                   error_i,         // the PTE could not be read
  input logic                   dead_i,          // killed by a fence, before or in this cycle
  input logic                   allow_i,
  input logic                   probe_i,
  input logic                   second_answer_i,
  input logic                   pwc_hit_i,
  input logic [2:0]             pwc_level_i,
  input logic                   pwc_global_i,
  input logic                   rsp_valid_i,
  input logic                   rsp_won_i,
  input logic                   rsp_error_i
);

  localparam int Rules = 16;  // 16 and 17: no rule speaks against a leaf, a pointer

  logic             leaf, pointer, user, writes, level_0, readable, access_ok, misaligned;
  logic [Rules-1:0] broken;

  assign leaf     = pte_i.r | pte_i.x;
  assign pointer  = ~leaf & ~pte_i.w;
  assign user     = qualifiers_i.privilege == mmu_pkg::User;
  assign level_0  = level_i == 3'd0;
  assign readable = pte_i.r | (qualifiers_i.mxr & pte_i.x);

  always_comb begin
    writes    = 1'b0;
    access_ok = pte_i.w;
    case (qualifiers_i.access)
      mmu_pkg::Fetch:     access_ok = pte_i.x;
      mmu_pkg::Load:      access_ok = readable;
      mmu_pkg::CboManage: access_ok = readable | pte_i.w;
      default:            writes = 1'b1;
    endcase
    case (level_i)
      3'd0:    misaligned = 1'b0;
      3'd1:    misaligned = (Xlen == 32) ? (pte_i.ppn[9:0] != '0) : (pte_i.ppn[8:0] != '0);
      3'd2:    misaligned = pte_i.ppn[17:0] != '0;
      3'd3:    misaligned = pte_i.ppn[26:0] != '0;
      default: misaligned = pte_i.ppn[35:0] != '0;
    endcase
  end

  assign broken = {
    leaf & pte_i.a & writes & ~pte_i.d & ~qualifiers_i.adue,                      // 15
    leaf & ~pte_i.a & ~qualifiers_i.adue,                                         // 14
    leaf & ~access_ok,                                                            // 13
    leaf & user & ~pte_i.u,                                                       // 12
    leaf & ~user & pte_i.u & ~(qualifiers_i.sum & (qualifiers_i.access != mmu_pkg::Fetch)),  // 11
    leaf & misaligned,                                                            // 10
    pointer & level_0,                                                            // 9
    pointer & (pte_i.n | (pte_i.pbmt != 2'd0)),                                   // 8
    pointer & (pte_i.a | pte_i.d | pte_i.u),                                      // 7
    leaf & pte_i.n & ~level_0,                                                    // 6
    leaf & pte_i.n & level_0 & (pte_i.ppn[3:0] != 4'b1000),                       // 5
    leaf & (pte_i.pbmt == 2'd3),                                                  // 4
    leaf & (pte_i.pbmt != 2'd0) & (pte_i.pbmt != 2'd3) & ~qualifiers_i.pbmte,     // 3
    pte_i.reserved != 7'd0,                                                       // 2
    pte_i.w & ~pte_i.r,                                                           // 1
    ~pte_i.v                                                                      // 0
  };

  function automatic int the_one(logic [Rules-1:0] bits);
    the_one = 0;
    for (int i = 1; i < Rules; i++) if (bits[i]) the_one = i;
  endfunction

  int   access, level, need, scheme;
  logic from_global;

  assign access = int'(qualifiers_i.access);
  assign level  = cover_pkg::level_of(Xlen, level_i);
  assign from_global = pwc_hit_i & pwc_global_i;
  assign need   = pte_i.a ? 1 : (writes & ~pte_i.d) ? 2 : 0;  // A, D, both

  always_comb begin
    case (qualifiers_i.mode)
      mmu_pkg::Sv39: scheme = 1;
      mmu_pkg::Sv48: scheme = 2;
      mmu_pkg::Sv57: scheme = 3;
      default:       scheme = 0;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!dead_i) begin
      if (state_i == mmu_pkg::Check && !error_i && $countones(broken) < 2) begin
        cover_pkg::fl_cover_point(cover_pkg::Rule,
                                  (broken != '0) ? the_one(broken) : leaf ? Rules : Rules + 1,
                                  level, access, int'(!user), 0);
      end
      // won, lost, refused by the memory, denied
      if (state_i == mmu_pkg::UWait && rsp_valid_i) begin
        cover_pkg::fl_cover_point(cover_pkg::Update, rsp_error_i ? 2 : rsp_won_i ? 0 : 1,
                                  need, level, access, 0);
      end
      if (state_i == mmu_pkg::Update && !allow_i) begin
        cover_pkg::fl_cover_point(cover_pkg::Update, 3, need, level, access, 0);
      end
      if (probe_i && !second_answer_i) begin  // the root, or below a pointer of this level
        cover_pkg::fl_cover_point(cover_pkg::Start, scheme, pwc_hit_i ? int'(pwc_level_i) : 0,
                                  int'(for_data_i), int'(from_global), 0);
      end
    end
  end

  logic unused;
  assign unused = &{1'b0, pte_i.g, pte_i.rsw, pte_i.ppn[43:36], qualifiers_i.asid};

endmodule

bind walker cover_walker #(.Xlen(Xlen)) u_cover (
  .clk_i          (clk_i),
  .state_i        (state_q),
  .pte_i          (pte_q),
  .qualifiers_i   (qualifiers_q),
  .level_i        (level_q),
  .for_data_i     (for_data_q),
  .error_i        (error_q),
  .dead_i         (killed_q | apply_i),
  .allow_i        (allow_i),
  .probe_i        (probe_o),
  .second_answer_i(second_answer_i),
  .pwc_hit_i      (pwc_hit_i),
  .pwc_level_i    (pwc_level_i),
  .pwc_global_i   (pwc_global_i),
  .rsp_valid_i    (mem_rsp_valid_i),
  .rsp_won_i      (mem_rsp_won_i),
  .rsp_error_i    (mem_rsp_error_i)
);
