// What the walker promises, bound from outside (Verilator only).
module walker_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        apply_i,
  input logic        granted_i,
  input logic        refill_i,
  input logic        answer_i,
  input logic        denied_i,       // by PMP or PMAs, a READ or an UPDATE
  input logic        mem_valid_i,
  input logic        mem_ready_i,
  input logic [55:0] mem_address_i,
  input logic        mem_cas_i,
  input logic [63:0] mem_expected_i,
  input logic [63:0] mem_desired_i,
  input logic        mem_rsp_valid_i
);

  // Out of reset; a register, since the reset itself is asynchronous.
  logic running_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) running_q <= 1'b0;
    else running_q <= 1'b1;
  end

  // The epoch of the page, counted wide enough never to wrap: the walker itself keeps one bit.
  logic [31:0] epoch_q, walk_epoch_q;
  logic        outstanding_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      epoch_q       <= '0;
      walk_epoch_q  <= '0;
      outstanding_q <= 1'b0;
    end else begin
      if (apply_i) epoch_q <= epoch_q + 32'd1;
      if (granted_i) walk_epoch_q <= epoch_q;
      if (mem_valid_i & mem_ready_i) outstanding_q <= 1'b1;
      else if (mem_rsp_valid_i) outstanding_q <= 1'b0;
    end
  end

  one_outstanding: assert property (@(posedge clk_i) disable iff (!running_q)
    mem_valid_i |-> !outstanding_q);

  answers_are_awaited: assert property (@(posedge clk_i) disable iff (!running_q)
    mem_rsp_valid_i |-> outstanding_q);

  // Nothing from before a fence is answered or filled after it.
  nothing_stale: assert property (@(posedge clk_i) disable iff (!running_q)
    (refill_i | answer_i) |-> (walk_epoch_q == epoch_q) && !apply_i);

  // A request stands still until it is accepted, or a fence withdraws it, or PMP that was changed
  // meanwhile.
  request_is_stable: assert property (@(posedge clk_i) disable iff (!running_q)
    (mem_valid_i && !mem_ready_i) |=> apply_i || ((mem_valid_i || denied_i) &&
        $stable(mem_address_i) && $stable(mem_cas_i) && $stable(mem_expected_i) &&
        $stable(mem_desired_i)));

  // An update sets A and D, clears nothing, touches nothing else (Privileged 4.3.1).
  update_is_a_and_d: assert property (@(posedge clk_i) disable iff (!running_q)
    (mem_valid_i && mem_cas_i) |-> (((mem_expected_i ^ mem_desired_i) & ~64'hc0) == '0) &&
        ((mem_expected_i & ~mem_desired_i) == '0) && (mem_expected_i != mem_desired_i));

endmodule

bind walker walker_props u_props (
  .clk_i          (clk_i),
  .rst_ni         (rst_ni),
  .apply_i        (apply_i),
  .granted_i      (grant_o),
  .refill_i       (outcome_o.refill),
  .answer_i       (answer_o),
  .denied_i       (check_o & ~allow_i),
  .mem_valid_i    (mem_valid_o),
  .mem_ready_i    (mem_ready_i),
  .mem_address_i  (mem_address_o),
  .mem_cas_i      (mem_cas_o),
  .mem_expected_i (mem_expected_o),
  .mem_desired_i  (mem_desired_o),
  .mem_rsp_valid_i(mem_rsp_valid_i)
);
