// One line of a fully associative TLB over all time: a fence takes what it covers and spares what
// it does not, and a lookup hits a line exactly when the line lives and matches.
//
// `line` is any line. The ghost below remembers what was last written into it and whether it should
// still live, by the words of docs/microarchitecture.md sections 4 and 9; it compares
// slices of VPNs, the RTL masks. Proved by induction from reset.
module prove_fence_line #(
  parameter int unsigned Xlen = 64
) (
  input logic                 clk_i,
  input logic                 lookup_i,
  input mmu_pkg::key_t        key_i,
  input logic                 touch_i,
  input logic                 drop_i,
  input logic                 refill_i,
  input mmu_pkg::key_t        refill_key_i,
  input logic                 refill_global_i,
  input mmu_pkg::leaf_t       refill_leaf_i,
  input logic                 fence_i,
  input logic                 va_given_i,
  input logic                 asid_given_i,
  input mmu_pkg::key_t        fence_key_i,
  input logic                 state_write_i,
  input logic [6:0]           state_index_i,
  input mmu_pkg::state_word_t state_i
);

  localparam int unsigned Entries   = 4;
  localparam logic [2:0]  TopLevel  = (Xlen == 32) ? 3'd1 : 3'd4;
  localparam logic [5:0]  IndexBits = (Xlen == 32) ? 6'd10 : 6'd9;

  (* anyconst *) logic [1:0] line;

  logic start_q = 1'b1;
  always_ff @(posedge clk_i) start_q <= 1'b0;

  logic                  hit, hit_global;
  logic [1:0]            index, victim;
  mmu_pkg::leaf_t        hit_leaf;
  mmu_pkg::state_word_t  unused_state;

  cam_tlb #(.Xlen(Xlen), .Entries(Entries)) u_dut (
    .clk_i, .rst_ni(~start_q),
    .lookup_i, .key_i, .hit_o(hit), .index_o(index), .leaf_o(hit_leaf), .global_o(hit_global),
        .touch_i, .drop_i,
    .refill_i, .refill_key_i, .refill_global_i, .refill_leaf_i, .victim_o(victim),
    .fence_i, .va_given_i, .asid_given_i, .fence_key_i,
    .state_read_i(1'b0), .state_write_i, .state_index_i, .state_i, .state_o(unused_state)
  );

  // What its users keep: one effect a cycle, hits alone are touched, a drop has its lookup, leaves
  // are legal (level 0 to 4, in Sv32 0 to 1; NAPOT at level 0). prove_port, prove_fence_set and
  // prove_kernels see to it.
  always_comb begin
    assume (32'(lookup_i) + 32'(refill_i) + 32'(fence_i) + 32'(state_write_i) <= 1);
    assume (!touch_i || (lookup_i && hit));
    assume (!drop_i || (lookup_i && !touch_i));
    assume (refill_leaf_i.level <= TopLevel &&
            (!refill_leaf_i.napot || refill_leaf_i.level == 3'd0));
    assume (state_i.level <= TopLevel && (!state_i.napot || state_i.level == 3'd0));
  end

  // ---- The line as the page tells it
  logic           lives_q, global_q;
  mmu_pkg::key_t  key_q;
  mmu_pkg::leaf_t leaf_q;
  logic           refilled, loaded, matches, covered;

  // Do two VPNs lie in one page of this size?
  function automatic logic together(logic [44:0] a, logic [44:0] b, logic [2:0] level, logic napot);
    case (level)
      3'd0:    together = napot ? a[44:4] == b[44:4] : a == b;
      3'd1:    together = (Xlen == 32) ? a[44:10] == b[44:10] : a[44:9] == b[44:9];
      3'd2:    together = a[44:18] == b[44:18];
      3'd3:    together = a[44:27] == b[44:27];
      default: together = a[44:36] == b[44:36];
    endcase
  endfunction

  assign matches  = together(key_i.vpn, key_q.vpn, leaf_q.level, leaf_q.napot) &&
                    (global_q || key_i.asid == key_q.asid);
  assign covered  = (!va_given_i || together(fence_key_i.vpn, key_q.vpn, leaf_q.level,
                                             leaf_q.napot)) &&
                    (!asid_given_i || (!global_q && fence_key_i.asid == key_q.asid));
  assign refilled = refill_i && victim == line;
  assign loaded   = state_write_i && state_index_i == 7'(line);

  always_ff @(posedge clk_i) begin
    if (start_q) lives_q <= 1'b0;
    else if (refilled) lives_q <= 1'b1;
    else if (loaded) lives_q <= state_i.valid;
    else if (fence_i && covered) lives_q <= 1'b0;
    else if (drop_i && matches) lives_q <= 1'b0;

    if (refilled) begin
      key_q    <= refill_key_i;
      global_q <= refill_global_i;
      leaf_q   <= refill_leaf_i;
    end else if (loaded) begin
      key_q    <= {state_i.asid, state_i.vpn};
      global_q <= state_i.is_global;
      leaf_q   <= {state_i.ppn, state_i.level, state_i.napot, state_i.pbmt, state_i.d, state_i.u,
                   state_i.x, state_i.w,
                   state_i.r};
    end
  end

  // ---- The line as it is in the RTL. Names of the RTL's own registers: a proof over all time
  // needs to say how they hang together.
  (* hierconn *) wire [3:0] \u_dut.valid_q , \u_dut.global_q ;
  (* hierconn *) wire [60:0] \u_dut.key_q[0] , \u_dut.key_q[1] , \u_dut.key_q[2] , \u_dut.key_q[3] ;
  (* hierconn *) wire [60:0] \u_dut.care_q[0] , \u_dut.care_q[1] , \u_dut.care_q[2] ,
      \u_dut.care_q[3] ;
  (* hierconn *) wire [54:0] \u_dut.leaf_q[0] , \u_dut.leaf_q[1] , \u_dut.leaf_q[2] ,
      \u_dut.leaf_q[3] ;

  logic [60:0] is_key, is_care, care;
  logic [54:0] is_leaf;
  always_comb begin
    case (line)
      2'd0:    {is_key, is_care, is_leaf} = {\u_dut.key_q[0] , \u_dut.care_q[0] ,
                                             \u_dut.leaf_q[0] };
      2'd1:    {is_key, is_care, is_leaf} = {\u_dut.key_q[1] , \u_dut.care_q[1] ,
                                             \u_dut.leaf_q[1] };
      2'd2:    {is_key, is_care, is_leaf} = {\u_dut.key_q[2] , \u_dut.care_q[2] ,
                                             \u_dut.leaf_q[2] };
      default: {is_key, is_care, is_leaf} = {\u_dut.key_q[3] , \u_dut.care_q[3] ,
                                             \u_dut.leaf_q[3] };
    endcase
    care = {{16{!global_q}}, {45{1'b1}} << (leaf_q.napot ? 4 : IndexBits * leaf_q.level)};
  end

  // What a fence, a drop or a refill does to the line is there in the next cycle: `line_lives`
  // holds in every cycle, so a covered line is gone, an uncovered one is not, and nothing else
  // touches it.
  always_comb begin
    line_lives: assert (start_q || \u_dut.valid_q [line] == lives_q);
    line_content: assert (start_q || !lives_q || (is_key == key_q && is_leaf == leaf_q &&
                                                  \u_dut.global_q [line] == global_q));
    line_care: assert (start_q || !lives_q || is_care == care);
    line_legal: assert (start_q || !lives_q || (leaf_q.level <= TopLevel && (!leaf_q.napot ||
        leaf_q.level == 3'd0)));
    spares_the_living: assert (start_q || !refilled || !lives_q || (&\u_dut.valid_q ));
    dead_line_silent: assert (!(lookup_i && hit && index == line) || (lives_q && matches));
    live_line_hits: assert (start_q || !(lookup_i && lives_q && matches) || (hit && index <= line));
    hit_tells_line: assert (!(lookup_i && hit && index == line) || (hit_leaf == leaf_q &&
        hit_global == global_q));
  end

endmodule
