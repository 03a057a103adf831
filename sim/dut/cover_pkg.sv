// Functional coverage: what the bound cover files share (Verilator only, and only in the covered build).
//
// A point is a number of a group and up to five small values. What they mean, in this order, is said by
// tests/coverage/points.txt; there groups and values have the numbers of the constants below.
package cover_pkg;

  localparam int Rule      = 1;
  localparam int Update    = 2;
  localparam int Denied    = 3;
  localparam int PteDenied = 4;
  localparam int Answered  = 5;
  localparam int Fault     = 6;
  localparam int Refused   = 7;
  localparam int Grant     = 8;
  localparam int Kill      = 9;
  localparam int Start     = 10;
  localparam int Mask      = 11;
  // 12, fences, and 13, places: by the harness (sim/check/cover_fence.c), which knows what memory held and what is where

  // The point was met once more (rtl_points.cpp).
  import "DPI-C" function void fl_cover_point(input int group, input int a, input int b,
                                              input int c, input int d, input int e);

  // 0 to 4 of RV64's schemes, 5 and 6 of Sv32
  function automatic int level_of(int unsigned xlen, logic [2:0] level);
    level_of = ((xlen == 32) ? 5 : 0) + int'(level);
  endfunction

  // 4 KiB, 64 KiB, 2 MiB, 1 GiB, 512 GiB, 256 TiB; and Sv32's 4 KiB and 4 MiB
  function automatic int size_of(int unsigned xlen, logic [2:0] level, logic napot);
    if (xlen == 32) size_of = (level == 3'd0) ? 6 : 7;
    else if (level == 3'd0) size_of = napot ? 1 : 0;
    else size_of = 1 + int'(level);
  endfunction

  // rs1 and rs2 given: none, VA, ASID, both
  function automatic int form_of(logic va_given, logic asid_given);
    form_of = int'({asid_given, va_given});
  endfunction

  // Bare, L1, L2, walk; 4 for an answer before any
  function automatic int path_of(mmu_pkg::path_e path);
    case (path)
      mmu_pkg::PathBare: path_of = 0;
      mmu_pkg::PathL1:   path_of = 1;
      mmu_pkg::PathL2:   path_of = 2;
      mmu_pkg::PathWalk: path_of = 3;
      default:           path_of = 4;
    endcase
  endfunction

  // U, S, M
  function automatic int privilege_of(mmu_pkg::privilege_e privilege);
    privilege_of = (privilege == mmu_pkg::Machine) ? 2 : (privilege == mmu_pkg::User) ? 0 : 1;
  endfunction

endpackage
