# Verilated models as CMake libraries: one runtime, one place for the options that decide their speed.
#
# fl_verilate(TARGET PREFIX Vname TOP module SOURCES file... [INCLUDE dir...] [ARGS verilator-option...] [OPT flag] [FST])
# adds the model `Vname` to the library TARGET, which must exist. What runs on every clock edge is compiled with OPT, -O3 unless
# given, whatever the build type; the rest (construction, start of tracing) is large and runs once.
if(EXISTS /usr/share/verilator/verilator-config.cmake)
  set(fl_verilator_hint /usr/share/verilator)
endif()
find_package(verilator 5.006 REQUIRED HINTS $ENV{VERILATOR_ROOT} ${fl_verilator_hint})
set(FL_VERILATOR_INCLUDE ${VERILATOR_ROOT}/include)

# Options for code that nobody here wrote: Verilator's runtime and what it generates. The sanitizers would make its compilation up to
# seven times as long; what calls it is sanitized.
set(FL_NOT_OURS -w)
if(FL_SANITIZE)
  list(APPEND FL_NOT_OURS -fno-sanitize=all)
endif()

function(fl_verilate TARGET)
  cmake_parse_arguments(ARG "FST" "PREFIX;TOP;OPT" "SOURCES;INCLUDE;ARGS" ${ARGN})
  if(NOT ARG_OPT)
    set(ARG_OPT -O3)
  endif()
  set(fst "")
  if(ARG_FST)
    set(fst TRACE_FST)
  endif()
  verilate(${TARGET} ${fst} PREFIX ${ARG_PREFIX} TOP_MODULE ${ARG_TOP} SOURCES ${ARG_SOURCES}
    INCLUDE_DIRS ${ARG_INCLUDE}
    VERILATOR_ARGS -O3 --x-assign fast --x-initial fast -Wall ${ARG_ARGS}
    OPT_FAST ${ARG_OPT} OPT_SLOW -O0)
  # verilate() hands every target a runtime of its own; ours is one library, since two models meet in one program.
  get_target_property(sources ${TARGET} SOURCES)
  list(FILTER sources EXCLUDE REGEX "/include/verilated[a-z_]*\\.cpp$")
  set_target_properties(${TARGET} PROPERTIES SOURCES "${sources}")
  target_compile_options(${TARGET} PRIVATE ${FL_NOT_OURS})
  target_link_libraries(${TARGET} PUBLIC fl_verilator_runtime)
endfunction()
