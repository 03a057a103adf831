// Cover points of the miss unit: who is granted it, what fences kill, and what the second level refuses (groups Grant, Kill, Refused).
module cover_miss (
  input logic                   clk_i,
  input logic                   rst_ni,
  input logic                   fetch_ask_i,
  input logic                   data_ask_i,
  input logic                   grant_i,
  input mmu_pkg::walker_state_e state_i,
  input logic                   for_data_i,
  input logic                   killed_i,      // by an earlier fence
  input mmu_pkg::fence_t        fence_i,
  input logic                   refused_i,     // a match of the second level
  input logic                   super_i,
  input logic                   permit_i,
  input mmu_pkg::qualifiers_t   qualifiers_i
);

  // Was the service before the data port's? Did it end in the cycle before?
  logic before_q, busy_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      before_q <= 1'b0;
      busy_q   <= 1'b0;
    end else begin
      busy_q <= state_i != mmu_pkg::Idle;
      if (grant_i) before_q <= data_ask_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (grant_i) begin  // fetch alone, data alone, both
      cover_pkg::fl_cover_point(cover_pkg::Grant, data_ask_i ? (fetch_ask_i ? 2 : 1) : 0,
                                int'(before_q), int'(busy_q), 0, 0);
    end
    if (fence_i.apply && state_i != mmu_pkg::Idle) begin
      cover_pkg::fl_cover_point(cover_pkg::Kill, int'(state_i),
                                cover_pkg::form_of(fence_i.va_given, fence_i.asid_given),
                                int'(for_data_i), int'(killed_i), 0);
    end
    if (refused_i) begin
      cover_pkg::fl_cover_point(cover_pkg::Refused, super_i ? 2 : 1, permit_i ? 1 : 0,
                                int'(qualifiers_i.access),
                                cover_pkg::privilege_of(qualifiers_i.privilege), 0);
    end
  end

  logic unused;
  assign unused = &{1'b0, qualifiers_i, fence_i};

endmodule

bind miss_unit cover_miss u_cover (
  .clk_i       (clk_i),
  .rst_ni      (rst_ni),
  .fetch_ask_i (fetch_ask_i),
  .data_ask_i  (data_ask_i),
  .grant_i     (grant),
  .state_i     (u_walker.state_q),
  .for_data_i  (for_data),
  .killed_i    (u_walker.killed_q),
  .fence_i     (fence_i),
  .refused_i   (second_refused),
  .super_i     (second_super),
  .permit_i    (u_second.permit),
  .qualifiers_i(qualifiers)
);
