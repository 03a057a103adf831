// The index of the lowest set bit.
//
//   bits      0 1 1 0 1 0 0 0       the lowest one alone: bits & -bits
//   lowest    0 0 0 0 1 0 0 0       index bit b: does its place's number have bit b set?
//
// Purely combinational. Width is a power of two, 2 or more.
module lowest_one #(
  parameter int unsigned Width = 16,
  localparam int unsigned IndexWidth = $clog2(Width)
) (
  input  logic [Width-1:0]      bits_i,
  output logic [IndexWidth-1:0] index_o  // 0 when no bit is set
);

  logic [Width-1:0] lowest;

  assign lowest = bits_i & (~bits_i + Width'(1));

  for (genvar b = 0; b < IndexWidth; b++) begin : gen_index
    localparam logic [Width-1:0] Places =
        {(Width >> (b + 1)){{(1 << b){1'b1}}, {(1 << b){1'b0}}}};
    assign index_o[b] = |(lowest & Places);
  end

endmodule
