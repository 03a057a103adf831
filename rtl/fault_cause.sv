// The exception of a refused access  (Privileged table 3.6)
//
// The cause follows the original access, also when it was the read of a PTE that failed. All that
// is neither fetch nor load, cache-block management included, counts as a store.
module fault_cause (
  input  logic             fault_i,
  input  mmu_pkg::access_e access_i,
  input  logic             access_fault_i,  // 1: access fault, 0: page fault
  output mmu_pkg::cause_e  cause_o
);

  always_comb begin
    cause_o = mmu_pkg::NoCause;
    if (fault_i) begin
      case (access_i)
        mmu_pkg::Fetch:
          cause_o = access_fault_i ? mmu_pkg::FetchAccessFault : mmu_pkg::FetchPageFault;
        mmu_pkg::Load:
          cause_o = access_fault_i ? mmu_pkg::LoadAccessFault : mmu_pkg::LoadPageFault;
        default:
          cause_o = access_fault_i ? mmu_pkg::StoreAccessFault : mmu_pkg::StorePageFault;
      endcase
    end
  end

endmodule
