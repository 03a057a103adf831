// What the fence unit promises, bound from outside (Verilator only).
module fence_unit_props (
  input logic clk_i,
  input logic rst_ni,
  input logic valid_i,
  input logic ready_i,
  input logic apply_i,
  input logic sweep_i,
  input logic next_i,
  input logic done_i
);

  // Out of reset; a register, since the reset itself is asynchronous.
  logic running_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) running_q <= 1'b0;
    else running_q <= 1'b1;
  end

  // Applied one cycle after acceptance, done after the last sweep, and never otherwise.
  applied_after_one: assert property (@(posedge clk_i) disable iff (!running_q)
    (valid_i && ready_i) |=> apply_i);

  done_after_last: assert property (@(posedge clk_i) disable iff (!running_q)
    ((apply_i || sweep_i) && !next_i) |=> done_i && !apply_i && !sweep_i);

  done_has_fence: assert property (@(posedge clk_i) disable iff (!running_q)
    done_i |-> $past((apply_i || sweep_i) && !next_i));

  // A set is swept in the cycle after it was addressed, and no fence is taken meanwhile.
  swept_after_read: assert property (@(posedge clk_i) disable iff (!running_q)
    sweep_i |-> $past(next_i) && !ready_i);

endmodule

bind fence_unit fence_unit_props u_props (
  .clk_i  (clk_i),
  .rst_ni (rst_ni),
  .valid_i(valid_i),
  .ready_i(ready_o),
  .apply_i(apply_q),
  .sweep_i(sweep_q),
  .next_i (next),
  .done_i (done_q)
);
