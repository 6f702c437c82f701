// How the operator's commands reach the data: through the server that has it, else by themselves,
// under the directory's lock. Never two writers. Threads: one; calls block. A failure is one
// sentence.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/core.hpp"
#include "app/data_directory.hpp"
#include "app/settings.hpp"
#include "base/clock.hpp"

namespace asq::app {

// The reply of the server that has the data directory, whatever it says; nullopt: none has.
[[nodiscard]] std::expected<std::optional<std::string>, std::string> ask_running_server(
    const Settings& settings, std::string_view request, std::chrono::milliseconds patience);
// The reply, if it says ok; else the sentence in it.
[[nodiscard]] std::expected<boost::json::object, std::string> accepted(std::string_view reply);
// The directory, locked by this process. Another user's is refused: files that this one made there
// would be files that the server can't open.
[[nodiscard]] std::expected<DataDirectory, std::string> lock_directory(
    const std::filesystem::path& path);

// `asq user`.
class OperatorAccess {
 public:
  // `may_make`: a data directory that is not there, or has no database, is made.
  OperatorAccess(const Settings& settings, bool may_make)
      : settings_(settings), may_make_(may_make) {}

  // One request of app/administration.hpp; its reply if that says ok.
  [[nodiscard]] std::expected<boost::json::object, std::string> ask(
      const boost::json::object& request);

 private:
  [[nodiscard]] std::expected<std::string, std::string> reply_to(const std::string& request);
  // Takes the lock and opens the store, once.
  [[nodiscard]] std::expected<void, std::string> open_offline();

  const Settings& settings_;
  bool may_make_;
  SystemClock clock_;
  std::optional<DataDirectory> directory_;
  std::unique_ptr<Core> core_;
};

}  // namespace asq::app
