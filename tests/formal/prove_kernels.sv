// The kernels that judge a PTE, together, against the golden model's spec layer: for every PTE of
// 64 bits, or 32 (Sv32), every level, access, privilege and CSR bit.
//
// spec_verdict is a table made by asking model/spec (spec_verdict.c). What it is indexed with is
// the only thing that is said twice here: which reserved bits, which alignment.
module prove_kernels #(
  parameter int unsigned Xlen = 64
) (
  input mmu_pkg::pte_t       pte_i,
  input logic [2:0]          level_i,
  input mmu_pkg::access_e    access_i,
  input logic                supervisor_i,
  input logic                sum_i,
  input logic                mxr_i,
  input logic                adue_i,
  input logic                pbmte_i
);

  // The walker gives Sv32's PTEs an upper half of zeros.
  always_comb begin
    assume (level_i <= ((Xlen == 32) ? 3'd1 : 3'd4));
    assume (Xlen == 64 || pte_i[63:32] == '0);
    assume (access_i <= 3'd5);
  end

  mmu_pkg::qualifiers_t qualifiers;
  assign qualifiers = {16'd0, (Xlen == 32) ? mmu_pkg::Sv32 : mmu_pkg::Sv57, adue_i, pbmte_i,
                       mxr_i, sum_i, 1'b0, supervisor_i, access_i};

  logic            fault, pointer, update;
  mmu_pkg::pte_t   desired;
  mmu_pkg::cause_e page_cause, access_cause;

  pte_judge #(.Xlen(Xlen)) u_judge (
    .ask_i(1'b1), .pte_i, .level_i, .qualifiers_i(qualifiers),
    .fault_o(fault), .pointer_o(pointer), .update_o(update), .desired_o(desired)
  );
  fault_cause u_page (.fault_i(1'b1), .access_i, .access_fault_i(1'b0), .cause_o(page_cause));
  fault_cause u_access (.fault_i(1'b1), .access_i, .access_fault_i(1'b1), .cause_o(access_cause));

  logic [7:0] verdict;
  logic       spec_pointer, spec_leaf, spec_update, spec_dirty;

  spec_index #(.Xlen(Xlen)) u_index (
    .pte_i, .level_i, .access_i, .supervisor_i, .sum_i, .mxr_i, .adue_i, .pbmte_i,
    .verdict_o(verdict)
  );
  assign {spec_dirty, spec_update, spec_leaf, spec_pointer} = verdict[7:4];

  always_comb begin
    pointers: assert (pointer == spec_pointer);
    leaves: assert ((!fault && !pointer) == spec_leaf);
    updates: assert (!spec_leaf || update == spec_update);
    desired_bits: assert (!update || (desired.a && desired.d == spec_dirty &&
                                      ((desired ^ pte_i) & ~64'hc0) == '0));
    page_causes: assert (!fault || 4'(page_cause) == verdict[3:0]);
    access_causes: assert (!pointer || 4'(access_cause) == verdict[3:0]);
  end

endmodule
