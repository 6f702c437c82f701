#include "store/sqlite/upkeep/maintenance.hpp"

#include <fmt/format.h>

#include <functional>
#include <stdexcept>

#include "store/sqlite/core/database.hpp"
#include "store/sqlite/upkeep/check.hpp"
#include "store/sqlite/upkeep/timeline.hpp"
#include "store/sqlite/upkeep/whole_copy.hpp"

namespace asq::store::sqlite {
namespace {

// Reads what is committed; of the database it writes nothing and checkpoints nothing. Ends what
// runs when `stop` is requested.
class Reading {
 public:
  Reading(const std::filesystem::path& file, const std::stop_token& stop, bool alone)
      : database_(file), interrupt_(stop, [this] { database_.interrupt(); }) {
    database_.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384");
    // Where nobody else is and the log is empty, closing takes it away and writes nothing.
    if (!alone || has_content(file.string() + "-wal")) database_.leave_log_when_closed();
  }

  [[nodiscard]] Database& database() { return database_; }

 private:
  Database database_;
  std::stop_callback<std::function<void()>> interrupt_;
};

// SQLite would take such a file for its log.
void refuse_own_names(const std::filesystem::path& database, const std::filesystem::path& file) {
  const bool beside = file.parent_path() == std::filesystem::absolute(database).parent_path();
  const std::string name = file.filename().string();
  if (!beside || !name.starts_with(database.filename().string() + "-")) return;
  throw std::runtime_error(
      fmt::format("{} is one of the database's own files; choose another name", file.string()));
}

// `stop` was requested.
struct GivenUp final : std::runtime_error {
  GivenUp() : std::runtime_error("it was given up") {}
};

// An interruption between two statements goes unnoticed by SQLite.
void look_at(const std::stop_token& stop) {
  if (stop.stop_requested()) throw GivenUp();
}

// Runs `work`; what it throws, as a sentence.
template <class T>
std::expected<T, std::string> in_words(const std::filesystem::path& file,
                                       const std::function<T()>& work) {
  try {
    return work();
  } catch (const SqliteError& error) {
    if (error.interrupted()) return std::unexpected(std::string(GivenUp().what()));
    return std::unexpected(
        fmt::format("the database {} can't be read: {}", file.string(), error.what()));
  } catch (const std::exception& error) {
    return std::unexpected(std::string(error.what()));
  }
}

}  // namespace

std::expected<BackedUp, std::string> SqliteMaintenance::back_up(const std::filesystem::path& file,
                                                                const std::stop_token& stop) {
  return in_words<BackedUp>(file_, [&] {
    refuse_own_names(file_, file);
    const LongReads::Hold hold(reads_);
    Reading reading(file_, stop, reads_ == nullptr);
    // Its own statements write nothing, but query_only would keep it from writing the copy, too.
    // The copy is synced as a whole, before it gets its name.
    reading.database().execute("PRAGMA synchronous = OFF");
    look_at(stop);
    const auto bytes = copy_whole(reading.database(), file, IfThere::refuse, [&](Database& copy) {
      begin_timeline(copy);
      look_at(stop);
    });
    return BackedUp{bytes};
  });
}

std::expected<CheckReport, std::string> SqliteMaintenance::check(const std::stop_token& stop) {
  return in_words<CheckReport>(file_, [&] {
    const LongReads::Hold hold(reads_);
    Reading reading(file_, stop, reads_ == nullptr);
    reading.database().execute("PRAGMA query_only = 1; BEGIN");
    CheckReport report = check_database(reading.database(), stop);
    look_at(stop);
    return report;
  });
}

}  // namespace asq::store::sqlite
