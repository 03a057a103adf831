// Which deliberate fault is in force; 0 is none. Only the mutated copy of the RTL knows this package.
package mutant_pkg;
  logic [7:0] sel /* verilator public_flat_rw */;
endpackage
