// SFENCE.VMA: accept, apply, sweep the L2 TLB, done  (docs/microarchitecture.md section 9)
//
//   cycle t    accepted; lookups still see the old entries; no port takes a request
//   cycle t+1  apply: covered entries of what is fully associative lose valid at its end, a walk in
//              flight is killed
//   then       sweep: one set of the L2 TLB a cycle, where there is one and VA or ASID is given. A
//              VA has one set; an ASID alone means all of them. (Neither: the apply cycle has
//              cleared the whole L2.)
//   then       done
//
// The L2's memory is synchronous, so each set is addressed in the cycle before it is swept.
module fence_unit #(
  parameter int unsigned Xlen   = 64,  // 32: a VA has 32 bits
  parameter int unsigned L2Sets = 64,  // 0: no L2 TLB
  localparam int unsigned SetWidth = (L2Sets > 1) ? $clog2(L2Sets) : 1
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                valid_i,
  output logic                ready_o,
  input  logic                va_given_i,    // rs1 is not x0
  input  logic                asid_given_i,  // rs2 is not x0
  input  logic [63:0]         va_i,
  input  logic [15:0]         asid_i,
  output logic                busy_o,        // applied or sweeping: no lookup answers or asks
  output mmu_pkg::fence_t     fence_o,       // its fields while busy
  output mmu_pkg::sweep_t     sweep_o,
  output logic                done_o
);

  logic                apply_q, sweep_q, done_q, va_given_q, asid_given_q;
  mmu_pkg::key_t       key_q;
  logic [SetWidth-1:0] set_q, next_set;  // being swept, and after it
  logic                first, more, next;

  assign ready_o = ~busy_o;
  assign busy_o  = apply_q | sweep_q;
  assign done_o  = done_q;
  assign fence_o = {apply_q, va_given_q, asid_given_q, key_q};

  always_comb begin
    first    = 1'b0;
    more     = 1'b0;
    next_set = '0;
    sweep_o  = '0;
    if (busy_o) begin
      first    = apply_q & (va_given_q | asid_given_q) & (L2Sets != 0);
      more     = sweep_q & ~va_given_q & ~(&set_q);
      next_set = sweep_q ? set_q + SetWidth'(1) : va_given_q ? key_q.vpn[SetWidth-1:0] : '0;
      sweep_o  = {sweep_q, 10'(set_q), next, 10'(next_set)};
    end
  end
  assign next = first | more;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      apply_q <= 1'b0;
      sweep_q <= 1'b0;
      done_q  <= 1'b0;
    end else begin
      apply_q <= valid_i & ready_o;
      sweep_q <= next;
      done_q  <= busy_o & ~next;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i & ready_o) begin
      va_given_q   <= va_given_i;
      asid_given_q <= asid_given_i;
      key_q        <= {asid_i, (Xlen == 32) ? {25'd0, va_i[31:12]} : va_i[56:12]};
    end
    if (next) set_q <= next_set;
  end

  logic unused;
  assign unused = ^va_i;

endmodule
