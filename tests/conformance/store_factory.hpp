// What an implementation of the store brings to the conformance suite.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace asq::testing {

// Stores over one set of data, which lives as long as the factory. At most one of them is open at a
// time.
class StoreFactory {
 public:
  virtual ~StoreFactory() = default;
  // An empty store.
  [[nodiscard]] virtual std::unique_ptr<store::Store> make(const Clock& clock) = 0;
  // A store over what the one before left; that one is gone by now.
  [[nodiscard]] virtual std::unique_ptr<store::Store> reopen(const Clock& clock) = 0;
};

// One parameter of the suite: a name for the test's own name, and a factory of its own per test.
struct StoreCase {
  std::string name;
  std::function<std::unique_ptr<StoreFactory>()> make_factory;
};

}  // namespace asq::testing
