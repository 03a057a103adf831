// What a request port promises, bound from outside (Verilator only).
module port_stage_props (
  input logic clk_i,
  input logic rst_ni,
  input logic ready_i,
  input logic held_i,       // the stage holds a request
  input logic walking_i,
  input logic rsp_valid_i,
  input logic answer_i,
  input logic touch_i,
  input logic drop_i,
  input logic ask_i,
  input logic fencing_i,
  input logic apply_i
);

  // Out of reset; a register, since the reset itself is asynchronous.
  logic running_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) running_q <= 1'b0;
    else running_q <= 1'b1;
  end

  // Responses answer accepted requests, and a walk's answer finds its request waiting.
  response_has_request: assert property (@(posedge clk_i) disable iff (!running_q)
    rsp_valid_i |-> held_i);

  answer_finds_walker: assert property (@(posedge clk_i) disable iff (!running_q)
    answer_i |-> held_i && walking_i);

  // From a fence's offer to its done no request enters; until it is swept nobody is answered.
  fence_closes_port: assert property (@(posedge clk_i) disable iff (!running_q)
    (fencing_i || apply_i) |-> !ready_i);

  no_answer_in_apply: assert property (@(posedge clk_i) disable iff (!running_q)
    apply_i |-> !rsp_valid_i && !ask_i);

  // A hit is either used or refused; only one of touch and drop.
  used_or_refused: assert property (@(posedge clk_i) disable iff (!running_q)
    $onehot0({touch_i, drop_i}));

endmodule

bind port_stage port_stage_props u_props (
  .clk_i      (clk_i),
  .rst_ni     (rst_ni),
  .ready_i    (ready_o),
  .held_i     (valid_q),
  .walking_i  (walking_q),
  .rsp_valid_i(rsp_valid_o),
  .answer_i   (answer_i),
  .touch_i    (good),
  .drop_i     (refused),
  .ask_i      (ask_o),
  .fencing_i  (fencing_i),
  .apply_i    (fence_busy_i)
);
