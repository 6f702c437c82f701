# Everything comes from the distribution's packages (script/bootstrap names them).
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ARGON2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
find_library(PROMETHEUS_CORE prometheus-cpp-core REQUIRED)
if(ASQ_TESTS)
  find_package(GTest REQUIRED)
endif()

# Asio's and Beast's own sources, compiled once.
add_library(asq_boost STATIC ${CMAKE_SOURCE_DIR}/cmake/boost_impl.cpp)
target_compile_features(asq_boost PUBLIC cxx_std_23)
target_compile_definitions(asq_boost PUBLIC BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_USE_STD_STRING_VIEW)
target_link_libraries(asq_boost PUBLIC Threads::Threads Boost::json Boost::url)
