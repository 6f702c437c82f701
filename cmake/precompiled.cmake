# More than half of what a translation unit takes is reading the standard library, Asio and
# GoogleTest: that is done once, here. Sources include what they use all the same; script/lint
# compiles without.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "")
function(asq_precompiled name)
  cmake_parse_arguments(ARG "" "" "LINK;HEADERS" ${ARGN})
  add_library(${name} STATIC ${CMAKE_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(${name} PRIVATE asq_flags asq_boost fmt::fmt ${ARG_LINK})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

set(headers
  <algorithm> <array> <atomic> <chrono> <cstdint> <expected> <filesystem> <functional> <map> <memory>
  <mutex> <optional> <set> <span> <string> <string_view> <thread> <unordered_map> <utility> <variant>
  <vector>
  <fmt/format.h>
  <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp>
  <boost/asio/post.hpp> <boost/asio/prefer.hpp> <boost/asio/steady_timer.hpp>
  <boost/asio/use_awaitable.hpp>
  <boost/json/object.hpp> <boost/json/value.hpp>)
asq_precompiled(asq_precompiled_headers HEADERS ${headers})
target_compile_options(asq_precompiled_headers PRIVATE ${ASQ_FUZZED_OPTIONS})
if(ASQ_TESTS)
  asq_precompiled(asq_precompiled_test_headers
    LINK GTest::gtest GTest::gmock
    HEADERS ${headers} <boost/asio/use_future.hpp> <future> <gmock/gmock.h> <gtest/gtest.h>)
  target_compile_options(asq_precompiled_test_headers PRIVATE ${ASQ_TEST_OPTIONS})
endif()
