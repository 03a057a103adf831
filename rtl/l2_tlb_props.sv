// What the L2 TLB promises, and asks of its users, bound from outside (Verilator only).
module l2_tlb_props #(
  parameter int unsigned SetWidth = 6,
  parameter int unsigned Ways = 4,
  localparam int unsigned WayWidth = $clog2(Ways)
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                read_i,
  input logic [SetWidth-1:0] read_set_i,
  input logic                probe_i,
  input logic                touch_i,
  input logic                drop_i,
  input logic                fill_i,
  input logic                clear_i,
  input logic                sweep_i,
  input logic [SetWidth-1:0] set_i,
  input logic [Ways-1:0]     valid_i,
  input logic [Ways-1:0]     match_i,
  input logic [WayWidth-1:0] victim_i  // of the last probe
);

  // Out of reset; a register, since the reset itself is asynchronous.
  logic running_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) running_q <= 1'b0;
    else running_q <= 1'b1;
  end

  // The memory is synchronous: what is looked at was addressed in the cycle before.
  read_before_use: assert property (@(posedge clk_i) disable iff (!running_q)
    (probe_i || sweep_i) |-> $past(read_i) && ($past(read_set_i) == set_i));

  one_effect: assert property (@(posedge clk_i) disable iff (!running_q)
    $onehot0({touch_i, drop_i, fill_i, clear_i, sweep_i}));

  touched_has_matched: assert property (@(posedge clk_i) disable iff (!running_q)
    touch_i |-> probe_i && (match_i != '0));

  // A fill takes an invalid way while there is one.
  invalid_first: assert property (@(posedge clk_i) disable iff (!running_q)
    (fill_i && !(&valid_i)) |-> !valid_i[victim_i]);

endmodule

bind l2_tlb l2_tlb_props #(.SetWidth(SetWidth), .Ways(Ways)) u_props (
  .clk_i     (clk_i),
  .rst_ni    (rst_ni),
  .read_i    (read_i),
  .read_set_i(read_set_i),
  .probe_i   (probe_i),
  .touch_i   (touch_i),
  .drop_i    (drop_i),
  .fill_i    (fill_i),
  .clear_i   (clear_i),
  .sweep_i   (sweep_i),
  .set_i     (set),
  .valid_i   (valid),
  .match_i   (match),
  .victim_i  (victim_q)
);
