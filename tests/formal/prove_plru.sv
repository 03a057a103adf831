// The replacement tree, against the drawing of docs/microarchitecture.md section 4: from every
// tree, whether reachable or not, and with every choice of valid entries.
//
// Node k has children 2k+1 and 2k+2; nodes of depth d hold Entries >> d entries each.
module prove_plru #(
  parameter int unsigned Entries = 16,
  localparam int unsigned IndexWidth = $clog2(Entries)
) (
  input logic [Entries-2:0]    tree_i,
  input logic [Entries-1:0]    valid_i,
  input logic [IndexWidth-1:0] touched_i
);

  logic [IndexWidth-1:0] victim, unused_victim, next_victim;
  logic [Entries-2:0]    same, after, unused_tree;

  plru_tree #(.Entries(Entries)) u_pick (
    .tree_i, .pick_i(1'b1), .valid_i, .victim_o(victim), .touch_i(1'b0), .index_i(touched_i),
        .tree_o(same)
  );
  plru_tree #(.Entries(Entries)) u_touch (
    .tree_i, .pick_i(1'b0), .valid_i, .victim_o(unused_victim), .touch_i(1'b1), .index_i(touched_i),
    .tree_o(after)
  );
  plru_tree #(.Entries(Entries)) u_next (
    .tree_i(after), .pick_i(1'b1), .valid_i({Entries{1'b1}}), .victim_o(next_victim),
        .touch_i(1'b0), .index_i({IndexWidth{1'b0}}),
    .tree_o(unused_tree)
  );

  // Down from the root, as drawn: which leaf does the tree point at?
  int unsigned node;
  always_comb begin
    node = 0;
    for (int depth = 0; depth < IndexWidth; depth++) node = 2 * node + (tree_i[node] ? 2 : 1);
  end

  // Each node after a touch: on the path of the entry it points at the other half, elsewhere it is
  // as it was.
  logic [Entries-2:0] expected;
  for (genvar d = 0; d < IndexWidth; d++) begin : gen_depth
    for (genvar n = 0; n < (1 << d); n++) begin : gen_node
      localparam int unsigned Span  = Entries >> d;
      localparam int unsigned First = n * Span;
      localparam int unsigned Node  = (1 << d) - 1 + n;
      always_comb begin
        expected[Node] = tree_i[Node];
        if (touched_i >= First && touched_i < First + Span) begin
          expected[Node] = touched_i < First + Span / 2;
        end
      end
    end
  end

  logic [Entries-1:0] below;
  assign below = (Entries'(1) << victim) - Entries'(1);

  always_comb begin
    invalid_first: assert ((&valid_i) || (!valid_i[victim] && (valid_i & below) == below));
    tree_decides: assert (!(&valid_i) || 32'(victim) == node - (Entries - 1));
    untouched_stays: assert (same == tree_i);
    touch_turns_path: assert (after == expected);
    touched_not_next: assert (next_victim != touched_i);
  end

endmodule
