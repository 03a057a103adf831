// One pointer of the page-walk cache over all time: a fence takes what it covers and spares what it
// does not, and a probe finds a pointer exactly when the pointer lives, matches and lies below the
// root.
//
// `line` is any line of any level. The ghost below remembers what was last written into it and
// whether it should still live, by the words of docs/microarchitecture.md sections 5.1 and 9 (Sv32:
// 13). Proved by induction from reset.
module prove_fence_pointer #(
  parameter int unsigned Xlen = 64
) (
  input logic                 clk_i,
  input logic                 probe_i,
  input logic                 start_i,
  input mmu_pkg::key_t        key_i,
  input logic [2:0]           top_i,
  input logic                 fill_i,
  input logic [2:0]           fill_level_i,
  input logic [43:0]          fill_ppn_i,
  input logic                 fill_global_i,
  input mmu_pkg::fence_t      fence_i,
  input mmu_pkg::select_t     select_i,
  input mmu_pkg::state_word_t word_i
);

  localparam logic [2:0] TopLevel = (Xlen == 32) ? 3'd1 : 3'd4;

  localparam int unsigned Each = (Xlen == 32) ? 8 : 2;  // lines of a level: eight in all

  (* anyconst *) logic [2:0] line;  // in order of level

  logic start_q = 1'b1;
  always_ff @(posedge clk_i) start_q <= 1'b0;

  logic                 hit, hit_global;
  logic [2:0]           hit_level;
  logic [43:0]          hit_ppn;
  mmu_pkg::state_word_t unused_word;

  walk_cache #(.Xlen(Xlen), .WalkEntries(Each)) u_dut (
    .clk_i, .rst_ni(~start_q),
    .probe_i, .start_i, .key_i, .top_i,
    .hit_o(hit), .level_o(hit_level), .ppn_o(hit_ppn), .global_o(hit_global),
    .fill_i, .fill_level_i, .fill_ppn_i, .fill_global_i,
    .fence_i, .select_i, .word_i, .word_o(unused_word)
  );

  // What its users keep: one effect a cycle, pointers of levels that have some, a root of this
  // build. prove_walker, and prove_kernels (no pointer at level 0), see to it.
  always_comb begin
    assume (32'(probe_i) + 32'(fill_i) + 32'(fence_i.apply) + 32'(select_i.pwc) <= 1);
    assume (!start_i || probe_i);
    assume (top_i != 3'd0 && top_i <= TopLevel);
    assume (fill_level_i != 3'd0 && fill_level_i <= TopLevel);
  end

  // ---- The line as the page tells it
  logic          lives_q, global_q;
  mmu_pkg::key_t key_q;
  logic [43:0]   ppn_q;
  logic [2:0]    level, victim, found;
  logic          filled, loaded, matches, covered;

  // Do two VPNs begin with the same indices, down to this level's?
  function automatic logic together(logic [44:0] a, logic [44:0] b, logic [2:0] to);
    case (to)
      3'd1:    together = (Xlen == 32) ? a[44:10] == b[44:10] : a[44:9] == b[44:9];
      3'd2:    together = a[44:18] == b[44:18];
      3'd3:    together = a[44:27] == b[44:27];
      default: together = a[44:36] == b[44:36];
    endcase
  endfunction

  assign level   = (Xlen == 32) ? 3'd1 : {1'b0, line[2:1]} + 3'd1;
  assign matches = together(key_i.vpn, key_q.vpn, level) && (global_q || key_i.asid == key_q.asid);
  assign covered = !fence_i.va_given &&
                   (!fence_i.asid_given || (!global_q && fence_i.key.asid == key_q.asid));
  assign filled  = fill_i && victim == line;
  assign loaded  = select_i.pwc && select_i.write && !select_i.index[4] &&
                   ((Xlen == 32) ? select_i.index[6:5] == 2'd0 && select_i.index[2:0] == line
                                 : {select_i.index[6:5], select_i.index[0]} == line);

  always_ff @(posedge clk_i) begin
    if (start_q) lives_q <= 1'b0;
    else if (filled) lives_q <= 1'b1;
    else if (loaded) lives_q <= word_i.valid;
    else if (fence_i.apply && covered) lives_q <= 1'b0;

    if (filled) begin
      key_q    <= key_i;
      ppn_q    <= fill_ppn_i;
      global_q <= fill_global_i;
    end else if (loaded) begin
      key_q    <= {word_i.asid, word_i.vpn};
      ppn_q    <= word_i.ppn;
      global_q <= word_i.is_global;
    end
  end

  // ---- The line as it is in the RTL: which is filled, which was found, what it holds
  (* hierconn *) wire [2:0]  \u_dut.gen_cache.victim , \u_dut.gen_cache.found ;
  (* hierconn *) wire [7:0]  \u_dut.gen_cache.valid_q , \u_dut.gen_cache.global_q ;
  (* hierconn *) wire [60:0]
      \u_dut.gen_cache.key_q[0] , \u_dut.gen_cache.key_q[1] , \u_dut.gen_cache.key_q[2] ,
      \u_dut.gen_cache.key_q[3] , \u_dut.gen_cache.key_q[4] , \u_dut.gen_cache.key_q[5] ,
      \u_dut.gen_cache.key_q[6] , \u_dut.gen_cache.key_q[7] ;
  (* hierconn *) wire [43:0]
      \u_dut.gen_cache.ppn_q[0] , \u_dut.gen_cache.ppn_q[1] , \u_dut.gen_cache.ppn_q[2] ,
      \u_dut.gen_cache.ppn_q[3] , \u_dut.gen_cache.ppn_q[4] , \u_dut.gen_cache.ppn_q[5] ,
      \u_dut.gen_cache.ppn_q[6] , \u_dut.gen_cache.ppn_q[7] ;

  logic [60:0] is_key;
  logic [43:0] is_ppn;
  logic        level_lives;  // all lines of its level
  always_comb begin
    victim = \u_dut.gen_cache.victim ;
    found  = \u_dut.gen_cache.found ;
    level_lives = (Xlen == 32) ? &\u_dut.gen_cache.valid_q
                               : &\u_dut.gen_cache.valid_q [2*line[2:1]+:2];
    case (line)
      3'd0:    {is_key, is_ppn} = {\u_dut.gen_cache.key_q[0] , \u_dut.gen_cache.ppn_q[0] };
      3'd1:    {is_key, is_ppn} = {\u_dut.gen_cache.key_q[1] , \u_dut.gen_cache.ppn_q[1] };
      3'd2:    {is_key, is_ppn} = {\u_dut.gen_cache.key_q[2] , \u_dut.gen_cache.ppn_q[2] };
      3'd3:    {is_key, is_ppn} = {\u_dut.gen_cache.key_q[3] , \u_dut.gen_cache.ppn_q[3] };
      3'd4:    {is_key, is_ppn} = {\u_dut.gen_cache.key_q[4] , \u_dut.gen_cache.ppn_q[4] };
      3'd5:    {is_key, is_ppn} = {\u_dut.gen_cache.key_q[5] , \u_dut.gen_cache.ppn_q[5] };
      3'd6:    {is_key, is_ppn} = {\u_dut.gen_cache.key_q[6] , \u_dut.gen_cache.ppn_q[6] };
      default: {is_key, is_ppn} = {\u_dut.gen_cache.key_q[7] , \u_dut.gen_cache.ppn_q[7] };
    endcase
  end

  always_comb begin
    pointer_lives: assert (start_q || \u_dut.gen_cache.valid_q [line] == lives_q);
    pointer_content: assert (start_q || !lives_q || (is_key == key_q && is_ppn == ppn_q &&
                                                     \u_dut.gen_cache.global_q [line] == global_q));
    fills_its_level: assert (!filled || level == fill_level_i);
    spares_the_living: assert (start_q || !filled || !lives_q || level_lives);
    dead_pointer_silent: assert (!(probe_i && hit && found == line) ||
                                 (lives_q && matches && level <= top_i));
    live_pointer_found: assert (start_q || !(probe_i && lives_q && matches && level <= top_i) ||
                                (hit && found <= line));
    hit_tells_pointer: assert (!(probe_i && hit && found == line) ||
                               (hit_level == level && hit_ppn == ppn_q && hit_global == global_q));
    levels_that_are: assert (!hit || (hit_level != 3'd0 && hit_level <= top_i));
  end

endmodule
