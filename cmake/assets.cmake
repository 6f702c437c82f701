# Files that are part of the program.
#
#   asq_embed(asq_api NAMESPACE asq::api HEADER api/routes/assets.hpp
#     FILES web/docs/index.html ${build}/swagger-ui.css ...)
#
# gives the target a function embedded_assets() with each file under its last name. The assembler
# takes the bytes as they are (.incbin); a file that changes is taken again, nothing else.
enable_language(ASM)

function(asq_embed target)
  cmake_parse_arguments(ARG "" "NAMESPACE;HEADER" "FILES" ${ARGN})
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${target}_assets)
  set(assembly ".section .rodata\n")
  set(declarations "")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS ARG_FILES)
    get_filename_component(name ${file} NAME)
    set(symbol asq_asset_${target}_${number})
    string(APPEND assembly
      ".global ${symbol}_begin\n.global ${symbol}_end\n"
      "${symbol}_begin:\n.incbin \"${file}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND declarations "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows "    {\"${name}\", bytes(${symbol}_begin, ${symbol}_end)},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND assembly ".section .note.GNU-stack,\"\",%progbits\n")
  file(CONFIGURE OUTPUT ${directory}/assets.s CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${directory}/assets.cpp CONTENT
"// Made by cmake/assets.cmake.
#include \"${ARG_HEADER}\"

extern \"C\" {
${declarations}}

namespace ${ARG_NAMESPACE} {
namespace {
std::string_view bytes(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}
}  // namespace

std::span<const Asset> embedded_assets() {
  static const Asset kAssets[] = {
${rows}  };
  return kAssets;
}

}  // namespace ${ARG_NAMESPACE}
" @ONLY)
  # clang says of an assembler file that it has no use for -D; with -Werror that ends the build.
  set_source_files_properties(${directory}/assets.s PROPERTIES
    OBJECT_DEPENDS "${ARG_FILES}" COMPILE_OPTIONS "-Wno-unused-command-line-argument")
  target_sources(${target} PRIVATE ${directory}/assets.s ${directory}/assets.cpp)
endfunction()

# Fails with a sentence that says what to install.
function(asq_require_program variable)
  find_program(${variable} NAMES ${ARGN})
  if(NOT ${variable})
    list(JOIN ARGN " or " names)
    set(otherwise "")
    if(variable MATCHES "^ASQ_(NODE|NPM)$")
      set(otherwise " Or build the server without its page: -DASQ_PAGE=OFF -DASQ_TESTS=OFF.")
    endif()
    message(FATAL_ERROR
      "The program ${names} is missing: run script/bootstrap, which installs what the build needs.${otherwise}")
  endif()
endfunction()

# In place of the page at /: one that says that the server was built without it.
function(asq_embed_plain_page target file)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/${target}_plain_page.cpp)
  file(READ ${file} html)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(CONFIGURE OUTPUT ${made} CONTENT
"// Made by cmake/assets.cmake.
#include \"api/routes/page_files.hpp\"

namespace asq::api {

std::span<const PageFile> page_files() {
  static const PageFile kFiles[] = {{\"index.html\", R\"html(${html})html\", {}, {}}};
  return kFiles;
}

}  // namespace asq::api
" @ONLY)
  target_sources(${target} PRIVATE ${made})
endfunction()

# The guide at /docs/guide, from the document for people.
asq_require_program(ASQ_CMARK cmark-gfm)
set(ASQ_GUIDE ${CMAKE_BINARY_DIR}/web/docs/guide.html)
set(guide_of ${CMAKE_SOURCE_DIR}/docs/api.md ${CMAKE_SOURCE_DIR}/web/docs/guide.html.in)
add_custom_command(
  OUTPUT ${ASQ_GUIDE}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/web/docs
  COMMAND ${ASQ_PYTHON} ${CMAKE_SOURCE_DIR}/tools/render_guide --cmark ${ASQ_CMARK} ${guide_of} ${ASQ_GUIDE}
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/render_guide ${guide_of}
  COMMENT "Rendering the guide"
  VERBATIM)
