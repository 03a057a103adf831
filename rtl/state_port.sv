// The state port: which word is meant, and of which array  (docs/microarchitecture.md section 11)
//
//   0x0000 fetch L1      0x0080 data L1      0x0100 superpages: entries from 0 on, the tree at 64
//   0x0200 page-walk cache, 32 words a level: entries from 0 on, the tree at 16
//   0x1000 + 8 s + w     L2 set s way w      0x3000 + s   its tree
//
// Registered, so that its inputs disturb nothing; only the L2's memory, which is synchronous, is
// addressed a cycle ahead.
module state_port (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 read_i,
  input  logic                 write_i,
  input  logic [13:0]          index_i,
  input  mmu_pkg::state_word_t word_i,

  output mmu_pkg::select_t     select_o,
  output mmu_pkg::ahead_t      ahead_o,
  output mmu_pkg::state_word_t word_o
);

  localparam logic [6:0] Fetch = 7'h00, Data = 7'h01, Super = 7'h02, Pwc = 7'h04;

  logic        read_q, write_q, busy;
  logic [13:0] index_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q  <= 1'b0;
      write_q <= 1'b0;
    end else begin
      read_q  <= read_i;
      write_q <= write_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (read_i | write_i) begin
      index_q <= index_i;
      word_o  <= word_i;
    end
  end

  assign busy = read_q | write_q;

  always_comb begin
    select_o = '0;
    if (busy) begin
      select_o.write     = write_q;
      select_o.fetch     = index_q[13:7] == Fetch;
      select_o.data      = index_q[13:7] == Data;
      select_o.superpage = index_q[13:7] == Super;
      select_o.pwc       = index_q[13:7] == Pwc;
      select_o.l2        = index_q[13] ^ index_q[12];
      select_o.l2_tree   = index_q[13] & index_q[12];
      select_o.index     = index_q[6:0];
      select_o.l2_set    = select_o.l2_tree ? index_q[9:0] : {index_q[13], index_q[11:3]};
      select_o.l2_way    = index_q[2:0];
    end
  end

  always_comb begin
    ahead_o = '0;
    if (read_i) ahead_o = {index_i[13] ^ index_i[12], index_i[13], index_i[11:3]};
  end

endmodule
