// How `asq user` reaches the data: through the server that has it, else by itself, under the
// directory's lock. Never two writers. Threads: one; calls block.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "app/core.hpp"
#include "app/data_directory.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"

namespace asq::app {

class OperatorAccess {
 public:
  explicit OperatorAccess(const Settings& settings) : settings_(settings) {}

  // One request of app/administration.hpp; its reply if that says ok. On failure one sentence.
  [[nodiscard]] std::expected<boost::json::object, std::string> ask(
      const boost::json::object& request);

 private:
  [[nodiscard]] std::expected<std::string, std::string> reply_to(const std::string& request);
  // Takes the lock and opens the store, once.
  [[nodiscard]] std::expected<void, std::string> open_offline();

  const Settings& settings_;
  SystemClock clock_;
  std::optional<DataDirectory> directory_;
  std::unique_ptr<Core> core_;
};

}  // namespace asq::app
