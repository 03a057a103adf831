// The verdict of the golden model's spec layer on a PTE: what of it spec_verdict.c looks at.
module spec_index #(
  parameter int unsigned Xlen = 64
) (
  input  mmu_pkg::pte_t    pte_i,
  input  logic [2:0]       level_i,
  input  mmu_pkg::access_e access_i,
  input  logic             supervisor_i,
  input  logic             sum_i,
  input  logic             mxr_i,
  input  logic             adue_i,
  input  logic             pbmte_i,
  output logic [7:0]       verdict_o   // dirty, update, leaf, pointer, cause
);

  logic aligned;
  always_comb begin
    case (level_i)
      3'd0:    aligned = 1'b1;
      3'd1:    aligned = (Xlen == 32) ? pte_i.ppn[9:0] == '0 : pte_i.ppn[8:0] == '0;
      3'd2:    aligned = pte_i.ppn[17:0] == '0;
      3'd3:    aligned = pte_i.ppn[26:0] == '0;
      default: aligned = pte_i.ppn[35:0] == '0;
    endcase
  end

  logic [23:0] index;
  assign index = {access_i, level_i, supervisor_i, sum_i, mxr_i, adue_i, pbmte_i, pte_i.n,
                  pte_i.pbmt, pte_i.reserved != '0, aligned, pte_i.ppn[3:0] == 4'b1000,
                  pte_i.d, pte_i.a, pte_i.u, pte_i.x, pte_i.w, pte_i.r, pte_i.v};

  if (Xlen == 32) begin : gen_sv32
    spec_verdict32 u_verdict (.index_i(index), .verdict_o(verdict_o));
  end else begin : gen_sv57
    spec_verdict u_verdict (.index_i(index), .verdict_o(verdict_o));
  end

endmodule
