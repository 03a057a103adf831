// Does a leaf permit this access?  (Privileged 4.3.2 steps 6 to 8)
//
// Purely combinational; asked by the hit path and by the walker, with the same answer. SUM and MXR
// are qualifiers of the request, never of the entry, so a change of either needs no fence. M-mode
// never comes here.
module leaf_permits (
  input  logic                ask_i,        // permit_o is 0 unless asked
  input  logic                r_i,
  input  logic                w_i,
  input  logic                x_i,
  input  logic                u_i,
  input  mmu_pkg::access_e    access_i,
  input  mmu_pkg::privilege_e privilege_i,  // effective
  input  logic                sum_i,
  input  logic                mxr_i,
  output logic                permit_o
);

  logic user_ok, access_ok, readable;

  always_comb begin
    user_ok   = 1'b0;
    readable  = 1'b0;
    access_ok = 1'b0;
    if (ask_i) begin
      // Step 6: SUM opens user pages to S-mode data accesses, and to nothing else.
      user_ok = (privilege_i == mmu_pkg::User)
              ? u_i : (~u_i | (sum_i & (access_i != mmu_pkg::Fetch)));

      // Step 8: MXR makes executable pages readable. Cache-block management wants a page that could
      // be loaded or stored.
      readable = r_i | (mxr_i & x_i);
      unique case (access_i)
        mmu_pkg::Fetch:     access_ok = x_i;
        mmu_pkg::Load:      access_ok = readable;
        mmu_pkg::CboManage: access_ok = readable | w_i;
        mmu_pkg::Store, mmu_pkg::Amo, mmu_pkg::CboZero: access_ok = w_i;
        default:            access_ok = 1'b0;
      endcase
    end
  end

  assign permit_o = user_ok & access_ok;

endmodule
