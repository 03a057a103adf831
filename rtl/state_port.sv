// The state port: which word is meant, and of which array  (docs/microarchitecture.md section 11)
//
//   0x0000 fetch L1    0x0080 data L1    0x0100 superpages    0x0200 page-walk cache    1 to 63 entries, then 64: the tree
//   0x1000 + 8 s + w   L2 set s way w    0x3000 + s   its tree
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

  output logic                 write_o,        // the selected word is written, not read
  output logic                 fetch_o,        // select
  output logic                 data_o,
  output logic                 super_o,
  output logic                 pwc_o,
  output logic                 l2_o,
  output logic                 l2_tree_o,
  output logic [6:0]           index_o,        // within a fully associative array
  output logic [9:0]           l2_set_o,
  output logic [2:0]           l2_way_o,
  output mmu_pkg::state_word_t word_o,
  output logic                 l2_read_o,      // a cycle ahead
  output logic [9:0]           l2_read_set_o
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

  assign busy      = read_q | write_q;
  assign write_o   = write_q;
  assign fetch_o   = busy & (index_q[13:7] == Fetch);
  assign data_o    = busy & (index_q[13:7] == Data);
  assign super_o   = busy & (index_q[13:7] == Super);
  assign pwc_o     = busy & (index_q[13:7] == Pwc);
  assign l2_o      = busy & (index_q[13] ^ index_q[12]);
  assign l2_tree_o = busy & index_q[13] & index_q[12];
  assign index_o   = index_q[6:0];
  assign l2_set_o  = l2_tree_o ? index_q[9:0] : {index_q[13], index_q[11:3]};
  assign l2_way_o  = index_q[2:0];

  assign l2_read_o     = read_i & (index_i[13] ^ index_i[12]);
  assign l2_read_set_o = {index_i[13], index_i[11:3]};

endmodule
