// What does a walk do with the PTE that it has read?  (Privileged 4.3.2 steps 3 to 9)
//
//    illegal ------------------------------------> page fault
//    pointer ------------------------------------> next level
//    leaf --- not permitted ---------------------> page fault
//         '-- A, or D for what writes, is 0 -----> update (Svadu), or page fault (Svade)
//         '-- nothing to do ---------------------> answer
//
// Purely combinational: the kernels, PTE legality and those of the hit path, in the manual's order.
module pte_judge #(
  parameter int unsigned Xlen = 64
) (
  input  logic                 ask_i,      // the answers mean nothing unless asked
  input  mmu_pkg::pte_t        pte_i,
  input  logic [2:0]           level_i,
  input  mmu_pkg::qualifiers_t qualifiers_i,
  output logic                 fault_o,
  output logic                 pointer_o,  // and no fault
  output logic                 update_o,   // the leaf needs it, and it is allowed
  output mmu_pkg::pte_t        desired_o   // what the update makes of the PTE
);

  logic is_leaf, illegal, permit, needed, a_desired, d_desired;

  pte_legal #(.Xlen(Xlen)) u_legal (
    .ask_i  (ask_i),
    .pte_i  (pte_i),
    .level_i(level_i),
    .pbmte_i(qualifiers_i.pbmte),
    .leaf_o (is_leaf),
    .fault_o(illegal)
  );

  leaf_permits u_permits (
    .ask_i      (ask_i),
    .r_i        (pte_i.r),
    .w_i        (pte_i.w),
    .x_i        (pte_i.x),
    .u_i        (pte_i.u),
    .access_i   (qualifiers_i.access),
    .privilege_i(qualifiers_i.privilege),
    .sum_i      (qualifiers_i.sum),
    .mxr_i      (qualifiers_i.mxr),
    .permit_o   (permit)
  );

  ad_update u_ad (
    .a_i     (pte_i.a),
    .d_i     (pte_i.d),
    .access_i(qualifiers_i.access),
    .needed_o(needed),
    .a_o     (a_desired),
    .d_o     (d_desired)
  );

  assign fault_o   = illegal | (is_leaf & (~permit | (needed & ~qualifiers_i.adue)));
  assign pointer_o = ~illegal & ~is_leaf;
  assign update_o  = ~fault_o & is_leaf & needed;

  always_comb begin
    desired_o   = pte_i;
    desired_o.a = a_desired;
    desired_o.d = d_desired;
  end

  logic unused;
  assign unused = &{1'b0, qualifiers_i.asid, qualifiers_i.mode};

endmodule
