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
    message(FATAL_ERROR "The program ${names} is missing: run script/bootstrap, which installs what the build needs.")
  endif()
endfunction()

# The page at / and its files, packed by tools/pack_page when they change. page.cpp stays out of the unity build: script/lint
# reads that one without building anything, when page.cpp is not there yet.
function(asq_embed_page target source)
  asq_require_program(ASQ_NODE node nodejs)
  set(directory ${CMAKE_BINARY_DIR}/web/page)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${source}/*)
  add_custom_command(
    OUTPUT ${directory}/page.s ${directory}/page.cpp
    COMMAND ${ASQ_NODE} ${CMAKE_SOURCE_DIR}/tools/pack_page ${source} ${directory}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/pack_page ${files}
    COMMENT "Packing the page"
    VERBATIM)
  set_source_files_properties(${directory}/page.s PROPERTIES COMPILE_OPTIONS "-Wno-unused-command-line-argument")
  set_source_files_properties(${directory}/page.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${directory}/page.s ${directory}/page.cpp)
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

# What the program takes from npm: the dependencies of web/package.json and of its workspaces, without what only checks and
# tests need, by the one lock file, into the build directory. npm runs no script of a package.
asq_require_program(ASQ_NPM npm)
set(ASQ_NPM_PLACE ${CMAKE_BINARY_DIR}/web/npm)
set(ASQ_SWAGGER_UI ${ASQ_NPM_PLACE}/node_modules/swagger-ui-dist)
set(ASQ_SWAGGER_UI_FILES
  ${ASQ_SWAGGER_UI}/swagger-ui.css
  ${ASQ_SWAGGER_UI}/swagger-ui-bundle.js
  ${ASQ_SWAGGER_UI}/favicon-32x32.png)
set(manifests package.json package-lock.json docs/package.json packages/client/package.json)
set(copy_manifests "")
foreach(manifest IN LISTS manifests)
  list(APPEND copy_manifests
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/web/${manifest} ${ASQ_NPM_PLACE}/${manifest})
endforeach()
list(TRANSFORM manifests PREPEND ${CMAKE_SOURCE_DIR}/web/)
add_custom_command(
  OUTPUT ${ASQ_SWAGGER_UI_FILES}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${ASQ_NPM_PLACE}/docs ${ASQ_NPM_PLACE}/packages/client
  ${copy_manifests}
  COMMAND ${ASQ_NPM} ci --prefix ${ASQ_NPM_PLACE} --omit=dev
    --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
  COMMAND ${CMAKE_COMMAND} -E touch ${ASQ_SWAGGER_UI_FILES}
  DEPENDS ${manifests}
  COMMENT "Getting what the program takes from npm"
  VERBATIM)

# The client library as an npm package, which /sdk/asq-client.tgz offers (tools/pack_client).
set(client ${CMAKE_SOURCE_DIR}/web/packages/client)
set(ASQ_CLIENT_PACKAGE ${ASQ_NPM_PLACE}/packages/client/asq-client.tgz)
file(GLOB_RECURSE files CONFIGURE_DEPENDS ${client}/src/*.ts)
list(FILTER files EXCLUDE REGEX "\\.test\\.ts$")
add_custom_command(
  OUTPUT ${ASQ_CLIENT_PACKAGE}
  COMMAND ${CMAKE_SOURCE_DIR}/tools/pack_client ${ASQ_NPM_PLACE}
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/pack_client ${CMAKE_SOURCE_DIR}/CMakeLists.txt ${CMAKE_SOURCE_DIR}/LICENSE
    ${CMAKE_SOURCE_DIR}/web/tsconfig.base.json ${client}/tsconfig.build.json ${client}/README.md ${files}
    ${ASQ_SWAGGER_UI_FILES}
  COMMENT "Packing the client library"
  VERBATIM)
