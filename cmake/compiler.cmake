# Flags that hold for every target: warnings, release builds are hardened, sanitizers by
# option. tools/check_hardening looks at what came of it in the binary.
add_library(asq_flags INTERFACE)
target_compile_options(asq_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wconversion -Wsign-conversion -Wnull-dereference -Wimplicit-fallthrough)
# Errors with the compilers of .ci/run. What a newer one finds on top is shown, and keeps nobody from
# starting the server.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13
    OR CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 20)
  target_compile_options(asq_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees what is not there: dangling and null pointers inside coroutine frames and
  # std::variant, writes behind the end of a std::string that has just grown, and in Asio's own
  # allocation of those frames a mismatched one.
  target_compile_options(asq_flags INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized
    -Wno-mismatched-new-delete -Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow)
  if(ASQ_UNITY)
    # It takes an included source for a header, whose coroutines are to have no lambda of their own.
    target_compile_options(asq_flags INTERFACE -Wno-subobject-linkage)
  endif()
endif()
target_include_directories(asq_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(asq_flags INTERFACE
  ASQ_VERSION="${PROJECT_VERSION}"
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION)

# In a header and not on the command line: what doesn't include it is the same in every build, and
# ccache has it from the release build.
set(define_fault_points "")
if(ASQ_FAULT_POINTS)
  set(define_fault_points "#define ASQ_FAULT_POINTS\n")
endif()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/configured/asq_fault_points.hpp
  CONTENT "#pragma once\n${define_fault_points}")
target_include_directories(asq_flags INTERFACE ${CMAKE_BINARY_DIR}/configured)

# Everything is an executable or goes into one: PIE, and not PIC, so that calls can be inlined.
add_compile_options(-fPIE)
add_link_options(-pie)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# For the sanitizers: asserts stay, and line numbers are all that a report needs.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1 -fno-omit-frame-pointer")

# The sources of tests: the libraries that they test are optimised as ever, but they themselves are
# compiled once and run once. It saves up to half of the time of their compilation.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(ASQ_TEST_OPTIONS -Og)
elseif(NOT ASQ_SANITIZER STREQUAL "thread")  # there it would take the tests longer than it saves
  set(ASQ_TEST_OPTIONS -O0)
endif()

if(ASQ_SANITIZER STREQUAL "address")
  # Without vptr: it looks at memory through a pipe, and with no descriptor left, which is what some
  # tests are about, it takes every object for a bad one.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
elseif(ASQ_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
elseif(ASQ_SANITIZER)
  message(FATAL_ERROR "ASQ_SANITIZER is '${ASQ_SANITIZER}': address, thread or empty")
endif()
if(ASQ_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "ASQ_FUZZERS needs clang: libFuzzer is part of it")
  endif()
  # For what is fuzzed, not for tests: coverage, which costs compiling a fifth more.
  set(ASQ_FUZZED_OPTIONS -fsanitize=fuzzer-no-link)
endif()

add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT ASQ_SANITIZER)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
    -fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-fcf-protection=full)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    add_compile_options(-mbranch-protection=standard)
  endif()
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
endif()
