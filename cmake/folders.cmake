# One static library per folder of src/, its unit tests (*_test.cpp) beside the sources.
#
#   asq_folder(net DEPENDS base model LINK OpenSSL::Crypto)
#
# gives asq_net and, with tests on, the program asq_net_tests, registered with ctest.
function(asq_folder name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(sources)
    add_library(asq_${name} STATIC ${sources})
    target_precompile_headers(asq_${name} REUSE_FROM asq_precompiled_headers)
    target_compile_options(asq_${name} PRIVATE ${ASQ_FUZZED_OPTIONS})
    asq_unity(asq_${name})
    set(scope PUBLIC)
  else()
    add_library(asq_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  list(TRANSFORM ARG_DEPENDS PREPEND asq_)
  target_link_libraries(asq_${name} ${scope} asq_flags asq_boost ${ARG_DEPENDS} ${ARG_LINK})
  if(ASQ_TESTS AND tests)
    asq_test(asq_${name}_tests SOURCES ${tests} LINK asq_${name})
  endif()
endfunction()

# Eight sources to a translation unit: their headers are read and their templates made once instead of
# eight times. They share their anonymous namespaces, so a name in one is used once in its folder.
function(asq_unity target)
  if(ASQ_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# A GoogleTest program; one ctest entry, so that its closing line is ctest's.
function(asq_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_precompile_headers(${name} REUSE_FROM asq_precompiled_test_headers)
  asq_unity(${name})
  target_compile_options(${name} PRIVATE ${ASQ_TEST_OPTIONS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} asq_flags GTest::gtest GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  asq_test_cost(${name})
endfunction()
