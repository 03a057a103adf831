// The miss unit's walker: one request at a time, for either port  (docs/microarchitecture.md
// section 5; Privileged 4.3.2)
//
//   Idle -grant-> Probe --second level answers--------------------------------------> Answer
//                   '--walk--> Read -accepted-> Wait -answer-> Check --pointer------> Read (next level)
//                               ^                                |---fault----------> Answer
//                               |                                |---leaf, as it is-> Answer
//                               |                                '---leaf, A/D------> Update -accepted-> UWait
//                               '----------------------------- lost ------------------------------------'
//                                    won, or error; in Read and Update a PMP denial --> Answer -> Idle
//
// A fence kills the walk: from the cycle in which it is applied the walk starts no memory request,
// fills nothing and answers nobody. It ends at once, or, with a memory request outstanding, when
// that is answered. `killed_q` is the compare of the walk's epoch with the current one, kept as one
// bit: a counter could wrap while a slow memory answers, a bit cannot.
//
// One always_ff, without next-state variables: the memory's answer then feeds registers only.
module walker (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 fetch_ask_i,    // requests wait in their port's stage until granted
  input  logic [63:0]          fetch_va_i,
  input  mmu_pkg::qualifiers_t fetch_qualifiers_i,
  input  logic [43:0]          fetch_root_i,
  output logic                 fetch_grant_o,
  output logic                 fetch_answer_o,
  input  logic                 data_ask_i,
  input  logic [63:0]          data_va_i,
  input  mmu_pkg::qualifiers_t data_qualifiers_i,
  input  logic [43:0]          data_root_i,
  output logic                 data_grant_o,
  output logic                 data_answer_o,

  output logic                 grant_o,        // probed in the next cycle
  output logic [44:0]          grant_vpn_o,
  output logic                 probe_o,        // second level and page-walk cache are asked, with key and qualifiers
  output mmu_pkg::qualifiers_t qualifiers_o,
  output logic [2:0]           top_o,          // with probe: level of the root
  input  logic                 second_answer_i,
  input  mmu_pkg::leaf_t       second_leaf_i,
  input  logic                 second_global_i,
  output logic                 start_o,        // a walk begins, from the page-walk cache's entry if it has one
  input  logic                 pwc_hit_i,
  input  logic [2:0]           pwc_level_i,
  input  logic [43:0]          pwc_ppn_i,
  input  logic                 pwc_global_i,
  output logic                 pwc_fill_o,     // a pointer was read: pte_ppn_o, global_o and mem_level_o are its
  output logic [43:0]          pte_ppn_o,

  output logic                 second_o,       // the answer is the second level's
  output logic                 page_fault_o,   // with an answer
  output logic                 access_fault_o,
  output mmu_pkg::leaf_t       leaf_o,
  output mmu_pkg::key_t        key_o,
  output logic                 global_o,
  output logic                 refill_o,       // the answer goes into the port's L1 TLB
  output logic                 fill_o,         // and, found by a walk, into the second level

  input  logic                 apply_i,        // a fence is applied in this cycle

  output logic                 pmp_check_o,    // may S-mode do to mem_address_o what mem_cas_o says?
  input  logic                 pmp_allow_i,

  output logic                 mem_valid_o,
  input  logic                 mem_ready_i,
  output logic [55:0]          mem_address_o,
  output logic                 mem_cas_o,      // compare-and-swap, not a read
  output logic [63:0]          mem_expected_o,
  output logic [63:0]          mem_desired_o,
  output logic [2:0]           mem_level_o,
  input  logic                 mem_rsp_valid_i,
  input  logic [63:0]          mem_rsp_data_i,
  input  logic                 mem_rsp_won_i,
  input  logic                 mem_rsp_error_i,

  output logic                 event_read_o,
  output logic                 event_update_o,
  output logic                 event_lost_o,
  output logic                 event_killed_o,
  output logic                 idle_o,
  output logic                 waiting_o       // for the memory
);

  mmu_pkg::walker_state_e state_q;
  mmu_pkg::qualifiers_t   qualifiers_q;
  mmu_pkg::pte_t          pte_q;
  logic [44:0]            vpn_q;
  logic [43:0]            base_q;          // PPN of the table being read
  logic [2:0]             level_q;
  logic                   global_q;        // a pointer on the way here had G
  logic                   for_data_q;      // the port this walk is for
  logic                   killed_q;
  logic                   second_q;        // the second level answered
  logic                   lost_q;          // re-reading after a lost compare-and-swap
  logic                   error_q;         // the memory refused the read
  logic                   page_fault_q, access_fault_q;

  // ---- Grant: data before fetch. What is granted while a fence is being accepted is killed when
  // it is applied.
  logic                 idle;
  mmu_pkg::qualifiers_t grant_qualifiers;
  logic [2:0]           root_level;

  assign idle          = state_q == mmu_pkg::Idle;
  assign data_grant_o  = idle & data_ask_i;
  assign fetch_grant_o = idle & fetch_ask_i & ~data_ask_i;
  assign grant_qualifiers = data_ask_i ? data_qualifiers_i : fetch_qualifiers_i;
  assign grant_o          = idle & (data_ask_i | fetch_ask_i);
  assign grant_vpn_o      = data_ask_i ? data_va_i[56:12] : fetch_va_i[56:12];

  always_comb begin
    unique case (grant_qualifiers.mode)
      mmu_pkg::Sv39: root_level = 3'd2;
      mmu_pkg::Sv48: root_level = 3'd3;
      default:       root_level = 3'd4;
    endcase
  end

  // ---- Probe: an answer from the second level, or a walk that starts as low as the page-walk
  // cache knows.
  assign probe_o      = (state_q == mmu_pkg::Probe) & ~apply_i;
  assign start_o      = probe_o & ~second_answer_i;
  assign qualifiers_o = qualifiers_q;
  assign top_o        = level_q;

  // ---- Judgement of the registered PTE: the kernels of the hit path, and PTE legality.
  logic is_leaf, illegal, permit, update_needed, a_desired, d_desired;

  pte_legal u_legal (
    .pte_i  (pte_q),
    .level_i(level_q),
    .pbmte_i(qualifiers_q.pbmte),
    .leaf_o (is_leaf),
    .fault_o(illegal)
  );

  leaf_permits u_permits (
    .r_i        (pte_q.r),
    .w_i        (pte_q.w),
    .x_i        (pte_q.x),
    .u_i        (pte_q.u),
    .access_i   (qualifiers_q.access),
    .privilege_i(qualifiers_q.privilege),
    .sum_i      (qualifiers_q.sum),
    .mxr_i      (qualifiers_q.mxr),
    .permit_o   (permit)
  );

  ad_update u_ad (
    .a_i     (pte_q.a),
    .d_i     (pte_q.d),
    .access_i(qualifiers_q.access),
    .needed_o(update_needed),
    .a_o     (a_desired),
    .d_o     (d_desired)
  );

  logic leaf_fault;
  assign leaf_fault = ~permit | (update_needed & ~qualifiers_q.adue);

  assign pwc_fill_o = (state_q == mmu_pkg::Check) & ~apply_i & ~error_q & ~illegal & ~is_leaf;
  assign pte_ppn_o  = pte_q.ppn;

  // ---- Memory port. `valid` falls when a fence withdraws a request that was not accepted.
  pte_address u_address (
    .base_i   (base_q),
    .vpn_i    (vpn_q),
    .level_i  (level_q),
    .address_o(mem_address_o)
  );

  assign mem_cas_o      = state_q == mmu_pkg::Update;
  assign pmp_check_o    = ((state_q == mmu_pkg::Read) | mem_cas_o) & ~apply_i;
  assign mem_valid_o    = pmp_check_o & pmp_allow_i;
  assign mem_expected_o = pte_q;
  assign mem_level_o    = level_q;

  mmu_pkg::pte_t desired;
  always_comb begin
    desired   = pte_q;
    desired.a = a_desired;
    desired.d = d_desired;
  end
  assign mem_desired_o = desired;

  // ---- Answer.
  logic answer;
  assign answer         = (state_q == mmu_pkg::Answer) & ~apply_i;
  assign data_answer_o  = answer & for_data_q;
  assign fetch_answer_o = answer & ~for_data_q;
  assign page_fault_o   = page_fault_q;
  assign access_fault_o = access_fault_q;
  assign second_o       = second_q;
  assign refill_o       = answer & ~page_fault_q & ~access_fault_q;
  assign fill_o         = refill_o & ~second_q;
  assign key_o          = {qualifiers_q.asid, vpn_q};
  assign global_o       = global_q | pte_q.g;
  assign leaf_o         = {pte_q.ppn, level_q, pte_q.n, pte_q.pbmt,
                           pte_q.d, pte_q.u, pte_q.x, pte_q.w, pte_q.r};

  assign event_read_o   = mem_valid_o & mem_ready_i & ~mem_cas_o;
  assign event_update_o = mem_valid_o & mem_ready_i & mem_cas_o;
  assign event_lost_o   = lost_q;
  assign event_killed_o = apply_i & ~idle & ~killed_q;
  assign idle_o         = idle;
  assign waiting_o      = (state_q == mmu_pkg::Wait) | (state_q == mmu_pkg::UWait);

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
          if (data_ask_i | fetch_ask_i) state_q <= mmu_pkg::Probe;
        end
        mmu_pkg::Probe: begin
          if (apply_i) state_q <= mmu_pkg::Idle;
          else state_q <= second_answer_i ? mmu_pkg::Answer : mmu_pkg::Read;
        end
        mmu_pkg::Read: begin
          if (apply_i) state_q <= mmu_pkg::Idle;
          else if (!pmp_allow_i) state_q <= mmu_pkg::Answer;
          else if (mem_ready_i) state_q <= mmu_pkg::Wait;
        end
        mmu_pkg::Wait: begin
          if (mem_rsp_valid_i) state_q <= (killed_q | apply_i) ? mmu_pkg::Idle : mmu_pkg::Check;
        end
        mmu_pkg::Check: begin
          if (apply_i) state_q <= mmu_pkg::Idle;
          else if (error_q | illegal) state_q <= mmu_pkg::Answer;
          else if (!is_leaf) state_q <= mmu_pkg::Read;
          else if (leaf_fault | ~update_needed) state_q <= mmu_pkg::Answer;
          else state_q <= mmu_pkg::Update;
        end
        mmu_pkg::Update: begin
          if (apply_i) state_q <= mmu_pkg::Idle;
          else if (!pmp_allow_i) state_q <= mmu_pkg::Answer;
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

  // The second level's leaf as the PTE that it came from.
  mmu_pkg::pte_t second_pte;
  assign second_pte = {1'b0, second_leaf_i.pbmt, 7'd0, second_leaf_i.ppn, 2'd0, second_leaf_i.d, 1'b1, second_global_i,
                       second_leaf_i.u, second_leaf_i.x, second_leaf_i.w, second_leaf_i.r, 1'b1};

  // What the states carry; none of it needs a reset value.
  always_ff @(posedge clk_i) begin
    unique case (state_q)
      mmu_pkg::Idle: begin
        if (data_ask_i | fetch_ask_i) begin
          for_data_q     <= data_ask_i;
          qualifiers_q   <= grant_qualifiers;
          vpn_q          <= grant_vpn_o;
          base_q         <= data_ask_i ? data_root_i : fetch_root_i;
          level_q        <= root_level;
          global_q       <= 1'b0;
          second_q       <= 1'b0;
          page_fault_q   <= 1'b0;
          access_fault_q <= 1'b0;
        end
      end
      mmu_pkg::Probe: begin
        if (second_answer_i) begin
          second_q <= 1'b1;
          level_q  <= second_leaf_i.level;
          pte_q    <= second_pte;
        end else if (pwc_hit_i) begin
          base_q   <= pwc_ppn_i;
          level_q  <= pwc_level_i - 3'd1;
          global_q <= pwc_global_i;
        end
      end
      mmu_pkg::Read, mmu_pkg::Update: access_fault_q <= ~pmp_allow_i;
      mmu_pkg::Wait: begin
        pte_q   <= mem_rsp_data_i;
        error_q <= mem_rsp_error_i;
      end
      mmu_pkg::Check: begin
        access_fault_q <= error_q;
        page_fault_q   <= ~error_q & (illegal | (is_leaf & leaf_fault));
        if (!error_q && !illegal && !is_leaf) begin
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
  assign unused = &{1'b0, second_leaf_i.napot, fetch_va_i[63:57], fetch_va_i[11:0], data_va_i[63:57], data_va_i[11:0]};

endmodule
