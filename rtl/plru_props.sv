// What replacement promises, bound from outside (Verilator only).
module plru_props #(
  parameter int unsigned Entries = 16,
  localparam int unsigned IndexWidth = $clog2(Entries)
) (
  input logic                  clk_i,
  input logic                  rst_ni,
  input logic                  pick_i,
  input logic                  touch_i,
  input logic [Entries-1:0]    valid_i,
  input logic [IndexWidth-1:0] victim_i
);

  // Out of reset; a register, since the reset itself is asynchronous.
  logic running_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) running_q <= 1'b0;
    else running_q <= 1'b1;
  end

  logic [Entries-1:0] below;
  assign below = ~({Entries{1'b1}} << victim_i);

  // An invalid entry goes before any valid one, and the lowest of them.
  invalid_first: assert property (@(posedge clk_i) disable iff (!running_q)
    (pick_i && !(&valid_i)) |-> !valid_i[victim_i] && ((below & ~valid_i) == '0));

  // What is filled is touched.
  pick_touches: assert property (@(posedge clk_i) disable iff (!running_q)
    pick_i |-> touch_i);

endmodule

bind plru plru_props #(.Entries(Entries)) u_props (
  .clk_i   (clk_i),
  .rst_ni  (rst_ni),
  .pick_i  (pick_i),
  .touch_i (touch_i),
  .valid_i (valid_i),
  .victim_i(victim_o)
);
