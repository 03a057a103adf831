// The words that all MMU files share: modes, accesses, causes, packed shapes of what travels.
//
// Values of enums that cross the pins are those of model/include/faultline/types.h.
// The names of enumerators are what a wave viewer shows, so they are words.
package mmu_pkg;

  typedef enum logic [1:0] {
    User       = 2'd0,
    Supervisor = 2'd1,
    Reserved   = 2'd2,
    Machine    = 2'd3
  } privilege_e;

  typedef enum logic [2:0] {
    Fetch     = 3'd0,
    Load      = 3'd1,  // LR too
    Store     = 3'd2,  // SC too
    Amo       = 3'd3,
    CboManage = 3'd4,  // CBO.CLEAN, CBO.FLUSH, CBO.INVAL
    CboZero   = 3'd5
  } access_e;

  // satp.MODE (Privileged 4.1.11)
  typedef enum logic [3:0] {
    Bare = 4'd0,
    Sv32 = 4'd1,   // RV32 alone
    Sv39 = 4'd8,
    Sv48 = 4'd9,
    Sv57 = 4'd10
  } mode_e;

  typedef enum logic [3:0] {
    NoCause          = 4'd0,
    FetchAccessFault = 4'd1,
    LoadAccessFault  = 4'd5,
    StoreAccessFault = 4'd7,
    FetchPageFault   = 4'd12,
    LoadPageFault    = 4'd13,
    StorePageFault   = 4'd15
  } cause_e;

  typedef enum logic [2:0] {
    PathNone = 3'd0,
    PathBare = 3'd1,
    PathL1   = 3'd2,
    PathL2   = 3'd3,
    PathWalk = 3'd4
  } path_e;

  typedef enum logic [2:0] {
    Idle   = 3'd0,
    Read   = 3'd1,
    Wait   = 3'd2,
    Check  = 3'd3,
    Update = 3'd4,
    UWait  = 3'd5,
    Answer = 3'd6,
    Probe  = 3'd7   // the second level and the page-walk cache, before a walk
  } walker_state_e;

  // A page-table entry of Sv39, Sv48 and Sv57 (Privileged 4.4.1). One of Sv32 is its low half, with
  // a PPN of 22 bits.
  typedef struct packed {
    logic        n;         // NAPOT
    logic [1:0]  pbmt;
    logic [6:0]  reserved;
    logic [43:0] ppn;
    logic [1:0]  rsw;
    logic        d;
    logic        a;
    logic        g;
    logic        u;
    logic        x;
    logic        w;
    logic        r;
    logic        v;
  } pte_t;

  // What a lookup compares
  typedef struct packed {
    logic [15:0] asid;
    logic [44:0] vpn;
  } key_t;

  // What a hit needs to know about its page
  typedef struct packed {
    logic [43:0] ppn;    // as in the PTE
    logic [2:0]  level;  // 0 = 4 KiB, counts up towards the root
    logic        napot;
    logic [1:0]  pbmt;
    logic        d;
    logic        u;
    logic        x;
    logic        w;
    logic        r;
  } leaf_t;

  // Everything besides the address that is sampled with a request
  typedef struct packed {
    logic [15:0] asid;
    mode_e       mode;
    logic        adue;
    logic        pbmte;
    logic        mxr;
    logic        sum;
    privilege_e  privilege;  // effective: MPRV has been applied
    access_e     access;
  } qualifiers_t;

  // What the miss unit says of the answer that it gives a port in this cycle
  typedef struct packed {
    logic  second;        // the second level's, not a walk's
    logic  refill;        // goes into the port's L1 TLB
    logic  page_fault;
    logic  access_fault;
    logic  is_global;
    leaf_t leaf;          // its level is meaningful on a fault too
  } outcome_t;

  // A fence while it is applied and sweeps the L2 (Privileged 4.2.1)
  typedef struct packed {
    logic apply;          // in this cycle
    logic va_given;       // rs1 is not x0
    logic asid_given;     // rs2 is not x0
    key_t key;
  } fence_t;

  typedef struct packed {
    logic       now;      // `l2_set`, addressed in the cycle before, is swept
    logic [9:0] l2_set;
    logic       ahead;    // address next_set
    logic [9:0] next_set;
  } sweep_t;

  // One word of the state port: an entry (docs/microarchitecture.md section 11), or a tree
  typedef struct packed {
    logic [43:0] ppn;
    logic [2:0]  zero_ppn;
    logic [44:0] vpn;
    logic [15:0] vmid;
    logic [15:0] asid;
    logic [2:0]  zero;
    logic [1:0]  pbmt;
    logic [2:0]  level;
    logic        d;
    logic        u;
    logic        x;
    logic        w;
    logic        r;
    logic        napot;
    logic        is_global;
    logic        valid;
  } state_word_t;

  // Which word of which array the state port means
  typedef struct packed {
    logic       write;    // not read
    logic       fetch;
    logic       data;
    logic       superpage;
    logic       pwc;
    logic       l2;
    logic       l2_tree;
    logic [6:0] index;    // within a fully associative array
    logic [9:0] l2_set;
    logic [2:0] l2_way;
  } select_t;

  // The L2's memory is synchronous: the set that the state port will mean in the next cycle
  typedef struct packed {
    logic       read;
    logic [9:0] l2_set;
  } ahead_t;

  // Events of one cycle (docs/microarchitecture.md section 11)
  typedef struct packed {
    logic denied;
    logic refill;
    logic bare;
    logic refused;
    logic miss;
    logic hit;
  } port_events_t;

  typedef struct packed {
    logic       busy;
    logic       denied;
    logic [2:0] pwc_level;  // of pwc_fill and pwc_hit, which never meet
    logic       pwc_fill;
    logic       pwc_hit;
    logic       super_fill;
    logic       l2_fill;
    logic       second_refused;
    logic       super_hit;
    logic       l2_hit;
    logic       killed;
    logic       lost;       // a compare-and-swap
  } miss_events_t;

  typedef struct packed {
    miss_events_t miss;
    logic         fence_applied;
    port_events_t data;
    port_events_t fetch;
  } events_t;

  // Does satp.MODE name a scheme of this build? Another one translates as Bare.
  function automatic logic is_paged(logic rv32, logic [3:0] mode);
    is_paged = rv32 ? (mode == mmu_pkg::Sv32)
             : (mode == mmu_pkg::Sv39) | (mode == mmu_pkg::Sv48) | (mode == mmu_pkg::Sv57);
  endfunction

  // ---- What decides about an entry of any array (docs/microarchitecture.md sections 4 and 9)
  //
  //   key    asid | vpn     the request's, or the fence's
  //   entry  asid | vpn     as refilled, low VPN bits included
  //   care   ones where the bits decide: no ASID bit of a global page, no VPN bit inside the page
  //
  // An entry matches when ((key ^ entry) & care) is 0. Functions of vectors rather than modules,
  // because a simulator then skips a whole array that is not asked.

  // Any page whose range holds the VA; any ASID, but never a global page when one is given
  // (Privileged 4.2.1).
  function automatic logic key_covered(logic va_given, logic asid_given, logic [60:0] fence,
                                       logic [60:0] entry, logic [60:0] care);
    key_covered = (~va_given | (((fence[44:0] ^ entry[44:0]) & care[44:0]) == '0)) &
                  (~asid_given | ((care[60:45] != '0) & (fence[60:45] == entry[60:45])));
  endfunction

  // Level n leaves out the low 9n VPN bits (Sv32: 10n), NAPOT the low 4, a global page the ASID.
  function automatic logic [60:0] page_care(logic rv32, logic [2:0] level, logic napot,
                                            logic is_global);
    page_care[60:45] = {16{~is_global}};
    case (level)
      3'd0:    page_care[44:0] = napot ? {{41{1'b1}}, 4'd0} : {45{1'b1}};
      3'd1:    page_care[44:0] = {{35{1'b1}}, ~rv32, 9'd0};
      3'd2:    page_care[44:0] = {{27{1'b1}}, 18'd0};
      3'd3:    page_care[44:0] = {{18{1'b1}}, 27'd0};
      default: page_care[44:0] = {{9{1'b1}}, 36'd0};
    endcase
  endfunction

  // An entry of any array as a word of the state port, laid out as state_word_t
  function automatic logic [139:0] entry_word(logic valid, logic is_global, logic [60:0] key,
                                              logic [54:0] leaf);
    entry_word = {leaf[54:11], 3'd0, key[44:0], 16'd0, key[60:45], 3'd0, leaf[6:5], leaf[10:8],
                  leaf[4:0], leaf[7], is_global, valid};
  endfunction

endpackage
