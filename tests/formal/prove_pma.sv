// The physical memory attributes against the table of docs/microarchitecture.md section 8.2, in the
// addresses of docs/machine.md: every access of every page, in the build that knows the board.
module prove_pma (
  input logic [43:0]      ppn_i,
  input mmu_pkg::access_e access_i,
  input logic             pte_i
);

  // The walker loads a PTE, or compares and swaps it; it does nothing else.
  always_comb assume (access_i <= 3'd5 && (!pte_i || access_i == 3'd1 || access_i == 3'd2));

  logic allow, unasked, unknown;

  pma u_board (.check_i(1'b1), .ppn_i, .access_i, .pte_i, .allow_o(allow));
  pma u_quiet (.check_i(1'b0), .ppn_i, .access_i, .pte_i, .allow_o(unasked));
  pma #(.Ranges(0)) u_none (.check_i(1'b1), .ppn_i, .access_i, .pte_i, .allow_o(unknown));

  logic [55:0] address;
  logic        rom, devices, ram, reads, writes;
  assign address = {ppn_i, 12'd0};
  assign rom     = address >= 56'h1000 && address < 56'h10000;
  assign ram     = address >= 56'h8000_0000;
  assign devices = !rom && !ram;
  assign reads   = access_i == mmu_pkg::Load || access_i == mmu_pkg::CboManage;
  assign writes  = access_i == mmu_pkg::Store || access_i == mmu_pkg::CboManage ||
                   access_i == mmu_pkg::CboZero;

  always_comb begin
    rom_reads_and_fetches: assert (!rom || allow == (!pte_i && (reads ||
                                                                access_i == mmu_pkg::Fetch)));
    devices_read_and_write: assert (!devices || allow == (!pte_i && (reads || writes)));
    ram_does_all: assert (!ram || allow);
    silent_unless_asked: assert (unasked && unknown);
  end

endmodule
