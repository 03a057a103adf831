// One L1 entry: does it match a lookup, and does a fence cover it?  (docs/microarchitecture.md
// sections 4 and 8)
//
//   key    asid | vpn          the request's, or the fence's
//   entry  asid | vpn          as refilled, low VPN bits included
//   care   ones where the bits decide: no ASID bit of a global page, no VPN bit inside the page
//
// `care` is stored rather than derived from level, NAPOT and G, so that a match is one compare with
// no decode before it.
module tlb_line (
  input  logic          valid_i,
  input  mmu_pkg::key_t entry_i,
  input  mmu_pkg::key_t care_i,

  input  logic          lookup_i,      // a lookup is made
  input  mmu_pkg::key_t key_i,
  output logic          match_o,

  input  logic          fence_i,       // a fence is applied
  input  logic          va_given_i,    // rs1 is not x0
  input  logic          asid_given_i,  // rs2 is not x0
  input  mmu_pkg::key_t fence_key_i,
  output logic          covered_o      // the fence reaches this entry (whether valid or not)
);

  // The compares stand behind their strobes: what is not asked does not toggle, and a simulator
  // skips it.
  always_comb begin
    match_o = 1'b0;
    if (lookup_i) match_o = valid_i & (((key_i ^ entry_i) & care_i) == '0);
  end

  // Any page whose range holds the VA; any ASID, but never a global page when one is given
  // (Privileged 4.2.1).
  always_comb begin
    covered_o = 1'b0;
    if (fence_i) begin
      covered_o = (~va_given_i | (((fence_key_i.vpn ^ entry_i.vpn) & care_i.vpn) == '0)) &
                  (~asid_given_i | (care_i.asid[0] & (fence_key_i.asid == entry_i.asid)));
    end
  end

endmodule
