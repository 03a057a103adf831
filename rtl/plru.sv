// The replacement state of one fully associative array: a tree-PLRU in a register (plru_tree draws
// it).
module plru #(
  parameter int unsigned Entries = 16,
  localparam int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  touch_i,   // at the end of this cycle
  input  logic [IndexWidth-1:0] index_i,   // entry touched
  input  logic                  pick_i,    // a victim is wanted
  input  logic [Entries-1:0]    valid_i,   // entries in use
  output logic [IndexWidth-1:0] victim_o,
  input  logic                  load_i,    // state port
  input  logic [Entries-2:0]    load_tree_i,
  output logic [Entries-2:0]    tree_o
);

  logic [Entries-2:0] tree_q, touched;

  plru_tree #(.Entries(Entries)) u_tree (
    .tree_i  (tree_q),
    .pick_i  (pick_i),
    .valid_i (valid_i),
    .victim_o(victim_o),
    .touch_i (touch_i),
    .index_i (index_i),
    .tree_o  (touched)
  );

  assign tree_o = tree_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      tree_q <= '0;
    end else if (load_i) begin
      tree_q <= load_tree_i;
    end else if (touch_i) begin
      tree_q <= touched;
    end
  end

endmodule
