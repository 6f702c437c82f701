// The conformance suite on the embedded store.
#include "sqlite_factory.hpp"
#include "store_suite.hpp"

namespace asq::testing {
namespace {

std::vector<StoreCase> sqlite_cases() {
  StoreCase plain{"plain", [] { return std::make_unique<SqliteFactory>(); }};
  // Every cache and queue as small as it goes, so that nothing rests on their size.
  StoreCase small{"small", [] {
                    store::sqlite::Options options;
                    options.readers = 1;
                    options.max_batch = 2;
                    options.cached_chats = 1;
                    return std::make_unique<SqliteFactory>(options);
                  }};
  return {plain, small};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, ::testing::ValuesIn(sqlite_cases()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace asq::testing
