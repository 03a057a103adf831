// SFENCE.VMA: accept, apply, sweep the L2 TLB, done  (docs/microarchitecture.md section 9)
//
//   cycle t    accepted; lookups still see the old entries; no port takes a request
//   cycle t+1  apply: covered entries of what is fully associative lose valid at its end, a walk in flight is killed
//   then       sweep: one set of the L2 TLB a cycle, where there is one and VA or ASID is given. A VA has one set;
//              an ASID alone means all of them. (Neither: the apply cycle has cleared the whole L2.)
//   then       done
//
// The L2's memory is synchronous, so each set is addressed in the cycle before it is swept.
module fence_unit #(
  parameter int unsigned L2Sets = 64,  // 0: no L2 TLB
  localparam int unsigned SetWidth = (L2Sets > 1) ? $clog2(L2Sets) : 1
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                valid_i,
  output logic                ready_o,
  input  logic                va_given_i,    // rs1 is not x0
  input  logic                asid_given_i,  // rs2 is not x0
  input  mmu_pkg::key_t       key_i,
  output logic                apply_o,
  output logic                busy_o,        // applied or sweeping: no lookup answers or asks
  output logic                va_given_o,    // while busy
  output logic                asid_given_o,
  output mmu_pkg::key_t       key_o,
  output logic                sweep_o,       // set sweep_set_o, addressed in the cycle before, is swept
  output logic [SetWidth-1:0] sweep_set_o,
  output logic                next_o,        // address set next_set_o, to be swept in the next cycle
  output logic [SetWidth-1:0] next_set_o,
  output logic                done_o
);

  logic                apply_q, sweep_q, done_q;
  logic [SetWidth-1:0] set_q;  // being swept
  logic                first, more;

  assign ready_o = ~busy_o;
  assign busy_o  = apply_q | sweep_q;
  assign apply_o = apply_q;
  assign sweep_o = sweep_q;
  assign sweep_set_o = set_q;
  assign done_o  = done_q;

  assign first = apply_q & (va_given_o | asid_given_o) & (L2Sets != 0);
  assign more  = sweep_q & ~va_given_o & ~(&set_q);

  assign next_o = first | more;
  assign next_set_o = sweep_q ? set_q + SetWidth'(1)
                    : va_given_o ? key_o.vpn[SetWidth-1:0] : '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      apply_q <= 1'b0;
      sweep_q <= 1'b0;
      done_q  <= 1'b0;
    end else begin
      apply_q <= valid_i & ready_o;
      sweep_q <= next_o;
      done_q  <= busy_o & ~next_o;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i & ready_o) begin
      va_given_o   <= va_given_i;
      asid_given_o <= asid_given_i;
      key_o        <= key_i;
    end
    if (next_o) set_q <= next_set_o;
  end

endmodule
