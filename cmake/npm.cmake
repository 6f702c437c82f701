# What the program takes from npm: the page at /, Swagger UI for /docs, and the client library as a package. Included by
# src/CMakeLists.txt if ASQ_PAGE is on; only this needs Node.
asq_require_program(ASQ_NODE node nodejs)
asq_require_program(ASQ_NPM npm)

# The dependencies of web/package.json and of its workspaces, without what only checks and tests need, by the one lock file,
# into the build directory. npm runs no script of a package.
set(ASQ_NPM_PLACE ${CMAKE_BINARY_DIR}/web/npm)
set(ASQ_SWAGGER_UI ${ASQ_NPM_PLACE}/node_modules/swagger-ui-dist)
set(ASQ_SWAGGER_UI_FILES
  ${ASQ_SWAGGER_UI}/swagger-ui.css
  ${ASQ_SWAGGER_UI}/swagger-ui-bundle.js
  ${ASQ_SWAGGER_UI}/favicon-32x32.png)
set(manifests package.json package-lock.json docs/package.json packages/client/package.json packages/app/package.json)
set(copy_manifests "")
foreach(manifest IN LISTS manifests)
  list(APPEND copy_manifests
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/web/${manifest} ${ASQ_NPM_PLACE}/${manifest})
endforeach()
list(TRANSFORM manifests PREPEND ${CMAKE_SOURCE_DIR}/web/)
add_custom_command(
  OUTPUT ${ASQ_SWAGGER_UI_FILES}
  COMMAND ${CMAKE_COMMAND} -E make_directory
    ${ASQ_NPM_PLACE}/docs ${ASQ_NPM_PLACE}/packages/client ${ASQ_NPM_PLACE}/packages/app
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

# The page at / and its files: built by tools/build_app with the library's sources, which tools/pack_client has copied by then,
# and packed by tools/pack_page. page.cpp stays out of the unity build: script/lint reads that one without building anything,
# when page.cpp is not there yet.
function(asq_embed_page target)
  set(app ${CMAKE_SOURCE_DIR}/web/packages/app)
  set(built ${CMAKE_BINARY_DIR}/web/app)
  set(packed ${CMAKE_BINARY_DIR}/web/page)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${app}/src/* ${app}/build/* ${app}/public/*)
  list(FILTER files EXCLUDE REGEX "\\.test\\.tsx?$")
  list(APPEND files ${app}/index.html ${app}/vite.config.ts ${app}/tsconfig.json ${app}/package.json)
  add_custom_command(
    OUTPUT ${packed}/page.s ${packed}/page.cpp
    COMMAND ${CMAKE_SOURCE_DIR}/tools/build_app ${ASQ_NPM_PLACE} ${built}
    COMMAND ${ASQ_NODE} ${CMAKE_SOURCE_DIR}/tools/pack_page ${built} ${packed}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/build_app ${CMAKE_SOURCE_DIR}/tools/pack_page ${ASQ_CLIENT_PACKAGE} ${files}
    COMMENT "Building the page"
    VERBATIM)
  set_source_files_properties(${packed}/page.s PROPERTIES COMPILE_OPTIONS "-Wno-unused-command-line-argument")
  set_source_files_properties(${packed}/page.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${packed}/page.s ${packed}/page.cpp)
endfunction()
