// What the walker did, kept still for the eye: a walk lasts some twenty cycles, the fault that it begins ten thousand.
// Simulation only; feeds nothing.
//
// `walk_*` is the walk in progress, or the last one. `user_*` is the last finished walk that was made for user mode or ended
// in a fault: it stands while the kernel serves the fault and walks for itself.
//
// `swap_*` are the two PTEs of a compare-and-swap while it is made.
//
// A PTE word is {1, level, address, PTE}, or 0 where the walk has not been: 31 hex digits, which waves/pte puts into words.
// After a won compare-and-swap it is the new PTE.
//
// `wave_clk_i` rises after the clock, when all signals show the new cycle, and only while waves are written: a run without
// waves pays nothing for this.
module wave_story (
  input logic                   wave_clk_i,
  input mmu_pkg::walker_state_e state_i,
  input mmu_pkg::qualifiers_t   qualifiers_i,
  input logic                   for_data_i,
  input logic [63:0]            fetch_va_i,
  input logic [63:0]            data_va_i,
  input logic [2:0]             level_i,
  input logic [55:0]            address_i,
  input mmu_pkg::pte_t          pte_i,
  input logic [63:0]            desired_i,  // of a compare-and-swap
  input logic                   refused_i,  // the memory refused the read
  input logic                   second_i,   // the second level answers
  input logic                   page_fault_i,
  input logic                   access_fault_i
);

  localparam int unsigned Levels = 5;

  mmu_pkg::walker_state_e  last_state;
  logic                    was_walk;
  mmu_pkg::access_e        walk_access, user_access;
  wave_pkg::walk_outcome_e walk_outcome, user_outcome;
  logic [63:0]             walk_va, user_va;
  logic [123:0]            walk_pte [Levels];
  logic [123:0]            user_pte [Levels];
  logic [123:0]            swap_old, swap_new;

  always_ff @(posedge wave_clk_i) begin
    last_state <= state_i;
    swap_old   <= '0;
    swap_new   <= '0;
    unique case (state_i)
      mmu_pkg::Idle: begin
        if (walk_outcome == wave_pkg::Walking) walk_outcome <= wave_pkg::Killed;
        if (last_state == mmu_pkg::Answer && was_walk &&
            (walk_outcome != wave_pkg::Filled || qualifiers_i.privilege == mmu_pkg::User)) begin
          user_va      <= walk_va;
          user_access  <= walk_access;
          user_outcome <= walk_outcome;
          user_pte     <= walk_pte;
        end
      end
      mmu_pkg::Read: begin  // a request that the second level answers is no walk
        if (last_state == mmu_pkg::Probe) begin
          walk_va      <= for_data_i ? data_va_i : fetch_va_i;
          walk_access  <= qualifiers_i.access;
          walk_outcome <= wave_pkg::Walking;
          for (int unsigned i = 0; i < Levels; i++) walk_pte[i] <= '0;
        end
      end
      mmu_pkg::Check: begin
        if (!refused_i && level_i < 3'(Levels)) walk_pte[level_i] <= {1'b1, level_i, address_i, pte_i};
      end
      mmu_pkg::Update, mmu_pkg::UWait: begin
        swap_old <= {1'b1, level_i, address_i, pte_i};
        swap_new <= {1'b1, level_i, address_i, desired_i};
      end
      mmu_pkg::Answer: begin
        was_walk <= ~second_i;
        if (second_i) begin
          // nothing was walked
        end else if (access_fault_i) begin
          walk_outcome <= wave_pkg::AccessFault;
        end else begin
          walk_outcome <= page_fault_i ? wave_pkg::PageFault : wave_pkg::Filled;
          if (level_i < 3'(Levels)) walk_pte[level_i] <= {1'b1, level_i, address_i, pte_i};
        end
      end
      default: ;
    endcase
  end

  logic unused;
  assign unused = ^{qualifiers_i, user_va, user_access, user_outcome, swap_old, swap_new,
                    user_pte[0], user_pte[1], user_pte[2], user_pte[3], user_pte[4]};

endmodule
