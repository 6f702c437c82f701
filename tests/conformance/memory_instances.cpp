// The conformance suite on the store in memory, which shares only the contract with SQLite.
#include "store_suite.hpp"
#include "support/memory_store.hpp"

namespace asq::testing {
namespace {

using test::MemoryData;
using test::MemoryOptions;
using test::MemoryStore;

class MemoryFactory final : public StoreFactory {
 public:
  explicit MemoryFactory(MemoryOptions options = {}) : options_(options) {}

  std::unique_ptr<store::Store> make(const Clock& clock) override {
    data_ = std::make_shared<MemoryData>();
    return reopen(clock);
  }
  std::unique_ptr<store::Store> reopen(const Clock& clock) override {
    return std::make_unique<MemoryStore>(data_, clock, options_);
  }

 private:
  const MemoryOptions options_;
  std::shared_ptr<MemoryData> data_;
};

std::vector<StoreCase> memory_cases() {
  StoreCase plain{"plain", [] { return std::make_unique<MemoryFactory>(); }};
  // The smallest cache and commits, and every write runs twice.
  StoreCase rehearsed{"rehearsed", [] {
                        MemoryOptions options;
                        options.max_batch = 2;
                        options.cached_chats = 1;
                        options.rehearse = true;
                        return std::make_unique<MemoryFactory>(options);
                      }};
  return {plain, rehearsed};
}

INSTANTIATE_TEST_SUITE_P(Memory, StoreConformance, ::testing::ValuesIn(memory_cases()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace asq::testing
