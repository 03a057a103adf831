// A port's response: of the lookup, or of the miss unit  (docs/microarchitecture.md section 3)
//
//    direct: Bare or not canonical ---.
//    a permitted hit's leaf ----------+--> address, path, level --> PMP --> response, access fault
//    the miss unit's outcome ---------'
//
// Purely combinational. At most one of direct, hit and walk at a time.
module port_answer #(
  parameter int unsigned Xlen = 64
) (
  input  logic               direct_i,     // no TLB is asked
  input  logic               bare_i,       // with direct: since it is not translated
  input  logic               hit_i,
  input  mmu_pkg::leaf_t     leaf_i,
  input  logic [7:0]         index_i,
  input  logic               walk_i,
  input  mmu_pkg::outcome_t  outcome_i,
  input  logic [7:0]         victim_i,     // where the miss unit's leaf goes

  input  logic [63:0]        va_i,
  input  logic [9:0]         last_i,       // va[11:2] of the last byte
  input  mmu_pkg::access_e   access_i,

  output logic               check_o,      // may this access go where it would go?
  output logic [53:0]        first_o,      // in units of 4 bytes
  output logic [53:0]        last_o,
  input  logic               allow_i,

  output logic               valid_o,
  output logic               fault_o,
  output mmu_pkg::cause_e    cause_o,
  output logic [55:0]        pa_o,
  output logic [1:0]         attribute_o,
  output mmu_pkg::path_e     path_o,
  output logic [7:0]         entry_o,
  output logic [2:0]         level_o
);

  localparam logic [7:0] NoEntry = 8'hff;

  mmu_pkg::leaf_t leaf;
  logic [55:0]    pa;

  pa_compose #(.Xlen(Xlen)) u_pa (
    .ask_i  (walk_i | hit_i),
    .ppn_i  (leaf.ppn),
    .level_i(leaf.level),
    .napot_i(leaf.napot),
    .va_i   (va_i[47:0]),
    .pa_o   (pa)
  );

  // A cache-block operation touches its whole block (Zic64b).
  logic refused;  // by the translation itself
  logic block;

  assign valid_o = walk_i | direct_i | hit_i;
  assign block   = (access_i == mmu_pkg::CboManage) | (access_i == mmu_pkg::CboZero);

  // A port that does not answer shows zeros.
  always_comb begin
    leaf        = '0;
    refused     = 1'b0;
    pa_o        = '0;
    attribute_o = 2'd0;
    path_o      = mmu_pkg::PathNone;
    entry_o     = 8'd0;
    level_o     = 3'd0;
    first_o     = '0;
    last_o      = '0;
    if (valid_o) begin
      leaf        = walk_i ? outcome_i.leaf : leaf_i;
      pa_o        = pa;
      attribute_o = leaf.pbmt;
      path_o      = mmu_pkg::PathL1;
      entry_o     = index_i;
      level_o     = leaf.level;
      if (walk_i) begin
        refused = outcome_i.page_fault | outcome_i.access_fault;
        path_o  = outcome_i.second ? mmu_pkg::PathL2 : mmu_pkg::PathWalk;
        entry_o = refused ? NoEntry : victim_i;
      end else if (direct_i) begin
        refused     = ~bare_i | (va_i[63:56] != 8'd0);
        pa_o        = va_i[55:0];
        attribute_o = 2'd0;
        path_o      = refused ? mmu_pkg::PathNone : mmu_pkg::PathBare;
        entry_o     = NoEntry;
        level_o     = 3'd0;
      end
      first_o = {pa_o[55:6], block ? 4'd0 : pa_o[5:2]};
      last_o  = {pa_o[55:12], block ? {va_i[11:6], 4'hf} : last_i};
    end
  end

  // What would succeed is checked.
  assign check_o = valid_o & ~refused;
  assign fault_o = refused | ~allow_i;

  logic access_fault;
  assign access_fault = (walk_i ? outcome_i.access_fault : bare_i) | ~allow_i;

  fault_cause u_cause (
    .fault_i       (fault_o),
    .access_i      (access_i),
    .access_fault_i(access_fault),
    .cause_o       (cause_o)
  );

  logic unused;
  assign unused = &{1'b0, leaf.d, leaf.u, leaf.x, leaf.w, leaf.r, outcome_i.refill,
                    outcome_i.is_global};

endmodule
