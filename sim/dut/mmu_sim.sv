// The MMU with words around it, for simulation only: annotations that say in the waves what the machine was doing, and the
// MMU's numbers as enums that a viewer shows by name. Nothing here feeds the MMU.
module mmu_sim #(
  parameter int unsigned Xlen         = 64,
  parameter int unsigned ItlbEntries  = 16,
  parameter int unsigned DtlbEntries  = 16,
  parameter int unsigned L2Sets       = 64,
  parameter int unsigned L2Ways       = 4,
  parameter int unsigned SuperEntries = 8,
  parameter int unsigned WalkEntries  = 4,
  parameter int unsigned PmpEntries   = 16,
  parameter int unsigned PmaRanges    = 3
) (
  // Annotations: text is packed ASCII, last character in the low byte
  input  logic [63:0]           cycle_i,
  input  logic [63:0]           pc_i,
  input  logic [255:0]          symbol_i,
  input  logic [255:0]          process_i,
  input  mmu_pkg::privilege_e   hart_privilege_i,
  input  logic [63:0]           fault_id_i,
  input  wave_pkg::fault_step_e fault_step_i,
  input  logic                  wave_clk_i,  // rises after clk_i has, only while waves are written

  // The MMU's own ports
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  mmu_pkg::privilege_e   privilege_i,
  input  mmu_pkg::privilege_e   mpp_i,
  input  logic                  mprv_i,
  input  logic                  sum_i,
  input  logic                  mxr_i,
  input  logic                  adue_i,
  input  logic                  pbmte_i,
  input  mmu_pkg::mode_e        mode_i,
  input  logic [15:0]           asid_i,
  input  logic [43:0]           root_i,
  input  logic [1:0]            pmm_m_i,
  input  logic [1:0]            pmm_s_i,
  input  logic [1:0]            pmm_u_i,
  input  logic                  pmp_load_i,
  input  logic [8*PmpEntries-1:0]  pmp_cfg_i,
  input  logic [54*PmpEntries-1:0] pmp_addr_i,
  input  logic                  pmp_mml_i,
  input  logic                  pmp_mmwp_i,
  input  logic                  fetch_valid_i,
  output logic                  fetch_ready_o,
  input  logic [63:0]           fetch_va_i,
  input  logic [6:0]            fetch_size_i,
  output logic                  fetch_rsp_valid_o,
  output logic                  fetch_rsp_fault_o,
  output mmu_pkg::cause_e       fetch_rsp_cause_o,
  output logic [63:0]           fetch_rsp_tval_o,
  output logic [55:0]           fetch_rsp_pa_o,
  output logic [1:0]            fetch_rsp_attribute_o,
  output mmu_pkg::path_e        fetch_rsp_path_o,
  output logic [7:0]            fetch_rsp_entry_o,
  output logic [2:0]            fetch_rsp_level_o,
  input  logic                  data_valid_i,
  output logic                  data_ready_o,
  input  logic [63:0]           data_va_i,
  input  logic [6:0]            data_size_i,
  input  mmu_pkg::access_e      data_access_i,
  output logic                  data_rsp_valid_o,
  output logic                  data_rsp_fault_o,
  output mmu_pkg::cause_e       data_rsp_cause_o,
  output logic [63:0]           data_rsp_tval_o,
  output logic [55:0]           data_rsp_pa_o,
  output logic [1:0]            data_rsp_attribute_o,
  output mmu_pkg::path_e        data_rsp_path_o,
  output logic [7:0]            data_rsp_entry_o,
  output logic [2:0]            data_rsp_level_o,
  input  logic                  fence_valid_i,
  output logic                  fence_ready_o,
  input  logic                  fence_va_given_i,
  input  logic                  fence_asid_given_i,
  input  logic [63:0]           fence_va_i,
  input  logic [15:0]           fence_asid_i,
  output logic                  fence_done_o,
  output logic                  mem_valid_o,
  input  logic                  mem_ready_i,
  output logic [55:0]           mem_address_o,
  output logic                  mem_cas_o,
  output logic [63:0]           mem_expected_o,
  output logic [63:0]           mem_desired_o,
  output logic [2:0]            mem_level_o,
  input  logic                  mem_rsp_valid_i,
  input  logic [63:0]           mem_rsp_data_i,
  input  logic                  mem_rsp_won_i,
  input  logic                  mem_rsp_error_i,
  output mmu_pkg::events_t      events_o,
  output logic                  event_read_o,
  output logic                  event_update_o,
  output logic                  quiet_o,
  input  logic                  state_read_i,
  input  logic                  state_write_i,
  input  logic [13:0]           state_index_i,
  input  mmu_pkg::state_word_t  state_i,
  output mmu_pkg::state_word_t  state_o
);

  mmu #(
    .Xlen        (Xlen),
    .ItlbEntries (ItlbEntries),
    .DtlbEntries (DtlbEntries),
    .L2Sets      (L2Sets),
    .L2Ways      (L2Ways),
    .SuperEntries(SuperEntries),
    .WalkEntries (WalkEntries),
    .PmpEntries  (PmpEntries),
    .PmaRanges   (PmaRanges)
  ) u_mmu (.*);

  // Numbers as words
  wave_pkg::page_size_e fetch_page, data_page, walk_page;
  wave_pkg::attribute_e fetch_attribute, data_attribute;

  assign fetch_page      = wave_pkg::page_size(Xlen, fetch_rsp_level_o);
  assign data_page       = wave_pkg::page_size(Xlen, data_rsp_level_o);
  assign walk_page       = wave_pkg::page_size(Xlen, mem_level_o);
  assign fetch_attribute = wave_pkg::attribute_e'(fetch_rsp_attribute_o);
  assign data_attribute  = wave_pkg::attribute_e'(data_rsp_attribute_o);

  logic [3:0] fault_step;  // without names: waves/step gives it words and colours
  assign fault_step = fault_step_i;

  wave_story u_story (
    .wave_clk_i    (wave_clk_i),
    .state_i       (u_mmu.u_miss.u_walker.state_q),
    .qualifiers_i  (u_mmu.u_miss.u_walker.qualifiers_q),
    .for_data_i    (u_mmu.u_miss.u_walker.for_data_q),
    .fetch_va_i    (u_mmu.u_fetch.va_q),
    .data_va_i     (u_mmu.u_data.va_q),
    .level_i       (mem_level_o),
    .address_i     (mem_address_o),
    .pte_i         (u_mmu.u_miss.u_walker.pte_q),
    .desired_i     (mem_desired_o),
    .refused_i     (u_mmu.u_miss.u_walker.error_q),
    .second_i      (u_mmu.u_miss.u_walker.second_q),
    .page_fault_i  (u_mmu.u_miss.u_walker.page_fault_q),
    .access_fault_i(u_mmu.u_miss.u_walker.access_fault_q)
  );

  // The L1 TLBs, an entry a row: the first 16 of a bigger one.
  localparam int unsigned ItlbRows = ItlbEntries < 16 ? ItlbEntries : 16;
  localparam int unsigned DtlbRows = DtlbEntries < 16 ? DtlbEntries : 16;
  // verilator lint_off UNUSEDSIGNAL
  logic [123:0] itlb [ItlbRows];  // for the eye alone
  logic [123:0] dtlb [DtlbRows];
  // verilator lint_on UNUSEDSIGNAL

  always_ff @(posedge wave_clk_i) begin
    for (int unsigned i = 0; i < ItlbRows; i++) begin
      itlb[i] <= wave_pkg::tlb_row(u_mmu.u_fetch.u_tlb.valid_q[i],
                                   ~u_mmu.u_fetch.u_tlb.care_q[i][60],
                                   u_mmu.u_fetch.u_tlb.key_q[i], u_mmu.u_fetch.u_tlb.leaf_q[i]);
    end
    for (int unsigned i = 0; i < DtlbRows; i++) begin
      dtlb[i] <= wave_pkg::tlb_row(u_mmu.u_data.u_tlb.valid_q[i],
                                   ~u_mmu.u_data.u_tlb.care_q[i][60],
                                   u_mmu.u_data.u_tlb.key_q[i], u_mmu.u_data.u_tlb.leaf_q[i]);
    end
  end

  logic unused;
  assign unused = ^{fault_step, cycle_i, pc_i, symbol_i, process_i, hart_privilege_i, fault_id_i, fault_step_i,
                    fetch_page, data_page, walk_page, fetch_attribute, data_attribute};

endmodule
