# The layers and sizes of the source, checked before anything is compiled: an upward include fails
# the build (tools/check_layers, tools/check_sizes).
find_program(ASQ_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)  # the one with Debian's modules
find_program(ASQ_PYTHON python3 REQUIRED)

file(GLOB_RECURSE checked CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*.hpp ${CMAKE_SOURCE_DIR}/src/*.cpp)
set(tools ${CMAKE_SOURCE_DIR}/tools/check_layers ${CMAKE_SOURCE_DIR}/tools/check_sizes)
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/checks.stamp
  COMMAND ${ASQ_PYTHON} ${CMAKE_SOURCE_DIR}/tools/check_layers
  COMMAND ${ASQ_PYTHON} ${CMAKE_SOURCE_DIR}/tools/check_sizes
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/checks.stamp
  DEPENDS ${checked} ${tools}
  COMMENT "Checking layers and sizes")
add_custom_target(asq_checks DEPENDS ${CMAKE_BINARY_DIR}/checks.stamp)
add_dependencies(asq_boost asq_checks)  # which everything else waits for
if(ASQ_TESTS AND NOT ASQ_SANITIZER)  # nothing of them is compiled
  add_test(NAME tools_checks COMMAND ${ASQ_PYTHON} -m pytest -q -p no:cacheprovider
    ${CMAKE_SOURCE_DIR}/tools/test_checks.py ${CMAKE_SOURCE_DIR}/tools/test_pack_page.py
    ${CMAKE_SOURCE_DIR}/tools/test_check_page.py)
endif()
