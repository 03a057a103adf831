// Cover points between the MMU's parts: what PMP and PMAs deny, at which use, and pointer masking (groups Denied, PteDenied, Mask).
module cover_mmu #(
  parameter int unsigned Xlen = 64
) (
  input logic                 clk_i,
  input logic [2:0]           check_i,     // fetch port, data port, walker
  input logic [2:0]           pmp_allow_i,
  input logic [2:0]           pma_allow_i,
  input mmu_pkg::path_e       fetch_path_i,
  input mmu_pkg::path_e       data_path_i,
  input mmu_pkg::qualifiers_t fetch_qualifiers_i,
  input mmu_pkg::qualifiers_t data_qualifiers_i,
  input logic                 update_i,
  input logic [2:0]           level_i,
  input logic                 accept_i,    // a data request
  input logic [63:0]          va_i,
  input logic [63:0]          masked_i,
  input mmu_pkg::privilege_e  privilege_i,
  input logic                 mxr_i,
  input mmu_pkg::mode_e       mode_i,
  input logic [1:0]           pmm_m_i,
  input logic [1:0]           pmm_s_i,
  input logic [1:0]           pmm_u_i
);

  // PMP alone, PMAs alone, both
  function automatic int denier(logic pmp, logic pma);
    denier = pmp ? 1 : pma ? 0 : 2;
  endfunction

  logic [2:0] denied;
  logic [1:0] pmm;
  logic       alone;  // the other privileges' PMM says something else

  assign alone  = 2'(pmm_m_i == pmm) + 2'(pmm_s_i == pmm) + 2'(pmm_u_i == pmm) == 2'd1;
  assign denied = check_i & ~(pmp_allow_i & pma_allow_i);

  always_comb begin
    case (privilege_i)
      mmu_pkg::Machine: pmm = pmm_m_i;
      mmu_pkg::User:    pmm = pmm_u_i;
      default:          pmm = pmm_s_i;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (denied[0]) begin
      cover_pkg::fl_cover_point(cover_pkg::Denied, denier(pmp_allow_i[0], pma_allow_i[0]),
                                cover_pkg::path_of(fetch_path_i), 0,
                                cover_pkg::privilege_of(fetch_qualifiers_i.privilege), 0);
    end
    if (denied[1]) begin
      cover_pkg::fl_cover_point(cover_pkg::Denied, denier(pmp_allow_i[1], pma_allow_i[1]),
                                cover_pkg::path_of(data_path_i), int'(data_qualifiers_i.access),
                                cover_pkg::privilege_of(data_qualifiers_i.privilege), 0);
    end
    if (denied[2]) begin
      cover_pkg::fl_cover_point(cover_pkg::PteDenied, denier(pmp_allow_i[2], pma_allow_i[2]),
                                int'(update_i), cover_pkg::level_of(Xlen, level_i), 0, 0);
    end
    if (accept_i && Xlen == 64 && alone) begin
      cover_pkg::fl_cover_point(cover_pkg::Mask, int'(pmm), cover_pkg::privilege_of(privilege_i),
                                int'(mmu_pkg::is_paged(1'b0, mode_i)), int'(mxr_i),
                                int'(va_i != masked_i));
    end
  end

  logic unused;
  assign unused = &{1'b0, fetch_qualifiers_i, data_qualifiers_i};

endmodule

bind mmu cover_mmu #(.Xlen(Xlen)) u_cover (
  .clk_i             (clk_i),
  .check_i           ({walk_check, data_check, fetch_check}),
  .pmp_allow_i       (u_protection.pmp_allow),
  .pma_allow_i       ({u_protection.gen_pma[2].pma_allow, u_protection.gen_pma[1].pma_allow,
                       u_protection.gen_pma[0].pma_allow}),
  .fetch_path_i      (fetch_rsp_path_o),
  .data_path_i       (data_rsp_path_o),
  .fetch_qualifiers_i(fetch_ask_qualifiers),
  .data_qualifiers_i (data_ask_qualifiers),
  .update_i          (mem_cas_o),
  .level_i           (mem_level_o),
  .accept_i          (data_valid_i & data_ready_o),
  .va_i              (data_va_i),
  .masked_i          (data_va),
  .privilege_i       (data_privilege),
  .mxr_i             (mxr_i),
  .mode_i            (mode_i),
  .pmm_m_i           (pmm_m_i),
  .pmm_s_i           (pmm_s_i),
  .pmm_u_i           (pmm_u_i)
);
