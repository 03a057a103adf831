# How tests are declared: one executable per unit, a CTest label per kind.
find_package(PkgConfig REQUIRED)
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)

# fl_unit_test(NAME SOURCES file... [LIBS target...] [LABEL label])
# A cmocka program NAME, run by CTest under LABEL (default: unit), at most two minutes.
function(fl_unit_test NAME)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  add_executable(${NAME} ${ARG_SOURCES})
  target_link_libraries(${NAME} PRIVATE ${ARG_LIBS} PkgConfig::CMOCKA)
  target_include_directories(${NAME} PRIVATE ${CMAKE_SOURCE_DIR}/sim ${CMAKE_SOURCE_DIR}/model/include)
  add_test(NAME ${NAME} COMMAND ${NAME})
  set_tests_properties(${NAME} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 120)
endfunction()
