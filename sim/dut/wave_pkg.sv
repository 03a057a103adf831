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
    Page256T = 3'd4
  } page_size_e;

  typedef enum logic [1:0] {
    Pma = 2'd0,
    Nc  = 2'd1,
    Io  = 2'd2
  } attribute_e;

endpackage
