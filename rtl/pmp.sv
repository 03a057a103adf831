// Physical memory protection: one table, three checkers  (Privileged 3.7.1, Smepmp;
// docs/microarchitecture.md section 8)
//
//    CSRs --load--> base, limit, permissions of each entry
//                            |
//      first .. last of an access overlaps entry e?  -- lowest such e decides: is it wholly inside,
//                            |                          and does e permit it?
//                            | none
//      M-mode, unless MMWP; and with MML no fetch
//
//   A     region, in units of 4 bytes, limit included
//   OFF   none
//   TOR   previous pmpaddr .. pmpaddr - 1          (none when that is empty)
//   NA4   pmpaddr .. pmpaddr
//   NAPOT pmpaddr with its trailing ones cleared, and the zero above them .. with that zero set
//
// The CSRs are decoded when they are written, not when they are used. After reset no entry is
// active.
module pmp #(
  parameter int unsigned Entries = 16,  // 1 to 64; 0: everything passes
  localparam int unsigned Pins = (Entries != 0) ? Entries : 1,
  localparam int unsigned Checkers = 3  // [0] fetch port, [1] data port, [2] walker
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   load_i,      // take the CSRs
  input  logic [8*Pins-1:0]      cfg_i,       // entry e at 8e: L at 7, A at 4:3, X W R at 2:0
  input  logic [54*Pins-1:0]     addr_i,      // entry e at 54e: PA[55:2]
  input  logic                   mml_i,       // mseccfg
  input  logic                   mmwp_i,

  input  logic [Checkers-1:0]    check_i,     // allowed unless asked
  input  logic [54*Checkers-1:0] first_i,     // PA[55:2] of the first byte
  input  logic [54*Checkers-1:0] last_i,      // and of the last one
  input  logic [Checkers-1:0]    machine_i,   // runs as M-mode
  input  logic [3*Checkers-1:0]  access_i,    // mmu_pkg::access_e
  output logic [Checkers-1:0]    allow_o
);

  localparam logic [1:0] Off   = 2'd0;
  localparam logic [1:0] Tor   = 2'd1;
  localparam logic [1:0] Napot = 2'd3;

  function automatic logic [53:0] base(logic [1:0] match, logic [53:0] addr, logic [53:0] previous);
    base = (match == Tor) ? previous : (match == Napot) ? addr & (addr + 54'd1) : addr;
  endfunction

  function automatic logic [53:0] limit(logic [1:0] match, logic [53:0] addr);
    limit = (match == Tor) ? addr - 54'd1 : (match == Napot) ? addr | (addr + 54'd1) : addr;
  endfunction

  // Without MML an unlocked entry leaves M-mode alone. With MML, L says whose the region is, and
  // the encodings with W but not R are shared ones.
  function automatic logic [2:0] machine_may(logic locked, logic [2:0] xwr, logic mml);
    if (!mml) machine_may = locked ? xwr : 3'b111;
    else begin
      case ({locked, xwr})
        4'b0_010, 4'b0_110: machine_may = 3'b011;
        4'b1_010:           machine_may = 3'b100;
        4'b1_110:           machine_may = 3'b101;
        4'b1_111:           machine_may = 3'b001;
        default:            machine_may = locked ? xwr : 3'b000;
      endcase
    end
  endfunction

  function automatic logic [2:0] others_may(logic locked, logic [2:0] xwr, logic mml);
    if (!mml) others_may = xwr;
    else begin
      case ({locked, xwr})
        4'b0_010:           others_may = 3'b001;
        4'b0_110:           others_may = 3'b011;
        4'b1_010, 4'b1_110: others_may = 3'b100;
        4'b1_111:           others_may = 3'b001;
        default:            others_may = locked ? 3'b000 : xwr;
      endcase
    end
  endfunction

  logic [Pins-1:0] active_q;
  logic [59:0]     region_q [Pins];  // {base, may M-mode {X, W, R}, may S and U}
  logic [53:0]     limit_q [Pins];
  logic            mml_q, mmwp_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q <= '0;
      mml_q    <= 1'b0;
      mmwp_q   <= 1'b0;
    end else if (load_i) begin
      mml_q       <= mml_i;
      mmwp_q      <= mmwp_i;
      active_q[0] <= (cfg_i[4:3] == Tor) ? addr_i[53:0] != '0 : cfg_i[4:3] != Off;
      for (int e = 1; e < Pins; e++) begin
        active_q[e] <= (cfg_i[8*e+3+:2] == Tor) ? addr_i[54*(e-1)+:54] < addr_i[54*e+:54]
                                                : cfg_i[8*e+3+:2] != Off;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (load_i) begin
      region_q[0] <= {base(cfg_i[4:3], addr_i[53:0], '0), machine_may(cfg_i[7], cfg_i[2:0], mml_i),
                      others_may(cfg_i[7], cfg_i[2:0], mml_i)};
      for (int e = 1; e < Pins; e++) begin
        region_q[e] <= {base(cfg_i[8*e+3+:2], addr_i[54*e+:54], addr_i[54*(e-1)+:54]),
                        machine_may(cfg_i[8*e+7], cfg_i[8*e+:3], mml_i),
                        others_may(cfg_i[8*e+7], cfg_i[8*e+:3], mml_i)};
      end
      for (int e = 0; e < Pins; e++) limit_q[e] <= limit(cfg_i[8*e+3+:2], addr_i[54*e+:54]);
    end
  end

  // From the last entry to the first, so that the lowest one speaks last. An entry that is met only
  // in part permits nothing.
  for (genvar c = 0; c < Checkers; c++) begin : gen_checker
    logic [53:0] first, last;
    logic [59:0] region;
    logic [2:0]  may;
    logic        allow;

    assign first = first_i[54*c+:54];
    assign last  = last_i[54*c+:54];

    always_comb begin
      may    = 3'b000;
      region = '0;
      if (check_i[c]) begin
        if (machine_i[c] && !mmwp_q) may = {~mml_q, 2'b11};
        for (int e = Pins - 1; e >= 0; e--) begin
          if (active_q[e]) begin
            region = region_q[e];
            if (first <= limit_q[e] && last >= region[59:6]) begin
              may = 3'b000;
              if (first >= region[59:6] && last <= limit_q[e]) begin
                may = machine_i[c] ? region[5:3] : region[2:0];
              end
            end
          end
        end
      end
    end

    always_comb begin
      allow = 1'b1;
      if (check_i[c] && Entries != 0) begin
        case (access_i[3*c+:3])
          mmu_pkg::Fetch:     allow = may[2];
          mmu_pkg::Load:      allow = may[0];
          mmu_pkg::Amo:       allow = may[1] & may[0];
          mmu_pkg::CboManage: allow = may[1] | may[0];
          default:            allow = may[1];
        endcase
      end
    end
    assign allow_o[c] = allow;
  end

endmodule
