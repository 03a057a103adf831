// Physical addresses by the manual's formulas (Privileged 4.3.2 steps 2 and 10, Svnapot), in
// arithmetic: the RTL puts them together from slices.
module prove_addresses (
  input logic [43:0] ppn_i,
  input logic [2:0]  level_i,
  input logic        napot_i,
  input logic [63:0] va_i
);

  always_comb assume (level_i <= 3'd4 && (!napot_i || level_i == 3'd0));

  logic [55:0] pa, pte_at, mask, table_at;
  logic [63:0] vpn;

  pa_compose u_pa (.ask_i(1'b1), .ppn_i, .level_i, .napot_i, .va_i(va_i[47:0]), .pa_o(pa));
  pte_address u_pte (.base_i(ppn_i), .vpn_i(va_i[56:12]), .level_i, .address_o(pte_at));

  // Offset bits: 12, 16 for NAPOT, 9 more for each level.
  assign mask     = (56'd1 << (napot_i ? 6'd16 : 6'd12 + 6'd9 * level_i)) - 56'd1;
  assign table_at = 56'(ppn_i) << 12;
  assign vpn      = (va_i >> (6'd12 + 6'd9 * level_i)) & 64'h1ff;

  always_comb begin
    page_offset: assert ((pa & mask) == (va_i[55:0] & mask));
    page_number: assert ((pa & ~mask) == ((56'(ppn_i) << 12) & ~mask));
    pte_in_table: assert (pte_at >= table_at && pte_at - table_at < 56'd4096);
    pte_formula: assert (pte_at == table_at + 56'(vpn) * 56'd8);
  end

endmodule
