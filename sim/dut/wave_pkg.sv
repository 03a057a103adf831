// Names for numbers, for the eyes of whoever reads the waves. Simulation only.
package wave_pkg;

  // The twelve steps of page-fault service, as the kernel marks them
  typedef enum logic [3:0] {
    NoFault          = 4'd0,
    TrapToKernel     = 4'd1,
    SaveState        = 4'd2,
    IsPageFault      = 4'd3,
    CheckAndFindPage = 4'd4,
    ReadFromDisk     = 4'd5,
    RunAnother       = 4'd6,
    DiskInterrupt    = 4'd7,
    SaveOther        = 4'd8,
    IsFromDisk       = 4'd9,
    CorrectTables    = 4'd10,
    WaitForCpu       = 4'd11,
    RestoreAndResume = 4'd12
  } fault_step_e;

  typedef enum logic [2:0] {
    Page4K   = 3'd0,
    Page2M   = 3'd1,
    Page1G   = 3'd2,
    Page512G = 3'd3,
    Page256T = 3'd4,
    Page4M   = 3'd7  // level 1 of Sv32
  } page_size_e;

  function automatic page_size_e page_size(int unsigned xlen, logic [2:0] level);
    return (xlen == 32 && level == 3'd1) ? Page4M : page_size_e'(level);
  endfunction

  typedef enum logic [2:0] {
    NoWalk      = 3'd0,
    Walking     = 3'd1,
    Filled      = 3'd2,  // the leaf is in the TLB
    PageFault   = 3'd3,
    AccessFault = 3'd4,
    Killed      = 3'd5   // by a fence; the request will walk again
  } walk_outcome_e;

  typedef enum logic [1:0] {
    Pma = 2'd0,
    Nc  = 2'd1,
    Io  = 2'd2
  } attribute_e;

  // An L1 entry in 31 hex digits, which waves/tlb puts into words:
  // {D, global, valid} 1, ASID 4, VPN 12, PPN 11, level 1, {NAPOT, PBMT} 1, {U, X, W, R} 1
  function automatic logic [123:0] tlb_row(logic valid, logic is_global, mmu_pkg::key_t key, mmu_pkg::leaf_t leaf);
    return {1'b0, leaf.d, is_global, valid, key.asid, 3'd0, key.vpn, leaf.ppn, 1'b0, leaf.level,
            1'b0, leaf.napot, leaf.pbmt, leaf.u, leaf.x, leaf.w, leaf.r};
  endfunction

endpackage
