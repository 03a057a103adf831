// Traps and returns: CSR state and an event in, the next state and pc out
// (Privileged 3.1.6.1, 3.1.8, 3.1.9, 3.3.2, 4.1.1; docs/microarchitecture.md sections 10 and 13)
//
//   exception ---------- delegated and not from M ? ---> S-mode entry : M-mode entry
//   interrupt -- pick -- its target ------------------->  (same)
//   MRET, SRET ---------------------------------------> previous mode
//
// Purely combinational. CSR storage and WARL rules belong to the hart, and so does the legality of
// MRET and SRET.
module trap_unit #(
  parameter int unsigned Xlen = 64  // or 32
) (
  input  logic [1:0]          event_i,      // 0 exception, 1 interrupt, 2 MRET, 3 SRET
  input  mmu_pkg::privilege_e privilege_i,  // current mode
  input  logic [5:0]          cause_i,      // exceptions
  input  logic [63:0]         tval_i,       // exceptions
  input  logic [63:0]         pc_i,
  input  logic [63:0]         mstatus_i,
  input  logic [63:0]         medeleg_i,
  input  logic [63:0]         mideleg_i,
  input  logic [63:0]         mie_i,
  input  logic [63:0]         mip_i,
  input  logic [63:0]         mtvec_i,
  input  logic [63:0]         stvec_i,
  input  logic [63:0]         mepc_i,
  input  logic [63:0]         sepc_i,
  output logic                taken_o,       // 0 only for an interrupt when there is none to take
  output logic                to_machine_o,  // which xepc, xcause, xtval are written; traps only
  output mmu_pkg::privilege_e privilege_o,
  output logic [63:0]         mstatus_o,
  output logic [63:0]         pc_o,          // where execution continues
  output logic [63:0]         epc_o,         // 0 on returns
  output logic [63:0]         cause_o,
  output logic [63:0]         tval_o
);

  // The bits of an address; those above are ignored, and 0 where one comes out.
  localparam logic [63:0] Address = (Xlen == 32) ? 64'hffff_ffff : 64'hffff_ffff_ffff_ffff;

  // mstatus (Privileged 3.1.6)
  localparam int unsigned Sie = 1, Mie = 3, Spie = 5, Mpie = 7, Spp = 8, Mpp = 11, Mprv = 17;

  logic is_exception, is_interrupt, is_mret;
  assign is_exception = event_i == 2'd0;
  assign is_interrupt = event_i == 2'd1;
  assign is_mret      = event_i == 2'd2;

  // ---- Interrupts: what M takes beats what S takes; within a mode a fixed order (Privileged
  // 3.1.9).
  logic [63:0] pending, machine_pending, supervisor_pending, candidates;
  logic        machine_open, supervisor_open, interrupt_to_machine;
  logic [5:0]  interrupt_code;

  assign pending         = mip_i & mie_i;
  assign machine_open    = (privilege_i != mmu_pkg::Machine) | mstatus_i[Mie];
  assign supervisor_open = (privilege_i == mmu_pkg::User) |
                           ((privilege_i == mmu_pkg::Supervisor) & mstatus_i[Sie]);
  assign machine_pending    = machine_open ? pending & ~mideleg_i & Known : 64'd0;
  assign supervisor_pending = supervisor_open ? pending & mideleg_i & Known : 64'd0;
  assign interrupt_to_machine = machine_pending != 64'd0;
  assign candidates = interrupt_to_machine ? machine_pending : supervisor_pending;

  // MEI 11, MSI 3, MTI 7, SEI 9, SSI 1, STI 5, counter overflow 13
  localparam logic [63:0] Known = 64'h2aaa;
  always_comb begin
    if (candidates[11]) interrupt_code = 6'd11;
    else if (candidates[3]) interrupt_code = 6'd3;
    else if (candidates[7]) interrupt_code = 6'd7;
    else if (candidates[9]) interrupt_code = 6'd9;
    else if (candidates[1]) interrupt_code = 6'd1;
    else if (candidates[5]) interrupt_code = 6'd5;
    else interrupt_code = 6'd13;
  end

  // ---- Target: never a lower mode than the one that was executing.
  logic        delegated, to_machine;
  logic [5:0]  code;
  logic [63:0] vector;

  assign delegated  = medeleg_i[cause_i] & (privilege_i != mmu_pkg::Machine);
  assign to_machine = is_interrupt ? interrupt_to_machine : ~delegated;
  assign code       = is_interrupt ? interrupt_code : cause_i;
  assign vector     = to_machine ? mtvec_i : stvec_i;

  // ---- mstatus and mode
  logic [63:0]         entered, returned;
  logic [1:0]          machine_previous;
  mmu_pkg::privilege_e return_privilege;

  always_comb begin
    entered = mstatus_i;
    if (to_machine) begin
      entered[Mpie]     = mstatus_i[Mie];
      entered[Mie]      = 1'b0;
      entered[Mpp+1:Mpp] = privilege_i;
    end else begin
      entered[Spie] = mstatus_i[Sie];
      entered[Sie]  = 1'b0;
      entered[Spp]  = privilege_i != mmu_pkg::User;
    end
  end

  assign machine_previous = mstatus_i[Mpp+1:Mpp];

  always_comb begin
    if (is_mret) begin
      unique case (machine_previous)
        2'd3:    return_privilege = mmu_pkg::Machine;
        2'd1:    return_privilege = mmu_pkg::Supervisor;
        default: return_privilege = mmu_pkg::User;
      endcase
    end else begin
      return_privilege = mstatus_i[Spp] ? mmu_pkg::Supervisor : mmu_pkg::User;
    end
  end

  always_comb begin
    returned = mstatus_i;
    if (is_mret) begin
      returned[Mie]      = mstatus_i[Mpie];
      returned[Mpie]     = 1'b1;
      returned[Mpp+1:Mpp] = mmu_pkg::User;
    end else begin
      returned[Sie]  = mstatus_i[Spie];
      returned[Spie] = 1'b1;
      returned[Spp]  = 1'b0;
    end
    if (return_privilege != mmu_pkg::Machine) returned[Mprv] = 1'b0;
  end

  // ---- Outputs
  always_comb begin
    taken_o      = ~is_interrupt | (candidates != 64'd0);
    to_machine_o = 1'b0;
    privilege_o  = privilege_i;
    mstatus_o    = mstatus_i;
    pc_o         = pc_i;
    epc_o        = 64'd0;
    cause_o      = 64'd0;
    tval_o       = 64'd0;
    if (!taken_o) begin
      // Nothing to take: all stays as it is.
    end else if (is_exception | is_interrupt) begin
      to_machine_o = to_machine;
      privilege_o  = to_machine ? mmu_pkg::Machine : mmu_pkg::Supervisor;
      mstatus_o    = entered;
      pc_o         = {vector[63:2], 2'b00};
      if (is_interrupt && vector[1:0] == 2'd1) pc_o = {vector[63:2], 2'b00} + {56'd0, code, 2'b00};
      epc_o        = pc_i;
      cause_o      = 64'({is_interrupt, {(Xlen - 7) {1'b0}}, code});
      tval_o       = is_interrupt ? 64'd0 : tval_i;
    end else begin
      privilege_o = return_privilege;
      mstatus_o   = returned;
      pc_o        = is_mret ? mepc_i : sepc_i;
    end
    pc_o   = pc_o & Address;
    epc_o  = epc_o & Address;
    tval_o = tval_o & Address;
  end

endmodule
