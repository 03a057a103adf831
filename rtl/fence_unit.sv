// SFENCE.VMA: accept, apply, done  (docs/microarchitecture.md section 8)
//
//   cycle t    accepted; lookups still see the old entries; no port takes a request
//   cycle t+1  apply: covered entries lose valid at its end, a walk in flight is killed
//   cycle t+2  done
module fence_unit (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          valid_i,
  output logic          ready_o,
  input  logic          va_given_i,    // rs1 is not x0
  input  logic          asid_given_i,  // rs2 is not x0
  input  mmu_pkg::key_t key_i,
  output logic          apply_o,
  output logic          va_given_o,    // with apply
  output logic          asid_given_o,
  output mmu_pkg::key_t key_o,
  output logic          done_o
);

  logic apply_q, done_q;

  assign ready_o = ~apply_q;
  assign apply_o = apply_q;
  assign done_o  = done_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      apply_q <= 1'b0;
      done_q  <= 1'b0;
    end else begin
      apply_q <= valid_i & ready_o;
      done_q  <= apply_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i & ready_o) begin
      va_given_o   <= va_given_i;
      asid_given_o <= asid_given_i;
      key_o        <= key_i;
    end
  end

endmodule
