// Refills in a row, all entries valid, go round: N of them visit all N entries, from every tree.
module prove_plru_round #(
  parameter int unsigned Entries = 8,
  localparam int unsigned IndexWidth = $clog2(Entries)
) (
  input logic [Entries-2:0] tree_i
);

  // The trees before and after each refill, in one vector.
  logic [(Entries+1)*(Entries-1)-1:0] trees;
  logic [Entries*IndexWidth-1:0]      victims;
  logic [Entries-1:0]                 visited;

  assign trees[Entries-2:0] = tree_i;
  for (genvar k = 0; k < Entries; k++) begin : gen_refill
    logic [IndexWidth-1:0] chosen;
    plru_tree #(.Entries(Entries)) u_refill (
      .tree_i(trees[k*(Entries-1)+:Entries-1]), .pick_i(1'b1), .valid_i({Entries{1'b1}}),
          .victim_o(chosen),
      .touch_i(1'b1), .index_i(chosen), .tree_o(trees[(k+1)*(Entries-1)+:Entries-1])
    );
    assign victims[k*IndexWidth+:IndexWidth] = chosen;
  end

  always_comb begin
    visited = '0;
    for (int k = 0; k < Entries; k++) visited[victims[k*IndexWidth+:IndexWidth]] = 1'b1;
  end

  always_comb begin
    refills_visit_all: assert (&visited);
  end

endmodule
