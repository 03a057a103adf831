// What the page-walk cache promises, bound from outside (Verilator only).
module walk_cache_props (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       probe_i,
  input logic       start_i,
  input logic       hit_i,
  input logic [2:0] level_i,
  input logic [2:0] top_i,
  input logic       fill_i,
  input logic [2:0] fill_level_i,
  input logic       apply_i
);

  // Out of reset; a register, since the reset itself is asynchronous.
  logic running_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) running_q <= 1'b0;
    else running_q <= 1'b1;
  end

  // A walk starts below a level that its scheme has.
  hit_is_in_range: assert property (@(posedge clk_i) disable iff (!running_q)
    (start_i && hit_i) |-> probe_i && (level_i >= 3'd1) && (level_i <= top_i));

  pointers_have_levels: assert property (@(posedge clk_i) disable iff (!running_q)
    fill_i |-> (fill_level_i >= 3'd1) && (fill_level_i <= 3'd4));

  killed_writes_nothing: assert property (@(posedge clk_i) disable iff (!running_q)
    apply_i |-> !fill_i && !start_i);

endmodule

bind walk_cache walk_cache_props u_props (
  .clk_i       (clk_i),
  .rst_ni      (rst_ni),
  .probe_i     (probe_i),
  .start_i     (start_i),
  .hit_i       (hit_o),
  .level_i     (level_o),
  .top_i       (top_i),
  .fill_i      (fill_i),
  .fill_level_i(fill_level_i),
  .apply_i     (fence_i.apply)
);
