// Cover points of a request port: how requests were answered, refused and faulted (groups Answered, Fault and Refused).
module cover_port #(
  parameter int unsigned Xlen = 64
) (
  input logic                 clk_i,
  input logic                 valid_i,      // a response
  input logic                 fault_i,
  input mmu_pkg::cause_e      cause_i,
  input mmu_pkg::path_e       path_i,
  input mmu_pkg::qualifiers_t qualifiers_i,
  input mmu_pkg::leaf_t       hit_leaf_i,
  input logic                 hit_global_i,
  input mmu_pkg::outcome_t    outcome_i,
  input logic                 refused_i,    // a hit
  input logic                 permit_i,
  input logic                 busy_i        // a fence is applied
);

  // What answered: L1, L2, superpage TLB, walk
  function automatic int source(mmu_pkg::path_e path, logic [2:0] level);
    case (path)
      mmu_pkg::PathL1: source = 0;
      mmu_pkg::PathL2: source = (level == 3'd0) ? 1 : 2;
      default:         source = 3;
    endcase
  endfunction

  mmu_pkg::leaf_t leaf;
  logic           by_l1, is_global, page_fault, is_data;
  int             access, privilege;

  assign by_l1      = path_i == mmu_pkg::PathL1;
  assign leaf       = by_l1 ? hit_leaf_i : outcome_i.leaf;
  assign is_global  = by_l1 ? hit_global_i : outcome_i.is_global;
  assign page_fault = cause_i[3];  // causes 12, 13 and 15; access faults are 1, 5 and 7
  assign is_data    = qualifiers_i.access != mmu_pkg::Fetch;
  assign access     = int'(qualifiers_i.access);
  assign privilege  = cover_pkg::privilege_of(qualifiers_i.privilege);

  always_ff @(posedge clk_i) begin
    if (valid_i && !busy_i) begin
      if (fault_i) begin
        cover_pkg::fl_cover_point(cover_pkg::Fault, page_fault ? 0 : 1,
                                  cover_pkg::path_of(path_i), access, privilege, 0);
      end else if (path_i != mmu_pkg::PathBare) begin
        cover_pkg::fl_cover_point(cover_pkg::Answered, source(path_i, leaf.level),
                                  cover_pkg::size_of(Xlen, leaf.level, leaf.napot),
                                  int'(is_data), int'(is_global), 0);
      end
    end
    if (refused_i && !busy_i) begin
      cover_pkg::fl_cover_point(cover_pkg::Refused, 0, permit_i ? 1 : 0, access, privilege, 0);
    end
  end

  logic unused;
  assign unused = &{1'b0, hit_leaf_i, outcome_i, qualifiers_i, cause_i, leaf};

endmodule

bind port_stage cover_port #(.Xlen(Xlen)) u_cover (
  .clk_i       (clk_i),
  .valid_i     (rsp_valid_o),
  .fault_i     (rsp_fault_o),
  .cause_i     (rsp_cause_o),
  .path_i      (rsp_path_o),
  .qualifiers_i(qualifiers_q),
  .hit_leaf_i  (leaf),
  .hit_global_i(unused_global),
  .outcome_i   (outcome_i),
  .refused_i   (refused),
  .permit_i    (permit),
  .busy_i      (fence_busy_i)
);
