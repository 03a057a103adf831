// Where does this level's PTE lie?  (Privileged 4.3.2 step 2)
//
// Every PTE address of the MMU leaves through here. With a second translation stage this is where a
// guest-physical address becomes a physical one; with one stage it is what it is.
module pte_address #(
  parameter int unsigned Xlen = 64  // 32: Sv32, with 10 VPN bits a level and PTEs of 4 bytes
) (
  input  logic [43:0] base_i,   // PPN of the table
  input  logic [44:0] vpn_i,    // va[56:12]
  input  logic [2:0]  level_i,
  output logic [55:0] address_o
);

  if (Xlen == 32) begin : gen_sv32
    assign address_o = {base_i, (level_i == 3'd0) ? vpn_i[9:0] : vpn_i[19:10], 2'b00};

    logic unused;
    assign unused = ^vpn_i[44:20];
  end else begin : gen_sv39
    logic [8:0] index;

    always_comb begin
      unique case (level_i)
        3'd0:    index = vpn_i[8:0];
        3'd1:    index = vpn_i[17:9];
        3'd2:    index = vpn_i[26:18];
        3'd3:    index = vpn_i[35:27];
        default: index = vpn_i[44:36];
      endcase
    end

    assign address_o = {base_i, index, 3'b000};
  end

endmodule
