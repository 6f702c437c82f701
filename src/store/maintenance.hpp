// What keeps the data safe: a copy of it while everything goes on, and whether it is sound.
//
// Threads: any that may wait. A verb runs on its caller's thread, in one snapshot, and takes as
// long as it takes to read everything; nothing waits for it meanwhile. Soon after `stop` it gives
// up. A failure is one sentence for the operator, and changes nothing.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace asq::store {

struct BackedUp {
  std::int64_t bytes = 0;  // of the file
};

struct CheckReport {
  std::vector<std::string> faults;  // a sentence each: where, and what; empty: it is sound
  std::int64_t users = 0;
  std::int64_t chats = 0;
  std::int64_t messages = 0;
  // An older schema than this program's, which the next start upgrades: then only what any database
  // has was looked at (pages, indexes, keys), and nothing was counted.
  bool older_schema = false;
};

class Maintenance {
 public:
  virtual ~Maintenance() = default;

  // Everything that was acknowledged before the call, in one new file (0600); it is there when it
  // is whole and on disk, and until then it is FILE.tmp. In it no session is left, and the log has
  // another epoch, so that the file may take the database's place. `file` is absolute. Refused: a
  // file that is there, no room.
  virtual std::expected<BackedUp, std::string> back_up(const std::filesystem::path& file,
                                                       const std::stop_token& stop) = 0;
  // Whether everything agrees with everything: the pages and indexes, the numbers of the messages,
  // the log, what is counted and derived. The number of sentences is bounded.
  virtual std::expected<CheckReport, std::string> check(const std::stop_token& stop) = 0;
};

}  // namespace asq::store
