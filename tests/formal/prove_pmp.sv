// Two PMP entries against the manual (Privileged 3.7.1, Smepmp), which speaks of single bytes: does
// each 4-byte word of the access match the entry?
//
// Entry 1 has a neighbour below it, so TOR has its lower bound; the lower entry decides first. Any
// CSR values, any access of whatever place and length, as M-mode or not.
//
// `word_i` is any word of the access. Two lemmas about it say that three words stand for all: a
// region has no holes, so all match when the first and the last one do; and if any word matches,
// then so does the lowest one that could, the first of the access or of the region.
module prove_pmp (
  input logic             clk_i,
  input logic             load_i,
  input logic [15:0]      cfg_i,
  input logic [107:0]     addr_i,
  input logic             mml_i,
  input logic             mmwp_i,
  input logic [53:0]      first_i,   // PA[55:2]
  input logic [53:0]      last_i,
  input logic [53:0]      word_i,    // one of them
  input logic [2:0]       check_i,   // whom of the three checkers is asked
  input logic             machine_i,
  input mmu_pkg::access_e access_i
);

  logic [2:0] allow;

  pmp #(.Entries(2)) u_dut (
    .clk_i, .rst_ni(1'b1), .load_i, .cfg_i, .addr_i, .mml_i, .mmwp_i,
    .check_i, .first_i({3{first_i}}), .last_i({3{last_i}}), .machine_i({3{machine_i}}),
    .access_i({3{access_i}}), .allow_o(allow)
  );

  always_comb begin
    assume (first_i <= word_i && word_i <= last_i);
    assume (access_i <= 3'd5);
  end

  // ---- The CSRs as loaded last
  logic         loaded_q = 1'b0;
  logic [15:0]  cfg_q;
  logic [107:0] addr_q;
  logic         mml_q, mmwp_q;
  always_ff @(posedge clk_i) begin
    loaded_q <= load_i;
    cfg_q    <= cfg_i;
    addr_q   <= addr_i;
    mml_q    <= mml_i;
    mmwp_q   <= mmwp_i;
  end

  // The ones at the end of a NAPOT address and the zero above them
  function automatic logic [53:0] free(logic [53:0] addr);
    free[0] = 1'b1;
    for (int b = 1; b < 54; b++) free[b] = free[b-1] & addr[b-1];
  endfunction

  // Does a word match an entry?
  function automatic logic matches(logic [53:0] word, logic [1:0] a, logic [53:0] addr,
                                   logic [53:0] previous);
    case (a)
      2'd0:    matches = 1'b0;
      2'd1:    matches = previous <= word && word < addr;
      2'd2:    matches = word == addr;
      default: matches = ((word ^ addr) & ~free(addr)) == '0;
    endcase
  endfunction

  // For each entry: does the word match, do all of the access, does any?
  logic [1:0] one, all, any;
  for (genvar e = 0; e < 2; e++) begin : gen_entry
    logic [1:0]  a;
    logic [53:0] addr, previous, lowest, candidate;
    assign a         = cfg_q[8*e+3+:2];
    assign addr      = addr_q[54*e+:54];
    assign previous  = (e == 0) ? 54'd0 : addr_q[53:0];
    assign lowest    = (a == 2'd1) ? previous : (a == 2'd3) ? addr & ~free(addr) : addr;
    assign candidate = (lowest > first_i) ? lowest : first_i;
    assign one[e]    = matches(word_i, a, addr, previous);
    assign all[e]    = matches(first_i, a, addr, previous) && matches(last_i, a, addr, previous);
    assign any[e]    = candidate <= last_i && matches(candidate, a, addr, previous);
  end

  // Who may do what in a matching region, as {R, W, X}. With MML this is Smepmp's truth table, by L
  // R W X.
  function automatic logic [2:0] region_rights(logic [7:0] cfg, logic mml, logic machine);
    logic [5:0] both;  // M-mode's, S- and U-mode's
    case ({cfg[7], cfg[0], cfg[1], cfg[2]})
      4'b0000: both = 6'b000_000;
      4'b0001: both = 6'b000_001;
      4'b0010: both = 6'b110_100;
      4'b0011: both = 6'b110_110;
      4'b0100: both = 6'b000_100;
      4'b0101: both = 6'b000_101;
      4'b0110: both = 6'b000_110;
      4'b0111: both = 6'b000_111;
      4'b1000: both = 6'b000_000;
      4'b1001: both = 6'b001_000;
      4'b1010: both = 6'b001_001;
      4'b1011: both = 6'b101_001;
      4'b1100: both = 6'b100_000;
      4'b1101: both = 6'b101_000;
      4'b1110: both = 6'b110_000;
      default: both = 6'b100_100;
    endcase
    if (mml) region_rights = machine ? both[5:3] : both[2:0];
    else region_rights = (machine && !cfg[7]) ? 3'b111 : {cfg[0], cfg[1], cfg[2]};
  endfunction

  logic [2:0] rights;  // R, W, X
  logic       expected;
  always_comb begin
    if (any[0]) rights = all[0] ? region_rights(cfg_q[7:0], mml_q, machine_i) : 3'b000;
    else if (any[1]) rights = all[1] ? region_rights(cfg_q[15:8], mml_q, machine_i) : 3'b000;
    else rights = (machine_i && !mmwp_q) ? {2'b11, !mml_q} : 3'b000;
    case (access_i)
      mmu_pkg::Fetch:     expected = rights[0];
      mmu_pkg::Load:      expected = rights[2];
      mmu_pkg::Amo:       expected = rights[2] && rights[1];
      mmu_pkg::CboManage: expected = rights[2] || rights[1];
      default:            expected = rights[1];
    endcase
  end

  // ---- What is decoded stays until the next load.
  (* hierconn *) wire [1:0]  \u_dut.active_q ;
  (* hierconn *) wire [59:0] \u_dut.region_q[0] , \u_dut.region_q[1] ;
  (* hierconn *) wire [53:0] \u_dut.limit_q[0] , \u_dut.limit_q[1] ;
  (* hierconn *) wire        \u_dut.mml_q , \u_dut.mmwp_q ;

  logic [231:0] decoded, decoded_q;
  logic         kept_q = 1'b0;
  assign decoded = {\u_dut.active_q , \u_dut.region_q[0] , \u_dut.region_q[1] ,
                    \u_dut.limit_q[0] , \u_dut.limit_q[1] ,
                    \u_dut.mml_q , \u_dut.mmwp_q };
  always_ff @(posedge clk_i) begin
    decoded_q <= decoded;
    kept_q    <= !load_i;
  end

  always_comb begin
    no_holes: assert ((all & ~one) == '0);
    any_is_found: assert ((one & ~any) == '0);
    as_the_manual: assert (!loaded_q || (check_i & (allow ^ {3{expected}})) == '0);
    silent_unless_asked: assert ((~check_i & ~allow) == '0);
    kept_until_load: assert (!kept_q || decoded == decoded_q);
  end

endmodule
