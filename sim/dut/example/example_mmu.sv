// A small MMU that has nothing in common with rtl/ but the manual: an example of somebody else's design behind sim/dut/plugin.h.
//
// Sv39 and Svadu. One direct-mapped TLB of 4 KiB translations for both ports, one access at a time, no walk cache; a fence forgets all.
//
//            hit, Bare, not canonical                         leaf, fault
//   Idle --> Lookup ------------------------------> Respond <-------------- Check --> Update --> UpdateWait
//    ^         | miss                                  |                      | pointer   ^          | won: Respond
//    |         '--> Read --> Wait --> Check            |                      '--> Read   '- Read <--' lost
//    '-------------------------------------------------'
module example_mmu (
  input  logic        clk_i,
  input  logic        rst_ni,

  // Bit 0: fetch, bit 1: data, which goes first. All the rest is sampled with the request that is accepted.
  input  logic [1:0]  valid_i,
  output logic [1:0]  ready_o,
  input  logic [63:0] fetch_va_i,
  input  logic [63:0] data_va_i,
  input  logic        data_store_i,   // an AMO too
  input  logic [1:0]  translated_i,   // Sv39, at an effective privilege below M
  input  logic [1:0]  user_i,         // that privilege is U
  input  logic        sum_i,
  input  logic        mxr_i,
  input  logic        adue_i,
  input  logic [7:0]  asid_i,
  input  logic [27:0] root_i,         // PPN

  output logic [1:0]  rsp_valid_o,    // for one cycle
  output logic        rsp_page_fault_o,
  output logic        rsp_access_fault_o,
  output logic [39:0] rsp_pa_o,

  input  logic        fence_valid_i,
  output logic        fence_ready_o,
  output logic        fence_done_o,

  output logic        mem_valid_o,
  input  logic        mem_ready_i,
  output logic        mem_cas_o,
  output logic [39:0] mem_address_o,
  output logic [63:0] mem_expected_o,
  output logic [63:0] mem_desired_o,
  input  logic        mem_rsp_valid_i,
  input  logic [63:0] mem_rsp_data_i,
  input  logic        mem_rsp_won_i,
  input  logic        mem_rsp_error_i
);

  typedef enum logic [2:0] {Idle, Lookup, Read, Wait, Check, Update, UpdateWait, Respond} state_e;

  localparam int unsigned V = 0, R = 1, W = 2, X = 3, U = 4, G = 5, A = 6, D = 7; // bits of a PTE

  state_e      state_q;
  logic        data_q, store_q, translated_q, user_q, sum_q, mxr_q, adue_q;
  logic [63:0] va_q, pte_q;
  logic [7:0]  asid_q;
  logic [27:0] table_q;
  logic [1:0]  level_q;
  logic        global_q, error_q, page_fault_q, access_fault_q, fence_done_q;
  logic [39:0] pa_q;

  // The TLB: pages of 4 KiB, whatever the size of the leaf.
  logic        tlb_valid_q [8];
  logic        tlb_global_q[8];
  logic [26:0] tlb_vpn_q   [8];
  logic [7:0]  tlb_asid_q  [8];
  logic [27:0] tlb_ppn_q   [8];
  logic [7:0]  tlb_flags_q [8];

  wire [26:0] vpn   = va_q[38:12];
  wire [2:0]  index = vpn[2:0];
  wire        hit   = tlb_valid_q[index] & (tlb_vpn_q[index] == vpn) &
                      (tlb_global_q[index] | (tlb_asid_q[index] == asid_q));

  // Steps 6 to 8 of Privileged 4.3.2.
  function automatic logic permits(input logic [7:0] flags);
    logic privilege, right;
    privilege = user_q ? flags[U] : ~flags[U] | (data_q & sum_q);
    right     = ~data_q ? flags[X] : store_q ? flags[W] : flags[R] | (mxr_q & flags[X]);
    permits   = privilege & right;
  endfunction

  function automatic logic complete(input logic [7:0] flags); // step 9 has nothing to do
    complete = flags[A] & (flags[D] | ~store_q);
  endfunction

  // The PTE in hand, steps 3 to 5.
  wire        pointer    = ~pte_q[R] & ~pte_q[X];
  wire        bad        = ~pte_q[V] | (pte_q[W] & ~pte_q[R]) | (|pte_q[63:54]) |
                           (pointer & ((level_q == 0) | pte_q[A] | pte_q[D] | pte_q[U]));
  wire        misaligned = (level_q > 0 & |pte_q[18:10]) | (level_q > 1 & |pte_q[27:19]);
  wire [63:0] updated    = pte_q | (64'd1 << A) | (64'(store_q) << D);
  wire [8:0]  vpn_part   = level_q == 2 ? vpn[26:18] : level_q == 1 ? vpn[17:9] : vpn[8:0];
  wire [27:0] ppn        = {pte_q[37:28], level_q > 1 ? vpn[17:9] : pte_q[27:19],
                            level_q > 0 ? vpn[8:0] : pte_q[18:10]};

  wire idle = state_q == Idle;
  assign fence_ready_o = idle;
  assign fence_done_o  = fence_done_q;
  assign ready_o       = {idle & ~fence_valid_i, idle & ~fence_valid_i & ~valid_i[1]};
  assign rsp_valid_o   = {(state_q == Respond) & data_q, (state_q == Respond) & ~data_q};
  assign rsp_pa_o           = pa_q;
  assign rsp_page_fault_o   = page_fault_q;
  assign rsp_access_fault_o = access_fault_q;

  assign mem_valid_o    = (state_q == Read) | (state_q == Update);
  assign mem_cas_o      = state_q == Update;
  assign mem_address_o  = {table_q, vpn_part, 3'b0};
  assign mem_expected_o = pte_q;
  assign mem_desired_o  = updated;

  wire accept = idle & ~fence_valid_i & (|valid_i);

  always_ff @(posedge clk_i) begin
    if (accept) begin
      data_q       <= valid_i[1];
      store_q      <= valid_i[1] & data_store_i;
      va_q         <= valid_i[1] ? data_va_i : fetch_va_i;
      translated_q <= translated_i[valid_i[1]];
      user_q       <= user_i[valid_i[1]];
      sum_q        <= sum_i;
      mxr_q        <= mxr_i;
      adue_q       <= adue_i;
      asid_q       <= asid_i;
      table_q      <= root_i;
      level_q      <= 2'd2;
      global_q     <= 1'b0;
    end
    page_fault_q   <= 1'b0;
    access_fault_q <= 1'b0;
    fence_done_q   <= idle & fence_valid_i;
    unique case (state_q)
      Idle:    state_q <= accept ? Lookup : Idle;
      Lookup: begin
        state_q <= Respond;
        pa_q    <= va_q[39:0];
        if (~translated_q) begin
          access_fault_q <= |va_q[63:40];
        end else if (~(&va_q[63:38]) & (|va_q[63:38])) begin
          page_fault_q <= 1'b1;
        end else if (hit & permits(tlb_flags_q[index]) & complete(tlb_flags_q[index])) begin
          pa_q <= {tlb_ppn_q[index], va_q[11:0]};
        end else begin // also what a hit refuses is decided by memory
          state_q <= Read;
        end
      end
      Read:    state_q <= mem_ready_i ? Wait : Read;
      Wait: begin
        pte_q   <= mem_rsp_data_i;
        error_q <= mem_rsp_error_i;
        state_q <= mem_rsp_valid_i ? Check : Wait;
      end
      Check: begin
        state_q <= Respond;
        pa_q    <= {ppn, va_q[11:0]};
        if (error_q) begin
          access_fault_q <= 1'b1;
        end else if (bad) begin
          page_fault_q <= 1'b1;
        end else if (pointer) begin
          table_q  <= pte_q[37:10];
          level_q  <= level_q - 2'd1;
          global_q <= global_q | pte_q[G];
          state_q  <= Read;
        end else if (misaligned | ~permits(pte_q[7:0]) | (~complete(pte_q[7:0]) & ~adue_q)) begin
          page_fault_q <= 1'b1;
        end else if (~complete(pte_q[7:0])) begin
          state_q <= Update;
        end
      end
      Update:  state_q <= mem_ready_i ? UpdateWait : Update;
      UpdateWait: if (mem_rsp_valid_i) begin
        state_q        <= mem_rsp_error_i | mem_rsp_won_i ? Respond : Read;
        access_fault_q <= mem_rsp_error_i;
      end
      default: state_q <= Idle; // Respond
    endcase
    if (~rst_ni) begin
      state_q <= Idle;
    end
  end

  // A leaf that served an access is remembered as it is in memory then.
  wire served = (state_q == Check & ~error_q & ~bad & ~pointer & ~misaligned & permits(pte_q[7:0]) & complete(pte_q[7:0])) |
                (state_q == UpdateWait & mem_rsp_valid_i & mem_rsp_won_i);

  always_ff @(posedge clk_i) begin
    if (~rst_ni | (idle & fence_valid_i)) begin
      for (int i = 0; i < 8; i++) begin
        tlb_valid_q[i] <= 1'b0;
      end
    end else if (served) begin
      tlb_valid_q[index]  <= 1'b1;
      tlb_global_q[index] <= global_q | pte_q[G];
      tlb_vpn_q[index]    <= vpn;
      tlb_asid_q[index]   <= asid_q;
      tlb_ppn_q[index]    <= ppn;
      tlb_flags_q[index]  <= state_q == Check ? pte_q[7:0] : updated[7:0];
    end
  end
endmodule
