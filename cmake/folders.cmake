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
    if(ASQ_UNITY)
      asq_unity(${name} ${sources})
    endif()
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

# Sources that share a translation unit share their anonymous namespaces. These have a name that
# another one has for something else, and stand alone.
set(ASQ_STAND_ALONE
  base/emoji base/utf8 store/sqlite/upkeep/restore chat/message_changes chat/replay
  realtime/person_feed api/contract/schema_accounts api/contract/schema_chats
  api/contract/schema_events api/contract/schema_messages api/contract/schema_sockets
  api/contract/urlencoded)
list(TRANSFORM ASQ_STAND_ALONE REPLACE "(.+)" "${CMAKE_SOURCE_DIR}/src/\\1.cpp")
function(asq_unity name)
  foreach(source IN LISTS ARGN)
    if(source IN_LIST ASQ_STAND_ALONE)
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
  set_target_properties(asq_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# A GoogleTest program; one ctest entry, so that its closing line is ctest's.
function(asq_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_precompile_headers(${name} REUSE_FROM asq_precompiled_test_headers)
  target_compile_options(${name} PRIVATE ${ASQ_TEST_OPTIONS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} asq_flags GTest::gtest GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  asq_test_cost(${name})
endfunction()
