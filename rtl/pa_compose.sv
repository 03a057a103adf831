// The physical address of a byte in a page of any size  (Privileged 4.3.2 step 10, Svnapot)
//
//   level 0       PPN[43:0]                            va[11:0]
//   NAPOT         PPN[43:4]               va[15:0]
//   level n       PPN[43:9n]    va[9n+11:0]            (Sv32: 10n)
//
// Purely combinational; one per port, fed by a hit's entry or by the walker's leaf.
module pa_compose #(
  parameter int unsigned Xlen = 64
) (
  input  logic        ask_i,   // pa_o is 0 unless asked
  input  logic [43:0] ppn_i,
  input  logic [2:0]  level_i,
  input  logic        napot_i,
  input  logic [47:0] va_i,  // low bits; a page has at most 48 offset bits (256 TiB)
  output logic [55:0] pa_o
);

  always_comb begin
    pa_o = '0;
    if (ask_i) begin
      case (level_i)
        3'd0:    pa_o = napot_i ? {ppn_i[43:4], va_i[15:0]} : {ppn_i, va_i[11:0]};
        3'd1:    pa_o = {ppn_i[43:10], (Xlen == 32) ? va_i[21] : ppn_i[9], va_i[20:0]};
        3'd2:    pa_o = {ppn_i[43:18], va_i[29:0]};
        3'd3:    pa_o = {ppn_i[43:27], va_i[38:0]};
        default: pa_o = {ppn_i[43:36], va_i[47:0]};
      endcase
    end
  end

endmodule
