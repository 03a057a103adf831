// The combinational kernels side by side, so that a test can drive them through every case.
module kernel_top (
  input  logic [63:0]         pte_i,
  input  logic [2:0]          level_i,
  input  mmu_pkg::access_e    access_i,
  input  mmu_pkg::privilege_e privilege_i,
  input  logic                sum_i,
  input  logic                mxr_i,
  input  logic                pbmte_i,
  input  logic                access_fault_i,
  input  logic [63:0]         va_i,
  output logic                leaf_o,
  output logic                illegal_o,
  output logic                permit_o,
  output logic                update_o,
  output logic                a_o,
  output logic                d_o,
  output logic [55:0]         pa_o,
  output mmu_pkg::cause_e     cause_o
);

  mmu_pkg::pte_t pte;
  assign pte = pte_i;

  pte_legal u_legal (.ask_i(1'b1), .pte_i(pte), .level_i, .pbmte_i, .leaf_o, .fault_o(illegal_o));
  leaf_permits u_permits (.ask_i(1'b1), .r_i(pte.r), .w_i(pte.w), .x_i(pte.x), .u_i(pte.u), .access_i, .privilege_i,
                          .sum_i, .mxr_i, .permit_o);
  ad_update u_ad (.a_i(pte.a), .d_i(pte.d), .access_i, .needed_o(update_o), .a_o, .d_o);
  pa_compose u_pa (.ask_i(1'b1), .ppn_i(pte.ppn), .level_i, .napot_i(pte.n), .va_i(va_i[47:0]), .pa_o);
  fault_cause u_cause (.fault_i(1'b1), .access_i, .access_fault_i, .cause_o);

  logic unused;
  assign unused = ^va_i[63:48];

endmodule
