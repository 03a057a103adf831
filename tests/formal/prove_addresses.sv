// Physical addresses by the manual's formulas (Privileged 4.3.2 steps 2 and 10, Svnapot), in
// arithmetic: the RTL puts them together from slices.
module prove_addresses #(
  parameter int unsigned Xlen = 64
) (
  input logic [43:0] ppn_i,
  input logic [2:0]  level_i,
  input logic        napot_i,
  input logic [63:0] va_i
);

  // Sv32 has two levels, 10 VPN bits each, and PTEs of 4 bytes; the others 9, and 8 bytes.
  localparam logic [2:0]  TopLevel  = (Xlen == 32) ? 3'd1 : 3'd4;
  localparam logic [5:0]  IndexBits = (Xlen == 32) ? 6'd10 : 6'd9;
  localparam logic [55:0] PteBytes  = (Xlen == 32) ? 56'd4 : 56'd8;

  always_comb assume (level_i <= TopLevel && (!napot_i || (level_i == 3'd0 && Xlen == 64)));

  logic [55:0] pa, pte_at, mask, table_at;
  logic [63:0] vpn;

  pa_compose #(.Xlen(Xlen)) u_pa (
    .ask_i(1'b1), .ppn_i, .level_i, .napot_i, .va_i(va_i[47:0]), .pa_o(pa)
  );
  pte_address #(.Xlen(Xlen)) u_pte (
    .base_i(ppn_i), .vpn_i(va_i[56:12]), .level_i, .address_o(pte_at)
  );

  // Offset bits: 12, 16 for NAPOT, those of an index more for each level.
  assign mask     = (56'd1 << (napot_i ? 6'd16 : 6'd12 + IndexBits * level_i)) - 56'd1;
  assign table_at = 56'(ppn_i) << 12;
  assign vpn      = (va_i >> (6'd12 + IndexBits * level_i)) & ((64'd1 << IndexBits) - 64'd1);

  always_comb begin
    page_offset: assert ((pa & mask) == (va_i[55:0] & mask));
    page_number: assert ((pa & ~mask) == ((56'(ppn_i) << 12) & ~mask));
    pte_in_table: assert (pte_at >= table_at && pte_at - table_at < 56'd4096);
    pte_formula: assert (pte_at == table_at + 56'(vpn) * PteBytes);
  end

endmodule
