# shellcheck shell=sh
# yosys.sh - what `report` and `netlist` have in common; both source it. Call in the folder of the RTL.

# A size's parameters, where they are not the modules' own (docs/microarchitecture.md section 1).
parameters() { # SIZE
    case $1 in
    default) ;;
    tiny) echo '-chparam ItlbEntries 2 -chparam DtlbEntries 2 -chparam L2Sets 0 -chparam SuperEntries 0 -chparam WalkEntries 0' ;;
    rv32) echo '-chparam Xlen 32' ;;
    open) echo '-chparam PmpEntries 0 -chparam PmaRanges 0' ;;
    *) echo "no such size: $1" >&2; return 1 ;;
    esac
}

# Yosys' commands for one module, flattened, as far as words and memories; what follows maps them.
#
# Nothing is shared. `share` looks for reads of arrays and arithmetic that are never needed at once. To know when one is needed it lists
# all its ways through multiplexers to where it is used, which double with each entry of the PMP: 786,446 for the lookup's read
# of an L1 TLB in mmu-tiny, minutes and gigabytes. And it saves nothing: no module has one LUT fewer by it.
words() { # TOP SYNTH_OPTIONS PARAMETERS
    echo "read_verilog -sv mmu_pkg.sv
        read_verilog -sv -defer $(find . -name '*.sv' ! -name '*_pkg.sv' ! -name '*_props.sv' | sort | tr '\n' ' ')
        hierarchy -check -top $1 $3; proc; check -assert
        synth -flatten -noshare $2 -run begin:fine; check -assert"
}
