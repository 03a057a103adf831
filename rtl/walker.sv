// The walker: one request at a time, from the probe of the second level to the answer
// (docs/microarchitecture.md section 5; Privileged 4.3.2)
//
//   Idle -grant-> Probe --second level answers--------------------------------> Answer
//                   '--walk--> Read -accepted-> Wait -answer-> Check --pointer--> Read (next level)
//                               ^                                |--fault, leaf-> Answer
//                               |                                '--leaf, A/D-.
//                               '----- lost ---- UWait <-accepted- Update <---'
//                                                  '--won, error--> Answer --> Idle
//            in Read and Update a denial ---> Answer
//
// A fence kills the walk: from the cycle in which it is applied the walk starts no memory request,
// fills nothing and answers nobody. It ends at once, or, with a memory request outstanding, when
// that is answered. `killed_q` is the compare of the walk's epoch with the current one, kept as one
// bit: a counter could wrap while a slow memory answers, a bit cannot.
//
// One always_ff, without next-state variables: the memory's answer then feeds registers only.
module walker #(
  parameter int unsigned Xlen = 64  // 32: Sv32, with PTEs of 4 bytes in the low half of the data
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 ask_i,           // a request waits, with what follows
  input  logic                 for_data_i,      // on the data port
  input  logic [44:0]          vpn_i,
  input  mmu_pkg::qualifiers_t qualifiers_i,
  input  logic [43:0]          root_i,
  output logic                 grant_o,         // it is taken, and probed in the next cycle

  output logic                 probe_o,         // second level and page-walk cache are asked
  input  logic                 second_answer_i,
  input  mmu_pkg::leaf_t       second_leaf_i,
  input  logic                 second_global_i,
  input  logic                 pwc_hit_i,
  input  logic [2:0]           pwc_level_i,
  input  logic [43:0]          pwc_ppn_i,
  input  logic                 pwc_global_i,
  output logic                 pwc_fill_o,      // a pointer was read
  output logic [43:0]          pwc_fill_ppn_o,

  output mmu_pkg::key_t        key_o,           // of the request
  output mmu_pkg::qualifiers_t qualifiers_o,
  output logic [2:0]           level_o,         // of the PTE; with probe of the root's
  output logic                 global_o,        // of the PTE and the pointers above it

  output logic                 answer_o,
  output logic                 for_data_o,
  output mmu_pkg::outcome_t    outcome_o,
  output logic                 fill_o,          // the leaf goes into the second level

  input  logic                 apply_i,         // a fence is applied in this cycle

  output logic                 check_o,         // may S-mode do there what mem_cas_o says?
  input  logic                 allow_i,

  output logic                 mem_valid_o,
  input  logic                 mem_ready_i,
  output logic [55:0]          mem_address_o,
  output logic                 mem_cas_o,       // compare-and-swap, not a read
  output logic [63:0]          mem_expected_o,
  output logic [63:0]          mem_desired_o,
  input  logic                 mem_rsp_valid_i,
  input  logic [63:0]          mem_rsp_data_i,
  input  logic                 mem_rsp_won_i,
  input  logic                 mem_rsp_error_i,

  output logic                 event_lost_o,
  output logic                 event_killed_o,
  output logic                 idle_o,
  output logic                 waiting_o        // for the memory
);

  mmu_pkg::walker_state_e state_q;
  mmu_pkg::qualifiers_t   qualifiers_q;
  mmu_pkg::pte_t          pte_q;
  logic [44:0]            vpn_q;
  logic [43:0]            base_q;          // PPN of the table being read
  logic [2:0]             level_q;
  logic                   for_data_q;
  logic                   second_q;        // the second level answered
  logic                   global_q;        // a pointer above was global
  logic                   error_q;         // the memory refused the read
  logic                   page_fault_q, access_fault_q;
  logic                   killed_q;        // a fence was applied since the grant
  logic                   lost_q;          // the last compare-and-swap was lost

  // ---- Grant
  logic [2:0] root_level;

  assign idle_o  = state_q == mmu_pkg::Idle;
  assign grant_o = idle_o & ask_i;

  assign root_level = (qualifiers_i.mode == mmu_pkg::Sv32) ? 3'd1
                    : (qualifiers_i.mode == mmu_pkg::Sv39) ? 3'd2
                    : (qualifiers_i.mode == mmu_pkg::Sv48) ? 3'd3 : 3'd4;

  // ---- What the states show
  logic fault, pointer, update;
  mmu_pkg::pte_t desired;

  pte_judge #(.Xlen(Xlen)) u_judge (
    .ask_i(state_q == mmu_pkg::Check),
    .pte_i(pte_q), .level_i(level_q), .qualifiers_i(qualifiers_q),
    .fault_o(fault), .pointer_o(pointer), .update_o(update), .desired_o(desired)
  );

  pte_address #(.Xlen(Xlen)) u_address (
    .base_i   (base_q),
    .vpn_i    (vpn_q),
    .level_i  (level_q),
    .address_o(mem_address_o)
  );

  assign probe_o        = (state_q == mmu_pkg::Probe) & ~apply_i;
  assign pwc_fill_o     = (state_q == mmu_pkg::Check) & ~apply_i & ~error_q & pointer;
  assign pwc_fill_ppn_o = pte_q.ppn;
  assign key_o          = {qualifiers_q.asid, vpn_q};
  assign qualifiers_o   = qualifiers_q;
  assign level_o        = level_q;
  assign global_o       = global_q | pte_q.g;

  // `valid` falls when a fence withdraws a request that was not accepted.
  assign mem_cas_o      = state_q == mmu_pkg::Update;
  assign check_o        = ((state_q == mmu_pkg::Read) | mem_cas_o) & ~apply_i;
  assign mem_valid_o    = check_o & allow_i;
  assign mem_expected_o = pte_q;
  assign mem_desired_o  = desired;

  assign answer_o       = (state_q == mmu_pkg::Answer) & ~apply_i;
  assign for_data_o     = for_data_q;
  assign fill_o         = outcome_o.refill & ~second_q;

  always_comb begin
    outcome_o = '0;
    if (answer_o) begin
      outcome_o = {second_q, ~page_fault_q & ~access_fault_q, page_fault_q, access_fault_q,
                   global_o, pte_q.ppn, level_q, pte_q.n, pte_q.pbmt, pte_q.d, pte_q.u, pte_q.x,
                   pte_q.w, pte_q.r};
    end
  end

  assign event_lost_o   = lost_q;
  assign event_killed_o = apply_i & ~idle_o & ~killed_q;
  assign waiting_o      = (state_q == mmu_pkg::Wait) | (state_q == mmu_pkg::UWait);

  // ---- The state
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q  <= mmu_pkg::Idle;
      killed_q <= 1'b0;
      lost_q   <= 1'b0;
    end else begin
      lost_q   <= 1'b0;
      killed_q <= killed_q | apply_i;
      unique case (state_q)
        mmu_pkg::Idle: begin
          killed_q <= 1'b0;
          if (ask_i) state_q <= mmu_pkg::Probe;
        end
        mmu_pkg::Probe: begin
          if (apply_i) state_q <= mmu_pkg::Idle;
          else state_q <= second_answer_i ? mmu_pkg::Answer : mmu_pkg::Read;
        end
        mmu_pkg::Read: begin
          if (apply_i) state_q <= mmu_pkg::Idle;
          else if (!allow_i) state_q <= mmu_pkg::Answer;
          else if (mem_ready_i) state_q <= mmu_pkg::Wait;
        end
        mmu_pkg::Wait:
          if (mem_rsp_valid_i) state_q <= (killed_q | apply_i) ? mmu_pkg::Idle : mmu_pkg::Check;
        mmu_pkg::Check: begin
          if (apply_i) state_q <= mmu_pkg::Idle;
          else if (error_q | fault) state_q <= mmu_pkg::Answer;
          else if (pointer) state_q <= mmu_pkg::Read;
          else state_q <= update ? mmu_pkg::Update : mmu_pkg::Answer;
        end
        mmu_pkg::Update: begin
          if (apply_i) state_q <= mmu_pkg::Idle;
          else if (!allow_i) state_q <= mmu_pkg::Answer;
          else if (mem_ready_i) state_q <= mmu_pkg::UWait;
        end
        mmu_pkg::UWait: begin
          if (mem_rsp_valid_i) begin
            if (killed_q | apply_i) state_q <= mmu_pkg::Idle;
            else if (mem_rsp_error_i | mem_rsp_won_i) state_q <= mmu_pkg::Answer;
            else state_q <= mmu_pkg::Read;
            lost_q <= ~killed_q & ~apply_i & ~mem_rsp_error_i & ~mem_rsp_won_i;
          end
        end
        default: state_q <= mmu_pkg::Idle;  // Answer
      endcase
    end
  end

  // ---- What the states carry; none of it needs a reset value.
  always_ff @(posedge clk_i) begin
    unique case (state_q)
      mmu_pkg::Idle: begin
        if (ask_i) begin
          for_data_q     <= for_data_i;
          qualifiers_q   <= qualifiers_i;
          vpn_q          <= vpn_i;
          base_q         <= root_i;
          level_q        <= root_level;
          global_q       <= 1'b0;
          second_q       <= 1'b0;
          page_fault_q   <= 1'b0;
          access_fault_q <= 1'b0;
        end
      end
      mmu_pkg::Probe: begin
        if (second_answer_i) begin  // its leaf, as the PTE that it came from
          second_q <= 1'b1;
          level_q  <= second_leaf_i.level;
          pte_q    <= {1'b0, second_leaf_i.pbmt, 7'd0, second_leaf_i.ppn, 2'd0, second_leaf_i.d,
                       1'b1, second_global_i, second_leaf_i.u, second_leaf_i.x, second_leaf_i.w,
                       second_leaf_i.r, 1'b1};
        end else if (pwc_hit_i) begin
          base_q   <= pwc_ppn_i;
          level_q  <= pwc_level_i - 3'd1;
          global_q <= pwc_global_i;
        end
      end
      mmu_pkg::Read, mmu_pkg::Update: access_fault_q <= ~allow_i;
      mmu_pkg::Wait: begin
        pte_q   <= (Xlen == 32) ? {32'd0, mem_rsp_data_i[31:0]} : mem_rsp_data_i;
        error_q <= mem_rsp_error_i;
      end
      mmu_pkg::Check: begin
        access_fault_q <= error_q;
        page_fault_q   <= ~error_q & fault;
        if (!error_q && pointer) begin
          base_q   <= pte_q.ppn;
          level_q  <= level_q - 3'd1;
          global_q <= global_q | pte_q.g;
        end
      end
      mmu_pkg::UWait: begin
        access_fault_q <= mem_rsp_error_i;
        if (mem_rsp_won_i && mem_rsp_valid_i) pte_q <= desired;
      end
      default: ;
    endcase
  end

  logic unused;
  assign unused = &{1'b0, second_leaf_i.napot};

endmodule
