// May this physical access be made? PMP and PMAs, side by side at each of three checkers
// (docs/microarchitecture.md section 8)
//
//    fetch port's answer --.
//    data port's answer ---+--> pmp (what software allows) AND pma (what is there) --> allow
//    walker's PTE access --'
module protection #(
  parameter int unsigned PmpEntries = 16,  // 0 to 64
  parameter int unsigned PmaRanges  = 3,   // 0 to 8
  localparam int unsigned Pins = (PmpEntries != 0) ? PmpEntries : 1,
  localparam int unsigned Checkers = 3     // [0] fetch port, [1] data port, [2] walker
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   load_i,      // take the PMP's CSRs
  input  logic [8*Pins-1:0]      cfg_i,
  input  logic [54*Pins-1:0]     addr_i,
  input  logic                   mml_i,
  input  logic                   mmwp_i,

  input  logic [Checkers-1:0]    check_i,     // allowed unless asked
  input  logic [54*Checkers-1:0] first_i,     // PA[55:2] of the first byte
  input  logic [54*Checkers-1:0] last_i,      // and of the last one
  input  logic [Checkers-1:0]    machine_i,   // runs as M-mode
  input  logic [3*Checkers-1:0]  access_i,    // mmu_pkg::access_e
  output logic [Checkers-1:0]    allow_o
);

  logic [Checkers-1:0] pmp_allow;

  pmp #(.Entries(PmpEntries)) u_pmp (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .load_i(load_i), .cfg_i(cfg_i), .addr_i(addr_i), .mml_i(mml_i), .mmwp_i(mmwp_i),
    .check_i(check_i), .first_i(first_i), .last_i(last_i), .machine_i(machine_i),
    .access_i(access_i), .allow_o(pmp_allow)
  );

  // An access stays inside its page, so its first byte tells the range.
  for (genvar c = 0; c < Checkers; c++) begin : gen_pma
    logic pma_allow;

    pma #(.Ranges(PmaRanges)) u_pma (
      .check_i (check_i[c]),
      .ppn_i   (first_i[54*c+10+:44]),
      .access_i(access_i[3*c+:3]),
      .pte_i   (c == 2),
      .allow_o (pma_allow)
    );
    assign allow_o[c] = pmp_allow[c] & pma_allow;
  end

endmodule
