// Physical memory attributes: what the page of a physical address can do  (Privileged 3.6;
// docs/microarchitecture.md section 8.2)
//
//    PPN --> the lowest-numbered range that holds it --> its rights --> enough for the access?
//                     | none: vacant, nothing is allowed
//
// Purely combinational, over a table that is fixed in a build: range r at 93r of Table,
// {T, A, X, W, R, last PPN, first PPN}. The default is the board.
module pma #(
  parameter int unsigned Ranges = 3,  // 0 to 8; 0: everything passes
  parameter logic [743:0] Table = {
      465'd0,
      5'b11111, 44'hfffffffffff, 44'h80000,  // RAM
      5'b00011, 44'h7ffff, 44'h0,            // devices
      5'b00101, 44'hf, 44'h1}                // reset ROM
) (
  input  logic             check_i,   // allowed unless asked
  input  logic [43:0]      ppn_i,
  input  logic [2:0]       access_i,  // mmu_pkg::access_e; Load or Store for a PTE
  input  logic             pte_i,     // it is the walker's read or compare-and-swap of a PTE
  output logic             allow_o
);

  localparam int unsigned RangeWidth = 93;

  logic t, a, x, w, r;

  // From the last range to the first, so that the lowest one speaks last.
  always_comb begin
    {t, a, x, w, r} = 5'd0;
    allow_o         = 1'b1;
    if (check_i && Ranges != 0) begin
      for (int i = Ranges - 1; i >= 0; i--) begin
        if (ppn_i >= Table[RangeWidth*i+:44] && ppn_i <= Table[RangeWidth*i+44+:44]) begin
          {t, a, x, w, r} = Table[RangeWidth*i+88+:5];
        end
      end
      case (access_i)
        mmu_pkg::Fetch:     allow_o = x;
        mmu_pkg::Load:      allow_o = r & (t | ~pte_i);
        mmu_pkg::Store:     allow_o = w & ((a & t) | ~pte_i);
        mmu_pkg::Amo:       allow_o = r & w & a;
        mmu_pkg::CboManage: allow_o = r | w;
        default:            allow_o = w;
      endcase
    end
  end

endmodule
