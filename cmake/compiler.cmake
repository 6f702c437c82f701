# Flags that hold for every target: warnings are errors, release builds are hardened, sanitizers by option.
add_library(asq_flags INTERFACE)
target_compile_options(asq_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wconversion -Wsign-conversion -Wnull-dereference -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees dangling and null pointers inside coroutine frames and std::variant that are not there.
  target_compile_options(asq_flags INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized)
endif()
target_include_directories(asq_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(asq_flags INTERFACE
  ASQ_VERSION="${PROJECT_VERSION}"
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_USE_STD_STRING_VIEW)

if(ASQ_SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=address,undefined)
elseif(ASQ_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=thread)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
    -fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64")
    add_compile_options(-fcf-protection=full)
  endif()
  add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
find_program(ASQ_CCACHE ccache)
if(ASQ_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ASQ_CCACHE})
endif()
