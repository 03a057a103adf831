// Which of A and D does this access still have to set?  (Privileged 4.3.2 step 9)
//
// Every access needs A; what writes needs D as well: stores, AMOs and CBO.ZERO, but not cache-block
// management. Purely combinational. The hit path asks with A = 1, since only accessed pages are
// ever cached.
module ad_update (
  input  logic             a_i,
  input  logic             d_i,
  input  mmu_pkg::access_e access_i,
  output logic             needed_o,
  output logic             a_o,  // the two bits as they have to be
  output logic             d_o
);

  logic writes;

  assign writes = (access_i == mmu_pkg::Store) | (access_i == mmu_pkg::Amo) |
                  (access_i == mmu_pkg::CboZero);

  assign needed_o = ~a_i | (writes & ~d_i);
  assign a_o = 1'b1;
  assign d_o = d_i | writes;

endmodule
