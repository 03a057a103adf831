// Which bits of {ASID, VPN} decide whether a page is meant: the mask that an L1 entry keeps beside
// its tag.
//
//   level n leaves out the low 9n VPN bits, NAPOT the low 4, a global page the ASID.
module page_care (
  input  logic [2:0]    level_i,
  input  logic          napot_i,
  input  logic          global_i,
  output mmu_pkg::key_t care_o
);

  logic [44:0] vpn;

  always_comb begin
    unique case (level_i)
      3'd0:    vpn = napot_i ? {{41{1'b1}}, 4'd0} : {45{1'b1}};
      3'd1:    vpn = {{36{1'b1}}, 9'd0};
      3'd2:    vpn = {{27{1'b1}}, 18'd0};
      3'd3:    vpn = {{18{1'b1}}, 27'd0};
      default: vpn = {{9{1'b1}}, 36'd0};
    endcase
  end

  assign care_o = {{16{~global_i}}, vpn};

endmodule
