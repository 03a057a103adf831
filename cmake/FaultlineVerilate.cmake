# Verilated models as CMake libraries: one runtime, one place for the options that decide their speed.
#
# fl_verilate(TARGET PREFIX Vname TOP module SOURCES file... [INCLUDE dir...] [ARGS verilator-option...] [FST])
# adds the model `Vname` to the library TARGET, which must exist. Link TARGET with fl_verilator_runtime (done here).
if(EXISTS /usr/share/verilator/verilator-config.cmake)
  set(fl_verilator_hint /usr/share/verilator)
endif()
find_package(verilator 5.006 REQUIRED HINTS $ENV{VERILATOR_ROOT} ${fl_verilator_hint})
set(FL_VERILATOR_INCLUDE ${VERILATOR_ROOT}/include)

# What runs on every clock edge gets -O3 whatever the build type; the rest (reset, tracing) is large and rarely runs.
set(FL_VERILATED_FAST -O3)
set(FL_VERILATED_SLOW -O1)

function(fl_verilate TARGET)
  cmake_parse_arguments(ARG "FST" "PREFIX;TOP" "SOURCES;INCLUDE;ARGS" ${ARGN})
  set(fst "")
  if(ARG_FST)
    set(fst TRACE_FST)
  endif()
  verilate(${TARGET} ${fst} PREFIX ${ARG_PREFIX} TOP_MODULE ${ARG_TOP} SOURCES ${ARG_SOURCES}
    INCLUDE_DIRS ${ARG_INCLUDE}
    VERILATOR_ARGS -O3 --x-assign fast --x-initial fast --output-split 0 -Wall ${ARG_ARGS}
    OPT_FAST ${FL_VERILATED_FAST} OPT_SLOW ${FL_VERILATED_SLOW})
  # verilate() hands every target a runtime of its own; ours is one library, since two models meet in one program.
  get_target_property(sources ${TARGET} SOURCES)
  list(FILTER sources EXCLUDE REGEX "/include/verilated[a-z_]*\\.cpp$")
  set_target_properties(${TARGET} PROPERTIES SOURCES "${sources}")
  target_compile_options(${TARGET} PRIVATE -w) # generated code
  target_link_libraries(${TARGET} PUBLIC fl_verilator_runtime)
endfunction()
