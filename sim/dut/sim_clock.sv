// The clock of a simulation: one evaluation a cycle instead of two.
//
//    clk_i    an ordinary clock, for waves and for who has time: rises and falls
//    tick_i   a faster one: each change of it is a rising edge, and the clock falls by itself, in the same evaluation
//
// One of them moves at a time. What the edge found on outputs that follow inputs directly is kept, since after the edge they speak
// of the next cycle.
module sim_clock (
  input  logic       clk_i,
  input  logic       tick_i,
  output logic       clk_o,
  input  logic [4:0] found_i,  // bits as mmu_sim.sv names them
  output logic [4:0] found_o
);

  logic tick_q;

  assign clk_o = clk_i | (tick_i ^ tick_q);

  always_ff @(posedge clk_o) begin
    tick_q  <= tick_i;
    found_o <= found_i;
  end

endmodule
