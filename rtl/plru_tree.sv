// One tree-PLRU step: which entry gives way, and what touching an entry does to the tree.
//
//            0                 node k has children 2k+1 (lower indices) and 2k+2 (higher)
//        1       2             bit = 0: the victim is on the left, 1: on the right
//      3   4   5   6
//     e0e1e2e3e4e5e6e7         touching e2 = 010b: node 0 = 1 (left), 1 = 0 (right), 4 = 1 (left)
//
// An invalid entry goes first, the lowest of them; the tree decides when all are valid. Touching an
// entry makes each node on its path point away from it, and leaves the others. Purely
// combinational: the tree is a register of plru, or a word of a set.
module plru_tree #(
  parameter int unsigned Entries = 16,
  localparam int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic [Entries-2:0]    tree_i,
  input  logic                  pick_i,    // a victim is wanted
  input  logic [Entries-1:0]    valid_i,   // entries in use
  output logic [IndexWidth-1:0] victim_o,
  input  logic                  touch_i,
  input  logic [IndexWidth-1:0] index_i,   // entry touched
  output logic [Entries-2:0]    tree_o
);

  logic [IndexWidth-1:0] free_index, leaf_index;

  lowest_one #(.Width(Entries)) u_free (
    .bits_i (pick_i ? ~valid_i : '0),
    .index_o(free_index)
  );

  // Follow the bits from the root: each one is the next bit of the index.
  always_comb begin
    leaf_index = '0;
    victim_o   = '0;
    if (pick_i) begin
      for (int level = 0; level < IndexWidth; level++) begin
        leaf_index = IndexWidth'({leaf_index,
                                  tree_i[IndexWidth'((1 << level) - 1) + leaf_index]});
      end
      victim_o = (&valid_i) ? leaf_index : free_index;
    end
  end

  always_comb begin
    tree_o = tree_i;
    if (touch_i) begin
      for (int level = 0; level < IndexWidth; level++) begin
        tree_o[IndexWidth'((1 << level) - 1) + (index_i >> (IndexWidth - level))] =
            ~index_i[IndexWidth-1-level];
      end
    end
  end

endmodule
