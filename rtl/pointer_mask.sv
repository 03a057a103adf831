// Pointer masking: the address that a tagged data pointer means  (Privileged, Smmpm, Smnpm, Ssnpm)
//
//   PMM 2: PMLEN 7     va[63:57] <- copies of va[56] where translation is in effect, else zeros
//   PMM 3: PMLEN 16    va[63:48] <- copies of va[47]                           , else zeros
//
// Purely combinational, on the way into the data port's stage register. A request below M-mode with
// MXR = 1 is left alone.
module pointer_mask #(
  parameter int unsigned Xlen = 64  // 32: no masking
) (
  input  logic [63:0]         va_i,
  input  mmu_pkg::privilege_e privilege_i,  // effective
  input  logic                mxr_i,
  input  mmu_pkg::mode_e      mode_i,
  input  logic [1:0]          pmm_m_i,      // the field in force for each mode
  input  logic [1:0]          pmm_s_i,
  input  logic [1:0]          pmm_u_i,
  output logic [63:0]         va_o
);

  logic       translated;
  logic [1:0] pmm;

  always_comb begin
    translated = 1'b0;
    pmm        = 2'd0;
    va_o       = va_i;
    if (Xlen != 32 && (pmm_m_i | pmm_s_i | pmm_u_i) != 2'd0) begin
      translated = mmu_pkg::is_paged(1'b0, mode_i) & (privilege_i != mmu_pkg::Machine);
      case (privilege_i)
        mmu_pkg::Machine: pmm = pmm_m_i;
        mmu_pkg::User:    pmm = mxr_i ? 2'd0 : pmm_u_i;
        default:          pmm = mxr_i ? 2'd0 : pmm_s_i;
      endcase
      case (pmm)
        2'd2:    va_o[63:57] = {7{va_i[56] & translated}};
        2'd3:    va_o[63:48] = {16{va_i[47] & translated}};
        default: ;
      endcase
    end
  end

endmodule
