// Is this PTE one that the architecture allows at this level?  (Privileged 4.3.2 steps 3 to 5;
// Svnapot, Svpbmt)
//
//   V = 0 --------------------------------------------------.
//   W without R, reserved bits, wrong N, wrong PBMT --------+--> fault
//   pointer with A, D or U, or at level 0 ------------------|
//   superpage whose low PPN bits are not zero --------------'
//
// Purely combinational, and the only place that knows: the walker asks it for every PTE it reads.
module pte_legal #(
  parameter int unsigned Xlen = 64
) (
  input  logic          ask_i,    // fault_o is 0 unless asked
  input  mmu_pkg::pte_t pte_i,
  input  logic [2:0]    level_i,  // 0 = 4 KiB, counts up towards the root
  input  logic          pbmte_i,  // menvcfg.PBMTE
  output logic          leaf_o,   // R or X is set
  output logic          fault_o   // page fault of the original access
);

  logic pbmt_fault, napot_fault, pointer_fault, misaligned;

  assign leaf_o = pte_i.r | pte_i.x;

  always_comb begin
    pbmt_fault    = 1'b0;
    napot_fault   = 1'b0;
    pointer_fault = 1'b0;
    misaligned    = 1'b0;
    fault_o       = 1'b0;
    if (ask_i) begin
      // In a leaf, PBMT is 0 to 2, and only with PBMTE; in a pointer it is reserved.
      pbmt_fault = (pte_i.pbmt != 2'd0) & (~leaf_o | ~pbmte_i | (pte_i.pbmt == 2'd3));

      // N belongs to level-0 leaves and names one size, 64 KiB.
      napot_fault = pte_i.n & (~leaf_o | (level_i != 3'd0) | (pte_i.ppn[3:0] != 4'b1000));

      pointer_fault = ~leaf_o & (pte_i.a | pte_i.d | pte_i.u | (level_i == 3'd0));

      unique case (level_i)
        3'd0:    misaligned = 1'b0;
        3'd1:    misaligned = (pte_i.ppn[8:0] != 9'd0) | ((Xlen == 32) & pte_i.ppn[9]);
        3'd2:    misaligned = pte_i.ppn[17:0] != 18'd0;
        3'd3:    misaligned = pte_i.ppn[26:0] != 27'd0;
        default: misaligned = pte_i.ppn[35:0] != 36'd0;
      endcase

      fault_o = ~pte_i.v | (pte_i.w & ~pte_i.r) | (pte_i.reserved != 7'd0) |
                pbmt_fault | napot_fault | pointer_fault | (leaf_o & misaligned);
    end
  end

  // G and RSW never cause a fault.
  logic unused;
  assign unused = &{1'b0, pte_i.g, pte_i.rsw, pte_i.ppn[43:36]};

endmodule
