// Traps and returns by the sentences of the privileged manual (3.1.6.1, 3.1.7 to 3.1.9, 3.1.15,
// 3.3.2, 4.1.1, 4.1.2): every event, mode and CSR value.
//
// `other` is any interrupt: what is said of it is said of all. Where the manual names bits, so do
// the properties; a bit that none names must come out as it went in. Addresses and causes of RV32
// have 32 bits on the same ports (docs/microarchitecture.md section 13).
module prove_traps #(
  parameter int unsigned Xlen = 64
) (
  input logic [1:0]          event_i,
  input mmu_pkg::privilege_e privilege_i,
  input logic [5:0]          cause_i,
  input logic [63:0]         tval_i,
  input logic [63:0]         pc_i,
  input logic [63:0]         mstatus_i,
  input logic [63:0]         medeleg_i,
  input logic [63:0]         mideleg_i,
  input logic [63:0]         mie_i,
  input logic [63:0]         mip_i,
  input logic [63:0]         mtvec_i,
  input logic [63:0]         stvec_i,
  input logic [63:0]         mepc_i,
  input logic [63:0]         sepc_i
);

  (* anyconst *) logic [5:0] other;

  // The hart keeps modes and MPP legal.
  always_comb assume (privilege_i != mmu_pkg::Reserved && mstatus_i[12:11] != 2'd2);

  logic                taken, to_machine;
  mmu_pkg::privilege_e privilege;
  logic [63:0]         mstatus, pc, epc, cause, tval;

  trap_unit #(.Xlen(Xlen)) u_dut (
    .event_i, .privilege_i, .cause_i, .tval_i, .pc_i, .mstatus_i, .medeleg_i, .mideleg_i, .mie_i,
    .mip_i, .mtvec_i, .stvec_i, .mepc_i, .sepc_i,
    .taken_o(taken), .to_machine_o(to_machine), .privilege_o(privilege), .mstatus_o(mstatus),
    .pc_o(pc), .epc_o(epc), .cause_o(cause), .tval_o(tval)
  );

  // The return from that trap, with what it has left
  logic                unused_taken, unused_to_machine;
  mmu_pkg::privilege_e back;
  logic [63:0]         back_mstatus, back_pc, unused_epc, unused_cause, unused_tval;

  trap_unit #(.Xlen(Xlen)) u_return (
    .event_i(to_machine ? 2'd2 : 2'd3), .privilege_i(privilege), .cause_i, .tval_i, .pc_i(pc),
    .mstatus_i(mstatus), .medeleg_i, .mideleg_i, .mie_i, .mip_i, .mtvec_i, .stvec_i,
    .mepc_i(to_machine ? epc : mepc_i), .sepc_i(to_machine ? sepc_i : epc),
    .taken_o(unused_taken), .to_machine_o(unused_to_machine), .privilege_o(back),
    .mstatus_o(back_mstatus), .pc_o(back_pc), .epc_o(unused_epc), .cause_o(unused_cause),
    .tval_o(unused_tval)
  );

  logic exception, interrupt, traps, mret, sret, was_machine;
  assign exception   = event_i == 2'd0;
  assign interrupt   = event_i == 2'd1;
  assign mret        = event_i == 2'd2;
  assign sret        = event_i == 2'd3;
  assign traps       = taken && (exception || interrupt);
  assign was_machine = privilege_i == mmu_pkg::Machine;

  // ---- Interrupts (3.1.9): place in the order, 0 for none
  function automatic logic [2:0] place(logic [5:0] number);
    case (number)
      6'd11:   place = 3'd1;
      6'd3:    place = 3'd2;
      6'd7:    place = 3'd3;
      6'd9:    place = 3'd4;
      6'd1:    place = 3'd5;
      6'd5:    place = 3'd6;
      6'd13:   place = 3'd7;
      default: place = 3'd0;
    endcase
  endfunction

  // Those for M-mode are open below it, and in it with MIE; those delegated are open below S-mode,
  // in it with SIE, and never in M-mode.
  logic machine_open, supervisor_open;
  assign machine_open    = !was_machine || mstatus_i[3];
  assign supervisor_open = privilege_i == mmu_pkg::User ||
                           (privilege_i == mmu_pkg::Supervisor && mstatus_i[1]);

  logic [63:0] open;
  assign open = mip_i & mie_i & (mideleg_i & {64{supervisor_open}} |
                                 ~mideleg_i & {64{machine_open}});

  logic [5:0] number;
  logic       other_waits, other_first;
  assign number      = cause[5:0];
  assign other_waits = open[other] && place(other) != 3'd0;
  assign other_first = (mideleg_i[other] == mideleg_i[number]) ? place(other) < place(number)
                                                                : mideleg_i[number];

  // ---- mstatus of a trap and of a return, from the names of its bits
  logic [63:0] trapped, returned;
  always_comb begin
    trapped = mstatus_i;
    if (to_machine) {trapped[12:11], trapped[7], trapped[3]} = {privilege_i, mstatus_i[3], 1'b0};
    else {trapped[8], trapped[5], trapped[1]} = {privilege_i[0], mstatus_i[1], 1'b0};
    returned = mstatus_i;
    if (mret) {returned[12:11], returned[7], returned[3]} = {2'd0, 1'b1, mstatus_i[7]};
    else {returned[8], returned[5], returned[1]} = {1'b0, 1'b1, mstatus_i[5]};
  end

  logic [63:0] vector;
  assign vector = to_machine ? mtvec_i : stvec_i;

  // ---- An address as the ports carry it, and what a cause has besides its number
  function automatic logic [63:0] address(logic [63:0] value);
    address = value % (65'd1 << Xlen);
  endfunction

  logic [63:0] flag;
  assign flag = interrupt ? 64'd1 << (Xlen - 1) : 64'd0;

  always_comb begin
    nothing_changes_idly: assert (taken || (interrupt && !to_machine && privilege == privilege_i &&
                                            mstatus == mstatus_i && pc == address(pc_i) &&
                                            {epc, cause, tval} == '0));
    takes_what_is_open: assert (!interrupt || (taken ? open[number] && place(number) != 3'd0
                                                     : !other_waits));
    takes_the_first: assert (!(interrupt && taken && other_waits) || !other_first);
    never_less_privileged: assert (!traps || privilege >= privilege_i);
    delegates: assert (!traps || (privilege == (to_machine ? mmu_pkg::Machine
                                                           : mmu_pkg::Supervisor) &&
        to_machine == (exception ? was_machine || !medeleg_i[cause_i] : !mideleg_i[number])));
    stacks_the_mode: assert (!traps || mstatus == trapped);
    goes_to_its_vector: assert (!traps || pc == address((vector & ~64'd3) +
                                ((interrupt && vector[1:0] == 2'd1) ? 64'd4 * number : 64'd0)));
    records_the_trap: assert (traps ? epc == address(pc_i) && cause == flag + number &&
                                      (interrupt || number == cause_i) &&
                                      tval == (interrupt ? 64'd0 : address(tval_i))
                                    : {to_machine, epc, cause, tval} == '0);
    returns_as_stacked: assert (!(mret || sret) ||
        (taken && privilege == (mret ? mstatus_i[12:11] : {1'b0, mstatus_i[8]}) &&
         pc == address(mret ? mepc_i : sepc_i) && ((mstatus ^ returned) & ~(64'd1 << 17)) == '0));
    return_clears_mprv: assert (!(mret || sret) ||
        mstatus[17] == (mstatus_i[17] && privilege == mmu_pkg::Machine));
    return_undoes_trap: assert (!traps || (back == privilege_i && back_pc == address(pc_i) &&
                                           back_mstatus[3] == mstatus_i[3] &&
                                           back_mstatus[1] == mstatus_i[1]));
  end

endmodule
