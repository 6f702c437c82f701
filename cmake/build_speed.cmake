# What makes building quick and keeps it from running a small machine out of memory.
find_program(ASQ_CCACHE ccache)
if(ASQ_CCACHE)
  # What one checkout has compiled serves the next one as well, wherever it lies. With a precompiled
  # header ccache has to be told that no macro which it can't see decides what is in there.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
    ${ASQ_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # The same header, the same bytes.
    add_compile_options(-Xclang -fno-pch-timestamp)
  endif()
endif()

find_program(ASQ_MOLD mold)
if(ASQ_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# A translation unit with coroutines takes up to 1 GiB: one job for each, at most one per core.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
cmake_host_system_information(RESULT mebibytes QUERY TOTAL_PHYSICAL_MEMORY)
math(EXPR jobs "${mebibytes} / 1024")
if(jobs GREATER cores)
  set(jobs ${cores})
elseif(jobs LESS 1)
  set(jobs 1)
endif()
set_property(GLOBAL PROPERTY JOB_POOLS compile=${jobs})
set(CMAKE_JOB_POOL_COMPILE compile)
